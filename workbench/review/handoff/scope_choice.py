"""Deciding the MVP set: which requirements are in it, and why each is in or out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.base import Key, Text
from workbench.design.mvp import MvpRow, mvp_rows
from workbench.design.requirements import Requirement
from workbench.review.commands import Command
from workbench.review.errors import Invalid
from workbench.review.gate.events import MvpSetConfirmed
from workbench.review.gate.policy import ensure, why_not_take_step
from workbench.review.handoff.fingerprints import set_digest
from workbench.review.handoff.halt import update_halt
from workbench.review.projects.access import ProjectAccess, open_for_writing, record_step
from workbench.store.base import utc_now
from workbench.store.draft_bulk import PutMany, put_many
from workbench.store.drafts import begin_write, list_items


class MvpChoice(Command):
    """One requirement's place in the MVP."""

    key: Key
    inside: bool
    rationale: Text = ""


class ChooseMvp(Command):
    """The rows a person decided, and whether the proposal is accepted for the others."""

    rows: Annotated[tuple[MvpChoice, ...], Field(max_length=5_000)] = ()
    confirm_rest: bool = False
    """Whether the proposal is accepted for every requirement that is not among the rows."""


def choose_mvp(session: Session, *, actor: Actor, project: str, command: ChooseMvp) -> PutMany:
    """Write tag and rationale of the requirements, all in one write that is undone as one.

    The actor confirms the set if every requirement is among the rows, or the proposal is
    accepted for the rest.
    Raises Invalid at `rationale-<key>` for a row without a reason, at `` for an empty MVP.
    """
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_take_step(access))
    stored = list_items(session, access.project.id, "requirement")
    requirements = [item.item for item in stored if isinstance(item.item, Requirement)]
    proposed = {row.requirement.key: row for row in mvp_rows(requirements)}
    chosen = {choice.key: choice for choice in command.rows if choice.key in proposed}
    _require_rationales(chosen.values())
    decisions: dict[str, MvpRow | MvpChoice] = dict(proposed) if command.confirm_rest else {}
    decisions.update(chosen)
    changed = [
        _with_decision(requirement, decisions[requirement.key])
        for requirement in requirements
        if requirement.key in decisions
    ]
    rows = _rows_after(requirements, changed)
    write = begin_write(
        session, project_id=access.project.id, by=actor.id, at=utc_now(), together=True
    )
    done = put_many(session, write=write, items=list(changed), remove=frozenset())
    if command.confirm_rest or chosen.keys() == proposed.keys():
        access = _confirm(session, access, rows)
    update_halt(session, access)
    return done


def _require_rationales(choices: Iterable[MvpChoice]) -> None:
    errors = {
        f"rationale-{choice.key}": [
            "Enter why it is in the MVP." if choice.inside else "Enter why it can wait."
        ]
        for choice in choices
        if not choice.rationale
    }
    if errors:
        raise Invalid(errors)


def _with_decision(requirement: Requirement, decision: MvpRow | MvpChoice) -> Requirement:
    """The requirement with tag and rationale, which are no longer inferred."""
    change = {"mvp": decision.inside, "mvp_rationale": decision.rationale}
    inferred = tuple(name for name in requirement.inferred if name not in change)
    return requirement.model_copy(update=change | {"inferred": inferred})


def _rows_after(requirements: list[Requirement], changed: list[Requirement]) -> tuple[MvpRow, ...]:
    """The MVP set once the changes are written. Raises Invalid if it is empty."""
    changed_by_key = {requirement.key: requirement for requirement in changed}
    rows = mvp_rows(
        changed_by_key.get(requirement.key, requirement) for requirement in requirements
    )
    if rows and not any(row.inside for row in rows):
        raise Invalid({"": ["The MVP needs at least one requirement."]})
    return rows


def _confirm(session: Session, access: ProjectAccess, rows: tuple[MvpRow, ...]) -> ProjectAccess:
    inside = sum(row.inside for row in rows)
    event = MvpSetConfirmed(
        by=access.actor.id,
        at=utc_now(),
        inside=inside,
        outside=len(rows) - inside,
        sha256=set_digest(rows),
    )
    return record_step(session, access, event)
