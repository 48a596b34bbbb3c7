"""The overview of a project: its stage, blockers, next step and latest activity."""

from __future__ import annotations

from typing import Final, Literal

from flask import render_template
from flask.typing import ResponseReturnValue

from workbench.http.database import db
from workbench.review.draft.reports import findings_of
from workbench.review.gate.history import history, returned_of
from workbench.review.gate.machine import Stage
from workbench.review.gate.policy import why_not_present
from workbench.review.handoff.acceptance import waiting_acceptance
from workbench.review.package.presentation_blockers import blockers_of, makeup_of
from workbench.review.projects.progress import next_step
from workbench.review.projects.projects import list_members_of
from workbench.web.projects.blueprint import bp
from workbench.web.shell.access import load_project, member

_SHOWN_BLOCKERS: Final = 12
_SHOWN_HISTORY: Final = 12
_EVENT_ICONS: Final = {
    "presented": "gate",
    "decided": "flag",
    "handoff-received": "inbox",
    "handoff-accepted": "check",
    "halted": "block",
    "halt-lifted": "check",
    "design-started": "edit",
    "release-mode-chosen": "check",
    "mvp-set-confirmed": "check",
    "read-back-signed": "edit",
    "setup-answered": "check",
    "question-assigned": "ask",
    "resumed": "here",
    "escalation-settled": "check",
    "intervention-raised": "alert",
    "intervention-processed": "check",
    "change-requested": "edit",
    "handed-on": "out",
    "open-item-closed": "check",
}
#: What the overview shows first, by the project's stage and by what this person may do next.
StagePanel = Literal[
    "blocked", "accepting", "under review", "contract", "ready", "ready for others", "not ready"
]


@bp.get("/projects/<slug>")
@member
def overview(slug: str) -> ResponseReturnValue:
    """The project's stage, its blockers, the next step and the latest activity."""
    access = load_project(slug)
    report = findings_of(db(), access=access)
    blockers = blockers_of(db(), access=access, report=report)
    events = history(db(), access=access)
    acceptance = waiting_acceptance(db(), access)
    accepting = bool(acceptance and acceptance.remaining and access.state.handoff_received)
    not_present = why_not_present(access)
    return render_template(
        "projects/overview/page.html",
        access=access,
        report=report,
        blockers=blockers[:_SHOWN_BLOCKERS],
        makeup=makeup_of(blockers),
        more_blockers=max(0, len(blockers) - _SHOWN_BLOCKERS),
        next_step=next_step(access, blockers, acceptance),
        acceptance=acceptance,
        accepting=accepting,
        panel=_stage_panel(
            access.state.stage,
            blocked=bool(blockers),
            accepting=accepting,
            presentable=not_present is None,
        ),
        not_present=not_present,
        returned=returned_of(db(), access),
        events=events[-_SHOWN_HISTORY:],
        event_icons=_EVENT_ICONS,
        more_events=len(events) > _SHOWN_HISTORY,
        members=list_members_of(db(), access=access),
    )


def _stage_panel(stage: Stage, *, blocked: bool, accepting: bool, presentable: bool) -> StagePanel:
    if blocked and stage in {Stage.accepted, Stage.in_design, Stage.halted}:
        return "blocked"
    if accepting:
        return "accepting"
    if stage in {Stage.presented, Stage.escalated}:
        return "under review"
    if stage in {Stage.approved, Stage.handed_on}:
        return "contract"
    if presentable:
        return "ready"
    return "ready for others" if stage is Stage.in_design and not blocked else "not ready"
