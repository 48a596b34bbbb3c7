"""Halting a handoff that fails its No-Go check, and lifting the halt automatically."""

from __future__ import annotations

from sqlalchemy.orm import Session

from workbench.review.gate.events import Halted, HaltLifted, ReleaseModeChosen
from workbench.review.gate.machine import Stage
from workbench.review.handoff.acceptance import StepName, acceptance_of
from workbench.review.handoff.no_go_check import CHECKED_KINDS, HandoffRow, no_go_check, passes
from workbench.review.projects.access import ProjectAccess, record
from workbench.store.base import utc_now
from workbench.store.drafts import load_design


def handoff_rows(session: Session, access: ProjectAccess) -> tuple[HandoffRow, ...]:
    """The No-Go check of the current draft."""
    return no_go_check(load_design(session, access.project.id, kinds=CHECKED_KINDS))


def update_halt(session: Session, access: ProjectAccess) -> ProjectAccess:
    """Halt the project if its handoff fails the No-Go check; lift the halt if it passes.

    Called after each write; it does nothing once the handoff is accepted. The check counts when
    the handoff has been received and somebody has chosen the release mode.
    """
    if access.state.stage is Stage.halted:
        if not passes(handoff_rows(session, access)):
            return access
        return record(session, access, HaltLifted(by=access.actor.id, at=utc_now()))
    if access.state.stage is not Stage.received or not access.state.handoff_received:
        return access
    if not any(isinstance(step, ReleaseModeChosen) for step in access.state.steps):
        return access
    acceptance = acceptance_of(session, access)
    if not acceptance.halts:
        return access
    reasons = tuple(missing.message for missing in acceptance.step(StepName.check).missing)
    return record(session, access, Halted(by=access.actor.id, at=utc_now(), reasons=reasons))
