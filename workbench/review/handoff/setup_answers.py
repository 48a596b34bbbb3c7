"""The set-up answers and the description of the product, which rules and documents use."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator
from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.base import Item, Line, Text
from workbench.design.handoff import (
    ApiStyle,
    ErrorFormat,
    Handoff,
    PaginationStyle,
    Setup,
    Versioning,
)
from workbench.design.kinds import Artifact
from workbench.review.commands import Command
from workbench.review.gate.events import SetupAnswered
from workbench.review.gate.policy import ensure, why_not_edit, why_not_take_step
from workbench.review.handoff.halt import update_halt
from workbench.review.projects.access import ProjectAccess, open_for_writing, record_step
from workbench.sql.dialect import dialect_titled
from workbench.store.base import utc_now
from workbench.store.drafts import begin_write, find_item, put_item


class AnswerSetup(Command):
    """The answers; None or an empty text leaves a question undecided."""

    api_style: ApiStyle | None = None
    database: Annotated[Line, StringConstraints(max_length=100)] = ""
    conventions: Text = ""
    third_parties: Text = ""
    versioning: Versioning | None = None
    error_format: ErrorFormat = ErrorFormat.envelope
    pagination: PaginationStyle | None = None
    property_case: Literal["", "camelCase", "snake_case"] = ""
    validation_status: Literal[422, 400] = 422
    max_nesting: Annotated[int, Field(ge=1, le=5)] = 2
    expected_version: Annotated[int, Field(ge=0)] = 0
    """Version on which the edit is based; 0 if there were no answers yet."""

    @field_validator("api_style", "versioning", "pagination", mode="before")
    @classmethod
    def _open(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("database")
    @classmethod
    def _dialect(cls, value: str) -> str:
        return dialect_titled(value) or value

    @field_validator("validation_status", "max_nesting", mode="before")
    @classmethod
    def _number(cls, value: object) -> object:
        return (
            int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
        )


class ConfirmSetup(Command):
    """The three answers that accepting the handoff requires, as they were shown."""

    api_style: ApiStyle
    database: Annotated[Line, StringConstraints(min_length=1, max_length=100)]
    versioning: Versioning
    expected_version: Annotated[int, Field(ge=0)] = 0
    """Version on which the edit is based; 0 if there were no answers yet."""


class DescribeProduct(Command):
    """Description of the product, and the reason if there is no data dictionary."""

    product: Line = ""
    summary: Text = ""
    dictionary_not_applicable: Text = ""


def answer_setup(session: Session, *, actor: Actor, project: str, command: AnswerSetup) -> Setup:
    """Save the answers and record the actor; the levels of rules do not change.

    Raises StaleWrite if somebody else answered meanwhile.
    """
    return _answer(session, actor, project, command, command.expected_version)


def confirm_setup(session: Session, *, actor: Actor, project: str, command: ConfirmSetup) -> Setup:
    """Confirm the three required answers, existing or proposed ones; the others do not change.

    Raises StaleWrite if somebody else answered meanwhile.
    """
    return _answer(session, actor, project, command, command.expected_version)


def _answer(session: Session, actor: Actor, project: str, command: Command, expected: int) -> Setup:
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_take_step(access))
    answers = {
        name: getattr(command, name) for name in Setup.model_fields if hasattr(command, name)
    }
    known = find_item(session, access.project.id, "setup", "setup")
    before = known.item if known and isinstance(known.item, Setup) else Setup()
    after = before.model_copy(update=answers)
    event = SetupAnswered(
        by=actor.id,
        at=utc_now(),
        api_style=after.api_style.value if after.api_style else "",
        database=after.database,
        versioning=after.versioning.value if after.versioning else "",
    )
    access = record_step(session, access, event)
    _write(session, access, before, after, expected)
    return after


def describe_product(
    session: Session, *, actor: Actor, project: str, command: DescribeProduct
) -> Handoff:
    """Save product, summary and the reason for having no data dictionary."""
    access = open_for_writing(session, actor=actor, project=project)
    known = find_item(session, access.project.id, "handoff", "handoff")
    before = known.item if known and isinstance(known.item, Handoff) else Handoff()
    change: dict[str, Any] = command.model_dump(include=command.model_fields_set)
    after = before.model_copy(update=change)
    _write(session, access, before, after, None)
    return after


def _write(
    session: Session, access: ProjectAccess, before: Item, after: Item, expected: int | None
) -> None:
    ensure(why_not_edit(access, Artifact.handoff))
    if after == before:
        return
    write = begin_write(session, project_id=access.project.id, by=access.actor.id, at=utc_now())
    put_item(session, write=write, item=after, expected_version=expected)
    update_halt(session, access)
