"""What the rules say of a draft, kept until the draft changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from workbench.design.design import Design
from workbench.design.handoff import Waiver
from workbench.design.package import ChecklistRow, Finding, Level
from workbench.review.projects.access import ProjectAccess
from workbench.rules.engine.judge import Waivers
from workbench.rules.engine.run import RULE_SET, run_rules
from workbench.store.base import utc_now
from workbench.store.drafts import list_items, load_design
from workbench.store.engine import is_reading, sessions_of, transaction
from workbench.store.findings import FindingCache, find_report, keep_report
from workbench.store.gc_pause import gc_paused
from workbench.store.projects import find_draft_version


@dataclass(frozen=True, slots=True)
class DraftReport:
    """Findings and checklist of one state of the draft."""

    findings: tuple[Finding, ...]
    checklist: tuple[ChecklistRow, ...]
    draft_version: int
    rule_set: str
    current: bool = True
    """False where the draft has changed since."""

    @property
    def summary(self) -> dict[str, int]:
        """Open findings per level, and how many are waived or deferred."""
        counts = {level.value: 0 for level in Level} | {"waived": 0, "deferred": 0}
        for one in self.findings:
            word = "deferred" if one.deferred else "waived" if one.waiver else one.level.value
            counts[word] += 1
        return counts


FINDINGS: TypeAdapter[tuple[Finding, ...]] = TypeAdapter(tuple[Finding, ...])
CHECKLIST: TypeAdapter[tuple[ChecklistRow, ...]] = TypeAdapter(tuple[ChecklistRow, ...])
_REPORT: TypeAdapter[DraftReport] = TypeAdapter(DraftReport)
_TOLD = "draft_report"


def findings_of(session: Session, *, access: ProjectAccess, fresh: bool = True) -> DraftReport:
    """What the rules say of the draft as it is.

    The answer is kept with the number of the last write, so that asking again costs one
    query. With `fresh=False` a kept answer of an older draft is good enough (`current` says
    which it is); the rules run only where there is none at all.
    """
    project_id, today = access.project.id, utc_now().date()
    version = find_draft_version(session, project_id)
    # A reading session goes on seeing the answer that was kept when it began.
    told = session.info.get(_TOLD) if is_reading(session) else None
    if told is not None and told[0] == (project_id, version, today):
        return cast("DraftReport", told[1])
    kept = find_report(session, project_id)
    if kept is not None:
        current = _is_current(kept, version, today)
        if current or not fresh:
            return _read(kept, current=current)
    return _run(session, project_id, version, today)


def stale_waivers(
    session: Session, *, access: ProjectAccess, findings: Iterable[Finding]
) -> list[tuple[Waiver, str]]:
    """Waivers that excuse none of the findings, each with the reason why not."""
    waivers = [
        stored.item
        for stored in list_items(session, access.project.id, "waiver")
        if isinstance(stored.item, Waiver)
    ]
    stale = Waivers.of(waivers).stale(findings, utc_now().date())
    return [(waiver.waiver, waiver.why) for waiver in stale]


def report_on(design: Design, *, draft_version: int = 0, today: date | None = None) -> DraftReport:
    """Run the rules over a design."""
    with gc_paused():
        report = run_rules(design, today=today or utc_now().date())
    return DraftReport(report.findings, report.checklist, draft_version, RULE_SET)


def _run(session: Session, project_id: int, version: int, today: date) -> DraftReport:
    report = report_on(load_design(session, project_id), draft_version=version, today=today)
    text = _REPORT.dump_json(report).decode()
    if is_reading(session):
        with transaction(sessions_of(session)) as writing:
            _keep(writing, project_id, version, today, text)
        session.info[_TOLD] = (project_id, version, today), report
    else:
        _keep(session, project_id, version, today, text)
    return report


def _keep(session: Session, project_id: int, version: int, today: date, text: str) -> None:
    keep_report(
        session,
        project_id=project_id,
        draft_version=version,
        rule_set=RULE_SET,
        day=today.isoformat(),
        report=text,
    )


def _is_current(kept: FindingCache, version: int, today: date) -> bool:
    return (kept.draft_version, kept.rule_set, kept.day) == (version, RULE_SET, today.isoformat())


def _read(kept: FindingCache, *, current: bool) -> DraftReport:
    report = _REPORT.validate_json(kept.report)
    return DraftReport(
        report.findings, report.checklist, report.draft_version, report.rule_set, current
    )
