"""Findings and checklist of a draft, computed once per version of the draft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from workbench.cache import LruCache
from workbench.design.design import Design
from workbench.design.handoff import Waiver
from workbench.design.package import ChecklistRow, Finding, Level
from workbench.review.projects.access import ProjectAccess
from workbench.rules.engine.run import RULE_SET, run_rules
from workbench.rules.engine.waivers import Waivers
from workbench.store.base import utc_now
from workbench.store.drafts import list_items, load_design
from workbench.store.engine import Sessions, database_id, is_reading, transaction
from workbench.store.findings import (
    ReportVersion,
    find_report_version,
    read_report,
    store_report,
)
from workbench.store.gc_pause import gc_paused
from workbench.store.projects import find_draft_version, read_draft_version


@dataclass(frozen=True, slots=True)
class DraftReport:
    """Findings and checklist of a version of the draft."""

    findings: tuple[Finding, ...]
    checklist: tuple[ChecklistRow, ...]
    draft_version: int
    rule_set: str
    current: bool = True
    """False if the draft has changed since."""

    @property
    def summary(self) -> dict[str, int]:
        """Number of open findings per level, and of waived and deferred ones."""
        counts = {level.value: 0 for level in Level} | {"waived": 0, "deferred": 0}
        for finding in self.findings:
            level = finding.level.value
            word = "deferred" if finding.deferred else "waived" if finding.waiver else level
            counts[word] += 1
        return counts


@dataclass(frozen=True, slots=True)
class UnsavedReport:
    """A report that a reading session has computed and that is not stored yet."""

    project_id: int
    version: ReportVersion
    text: str


FINDINGS: TypeAdapter[tuple[Finding, ...]] = TypeAdapter(tuple[Finding, ...])
CHECKLIST: TypeAdapter[tuple[ChecklistRow, ...]] = TypeAdapter(tuple[ChecklistRow, ...])
_REPORT: TypeAdapter[DraftReport] = TypeAdapter(DraftReport)
#: By database and project, then by draft, rule set and day; a finding weighs one.
_reports: LruCache[tuple[int, int, ReportVersion], DraftReport] = LruCache(
    100_000, weigh=lambda report: len(report.findings) + 1
)
_UNSAVED = "unsaved_report"


def findings_of(session: Session, *, access: ProjectAccess, fresh: bool = True) -> DraftReport:
    """Findings and checklist of the current draft.

    The report is cached in memory and in the database, by the version of the draft. With
    `fresh=False` a stored report of an older version is returned if there is one (see `current`),
    and the rules run only if there is none. A reading session does not write: `save_report` stores
    its report after the response.
    """
    project_id = access.project.id
    version = _current_version(session, project_id)
    known = _reports.get((database_id(session), project_id, version))
    if known is not None:
        return known
    stored = find_report_version(session, project_id)
    if stored is not None and (stored == version or not fresh):
        report = _load(session, project_id, stored)
        if report is not None:
            return report if stored == version else replace(report, current=False)
    return _run(session, project_id, version)


def unsaved_report(session: Session) -> UnsavedReport | None:
    """The report that a reading session has computed, for `save_report`; None if it has not."""
    unsaved: UnsavedReport | None = session.info.get(_UNSAVED)
    return unsaved


def save_report(sessions: Sessions, unsaved: UnsavedReport) -> None:
    """Store a report for other processes, in a transaction of its own."""
    with transaction(sessions) as session:
        store_report(session, unsaved.project_id, unsaved.version, unsaved.text)


def stale_waivers(
    session: Session, *, access: ProjectAccess, findings: Iterable[Finding]
) -> list[tuple[Waiver, str]]:
    """Waivers that match none of the findings, each with the reason."""
    waivers = [
        stored.item
        for stored in list_items(session, access.project.id, "waiver")
        if isinstance(stored.item, Waiver)
    ]
    stale = Waivers.of(waivers).stale(findings, utc_now().date())
    return [(waiver.waiver, waiver.why) for waiver in stale]


def report_on(design: Design, *, draft_version: int = 0, today: date | None = None) -> DraftReport:
    """Run the rules on a design."""
    with gc_paused():
        report = run_rules(design, today=today or utc_now().date())
    return DraftReport(report.findings, report.checklist, draft_version, RULE_SET)


def _current_version(session: Session, project_id: int) -> ReportVersion:
    """Version of draft and rules, and the day, for a report computed now."""
    version = find_draft_version(session, project_id)
    return ReportVersion(version, RULE_SET, utc_now().date().isoformat())


def _run(session: Session, project_id: int, version: ReportVersion) -> DraftReport:
    today = date.fromisoformat(version.day)
    design = load_design(session, project_id)
    report = report_on(design, draft_version=version.draft_version, today=today)
    if not is_reading(session):
        text = _REPORT.dump_json(report).decode()
        store_report(session, project_id, version, text)
    elif read_draft_version(session, project_id) == version.draft_version:
        # Somebody may have written while the draft was read.
        _reports.put((database_id(session), project_id, version), report)
        text = _REPORT.dump_json(report).decode()
        session.info[_UNSAVED] = UnsavedReport(project_id, version, text)
    return report


def _load(session: Session, project_id: int, version: ReportVersion) -> DraftReport | None:
    key = (database_id(session), project_id, version)
    report = _reports.get(key)
    if report is None:
        text = read_report(session, project_id, version)
        if text is None:
            return None
        report = _REPORT.validate_json(text)
        # What a transaction has stored may be rolled back.
        if is_reading(session):
            _reports.put(key, report)
    return report
