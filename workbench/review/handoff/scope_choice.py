"""Deciding the MVP set (W3.1): which requirements it carries, and why each is in or out."""

from __future__ import annotations

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
    """The rows a person decided, and what happens to the others."""

    rows: Annotated[tuple[MvpChoice, ...], Field(max_length=5_000)] = ()
    confirm_rest: bool = False
    """Whether the proposal is taken as it is for every requirement not among the rows."""


def choose_mvp(session: Session, *, actor: Actor, project: str, command: ChooseMvp) -> PutMany:
    """Write tag and rationale of the requirements, all in one write that is undone as one.

    The set counts as confirmed by the actor when every requirement was among the rows, or the
    proposal was taken for the rest.
    Raises Invalid at `rationale-<key>` for a row without a reason, at `` for an empty MVP.
    """
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_take_step(access))
    stored = list_items(session, access.project.id, "requirement")
    requirements = [item.item for item in stored if isinstance(item.item, Requirement)]
    proposed = {row.requirement.key: row for row in mvp_rows(requirements)}
    chosen = {choice.key: choice for choice in command.rows if choice.key in proposed}
    errors = {
        f"rationale-{choice.key}": [
            "Enter why it is in the MVP." if choice.inside else "Enter why it can wait."
        ]
        for choice in chosen.values()
        if not choice.rationale
    }
    if errors:
        raise Invalid(errors)
    after = []
    for requirement in requirements:
        row = proposed.get(requirement.key)
        if requirement.key in chosen:
            change = {
                "mvp": chosen[requirement.key].inside,
                "mvp_rationale": chosen[requirement.key].rationale,
            }
        elif command.confirm_rest and row is not None:
            change = {"mvp": row.inside, "mvp_rationale": row.rationale}
        else:
            continue
        inferred = tuple(name for name in requirement.inferred if name not in change)
        after.append(requirement.model_copy(update=change | {"inferred": inferred}))
    rows = _rows_after(requirements, after)
    write = begin_write(
        session, project_id=access.project.id, by=actor.id, at=utc_now(), together=True
    )
    done = put_many(session, write=write, items=list(after), remove=frozenset())
    if command.confirm_rest or chosen.keys() == proposed.keys():
        access = _confirm(session, access, rows)
    update_halt(session, access)
    return done


def _rows_after(requirements: list[Requirement], after: list[Requirement]) -> tuple[MvpRow, ...]:
    changed = {requirement.key: requirement for requirement in after}
    rows = mvp_rows(changed.get(requirement.key, requirement) for requirement in requirements)
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
