"""Questions about the handoff: raised, assigned, answered, escalated."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.kinds import KINDS
from workbench.review.commands import AnswerRfi, AssignRfi, EscalateRfi, RaiseRfi
from workbench.review.errors import Invalid, NotFound, Refused
from workbench.review.gate.events import QuestionAssigned
from workbench.review.gate.policy import ensure, why_not_ask
from workbench.review.projects.access import ProjectAccess, Role, open_for_writing, record_step
from workbench.store.base import utc_now
from workbench.store.drafts import find_item
from workbench.store.people import names_of
from workbench.store.projects import find_roles
from workbench.store.rfis import Rfi, find_rfi, list_rfis, next_rfi_number


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the names of the people concerned."""

    row: Rfi
    owner: str
    raised_by: str
    answered_by: str


def raise_rfi(session: Session, *, actor: Actor, project: str, command: RaiseRfi) -> Rfi:
    """Raise a question about the handoff, assigned to a member or to nobody."""
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_ask(access))
    _ensure_member(session, access, command.owner)
    row = Rfi(
        project_id=access.project.id,
        number=next_rfi_number(session, access.project.id),
        question=command.question,
        kind=command.kind,
        item=command.item,
        pointer=command.pointer,
        owner_id=command.owner,
        raised_by=actor.id,
        raised_at=utc_now(),
    )
    session.add(row)
    session.flush()
    return row


def answer_rfi(session: Session, *, actor: Actor, project: str, command: AnswerRfi) -> Rfi:
    """Answer in writing, or cite the item that answers the question.

    Answering again replaces the answer. Raises Invalid for an empty answer or an unknown item;
    a question that was escalated is answered by an orchestrator.
    """
    access, row = _open(session, actor, project, command.number)
    if row.status == "escalated" and not access.has(Role.orchestrator):
        raise Refused("This question is escalated; only an orchestrator can answer it.")
    if not command.answer and not command.item:
        raise Invalid({"answer": ["Enter an answer, or cite the item that answers the question."]})
    if command.item and not find_item(session, row.project_id, command.kind, command.item):
        raise Invalid({"item": ["This item does not exist in this project."]})
    row.answer, row.answer_kind, row.answer_item = command.answer, command.kind, command.item
    row.status = "answered-artifact" if command.item else "answered-person"
    row.answered_by, row.answered_at = actor.id, utc_now()
    session.flush()
    return row


def assign_rfi(session: Session, *, actor: Actor, project: str, command: AssignRfi) -> Rfi:
    """Assign the answer to a project member, or to nobody."""
    access, row = _open(session, actor, project, command.number)
    _ensure_member(session, access, command.owner)
    if row.owner_id == command.owner:
        return row
    row.owner_id = command.owner
    session.flush()
    event = QuestionAssigned(by=actor.id, at=utc_now(), number=row.number, owner=command.owner)
    record_step(session, access, event)
    return row


def escalate_rfi(session: Session, *, actor: Actor, project: str, command: EscalateRfi) -> Rfi:
    """Escalate a question to the orchestrators."""
    _, row = _open(session, actor, project, command.number)
    if row.answered_at is not None:
        raise Refused("This question is already answered.")
    row.status, row.escalated_by, row.escalated_at = "escalated", actor.id, utc_now()
    session.flush()
    return row


def find_named_item(
    session: Session, *, access: ProjectAccess, text: str
) -> tuple[str, str] | None:
    """Kind and key of the item that a text names: `FR-001`, or `table orders`.

    A key alone names the first item that has it, in the order in which people work. A kind with
    a key is returned without looking it up. None where nothing has that key.
    """
    kind, _, key = text.partition(" ")
    if kind in KINDS and key.strip():
        return kind, key.strip()
    project = access.project.id
    found = next((name for name in KINDS if find_item(session, project, name, text)), "")
    return (found, text) if found else None


def rfis_of(session: Session, *, access: ProjectAccess) -> list[Question]:
    """Every question, oldest first."""
    rows = list_rfis(session, access.project.id)
    ids = {row.raised_by for row in rows}
    ids |= {person for row in rows for person in (row.owner_id, row.answered_by) if person}
    names = names_of(session, ids)
    return [
        Question(
            row,
            names.get(row.owner_id or 0, ""),
            names.get(row.raised_by, ""),
            names.get(row.answered_by or 0, ""),
        )
        for row in rows
    ]


def _open(session: Session, actor: Actor, project: str, number: int) -> tuple[ProjectAccess, Rfi]:
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_ask(access))
    row = find_rfi(session, access.project.id, number)
    if row is None:
        raise NotFound("question", number)
    return access, row


def _ensure_member(session: Session, access: ProjectAccess, person: int | None) -> None:
    if person is not None and not find_roles(session, access.project.id, person):
        raise Invalid({"owner": ["This person is not a member of the project."]})
