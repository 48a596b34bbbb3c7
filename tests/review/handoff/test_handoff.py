from __future__ import annotations

import pytest

from tests.factories import made_design
from tests.scenarios import Journey
from tests.users import MIRA, OTTO, PAULA, REN, actor, meet
from workbench.design.access import Role
from workbench.design.design import Design
from workbench.design.dictionary import Entity
from workbench.design.flows import Flow, Screen, Step
from workbench.design.handoff import Handoff, ReleaseMode
from workbench.design.requirements import Priority, Requirement, RequirementStatus, Story
from workbench.review.commands import DeleteItem, SetReleaseMode, SignReadBack
from workbench.review.draft.editing import delete_item
from workbench.review.errors import Refused
from workbench.review.gate.events import StepTaken
from workbench.review.gate.history import history
from workbench.review.gate.machine import Stage
from workbench.review.handoff.accepting import accept_handoff, set_release_mode, sign_read_back
from workbench.review.handoff.halt import handoff_rows
from workbench.review.handoff.no_go_check import no_go_check, passes
from workbench.review.projects.inbox import inbox_of
from workbench.store.drafts import find_item
from workbench.store.engine import Sessions, reading, transaction

GOOD = Design(
    handoff=Handoff(release_mode=ReleaseMode.mvp),
    requirements=(
        Requirement(key="FR-001", priority=Priority.P0),
        Requirement(key="FR-002", priority=Priority.P2),
    ),
    stories=(Story(key="US-1", covers=("FR-001",)), Story(key="US-2", covers=("FR-002",))),
    entities=(Entity(key="Order"),),
    flows=(Flow(key="UF-001", covers=("FR-001",), stories=("US-1",)),),
    screens=(Screen(key="WF-001", flows=("UF-001",)),),
)


def _missing(design: Design) -> list[tuple[str, str]]:
    return [(one.kind, one.key) for row in no_go_check(design) for one in row.missing]


def _with(**sections: object) -> Design:
    return GOOD.model_copy(update=sections)


def test_a_complete_handoff_passes() -> None:
    assert passes(no_go_check(GOOD))
    assert [row.passed for row in no_go_check(GOOD)] == [True] * 4
    assert passes(no_go_check(made_design(10)))


def test_an_empty_handoff_fails_and_says_why() -> None:
    rows = no_go_check(Design())
    assert not passes(rows)
    assert [row.passed for row in rows] == [False, False, True, True]


@pytest.mark.parametrize(
    ("design", "missing"),
    [
        (_with(requirements=()), [("requirement", "")]),
        (
            _with(
                requirements=(Requirement(key="Search", priority=Priority.P0),),
                stories=(),
                flows=(Flow(key="UF-001", covers=("Search",)),),
            ),
            [("requirement", "Search")],
        ),
        (_with(entities=()), [("entity", "")]),
        (_with(flows=(Flow(key="UF-001"),)), [("story", "US-1")]),
        (_with(screens=()), [("flow", "UF-001")]),
        (_with(stories=(), flows=()), [("requirement", "FR-001")]),
    ],
)
def test_what_is_missing_is_named(design: Design, missing: list[tuple[str, str]]) -> None:
    assert _missing(design) == missing
    assert all(one.message.endswith(".") for row in no_go_check(design) for one in row.missing)


@pytest.mark.parametrize(
    "design",
    [
        _with(entities=(), handoff=Handoff(dictionary_not_applicable="It keeps nothing.")),
        _with(flows=(Flow(key="UF-001", covers=("FR-001",)),)),
        _with(
            screens=(),
            flows=(
                Flow(key="UF-001", stories=("US-1",), steps=(Step(text="x", needs_backend=False),)),
            ),
        ),
        _with(
            requirements=(
                *GOOD.requirements,
                Requirement(key="old one", status=RequirementStatus.withdrawn),
            )
        ),
        _with(
            stories=(),
            flows=(),
            screens=(),
            requirements=(
                Requirement(key="FR-001", priority=Priority.P0, no_backend_reason="A poster."),
            ),
        ),
    ],
)
def test_what_is_not_needed_is_not_missing(design: Design) -> None:
    assert _missing(design) == []


def test_a_handoff_without_release_mode_is_not_judged(sessions: Sessions) -> None:
    journey = Journey(sessions)
    with transaction(sessions) as session:
        meet(session)
    with pytest.raises(Refused, match="release mode"):
        journey.do(MIRA, accept_handoff)
    assert journey.state.stage is Stage.received


def test_a_halt_reaches_the_orchestrator_and_ends_by_itself(begun: Journey) -> None:
    key = "WF-0001"
    screen = begun.find("screen", key)
    assert screen is not None
    with reading(begun.sessions) as session:
        stored = find_item(session, begun.access().project.id, "screen", key)
    assert stored is not None
    command = DeleteItem(kind="screen", key=key, expected_version=stored.version)
    begun.do(MIRA, delete_item, command)

    begun.prepare()
    result = begun.do(MIRA, accept_handoff)
    assert not result.accepted
    assert begun.stage() is Stage.halted
    assert begun.state.halt_reasons == ("UF-0001 has no wireframe.",)
    # Asking again without mending anything adds nothing to the story.
    begun.do(MIRA, accept_handoff)
    assert _gate(begun) == ["halted"]
    with reading(begun.sessions) as session:
        waiting = inbox_of(session, actor=actor(session, OTTO))
    assert [(one.what, one.title) for one in waiting] == [
        ("halted", "The handoff is halted: UF-0001 has no wireframe.")
    ]
    with pytest.raises(Refused, match="handoff is accepted"):
        begun.save(Role(key="guest"))

    begun.save(screen)
    assert begun.stage() is Stage.received
    assert begun.do(MIRA, accept_handoff).accepted
    assert _gate(begun) == ["halted", "halt-lifted", "handoff-accepted"]
    assert {one.name for one in begun.see(MIRA, history)} == {MIRA.name}


def _gate(journey: Journey) -> list[str]:
    """What happened at the gate, the steps of people left out."""
    happened = [one.event for one in journey.see(MIRA, history)]
    return [one.type for one in happened if not isinstance(one, StepTaken)]


def test_a_halt_is_recorded_anew_when_its_reasons_change(begun: Journey) -> None:
    begun.prepare()
    for kind, key in (("screen", "WF-0001"), ("flow", "UF-0001")):
        with reading(begun.sessions) as session:
            stored = find_item(session, begun.access().project.id, kind, key)
        assert stored is not None
        command = DeleteItem(kind=kind, key=key, expected_version=stored.version)
        begun.do(MIRA, delete_item, command)
        begun.do(MIRA, accept_handoff)
    assert _gate(begun) == ["halted", "halted"]
    assert begun.state.halt_reasons == ("US-0001 has no user flow.",)
    assert not passes(begun.see(MIRA, handoff_rows))


def test_it_is_accepted_once_and_by_an_architect(begun: Journey) -> None:
    with pytest.raises(Refused, match="an architect"):
        begun.do(REN, accept_handoff)
    begun.accept()
    with pytest.raises(Refused, match="already been accepted"):
        begun.do(MIRA, accept_handoff)


def test_release_mode_and_read_back_are_kept(begun: Journey) -> None:
    begun.do(PAULA, set_release_mode, SetReleaseMode(mode=ReleaseMode.mvp))
    begun.do(MIRA, sign_read_back, SignReadBack(text="We build a house."))
    handoff = begun.find("handoff", "handoff")
    assert isinstance(handoff, Handoff)
    assert handoff.release_mode is ReleaseMode.mvp
    assert (handoff.read_back, handoff.read_back_by) == ("We build a house.", MIRA.name)
    assert handoff.product == "Made House"
    with pytest.raises(Refused):
        begun.do(REN, set_release_mode, SetReleaseMode(mode=ReleaseMode.full))
