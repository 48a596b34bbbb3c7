"""Triage of inherited assumptions: what each would affect if it is wrong."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.base import Key, Text
from workbench.design.handoff import Assumption, AssumptionStatus
from workbench.review.commands import Command
from workbench.review.errors import NotFound
from workbench.review.gate.policy import ensure, why_not_take_step
from workbench.review.projects.access import open_for_writing
from workbench.store.base import utc_now
from workbench.store.drafts import StoredItem, begin_write, find_item, put_item

#: Possible answers, each with its values of affects_api and affects_schema.
AFFECTS: dict[str, tuple[bool | None, bool | None]] = {
    "": (None, None),
    "api": (True, False),
    "schema": (False, True),
    "both": (True, True),
    "neither": (False, False),
}


class TriageAssumption(Command):
    """Triage of an assumption: what it affects, and its status."""

    key: Key
    affects: Literal["", "api", "schema", "both", "neither"]
    status: AssumptionStatus = AssumptionStatus.open
    answer: Text = ""
    expected_version: Annotated[int, Field(ge=1)]


def affects_of(assumption: Assumption) -> str:
    """What an assumption affects, as a key of AFFECTS; empty if it is not triaged."""
    marks = (assumption.affects_api, assumption.affects_schema)
    return next((word for word, both in AFFECTS.items() if both == marks), "")


def triage_assumption(
    session: Session, *, actor: Actor, project: str, command: TriageAssumption
) -> StoredItem:
    """Save the triage. An open assumption that affects something is carried into the design.

    Raises NotFound, Refused or StaleWrite.
    """
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_take_step(access))
    known = find_item(session, access.project.id, "assumption", command.key)
    if known is None or not isinstance(known.item, Assumption):
        raise NotFound("assumption", command.key)
    api, schema = AFFECTS[command.affects]
    change = {
        "affects_api": api,
        "affects_schema": schema,
        "status": command.status,
        "answer": command.answer,
        "carried": command.status is AssumptionStatus.open and command.affects != "",
    }
    write = begin_write(session, project_id=access.project.id, by=actor.id, at=utc_now())
    return put_item(
        session,
        write=write,
        item=known.item.model_copy(update=change),
        expected_version=command.expected_version,
    )
