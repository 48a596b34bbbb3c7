"""The second opinion on a revision: asked for when it is presented, kept beside it."""

from __future__ import annotations

from tests.scenarios import Journey
from tests.users import VIC
from workbench.review.package.contents import package_of
from workbench.review.package.second_opinion import (
    OpinionState,
    second_opinion_job_type,
    second_opinion_of,
)
from workbench.review.worker import work_once
from workbench.store.engine import reading
from workbench.store.revisions import find_revision


def _hash(journey: Journey) -> str:
    with reading(journey.sessions) as session:
        row = find_revision(session, journey.access().project.id, 1)
        assert row is not None
        return row.sha256


def _state(journey: Journey, number: int = 1) -> OpinionState:
    found: OpinionState = journey.see(VIC, second_opinion_of, number=number)
    return found


def _work(journey: Journey) -> bool:
    return work_once(journey.sessions, job_type=second_opinion_job_type(), worker="a-worker")


def test_presenting_asks_for_a_second_opinion_that_is_kept(presented: Journey) -> None:
    before = _hash(presented)
    waiting = _state(presented)
    assert waiting.opinion is None
    assert waiting.waiting_since is not None
    assert not waiting.needs_worker
    assert _work(presented)
    opinion = _state(presented).opinion
    assert opinion is not None
    assert opinion.verdict == "valid", opinion
    assert not _work(presented)
    assert _hash(presented) == before == presented.see(VIC, package_of, revision=1).revision


def test_a_revision_that_is_not_there_has_none(presented: Journey) -> None:
    assert _state(presented, number=9) == OpinionState()
