"""Permissions: who may do what, and when.

Each `why_not_x` returns None if the actor may, else the refusal with its reason as a sentence.
Pages show it beside the disabled button; actions raise it through `ensure`.
"""

from __future__ import annotations

from workbench.design.kinds import ARTIFACT_TITLES, Artifact
from workbench.review.errors import Forbidden, PageLink, Refused
from workbench.review.gate.machine import GateState, Stage
from workbench.review.projects.access import ProjectAccess, Role

#: Artifacts that each role may edit, unless the gate locks them.
EDITABLE: dict[Role, frozenset[Artifact]] = {
    Role.architect: frozenset(Artifact),
    Role.pm: frozenset({Artifact.handoff, Artifact.prioritization}),
}

_WORDS = {
    Role.architect: "an architect",
    Role.reviewer: "a reviewer",
    Role.pm: "a PM",
    Role.orchestrator: "an orchestrator",
    Role.viewer: "a viewer",
}


def ensure(refusal: Refused | None) -> None:
    """Raise the refusal, if there is one."""
    if refusal is not None:
        raise refusal


def why_not_edit(access: ProjectAccess, artifact: Artifact) -> Refused | None:
    """Editing an artifact: its roles, while nothing is halted and the artifact is unlocked."""
    allowed = [role for role, artifacts in EDITABLE.items() if artifact in artifacts]
    refusal = _needs(access, allowed, f"edit the {ARTIFACT_TITLES[artifact]}")
    return refusal or _why_locked(access, artifact)


def why_not_import(access: ProjectAccess) -> Refused | None:
    """Importing files: architect or PM, while any artifact is editable."""
    refusal = _needs(access, [Role.architect, Role.pm], "import files")
    if refusal is not None:
        return refusal
    if access.state.halted:
        return _halted(access)
    if not access.state.unlocked:
        return _why_locked(access, Artifact.handoff)
    return None


def importable_artifacts(access: ProjectAccess) -> frozenset[Artifact]:
    """Artifacts that an import may write.

    Before the handoff is accepted, these are all artifacts that the actor's roles may edit, even
    those whose pages open only later.
    """
    if why_not_import(access) is not None:
        return frozenset()
    allowed = frozenset(
        artifact for role in access.roles for artifact in EDITABLE.get(role, frozenset[Artifact]())
    )
    if access.state.stage in {Stage.received, Stage.halted}:
        return allowed
    return allowed & access.state.editable


def why_not_present(access: ProjectAccess) -> Refused | None:
    """Presenting: an architect, while the package is in design. See also `blockers_of`."""
    refusal = _needs(access, [Role.architect], "present the package")
    if refusal is not None:
        return refusal
    if access.state.stage in {Stage.received, Stage.halted}:
        return Refused("The handoff has not been accepted yet.", [PageLink("handoff")])
    if access.state.stage not in {Stage.accepted, Stage.in_design}:
        return Refused(f"The package is {access.state.stage}.", [PageLink("review")])
    return None


def why_not_decide(access: ProjectAccess) -> Refused | None:
    """Deciding: a signed-in reviewer who contributed nothing since the last approval."""
    refusal = _needs(access, [Role.reviewer], "decide")
    if refusal is not None:
        return refusal
    state, me = access.state, access.actor.id
    if state.stage is not Stage.presented:
        return Refused(f"No revision is awaiting a decision; the package is {state.stage}.")
    reasons = {
        "Decisions cannot be made with an API token; sign in first.": access.actor.by_token,
        "You presented this revision, so someone else must decide.": me == state.presented_by,
        "You edited this revision, so someone else must decide.": me in state.editors,
        f"You contributed to this design {_since(state)}, so someone else must decide.": (
            me in state.authors
        ),
        "You have approved this revision; it is waiting for another approval.": any(
            approval.by == me for approval in state.approvals
        ),
    }
    return next((Refused(reason) for reason, holds in reasons.items() if holds), None)


def why_not_resume(access: ProjectAccess) -> Refused | None:
    """Resuming a paused review: reviewer, orchestrator or PM."""
    refusal = _needs(access, [Role.reviewer, Role.orchestrator, Role.pm], "resume the review")
    if refusal is None and access.state.stage is not Stage.paused:
        return Refused("The review is not paused.")
    return refusal


def why_not_close_open_item(access: ProjectAccess) -> Refused | None:
    """Closing an open item of an approval: reviewer, orchestrator or PM."""
    roles = [Role.reviewer, Role.orchestrator, Role.pm]
    return _needs(access, roles, "close open items")


def why_not_resolve_escalation(access: ProjectAccess) -> Refused | None:
    """Resolving an escalation: a signed-in orchestrator who did not contribute."""
    refusal = _needs(access, [Role.orchestrator], "resolve an escalation")
    if refusal is not None:
        return refusal
    state = access.state
    if access.actor.by_token:
        return Forbidden("Escalations cannot be resolved with an API token; sign in first.")
    if state.stage is not Stage.escalated and not (state.final and state.stage is Stage.presented):
        return Refused(f"The package is not escalated; it is {state.stage}.")
    if access.actor.id in state.authors:
        return Refused("You contributed to this package, so someone else must resolve this.")
    return None


def why_not_comment(access: ProjectAccess) -> Refused | None:
    """Commenting and answering: every role except viewer."""
    roles = [Role.architect, Role.reviewer, Role.pm, Role.orchestrator]
    return _needs(access, roles, "comment")


def why_not_raise_intervention(access: ProjectAccess) -> Refused | None:
    """Raising an intervention: anyone in the project, at any time."""
    return _needs(access, list(Role), "raise an intervention")


def why_not_process_intervention(access: ProjectAccess) -> Refused | None:
    """Working on an intervention: architect, PM or orchestrator."""
    roles = [Role.architect, Role.pm, Role.orchestrator]
    return _needs(access, roles, "work on an intervention")


def why_not_ask(access: ProjectAccess) -> Refused | None:
    """Raising and answering questions about the handoff: every role except viewer."""
    roles = [Role.architect, Role.reviewer, Role.pm, Role.orchestrator]
    return _needs(access, roles, "raise or answer questions")


def why_not_take_step(access: ProjectAccess) -> Refused | None:
    """Completing an acceptance step: a signed-in editor of the handoff."""
    if access.actor.by_token:
        return Forbidden("Acceptance steps cannot be completed with an API token; sign in first.")
    return why_not_edit(access, Artifact.handoff)


def why_not_sign_read_back(access: ProjectAccess) -> Refused | None:
    """Signing the read-back: an architect in person, while the handoff can be edited."""
    refusal = _needs(access, [Role.architect], "sign the read-back")
    return refusal or why_not_take_step(access)


def why_not_accept_handoff(access: ProjectAccess) -> Refused | None:
    """Accepting the handoff: a signed-in architect, once. See also `acceptance_of`."""
    refusal = _needs(access, [Role.architect], "accept the handoff")
    if refusal is not None:
        return refusal
    if access.actor.by_token:
        return Forbidden("A handoff cannot be accepted with an API token; sign in first.")
    if access.state.stage not in {Stage.received, Stage.halted}:
        return Refused("The handoff has already been accepted.")
    return None


def why_not_request_change(access: ProjectAccess) -> Refused | None:
    """Requesting a change to an approved design: architect, PM or orchestrator."""
    roles = [Role.architect, Role.pm, Role.orchestrator]
    refusal = _needs(access, roles, "request a change to the approved design")
    if refusal is None and access.state.stage not in {Stage.approved, Stage.handed_on}:
        return Refused(f"A change request needs an approved design; this one is {_stage(access)}.")
    return refusal


def why_not_hand_over(access: ProjectAccess) -> Refused | None:
    """Handing over the approved design: architect, PM or orchestrator."""
    roles = [Role.architect, Role.pm, Role.orchestrator]
    refusal = _needs(access, roles, "hand over the design")
    if refusal is None and access.state.stage is not Stage.approved:
        return Refused(f"Only an approved design can be handed over; this one is {_stage(access)}.")
    return refusal


def why_not_lower_approvals(access: ProjectAccess, required: int) -> Refused | None:
    """Lowering the approvals of a presented package: who neither contributed nor approved."""
    state, me = access.state, access.actor.id
    if not state.lowers(required):
        return None
    if me in state.authors:
        return Refused(
            f"You contributed to revision {state.revision}, which is awaiting a decision: ask "
            "someone else to lower the number of approvals, or wait for the decision."
        )
    if any(approval.by == me for approval in state.approvals):
        return Refused(
            f"You approved revision {state.revision}, which is waiting for another approval: ask "
            "someone else to lower the number of approvals."
        )
    return None


def why_not_manage(access: ProjectAccess) -> Refused | None:
    """Changing members and settings: admin, PM, orchestrator, or the project's creator."""
    is_creator = access.project.created_by == access.actor.id and bool(access.roles)
    if access.actor.by_token:
        return Forbidden("Members and settings cannot be changed with an API token; sign in first.")
    if access.actor.admin or is_creator or access.has(Role.pm, Role.orchestrator):
        return None
    return Forbidden("Only a PM, an orchestrator, an admin or the project's creator can do that.")


def _needs(access: ProjectAccess, roles: list[Role], what: str) -> Refused | None:
    if not access.actor.may_write:
        return Forbidden("This token is read-only.")
    if access.project.archived_at is not None:
        return Refused("This project is archived and read-only.")
    if access.has(*roles):
        return None
    *others, last = (_WORDS[role] for role in roles)
    needed = f"{', '.join(others)} or {last}" if others else last
    return Forbidden(f"To {what}, you must be {needed} in this project.")


def _why_locked(access: ProjectAccess, artifact: Artifact) -> Refused | None:
    state = access.state
    if state.halted:
        return _halted(access)
    if artifact in state.unlocked:
        return None
    title, page = ARTIFACT_TITLES[artifact], "review"
    match state.stage:
        case Stage.received | Stage.halted:
            page, reason = "handoff", f"{title} can be edited once the handoff is accepted."
        case Stage.in_design if state.change_request and not state.flagged:
            reason = f"{title} is locked: the change request unlocked only {_opened(access)}."
        case Stage.in_design:
            reason = (
                f"{title} is locked: the last REVISE of revision {state.revision} unlocked only "
                f"{_opened(access)}."
            )
        case Stage.presented:
            reason = f"{title} is locked: revision {state.revision} is awaiting a decision."
        case Stage.approved | Stage.handed_on:
            reason = (
                f"{title} is locked: revision {state.approved_revision} is approved. "
                "Request a change to edit it."
            )
        case _:
            reason = f"{title} is locked: the package is {state.stage}."
    return Refused(reason, [PageLink(page)])


def _halted(access: ProjectAccess) -> Refused:
    links = [PageLink("interventions", number=number) for number in sorted(access.state.immediate)]
    return Refused("An immediate intervention stops all editing until it is processed.", links)


def _opened(access: ProjectAccess) -> str:
    unlocked = access.state.unlocked
    return ", ".join(title for artifact, title in ARTIFACT_TITLES.items() if artifact in unlocked)


def _since(state: GateState) -> str:
    if not state.approved_revision:
        return "before this revision"
    return f"since revision {state.approved_revision} was approved"


def _stage(access: ProjectAccess) -> str:
    return access.state.stage.value
