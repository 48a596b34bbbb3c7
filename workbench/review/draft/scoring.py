"""Scores of all endpoints: propose them, accept them, and record the trade-off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.base import Item
from workbench.design.design import Design, item_data
from workbench.design.endpoints import Outcome
from workbench.design.kinds import KIND_OF_MODEL
from workbench.design.priorities import propose_scores
from workbench.review.commands import Command
from workbench.review.draft.bulk import WriteTogether, write_together
from workbench.review.errors import NotFound, Refused
from workbench.review.projects.access import open_for_writing
from workbench.store.drafts import load_design

#: Kinds that scores are computed from.
SCORED_KINDS = frozenset({"endpoint", "score", "planning", "requirement", "handoff"})


class DecideTradeoff(Command):
    """Which endpoints leave the sprint, and why."""

    leaving: tuple[str, ...] = ()
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def propose_missing_scores(session: Session, *, actor: Actor, project: str) -> int:
    """Propose scores from the requirements for each endpoint without a score.

    Returns their number. Raises Refused if every endpoint has a score.
    """
    proposed = propose_scores(_design(session, actor, project))
    if not proposed:
        raise Refused("Every endpoint already has a score.")
    _write(session, actor, project, proposed)
    return len(proposed)


def accept_proposed_scores(session: Session, *, actor: Actor, project: str) -> int:
    """Accept all proposed scores, in one write that is undone as a whole.

    Returns their number. Raises Refused if none is proposed.
    """
    scores = _design(session, actor, project).scores
    agreed = [score.model_copy(update={"proposed": False}) for score in scores if score.proposed]
    if not agreed:
        raise Refused("There are no proposed scores left to accept.")
    _write(session, actor, project, agreed)
    return len(agreed)


def decide_tradeoff(
    session: Session, *, actor: Actor, project: str, command: DecideTradeoff
) -> None:
    """Record which endpoints leave the sprint, and why, in the actor's name.

    Raises NotFound for an endpoint without a score.
    """
    design = _design(session, actor, project)
    scores = {score.endpoint: score for score in design.scores}
    leaving = dict.fromkeys(command.leaving)
    unknown = [key for key in leaving if key not in scores]
    if unknown:
        raise NotFound("score", unknown[0])
    deferred = {"outcome": Outcome.deferred, "reason": command.reason}
    names = f"{', '.join(leaving)} leave the sprint: " if leaving else ""
    decided = {"tradeoff": f"{names}{command.reason}", "tradeoff_by": actor.name}
    items: list[Item] = [scores[key].model_copy(update=deferred) for key in leaving]
    _write(session, actor, project, [*items, design.planning.model_copy(update=decided)])


def _design(session: Session, actor: Actor, project: str) -> Design:
    access = open_for_writing(session, actor=actor, project=project)
    return load_design(session, access.project.id, kinds=SCORED_KINDS)


def _write(session: Session, actor: Actor, project: str, items: Iterable[Item]) -> None:
    bodies = tuple((KIND_OF_MODEL[type(item)].name, item_data(item)) for item in items)
    write_together(session, actor=actor, project=project, command=WriteTogether(items=bodies))
