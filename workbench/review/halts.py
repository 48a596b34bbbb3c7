"""Halting a handoff that fails its No-Go check, and lifting the halt without ceremony."""

from __future__ import annotations

from sqlalchemy.orm import Session

from workbench.review.events import HaltLifted
from workbench.review.handoff_check import CHECKED_KINDS, HandoffRow, no_go_check, passes
from workbench.review.standing import Standing, record
from workbench.store.base import utc_now
from workbench.store.drafts import load_design


def handoff_rows(session: Session, standing: Standing) -> tuple[HandoffRow, ...]:
    """The No-Go check of the draft as it is."""
    return no_go_check(load_design(session, standing.project.id, kinds=CHECKED_KINDS))


def lift_halt_if_mended(session: Session, standing: Standing) -> Standing:
    """Lift the halt when nothing fails any more; called after each write while halted."""
    if not passes(handoff_rows(session, standing)):
        return standing
    event = HaltLifted(by=standing.actor.id, at=utc_now())
    return record(session, standing, event)
