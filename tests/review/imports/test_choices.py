"""What people choose while accepting: triage, the MVP set, and suggested endpoints."""

from __future__ import annotations

import pytest

from tests.scenarios import Journey
from tests.users import MIRA, PAULA, REN, token_actor
from workbench.accounts.actor import Scope
from workbench.design.handoff import Assumption, AssumptionStatus, ReleaseMode
from workbench.design.requirements import Priority, Requirement
from workbench.review.commands import SetReleaseMode, UndoLast
from workbench.review.draft.editing import undo_last
from workbench.review.errors import Forbidden, Invalid, NotFound, Refused, StaleWrite
from workbench.review.gate.machine import Stage
from workbench.review.generate.suggestions import (
    AddSuggestions,
    SuggestionList,
    add_suggestions,
    list_suggestions,
)
from workbench.review.handoff.accepting import set_release_mode
from workbench.review.handoff.assumption_triage import (
    AFFECTS,
    TriageAssumption,
    affects_of,
    triage_assumption,
)
from workbench.review.handoff.scope_choice import ChooseMvp, MvpChoice, choose_mvp
from workbench.store.drafts import load_design
from workbench.store.engine import reading, transaction


def _triage(journey: Journey, version: int, **told: object) -> Assumption:
    command = TriageAssumption.model_validate(
        {"key": "A-001", "affects": "", "expected_version": version, **told}
    )
    item = journey.do(MIRA, triage_assumption, command).item
    assert isinstance(item, Assumption)
    return item


def test_every_word_of_triage_is_kept_and_read_back(begun: Journey) -> None:
    begun.save(Assumption(key="A-001", text="One currency."))
    version = 2
    for word, (api, schema) in AFFECTS.items():
        if word:
            kept = _triage(begun, version, affects=word)
            assert (kept.affects_api, kept.affects_schema, affects_of(kept)) == (api, schema, word)
            assert kept.carried, "open, so the package carries it"
            version += 1
    settled = _triage(begun, version, affects="both", status="validated", answer="We asked.")
    assert (settled.status, settled.answer) == (AssumptionStatus.validated, "We asked.")
    assert not settled.carried
    taken_back = _triage(begun, version + 1)
    assert affects_of(taken_back) == ""
    assert not taken_back.carried, "nobody has said what it affects"
    assert affects_of(Assumption(key="A-2", text="Half a word.", affects_api=True)) == ""


def test_triage_is_refused_to_others_programs_and_old_pages(begun: Journey) -> None:
    begun.save(Assumption(key="A-001", text="One currency."))
    with pytest.raises(StaleWrite):
        _triage(begun, 1, affects="api")
    with pytest.raises(NotFound):
        _triage(begun, 2, affects="api", key="A-002")
    command = TriageAssumption(key="A-001", affects="api", expected_version=2)
    with pytest.raises(Refused):
        begun.do(REN, triage_assumption, command)
    with transaction(begun.sessions) as session:
        program = token_actor(session, MIRA, Scope.write)
        with pytest.raises(Forbidden):
            triage_assumption(session, actor=program, project=begun.slug, command=command)
    kept = begun.find("assumption", "A-001")
    assert isinstance(kept, Assumption)
    assert affects_of(kept) == ""


@pytest.fixture
def scoped(begun: Journey) -> Journey:
    """A project in MVP mode with one P0 and one P2 beside what was made."""
    for key, level in (("FR-801", Priority.P0), ("FR-802", Priority.P2)):
        one = Requirement(key=key, text="Do.", priority=level, inferred=("mvp", "priority"))
        begun.save(one)
    begun.do(PAULA, set_release_mode, SetReleaseMode(mode=ReleaseMode.mvp))
    return begun


def _place(journey: Journey, key: str) -> tuple[bool | None, str, tuple[str, ...]]:
    one = journey.find("requirement", key)
    assert isinstance(one, Requirement)
    return one.mvp, one.mvp_rationale, one.inferred


def test_a_set_is_chosen_in_part_then_whole_and_taken_back_as_one(scoped: Journey) -> None:
    swap = MvpChoice(key="FR-802", inside=True, rationale="Sales promised it.")
    stranger = MvpChoice(key="FR-999", inside=True, rationale="It is nowhere.")
    done = scoped.do(PAULA, choose_mvp, ChooseMvp(rows=(swap, stranger)))
    assert (done.changed, done.added) == (1, 0)
    # What a person has said is inferred no longer; what nobody has touched stays as it was.
    assert _place(scoped, "FR-802") == (True, "Sales promised it.", ("priority",))
    assert _place(scoped, "FR-801") == (None, "", ("mvp", "priority"))
    whole = scoped.do(PAULA, choose_mvp, ChooseMvp(confirm_rest=True))
    assert whole.changed == 2
    assert _place(scoped, "FR-801")[0] is True
    assert _place(scoped, "FR-801")[1].startswith("P0")
    assert _place(scoped, "FR-802")[1] == "Sales promised it."
    scoped.do(PAULA, undo_last, UndoLast(kind="requirement", key="FR-801"))
    assert _place(scoped, "FR-801")[0] is None
    assert _place(scoped, "FR-0001")[0] is None, "it was written with the other, and goes with it"


def test_a_choice_without_reason_or_that_leaves_nothing_changes_nothing(scoped: Journey) -> None:
    silent = MvpChoice(key="FR-801", inside=False)
    fine = MvpChoice(key="FR-802", inside=True, rationale="Why not.")
    with pytest.raises(Invalid) as wrong:
        scoped.do(PAULA, choose_mvp, ChooseMvp(rows=(silent, fine)))
    assert wrong.value.errors == {"rationale-FR-801": ["Enter why it can wait."]}
    nothing = tuple(
        MvpChoice(key=key, inside=False, rationale="No.") for key in ("FR-0001", "FR-801", "FR-802")
    )
    with pytest.raises(Invalid, match="at least one requirement"):
        scoped.do(PAULA, choose_mvp, ChooseMvp(rows=nothing))
    assert _place(scoped, "FR-802")[0] is None


def _wish(journey: Journey) -> list[str]:
    """Ask for two endpoints that nothing serves yet; the keys that are suggested for them."""
    for key, title in (
        ("FR-700", "Staff approve an amber anchor"),
        ("FR-701", "Staff refund amber anchors"),
    ):
        journey.save(Requirement(key=key, title=title, text=f"{title}.", priority=Priority.P0))
    return [one.key for one in _suggestions(journey).needed]


def _suggestions(journey: Journey) -> SuggestionList:
    with reading(journey.sessions) as session:
        access = journey.access()
        design = load_design(session, access.project.id)
        return list_suggestions(session, access=access, design=design)


def test_suggestions_are_taken_as_chosen_and_taken_back_as_one(journey: Journey) -> None:
    first, second, *_ = _wish(journey)
    with pytest.raises(Invalid):
        journey.do(MIRA, add_suggestions, AddSuggestions())
    with pytest.raises(Refused):
        journey.do(REN, add_suggestions, AddSuggestions(keys=(first,)))
    # What is not suggested, or not any more, is left alone.
    taken = AddSuggestions(keys=(first, "GET /v1/amber-anchors", "GET /nowhere"))
    assert journey.do(MIRA, add_suggestions, taken).added == 1
    assert journey.stage() is Stage.in_design
    assert journey.do(MIRA, add_suggestions, taken).added == 0
    assert journey.find("endpoint", second) is None
    rest = journey.do(MIRA, add_suggestions, AddSuggestions(everything=True))
    assert rest.added >= 1
    assert _suggestions(journey).needed == ()
    journey.do(MIRA, undo_last, UndoLast(kind="endpoint", key=second))
    assert journey.find("endpoint", second) is None
    assert journey.find("endpoint", first) is not None
