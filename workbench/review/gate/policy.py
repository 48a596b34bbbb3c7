"""Who may do what, and when (W1, W2, W8).

Each `why_not_x` gives None where the actor may, else the refusal that says why not in a
sentence. Pages show it beside the disabled button, actions raise it through `ensure`.
"""

from __future__ import annotations

from workbench.design.kinds import ARTIFACT_TITLES, Artifact
from workbench.review.errors import Forbidden, Refused, Where
from workbench.review.gate.machine import GateState, Stage
from workbench.review.projects.access import ProjectAccess, Role

#: Artifacts that each role may edit; the gate's locks come on top.
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
    """Editing an artifact: by its role, while nothing is halted and the artifact is unlocked."""
    allowed = [role for role, artifacts in EDITABLE.items() if artifact in artifacts]
    refusal = _needs(access, allowed, f"edit the {ARTIFACT_TITLES[artifact]}")
    return refusal or _why_locked(access, artifact)


def why_not_import(access: ProjectAccess) -> Refused | None:
    """Bringing files: by architect or PM, while something is editable."""
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

    Before the handoff is accepted that is everything: what arrives with it is input, even
    where the pages for working on it open only later.
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
    """Presenting: by an architect, from the design. What else blocks it: `blockers_of`."""
    refusal = _needs(access, [Role.architect], "present the package")
    if refusal is not None:
        return refusal
    if access.state.stage in {Stage.received, Stage.halted}:
        return Refused("The handoff has not been accepted yet.", [Where("handoff")])
    if access.state.stage not in {Stage.accepted, Stage.in_design}:
        return Refused(f"The package is {access.state.stage}.", [Where("review")])
    return None


def why_not_decide(access: ProjectAccess) -> Refused | None:
    """Deciding: a reviewer in person, who contributed nothing since the last approval."""
    refusal = _needs(access, [Role.reviewer], "decide")
    if refusal is not None:
        return refusal
    state, me = access.state, access.actor.id
    if state.stage is not Stage.presented:
        return Refused(f"Nothing is presented to decide on; the package is {state.stage}.")
    reasons = {
        "A decision is made by a person, never through a token.": access.actor.by_token,
        "You presented this revision, so somebody else decides on it.": me == state.presented_by,
        "You edited this revision, so somebody else decides on it.": me in state.editors,
        f"You contributed to this design {_since(state)}, so somebody else decides on it.": (
            me in state.authors
        ),
        "You have approved this revision; it waits for another approval.": any(
            approval.by == me for approval in state.approvals
        ),
    }
    return next((Refused(reason) for reason, holds in reasons.items() if holds), None)


def why_not_resume(access: ProjectAccess) -> Refused | None:
    """Ending a pause: by whoever may decide, plan or settle."""
    refusal = _needs(access, [Role.reviewer, Role.orchestrator, Role.pm], "end a pause")
    if refusal is None and access.state.stage is not Stage.paused:
        return Refused("Nothing is paused.")
    return refusal


def why_not_close_open_item(access: ProjectAccess) -> Refused | None:
    """Ticking off a condition of an approval: reviewer, orchestrator or PM."""
    roles = [Role.reviewer, Role.orchestrator, Role.pm]
    return _needs(access, roles, "tick off open items")


def why_not_settle(access: ProjectAccess) -> Refused | None:
    """Settling an escalation: an orchestrator in person, who did not make the package."""
    refusal = _needs(access, [Role.orchestrator], "settle an escalation")
    if refusal is not None:
        return refusal
    state = access.state
    if access.actor.by_token:
        return Forbidden("An escalation is settled by a person, never through a token.")
    if state.stage is not Stage.escalated and not (state.final and state.stage is Stage.presented):
        return Refused(f"Nothing is escalated; the package is {state.stage}.")
    if access.actor.id in state.authors:
        return Refused("You worked on this package, so somebody else settles its escalation.")
    return None


def why_not_comment(access: ProjectAccess) -> Refused | None:
    """Commenting and answering: everybody who works here, viewers not."""
    roles = [Role.architect, Role.reviewer, Role.pm, Role.orchestrator]
    return _needs(access, roles, "comment")


def why_not_raise_intervention(access: ProjectAccess) -> Refused | None:
    """Raising an intervention: anyone in the project, at any time (W9)."""
    return _needs(access, list(Role), "raise an intervention")


def why_not_process_intervention(access: ProjectAccess) -> Refused | None:
    """Working an intervention in: architect, PM or orchestrator."""
    roles = [Role.architect, Role.pm, Role.orchestrator]
    return _needs(access, roles, "work on an intervention")


def why_not_ask(access: ProjectAccess) -> Refused | None:
    """Raising and answering questions on the handoff: everybody who works here."""
    roles = [Role.architect, Role.reviewer, Role.pm, Role.orchestrator]
    return _needs(access, roles, "raise or answer questions")


def why_not_take_step(access: ProjectAccess) -> Refused | None:
    """Taking a step of accepting the handoff: whoever edits the handoff, in person (W3)."""
    if access.actor.by_token:
        return Forbidden("The handoff's steps are taken by a person, never through a token.")
    return why_not_edit(access, Artifact.handoff)


def why_not_sign_read_back(access: ProjectAccess) -> Refused | None:
    """Signing the read-back: an architect in person, while the handoff can be edited."""
    refusal = _needs(access, [Role.architect], "sign the read-back")
    return refusal or why_not_take_step(access)


def why_not_accept_handoff(access: ProjectAccess) -> Refused | None:
    """Accepting the handoff: an architect in person, once. What else it needs: `acceptance_of`."""
    refusal = _needs(access, [Role.architect], "accept the handoff")
    if refusal is not None:
        return refusal
    if access.actor.by_token:
        return Forbidden("A handoff is accepted by a person, never through a token.")
    if access.state.stage not in {Stage.received, Stage.halted}:
        return Refused("The handoff has been accepted already.")
    return None


def why_not_request_change(access: ProjectAccess) -> Refused | None:
    """Opening an approved design again: architect, PM or orchestrator (W10)."""
    roles = [Role.architect, Role.pm, Role.orchestrator]
    refusal = _needs(access, roles, "request a change of the approved design")
    if refusal is None and access.state.stage not in {Stage.approved, Stage.handed_on}:
        return Refused(f"Only an approved design is changed so; this one is {_stage(access)}.")
    return refusal


def why_not_hand_on(access: ProjectAccess) -> Refused | None:
    """Handing the approved design on: architect, PM or orchestrator."""
    roles = [Role.architect, Role.pm, Role.orchestrator]
    refusal = _needs(access, roles, "hand the design on")
    if refusal is None and access.state.stage is not Stage.approved:
        return Refused(f"Only an approved design is handed on; this one is {_stage(access)}.")
    return refusal


def why_not_lower_approvals(access: ProjectAccess, required: int) -> Refused | None:
    """Asking a package that waits for fewer approvals: by somebody it is not about."""
    state, me = access.state, access.actor.id
    if not state.lowers(required):
        return None
    if me in state.authors:
        return Refused(
            f"Revision {state.revision} is waiting for a decision and you contributed to it, so "
            "somebody else lowers the number of approvals, or wait for the decision."
        )
    if any(approval.by == me for approval in state.approvals):
        return Refused(
            f"Revision {state.revision} is waiting for another approval and you have approved "
            "it, so somebody else lowers the number of approvals."
        )
    return None


def why_not_manage(access: ProjectAccess) -> Refused | None:
    """Changing members and settings: admin, PM, orchestrator, or who made the project."""
    mine = access.project.created_by == access.actor.id and bool(access.roles)
    if access.actor.by_token:
        return Forbidden("Members and settings are changed by a person, never through a token.")
    if access.actor.admin or mine or access.has(Role.pm, Role.orchestrator):
        return None
    return Forbidden("Only a PM, an orchestrator, an admin or the project's creator can do that.")


def _needs(access: ProjectAccess, roles: list[Role], what: str) -> Refused | None:
    if not access.actor.may_write:
        return Forbidden("This token is read-only.")
    if access.project.archived_at is not None:
        return Refused("The project is archived; it can only be read.")
    if access.has(*roles):
        return None
    needed = " or ".join(_WORDS[role] for role in roles)
    return Forbidden(f"To {what} here you need to be {needed} of this project.")


def _why_locked(access: ProjectAccess, artifact: Artifact) -> Refused | None:
    state = access.state
    if state.halted:
        return _halted(access)
    if artifact in state.unlocked:
        return None
    title, page = ARTIFACT_TITLES[artifact], "review"
    match state.stage:
        case Stage.received | Stage.halted:
            page, reason = "handoff", f"{title} opens when the handoff has been accepted."
        case Stage.in_design if state.change_request and not state.flagged:
            reason = f"{title} is locked: the change request opened only {_opened(access)}."
        case Stage.in_design:
            reason = (
                f"{title} is locked: revision {state.revision} was returned with only "
                f"{_opened(access)} open."
            )
        case Stage.presented:
            reason = (
                f"{title} is locked: revision {state.revision} is presented and waits for a "
                "decision."
            )
        case Stage.approved | Stage.handed_on:
            reason = (
                f"{title} is locked: revision {state.approved_revision} is approved. "
                "A change request opens it again."
            )
        case _:
            reason = f"{title} is locked: the package is {state.stage}."
    return Refused(reason, [Where(page)])


def _halted(access: ProjectAccess) -> Refused:
    links = [Where("interventions", number=number) for number in sorted(access.state.immediate)]
    return Refused("An immediate intervention halts all editing until it is processed.", links)


def _opened(access: ProjectAccess) -> str:
    unlocked = access.state.unlocked
    return ", ".join(title for artifact, title in ARTIFACT_TITLES.items() if artifact in unlocked)


def _since(state: GateState) -> str:
    if not state.approved_revision:
        return "before this revision"
    return f"since revision {state.approved_revision} was approved"


def _stage(access: ProjectAccess) -> str:
    return access.state.stage.value
