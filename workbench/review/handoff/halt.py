"""Halting a handoff that fails its No-Go check, and lifting the halt without ceremony."""

from __future__ import annotations

from sqlalchemy.orm import Session

from workbench.review.gate.events import Halted, HaltLifted, ReleaseModeChosen
from workbench.review.gate.machine import Stage
from workbench.review.handoff.acceptance import StepName, acceptance_of
from workbench.review.handoff.no_go_check import CHECKED_KINDS, HandoffRow, no_go_check, passes
from workbench.review.projects.access import Standing, record
from workbench.store.base import utc_now
from workbench.store.drafts import load_design


def handoff_rows(session: Session, standing: Standing) -> tuple[HandoffRow, ...]:
    """The No-Go check of the draft as it is."""
    return no_go_check(load_design(session, standing.project.id, kinds=CHECKED_KINDS))


def judge_halt(session: Session, standing: Standing) -> Standing:
    """Halt work whose handoff fails, lift the halt when nothing fails any more (W3).

    Called after each write; it costs nothing once the handoff is accepted. A handoff is judged
    when it has arrived and somebody has chosen what is in scope.
    """
    if standing.state.stage is Stage.halted:
        if not passes(handoff_rows(session, standing)):
            return standing
        return record(session, standing, HaltLifted(by=standing.actor.id, at=utc_now()))
    if standing.state.stage is not Stage.received or not standing.state.handoff_received:
        return standing
    if not any(isinstance(one, ReleaseModeChosen) for one in standing.state.steps):
        return standing
    acceptance = acceptance_of(session, standing)
    if not acceptance.halts:
        return standing
    reasons = tuple(one.message for one in acceptance.step(StepName.check).missing)
    return record(session, standing, Halted(by=standing.actor.id, at=utc_now(), reasons=reasons))
