"""Blockers: the reasons why a presented revision cannot be approved, each with a link."""

from __future__ import annotations

from sqlalchemy.orm import Session

from workbench.review.errors import PageLink
from workbench.review.gate.machine import MAX_CYCLES, GateState
from workbench.review.package.presentation_blockers import Blocker
from workbench.review.projects.access import ProjectAccess
from workbench.store.comments import list_open_comments
from workbench.store.interventions import list_interventions


def approval_blockers(session: Session, *, access: ProjectAccess) -> list[Blocker]:
    """Immediate interventions and unresolved comments that must be fixed; two queries at most."""
    project_id = access.project.id
    blockers = []
    if access.state.immediate:
        blockers = [
            Blocker(
                f"Process the immediate intervention {intervention.topic} first.",
                PageLink("interventions", number=intervention.id),
            )
            for intervention in list_interventions(session, project_id, active_only=True)
            if intervention.id in access.state.immediate
        ]
    return blockers + [
        Blocker(
            f"A must-fix comment is unresolved: {comment.text[:100]}",
            PageLink(
                "comments",
                comment.kind,
                comment.item,
                comment.pointer,
                comment.id,
            ),
        )
        for comment in list_open_comments(session, project_id)
        if comment.must_fix
    ]


def why_not_revise(state: GateState) -> str:
    """Why the presented revision cannot get another REVISE; empty if it can."""
    if state.final:
        return (
            "This is the last presentation, because items were descoped after the third cycle: "
            "approve it, pause it, or ask an orchestrator to accept it with limitations."
        )
    return "" if state.cycle < MAX_CYCLES else f"All {MAX_CYCLES} revision cycles are used."
