"""Accepting the handoff: release mode, read-back, and acceptance after all steps."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.handoff import Handoff
from workbench.review.commands import SetReleaseMode, SignReadBack
from workbench.review.errors import Refused
from workbench.review.gate.events import (
    Halted,
    HaltLifted,
    HandoffAccepted,
    ReadBackSigned,
    ReleaseModeChosen,
)
from workbench.review.gate.machine import Stage
from workbench.review.gate.policy import (
    ensure,
    why_not_accept_handoff,
    why_not_sign_read_back,
    why_not_take_step,
)
from workbench.review.handoff.acceptance import Acceptance, Step, StepName, acceptance_of
from workbench.review.handoff.fingerprints import digest_of, facts_of
from workbench.review.handoff.halt import update_halt
from workbench.review.handoff.no_go_check import CHECKED_KINDS, HandoffRow
from workbench.review.projects.access import ProjectAccess, open_for_writing, record, record_step
from workbench.store.base import utc_now
from workbench.store.drafts import begin_write, find_item, load_design, put_item


@dataclass(frozen=True, slots=True)
class HandoffResult:
    """Result of accepting a handoff."""

    accepted: bool
    acceptance: Acceptance

    @property
    def rows(self) -> tuple[HandoffRow, ...]:
        """The No-Go check."""
        return self.acceptance.rows


def set_release_mode(
    session: Session, *, actor: Actor, project: str, command: SetReleaseMode
) -> Handoff:
    """Choose the release scope; the choice is recorded in the actor's name."""
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_take_step(access))
    event = ReleaseModeChosen(
        by=actor.id, at=utc_now(), mode=command.mode.value, include_p1=command.include_p1
    )
    access = record_step(session, access, event)
    change: dict[str, object] = {"release_mode": command.mode, "include_p1": command.include_p1}
    return _change_handoff(session, access, change)


def sign_read_back(
    session: Session, *, actor: Actor, project: str, command: SignReadBack
) -> Handoff:
    """Sign the read-back in the actor's name.

    Hashes of the current documents are recorded with it, to detect later changes.
    """
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_sign_read_back(access))
    design = load_design(session, access.project.id, kinds=CHECKED_KINDS)
    event = ReadBackSigned(
        by=actor.id, at=utc_now(), sha256=digest_of(command.text), facts=facts_of(design)
    )
    access = record_step(session, access, event)
    change: dict[str, object] = {"read_back": command.text, "read_back_by": actor.name}
    return _change_handoff(session, access, change)


def accept_handoff(session: Session, *, actor: Actor, project: str) -> HandoffResult:
    """Accept the handoff if every step is done; a failing No-Go check halts the project.

    Halting is recorded with its reasons, and the handoff is not accepted. Raises Refused with
    all other open steps and a link to each.
    """
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_accept_handoff(access))
    acceptance = acceptance_of(session, access)
    by, at = actor.id, utc_now()
    if acceptance.halts:
        reasons = tuple(missing.message for missing in acceptance.step(StepName.check).missing)
        if reasons != access.state.halt_reasons:
            record(session, access, Halted(by=by, at=at, reasons=reasons))
        return HandoffResult(accepted=False, acceptance=acceptance)
    if acceptance.remaining:
        raise refusal_of(acceptance.remaining)
    if access.state.stage is Stage.halted:
        access = record(session, access, HaltLifted(by=by, at=at))
    mode = str(_handoff(session, access).release_mode or "")
    record(session, access, HandoffAccepted(by=by, at=at, release_mode=mode))
    return HandoffResult(accepted=True, acceptance=acceptance)


def refusal_of(steps: tuple[Step, ...]) -> Refused:
    """The refusal to accept a handoff with these open steps, with a link to each."""
    names = "; ".join(f"{step.title} ({step.words})" for step in steps)
    links = [step.missing[0].link if len(step.missing) == 1 else step.link for step in steps]
    return Refused(f"The handoff cannot be accepted yet. Open: {names}.", links)


def _handoff(session: Session, access: ProjectAccess) -> Handoff:
    stored = find_item(session, access.project.id, "handoff", "handoff")
    return stored.item if stored and isinstance(stored.item, Handoff) else Handoff()


def _change_handoff(session: Session, access: ProjectAccess, change: dict[str, object]) -> Handoff:
    before = _handoff(session, access)
    after = before.model_copy(update=change)
    if after != before:
        write = begin_write(session, project_id=access.project.id, by=access.actor.id, at=utc_now())
        put_item(session, write=write, item=after, expected_version=None)
    update_halt(session, access)
    return after
