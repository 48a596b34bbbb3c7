"""Accepting the handoff (W3): release mode, No-Go check, read-back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.handoff import Handoff
from workbench.design.kinds import Artifact
from workbench.review.commands import SetReleaseMode, SignReadBack
from workbench.review.errors import Refused, Where
from workbench.review.events import Halted, HaltLifted, HandoffAccepted
from workbench.review.halts import handoff_rows, lift_halt_if_mended
from workbench.review.handoff_check import HandoffRow, passes
from workbench.review.machine import Stage
from workbench.review.policy import ensure, why_not_accept_handoff, why_not_edit
from workbench.review.standing import Standing, enter_project, record
from workbench.store.base import utc_now
from workbench.store.drafts import begin_write, find_item, put_item


@dataclass(frozen=True, slots=True)
class HandoffResult:
    """How accepting went."""

    accepted: bool
    rows: tuple[HandoffRow, ...]


def check_handoff(session: Session, *, standing: Standing) -> tuple[HandoffRow, ...]:
    """The No-Go check of the draft as it is, each failure with what is missing."""
    return handoff_rows(session, standing)


def set_release_mode(
    session: Session, *, actor: Actor, project: str, command: SetReleaseMode
) -> Handoff:
    """Choose how much of the product this release carries."""
    standing = enter_project(session, actor=actor, project=project)
    change: dict[str, object] = {"release_mode": command.mode, "include_p1": command.include_p1}
    return _change_handoff(session, standing, change)


def sign_read_back(
    session: Session, *, actor: Actor, project: str, command: SignReadBack
) -> Handoff:
    """Sign the restatement of intent with the actor's name."""
    standing = enter_project(session, actor=actor, project=project)
    change: dict[str, object] = {"read_back": command.text, "read_back_by": actor.name}
    return _change_handoff(session, standing, change)


def accept_handoff(session: Session, *, actor: Actor, project: str) -> HandoffResult:
    """Accept the handoff if its No-Go check passes, else halt the project with the reasons.

    Both are recorded. Raises Refused while no release mode is chosen.
    """
    standing = enter_project(session, actor=actor, project=project)
    ensure(why_not_accept_handoff(standing))
    handoff = _handoff(session, standing)
    if handoff.release_mode is None:
        raise Refused("Choose the release mode first: it decides what is in scope.", [_PAGE])
    rows = handoff_rows(session, standing)
    by, at = actor.id, utc_now()
    if not passes(rows):
        reasons = tuple(one.message for row in rows for one in row.missing)
        if reasons != standing.state.halt_reasons:
            record(session, standing, Halted(by=by, at=at, reasons=reasons))
        return HandoffResult(accepted=False, rows=rows)
    if standing.state.stage is Stage.halted:
        standing = record(session, standing, HaltLifted(by=by, at=at))
    mode = handoff.release_mode.value
    record(session, standing, HandoffAccepted(by=by, at=at, release_mode=mode))
    return HandoffResult(accepted=True, rows=rows)


_PAGE = Where("handoff")


def _handoff(session: Session, standing: Standing) -> Handoff:
    stored = find_item(session, standing.project.id, "handoff", "handoff")
    return stored.item if stored and isinstance(stored.item, Handoff) else Handoff()


def _change_handoff(session: Session, standing: Standing, change: dict[str, object]) -> Handoff:
    ensure(why_not_edit(standing, Artifact.handoff))
    before = _handoff(session, standing)
    after = before.model_copy(update=change)
    if after == before:
        return before
    write = begin_write(session, project_id=standing.project.id, by=standing.actor.id, at=utc_now())
    put_item(session, write=write, item=after, expected_version=None)
    if standing.state.stage is Stage.halted:
        lift_halt_if_mended(session, standing)
    return after
