"""The report of the rules on a draft, stored so that it is computed only once."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.store.base import Base


class FindingCache(Base):
    """The newest report of a project."""

    __tablename__ = "finding_cache"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    draft_version: Mapped[int]
    rule_set: Mapped[str] = mapped_column(String(60))
    day: Mapped[str] = mapped_column(String(10))
    """ISO date of the run, because waivers expire."""
    report: Mapped[str] = mapped_column(Text)
    """JSON of findings and checklist."""


class ReportVersion(NamedTuple):
    """The version of draft and rules, and the day, that a report is about."""

    draft_version: int
    rule_set: str
    day: str


def find_report_version(session: Session, project_id: int) -> ReportVersion | None:
    """Version of the stored report; None if there is none."""
    query = select(FindingCache.draft_version, FindingCache.rule_set, FindingCache.day)
    row = session.execute(query.where(FindingCache.project_id == project_id)).one_or_none()
    return ReportVersion(*row) if row is not None else None


def read_report(session: Session, project_id: int, version: ReportVersion) -> str | None:
    """The stored report as JSON, if it has that version."""
    query = select(FindingCache.report).where(
        FindingCache.project_id == project_id,
        FindingCache.draft_version == version.draft_version,
        FindingCache.rule_set == version.rule_set,
        FindingCache.day == version.day,
    )
    return session.scalar(query)


def store_report(session: Session, project_id: int, version: ReportVersion, report: str) -> None:
    """Store a report, unless the stored one is about a newer draft."""
    values = {"project_id": project_id, **version._asdict(), "report": report}
    # Both dialects say it alike, but the statements are of two classes.
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    query = make(FindingCache).values(values)
    query = query.on_conflict_do_update(
        index_elements=[FindingCache.project_id],
        set_={name: value for name, value in values.items() if name != "project_id"},
        where=FindingCache.draft_version <= version.draft_version,
    )
    session.execute(query)
