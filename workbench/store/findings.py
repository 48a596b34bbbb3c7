"""What the rules said of the draft last time, so that nobody waits for it twice."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.store.base import Base


class FindingCache(Base):
    """The newest report per project."""

    __tablename__ = "finding_cache"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    draft_version: Mapped[int]
    rule_set: Mapped[str] = mapped_column(String(60))
    day: Mapped[str] = mapped_column(String(10))
    """ISO date of the run, because waivers expire."""
    report: Mapped[str] = mapped_column(Text)
    """JSON of findings and checklist."""


def find_report(session: Session, project_id: int) -> FindingCache | None:
    """The kept report, of whichever draft version and rule set."""
    return session.get(FindingCache, project_id, populate_existing=True)


def keep_report(
    session: Session, *, project_id: int, draft_version: int, rule_set: str, day: str, report: str
) -> None:
    """Keep a report, unless one of a newer draft is there already."""
    values = {
        "project_id": project_id,
        "draft_version": draft_version,
        "rule_set": rule_set,
        "day": day,
        "report": report,
    }
    # Both dialects say it alike, but the statements are of two classes.
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    query = make(FindingCache).values(values)
    query = query.on_conflict_do_update(
        index_elements=[FindingCache.project_id],
        set_={name: value for name, value in values.items() if name != "project_id"},
        where=FindingCache.draft_version <= draft_version,
    )
    session.execute(query)
