"""Accepting a handoff takes every step of W3, and says which are open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenarios import Journey
from tests.users import MIRA, OTTO, PAULA, TOMAS, meet, token_actor
from workbench.accounts.actor import Scope
from workbench.design.dictionary import Entity
from workbench.design.flows import Flow
from workbench.design.handoff import ApiStyle, Assumption, Handoff, ReleaseMode, Setup, Versioning
from workbench.design.requirements import Priority, Requirement
from workbench.review.commands import (
    AssignRfi,
    EscalateRfi,
    RaiseRfi,
    SaveItem,
    SetReleaseMode,
    SignReadBack,
)
from workbench.review.discussion.rfis import assign_rfi, escalate_rfi, raise_rfi
from workbench.review.draft.editing import save_item
from workbench.review.errors import Forbidden, PageLink, Refused
from workbench.review.gate.machine import Stage
from workbench.review.handoff.acceptance import Acceptance, StepName, StepState, acceptance_of
from workbench.review.handoff.accepting import accept_handoff, set_release_mode, sign_read_back
from workbench.review.handoff.scope_choice import ChooseMvp, MvpChoice, choose_mvp
from workbench.review.handoff.setup_answers import ConfirmSetup, confirm_setup
from workbench.store.engine import Sessions, reading, transaction

FULL = SetReleaseMode(mode=ReleaseMode.full, include_p1=True)


def _look(journey: Journey) -> Acceptance:
    with reading(journey.sessions) as session:
        return acceptance_of(session, journey.access())


def _states(journey: Journey) -> str:
    """The first letters of the steps' states, in order: done, open, blocked."""
    return "".join(one.state.value[0] for one in _look(journey).steps)


def _places(error: pytest.ExceptionInfo[Refused]) -> list[PageLink]:
    return list(error.value.links)


def test_an_empty_project_is_told_every_step_at_once(sessions: Sessions) -> None:
    journey = Journey(sessions)
    with transaction(sessions) as session:
        meet(session)
    assert _states(journey) == "oboddo"
    with pytest.raises(Refused) as refused:
        journey.do(MIRA, accept_handoff)
    for title in ("Release mode", "No-Go check", "Read-back", "Set-up answers"):
        assert title in refused.value.reason
    assert [one.page for one in _places(refused)] == ["release-mode", "no-go", "read-back", "setup"]
    assert journey.stage() is Stage.received


def test_what_documents_say_counts_once_a_person_stands_by_it(begun: Journey) -> None:
    # The made handoff brings a mode, a signed read-back and answers; nobody here gave them.
    assert _states(begun) == "oboddo"
    steps = _look(begun).steps
    assert all(one.by == 0 for one in steps if one.state is not StepState.done)
    begun.do(PAULA, set_release_mode, FULL)
    assert _states(begun) == "ddoddo"
    begun.do(TOMAS, sign_read_back, SignReadBack(text="We build a house."))
    answers = ConfirmSetup(
        api_style=ApiStyle.rest, database="postgresql", versioning=Versioning.path,
        expected_version=1,
    )  # fmt: skip
    begun.do(MIRA, confirm_setup, answers)
    look = _look(begun)
    assert look.next is None
    told = {one.name: (one.name_of_by, one.at is not None) for one in look.steps if one.by}
    assert told == {
        StepName.mode: (PAULA.name, True),
        StepName.read_back: (TOMAS.name, True),
        StepName.setup: (MIRA.name, True),
    }
    assert begun.do(MIRA, accept_handoff).accepted


def test_taking_a_step_again_the_same_way_is_not_told_twice(begun: Journey) -> None:
    begun.do(PAULA, set_release_mode, FULL)
    first = begun.state.steps
    begun.do(PAULA, set_release_mode, FULL)
    assert begun.state.steps == first
    begun.do(MIRA, set_release_mode, FULL)
    assert _look(begun).step(StepName.mode).name_of_by == MIRA.name


def test_an_answer_that_changes_behind_its_giver_is_open_again(begun: Journey) -> None:
    begun.prepare()
    assert _states(begun) == "dddddd"
    handoff, setup = begun.find("handoff", "handoff"), begun.find("setup", "setup")
    assert isinstance(handoff, Handoff)
    assert isinstance(setup, Setup)
    begun.save(handoff.model_copy(update={"release_mode": ReleaseMode.mvp}))
    assert _states(begun) == "obdddd"
    begun.save(handoff.model_copy(update={"read_back": "We build something else."}))
    assert _states(begun) == "ddoddd"
    begun.save(handoff)
    begun.save(setup.model_copy(update={"database": "mysql"}))
    assert _states(begun) == "dddddo"
    begun.save(setup.model_copy(update={"conventions": "Anything."}))
    assert _states(begun) == "dddddd"


def test_a_signature_outlives_the_facts_and_says_which_changed(begun: Journey) -> None:
    begun.prepare()
    begun.save(Entity(key="Kite"))
    step = _look(begun).step(StepName.read_back)
    assert step.state is StepState.done
    assert step.note == "The documents have changed since: the data dictionary."
    begun.do(MIRA, sign_read_back, SignReadBack(text="We build kites too."))
    assert _look(begun).step(StepName.read_back).note == ""


def test_the_mvp_set_is_a_persons_and_follows_the_requirements(begun: Journey) -> None:
    begun.do(PAULA, set_release_mode, SetReleaseMode(mode=ReleaseMode.mvp))
    assert _states(begun) == "obodd" + "o"
    assert _look(begun).step(StepName.mode).link == PageLink("scope")
    begun.do(PAULA, choose_mvp, ChooseMvp(confirm_rest=True))
    step = _look(begun).step(StepName.mode)
    assert (step.state, step.name_of_by) == (StepState.done, PAULA.name)
    begun.save(Requirement(key="FR-900", text="Fly.", priority=Priority.P2))
    (lack,) = _look(begun).step(StepName.mode).missing
    assert lack.message.startswith("1 requirement still needs a confirmed MVP decision")
    one = MvpChoice(key="FR-900", inside=False, rationale="It can wait.")
    begun.do(MIRA, choose_mvp, ChooseMvp(rows=(one,)))
    # One row of several is no word on the whole set.
    assert _look(begun).step(StepName.mode).missing[0].message == (
        "The MVP set has changed since it was confirmed; confirm it again."
    )
    begun.do(MIRA, choose_mvp, ChooseMvp(confirm_rest=True))
    assert _look(begun).step(StepName.mode).state is StepState.done


def test_questions_need_an_owner_and_assumptions_a_word_on_what_they_affect(
    begun: Journey,
) -> None:
    begun.prepare()
    begun.do(MIRA, raise_rfi, RaiseRfi(question="How long?"))
    begun.do(MIRA, raise_rfi, RaiseRfi(question="How many?"))
    begun.save(Assumption(key="A-001", text="One currency.", affects_api=True))
    begun.save(Assumption(key="A-002", text="No export.", affects_api=False, affects_schema=False))
    with pytest.raises(Refused) as refused:
        begun.do(MIRA, accept_handoff)
    assert _places(refused) == [PageLink("rfis"), PageLink("assumptions", item="A-001")]
    begun.do(MIRA, escalate_rfi, EscalateRfi(number=1))
    owner = begun.access(PAULA).actor.id
    begun.do(OTTO, assign_rfi, AssignRfi(number=2, owner=owner))
    questions = _look(begun).step(StepName.questions)
    # Both are still open; that is fine once somebody owns them.
    assert (questions.state, questions.words) == (StepState.done, "2 of 2 open")
    assert questions.name_of_by == OTTO.name
    begun.save(Assumption(key="A-001", text="One currency.", affects_api=True, affects_schema=True))
    assert begun.do(MIRA, accept_handoff).accepted


def test_only_a_failing_check_halts_and_all_open_steps_are_told_with_it(begun: Journey) -> None:
    flow = begun.find("flow", "UF-0001")
    assert isinstance(flow, Flow)
    begun.save(Requirement(key="FR-800", text="Fly.", priority=Priority.P0))
    begun.save(flow.model_copy(update={"stories": (), "covers": ("FR-800",)}))
    with pytest.raises(Refused):
        begun.do(MIRA, accept_handoff)
    assert begun.stage() is Stage.received
    begun.do(MIRA, set_release_mode, FULL)
    result = begun.do(MIRA, accept_handoff)
    assert not result.accepted
    assert begun.stage() is Stage.halted
    assert [one.name for one in result.acceptance.remaining] == [
        StepName.check, StepName.read_back, StepName.setup
    ]  # fmt: skip
    # A step that is taken while halted does not lift the halt; mending does.
    begun.prepare()
    assert begun.stage() is Stage.halted
    begun.save(flow)
    assert begun.stage() is Stage.received
    assert begun.do(MIRA, accept_handoff).accepted


def test_steps_count_until_acceptance_only(journey: Journey) -> None:
    journey.save(Assumption(key="A-009", text="Unseen."))
    journey.do(MIRA, raise_rfi, RaiseRfi(question="How long?"))
    journey.do(PAULA, set_release_mode, SetReleaseMode(mode=ReleaseMode.mvp))
    assert _look(journey).remaining
    journey.do(PAULA, set_release_mode, FULL)
    assert journey.state.accepted is not None


def test_programs_take_no_step(begun: Journey) -> None:
    def by_program(action: Any, command: Any = None) -> None:
        with transaction(begun.sessions) as session:
            told = {} if command is None else {"command": command}
            action(
                session,
                actor=token_actor(session, MIRA, Scope.read, Scope.write),
                project=begun.slug,
                **told,
            )

    handoff = begun.find("handoff", "handoff")
    assert isinstance(handoff, Handoff)
    signed = handoff.model_copy(update={"read_back_by": "A program"})
    forged = SaveItem(
        kind="handoff", key="handoff", body=signed.model_dump(mode="json"), expected_version=1
    )
    for action, command in (
        (set_release_mode, FULL),
        (sign_read_back, SignReadBack(text="Yes.")),
        (choose_mvp, ChooseMvp(confirm_rest=True)),
        (accept_handoff, None),
        (save_item, forged),
    ):
        with pytest.raises(Forbidden):
            by_program(action, command)
    assert begun.state.steps == ()
    # What a program may write, stands there without counting as chosen.
    moved = handoff.model_copy(update={"release_mode": ReleaseMode.mvp})
    body = moved.model_dump(mode="json")
    allowed = SaveItem(kind="handoff", key="handoff", body=body, expected_version=1)
    by_program(save_item, allowed)
    assert _look(begun).step(StepName.mode).state is StepState.open
