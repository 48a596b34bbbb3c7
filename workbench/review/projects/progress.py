"""Progress of projects, and the next action in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.review.draft.reports import findings_of
from workbench.review.errors import PageLink
from workbench.review.gate.machine import Stage
from workbench.review.gate.policy import why_not_accept_handoff, why_not_decide, why_not_present
from workbench.review.handoff.acceptance import Acceptance, StepName
from workbench.review.package.presentation_blockers import Blocker
from workbench.review.projects.access import ProjectAccess, Role
from workbench.review.projects.progress_steps import ProgressStep, progress_steps
from workbench.review.projects.projects import list_projects_for
from workbench.store.drafts import count_by_kind


@dataclass(frozen=True, slots=True)
class Progress:
    """One project and its nine progress steps."""

    access: ProjectAccess
    steps: tuple[ProgressStep, ...]


@dataclass(frozen=True, slots=True)
class NextStep:
    """The primary action of a project for a person; `why` explains it."""

    label: str
    link: PageLink | None
    why: str = ""


def progress_of(session: Session, *, actor: Actor) -> list[Progress]:
    """Every project that the actor takes part in, with its progress steps."""
    return [
        Progress(
            project,
            progress_steps(
                project.state,
                count_by_kind(session, project.project.id),
                findings_of(session, access=project, fresh=False).findings,
            ),
        )
        for project in list_projects_for(session, actor=actor)
    ]


def next_step(
    access: ProjectAccess, blockers: Sequence[Blocker], acceptance: Acceptance | None = None
) -> NextStep:
    """The next action of the actor; `acceptance` is used until the handoff is accepted."""
    match access.state.stage:
        case Stage.received | Stage.halted:
            return _handoff_step(access, acceptance)
        case Stage.presented | Stage.escalated:
            return _decision_step(access)
        case Stage.paused:
            return NextStep("View pause", PageLink("review"))
        case Stage.approved | Stage.handed_on:
            return NextStep("Download the package", PageLink("downloads"))
        case _:
            return _design_step(access, blockers)


def _decision_step(access: ProjectAccess) -> NextStep:
    if access.state.stage is Stage.escalated:
        if access.has(Role.orchestrator):
            return NextStep("Resolve the escalation", PageLink("decision"))
        return NextStep(
            "View the three cycles", PageLink("decision"), "The orchestrator decides next."
        )
    if why_not_decide(access) is None:
        return NextStep("Review and decide", PageLink("review"))
    return NextStep("Read the package", PageLink("review"), "It is awaiting a reviewer's decision.")


def _design_step(access: ProjectAccess, blockers: Sequence[Blocker]) -> NextStep:
    if not access.has(Role.architect, Role.pm):
        return NextStep("View findings", PageLink("findings"), "The architect acts next.")
    if blockers:
        return NextStep("Fix the next blocker", blockers[0].link)
    if why_not_present(access) is None:
        return NextStep("Present for review", PageLink("present"))
    return NextStep("View findings", PageLink("findings"), "The architect acts next.")


#: Label of the button for each acceptance step.
_STEPS: dict[StepName, str] = {
    StepName.mode: "Choose the release mode",
    StepName.check: "View what is missing",
    StepName.read_back: "Sign the read-back",
    StepName.questions: "Assign the questions",
    StepName.assumptions: "Triage the assumptions",
    StepName.setup: "Answer the set-up questions",
}


def _handoff_step(access: ProjectAccess, acceptance: Acceptance | None) -> NextStep:
    if not access.state.handoff_received:
        if access.has(Role.architect, Role.pm):
            return NextStep("Import the handoff", PageLink("import"))
        return NextStep("View the handoff", PageLink("handoff"), "The architect acts next.")
    step = acceptance.next if acceptance is not None else None
    if step is not None and acceptance is not None:
        label = "Confirm the MVP set" if step.link.page == "scope" else _STEPS[step.name]
        remaining = len(acceptance.remaining)
        steps = "1 step remains" if remaining == 1 else f"{remaining} steps remain"
        return NextStep(label, PageLink("handoff"), f"{steps} before the handoff can be accepted.")
    if why_not_accept_handoff(access) is None:
        return NextStep("Accept the handoff", PageLink("handoff"))
    return NextStep("View the handoff", PageLink("handoff"), "The architect acts next.")
