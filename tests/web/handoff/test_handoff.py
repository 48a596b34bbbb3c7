"""The handoff's pages: every step of accepting it, and who may take it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from tests.scenarios import Journey
from tests.users import MIRA, OTTO, PAULA, REN, SAM, VIC, Character
from tests.web.conftest import Visitor
from workbench.design.dictionary import Entity
from workbench.design.flows import Flow
from workbench.design.handoff import Assumption, Handoff, ReleaseMode, Setup
from workbench.design.requirements import Priority, Requirement
from workbench.review.commands import DeleteItem, RaiseRfi
from workbench.review.discussion.rfis import raise_rfi
from workbench.review.draft.editing import delete_item
from workbench.store.engine import Sessions

Visit = Callable[..., Visitor]

_PAGES = (
    "handoff",
    "handoff/read-back",
    "handoff/arrived/requirement",
    "handoff/arrived/risk",
    "scope",
    "setup",
    "assumptions",
    "suggestions",
    "import",
)


@pytest.fixture
def begun(app_sessions: Sessions) -> Journey:
    """A project whose documents have arrived and wait to be accepted."""
    return Journey(app_sessions).begin()


def _address(journey: Journey, page: str) -> str:
    return f"/projects/{journey.slug}/{page}"


def _delete(journey: Journey, kind: str, key: str) -> None:
    journey.do(MIRA, delete_item, DeleteItem(kind=kind, key=key, expected_version=1))


def _requirement(key: str, priority: Priority, **more: object) -> Requirement:
    return Requirement.model_validate(
        {"key": key, "text": f"What {key} asks for.", "priority": priority, **more}
    )


@pytest.mark.parametrize("who", [MIRA, PAULA, REN, VIC])
def test_everybody_in_the_project_can_open_every_page(
    journey: Journey, visit: Visit, who: Character
) -> None:
    visitor = visit(who)
    for page in _PAGES:
        html = visitor.get(_address(journey, page)).get_data(as_text=True)
        assert "<h1>" in html
        assert "{{" not in html


def test_a_stranger_sees_nothing(journey: Journey, visit: Visit) -> None:
    visitor = visit(SAM)
    for page in _PAGES:
        visitor.get(_address(journey, page), status=404)


def test_a_kind_that_is_not_handed_over_has_no_list(journey: Journey, visit: Visit) -> None:
    visit().get(_address(journey, "handoff/arrived/table"), status=404)
    visit().get(_address(journey, "handoff/arrived/nonsense"), status=404)


def test_viewers_get_no_forms_and_reviewers_cannot_set_the_mode(
    begun: Journey, visit: Visit
) -> None:
    html = visit(VIC).get(_address(begun, "handoff")).get_data(as_text=True)
    assert "Set the release mode" not in html
    visit(REN).post(_address(begun, "handoff/release-mode"), mode="MVP", status=403)
    item = begun.find("handoff", "handoff")
    assert isinstance(item, Handoff)
    assert item.release_mode is ReleaseMode.full


def test_a_release_mode_must_be_one_of_the_two(begun: Journey, visit: Visit) -> None:
    answer = visit().post(_address(begun, "handoff/release-mode"), mode="Later", status=422)
    assert "Choose one of the two." in answer.get_data(as_text=True)


def test_a_missing_flow_halts_tells_the_orchestrator_and_lifts_when_it_is_there(
    begun: Journey, visit: Visit
) -> None:
    flow = begun.find("flow", "UF-0001")
    assert isinstance(flow, Flow)
    story = next(iter(flow.stories), "") or next(iter(flow.covers))
    _delete(begun, "flow", "UF-0001")
    begun.prepare()
    visitor = visit()
    visitor.post(_address(begun, "handoff/accept"))
    page = visitor.get(_address(begun, "handoff")).get_data(as_text=True)
    assert "Work is halted" in page
    assert story in page
    assert "halted" in visit(OTTO).get("/").get_data(as_text=True).lower()
    begun.save(flow)
    assert "Work is halted" not in visitor.get(_address(begun, "handoff")).get_data(as_text=True)
    visitor.post(_address(begun, "handoff/accept"))
    assert begun.state.stage.value == "accepted"


def test_phases_that_are_not_open_blame_nobody_and_accepting_leads_on(
    begun: Journey, visit: Visit
) -> None:
    page = visit().get(_address(begun, "handoff")).get_data(as_text=True)
    rail = page.partition('class="rail"')[2].partition("</nav>")[0]
    assert "arrived" in rail
    assert "no-go" not in rail
    assert "Design the endpoints" not in page
    begun.accept()
    accepted = visit().get(_address(begun, "handoff")).get_data(as_text=True)
    assert "Design the endpoints" in accepted or "Go on designing" in accepted


def test_the_read_back_is_drafted_shown_and_signed(begun: Journey, visit: Visit) -> None:
    begun.save(Handoff(product="Made House", release_mode=ReleaseMode.full))
    visitor = visit()
    page = visitor.get(_address(begun, "handoff/read-back")).get_data(as_text=True)
    assert "We are building the backend for **Made House**" in page
    assert "<strong>Made House</strong>" in page
    where = _address(begun, "handoff/read-back")
    shown = visitor.post(where, text="We *mean* it <script>x</script>", htmx=True, status=200)
    assert "<em>mean</em>" in shown.get_data(as_text=True)
    assert "<script>" not in shown.get_data(as_text=True)
    assert "<!doctype" not in shown.get_data(as_text=True).lower()
    plain = visitor.post(where, text="We *mean* it", preview="1", status=200)
    assert "<em>mean</em>" in plain.get_data(as_text=True)
    unsigned = begun.find("handoff", "handoff")
    assert isinstance(unsigned, Handoff)
    assert not unsigned.read_back_by
    visitor.post(where, text="  ", status=422)
    visitor.post(where, text="We mean it.")
    signed = begun.find("handoff", "handoff")
    assert isinstance(signed, Handoff)
    assert (signed.read_back, signed.read_back_by) == ("We mean it.", MIRA.name)
    page = visitor.get(_address(begun, "handoff")).get_data(as_text=True)
    assert re.search(rf"Read-back</b>.{{0,400}}>signed<.{{0,200}}{MIRA.name}", page, re.DOTALL)
    # What the documents say may move on; it is said, and the signature stays.
    begun.save(Entity(key="Kite"))
    page = visitor.get(_address(begun, "handoff")).get_data(as_text=True)
    assert "The documents have changed since: the data dictionary." in page
    assert "not signed" not in page


def test_the_steps_are_walked_with_one_click_each_and_accepted(
    begun: Journey, visit: Visit
) -> None:
    begun.save(Setup())
    begun.save(Assumption(key="A-001", text="One order has one currency."))
    begun.do(MIRA, raise_rfi, RaiseRfi(question="How long are they kept?"))
    visitor, home = visit(), _address(begun, "handoff")

    refused = visitor.post(f"{home}/accept", status=422).get_data(as_text=True)
    told = refused.partition("Not accepted yet")[2].partition("</section>")[0]
    for words in ("Release mode", "No-Go check", "Read-back", "Questions", "Assumptions", "Set-up"):
        assert words in told
    assert f'href="{_address(begun, "questions")}#rfi-1"' in told
    assert begun.state.stage.value == "handoff received"

    page = visitor.get(home).get_data(as_text=True)
    assert "Next: 1. Release mode" in page
    assert "6 steps remain" in page
    visitor.post(f"{home}/release-mode", mode="MVP", here="1")
    page = visitor.get(home).get_data(as_text=True)
    assert "Confirm the set with these reasons" in page
    visitor.post(_address(begun, "scope/mvp"), confirm="1")
    page = visitor.get(home).get_data(as_text=True)
    assert "Next: 3. Read-back" in page
    text = page.partition('name="text" value="')[2].partition('"')[0]
    visitor.post(f"{home}/read-back", text=unescape(text))
    assert "Question 1 is not assigned to anyone." in visitor.get(home).get_data(as_text=True)
    owner = begun.access(PAULA).actor.id
    visitor.post(_address(begun, "questions/1/owner"), owner=str(owner))
    version = _values(visitor.get(_address(begun, "assumptions")).get_data(as_text=True), "version")
    visitor.post(_address(begun, "assumptions/triage"), key="A-001", affects="neither",
                 version=version[0])  # fmt: skip
    page = visitor.get(home).get_data(as_text=True)
    chosen = r'name="(api_style|database|versioning)" value="([^"]+)" required checked'
    proposed = re.findall(chosen, page)
    assert proposed == [
        ("api_style", "REST"), ("database", "postgresql"), ("versioning", "URL path")
    ]  # fmt: skip
    assert "paths contain a version, such as /v1/amber-anchors" in page
    version = _values(page, "version")
    confirmation = _address(begun, "setup/confirmation")
    visitor.post(confirmation, version=version[0], **dict(proposed))
    page = visitor.get(home).get_data(as_text=True)
    assert "All steps are done." in page
    assert "REST, PostgreSQL, URL path" in page
    visitor.post(f"{home}/accept")
    assert begun.state.stage.value == "accepted"
    assert f"Accepted for {ReleaseMode.mvp.value}" in visitor.get(home).get_data(as_text=True)


def test_a_database_is_shown_by_its_name_and_stored_as_its_dialect(
    begun: Journey, visit: Visit
) -> None:
    page = _address(begun, "setup")
    for typed, stored in (("MariaDB 11", "MariaDB 11"), ("MySQL", "mysql")):
        version = _values(visit(MIRA).get(page).get_data(as_text=True), "version")
        visit(MIRA).post(page, database=typed, version=version[0])
        assert _setup(begun).database == stored
    shown = visit(MIRA).get(page).get_data(as_text=True)
    assert 'value="MySQL"' in shown
    assert "answered the set-up questions: MySQL" in visit(MIRA).get(
        _address(begun, "history")
    ).get_data(as_text=True)


def _setup(journey: Journey) -> Setup:
    item = journey.find("setup", "setup")
    assert isinstance(item, Setup)
    return item


def test_only_an_architect_signs_the_read_back(begun: Journey, visit: Visit) -> None:
    visit(PAULA).post(_address(begun, "handoff/read-back"), text="We mean it.", status=403)
    page = visit(PAULA).get(_address(begun, "handoff/read-back")).get_data(as_text=True)
    assert "To sign the read-back, you must be an architect" in unescape(page)


def test_a_reason_for_no_dictionary_answers_the_check(begun: Journey, visit: Visit) -> None:
    _delete(begun, "entity", "AmberAnchor")
    visitor = visit()
    page = visitor.get(_address(begun, "handoff")).get_data(as_text=True)
    assert "There is no data dictionary" in page
    visitor.post(_address(begun, "handoff/product"), dictionary_not_applicable="It only forwards.")
    page = visitor.get(_address(begun, "handoff")).get_data(as_text=True)
    assert "There is no data dictionary" not in page
    item = begun.find("handoff", "handoff")
    assert isinstance(item, Handoff)
    assert item.product == "Made House"


def test_mvp_proposes_p0_takes_edits_and_keeps_the_backlog_with_its_reason(
    begun: Journey, visit: Visit
) -> None:
    begun.save(_requirement("FR-801", Priority.P0))
    begun.save(_requirement("FR-802", Priority.P2))
    begun.save(_requirement("FR-803", Priority.P0, depends_on=("FR-802",)))
    visitor = visit()
    answer = visitor.post(_address(begun, "handoff/release-mode"), mode="MVP")
    assert answer.headers["Location"].endswith("/scope")
    page = visitor.get(_address(begun, "scope")).get_data(as_text=True)
    assert 'name="inside" value="FR-801" checked' in page
    assert 'name="inside" value="FR-802" checked' not in page
    assert "depends on FR-802, which is not in the MVP" in page
    said: dict[str, Any] = {
        "rationale-FR-801": "Nobody waits for it.",
        "rationale-FR-802": "Sales promised it.",
    }
    refused = visitor.post(
        _address(begun, "scope/mvp"),
        row=["FR-801", "FR-802"],
        inside=["FR-802"],
        **said | {"rationale-FR-801": ""},
        status=422,
    )
    assert "Enter why it can wait." in refused.get_data(as_text=True)
    assert "Sales promised it." in refused.get_data(as_text=True)
    visitor.post(
        _address(begun, "scope/mvp"),
        row=["FR-801", "FR-802"],
        inside=["FR-802"],
        confirm="1",
        **said,
    )
    out, into, rest = (begun.find("requirement", f"FR-80{n}") for n in (1, 2, 3))
    assert isinstance(out, Requirement)
    assert isinstance(into, Requirement)
    assert isinstance(rest, Requirement)
    assert (out.mvp, out.mvp_rationale) == (False, "Nobody waits for it.")
    assert (into.mvp, into.mvp_rationale) == (True, "Sales promised it.")
    assert rest.mvp is True
    assert rest.mvp_rationale
    page = visitor.get(_address(begun, "scope")).get_data(as_text=True)
    assert "Confirmed" in page
    assert "proposed" not in page


def test_an_empty_mvp_is_refused_whole(begun: Journey, visit: Visit) -> None:
    visitor = visit()
    visitor.post(_address(begun, "handoff/release-mode"), mode="MVP")
    keys = _values(visitor.get(_address(begun, "scope")).get_data(as_text=True), "row")
    reasons: dict[str, Any] = {f"rationale-{key}": "No." for key in keys}
    answer = visitor.post(_address(begun, "scope/mvp"), row=keys, status=422, **reasons)
    assert "The MVP needs at least one requirement." in answer.get_data(as_text=True)
    item = begun.find("requirement", "FR-0001")
    assert isinstance(item, Requirement)
    assert item.mvp_rationale != "No."


def test_back_to_full_production_brings_the_backlog_in_and_says_what_is_missing(
    journey: Journey, visit: Visit
) -> None:
    journey.save(_requirement("FR-900", Priority.P1, mvp=False, mvp_rationale="Later."))
    visitor = visit()
    visitor.post(_address(journey, "handoff/release-mode"), mode="MVP")
    page = visitor.get(_address(journey, "scope")).get_data(as_text=True)
    assert "adds 1 requirement from the backlog; it has no endpoint yet." in page
    visitor.post(
        _address(journey, "handoff/release-mode"), mode="Full Production", include_p1="1", scope="1"
    )
    page = visitor.get(_address(journey, "scope")).get_data(as_text=True)
    lacks = page.partition("Requirements without an endpoint")[2]
    assert "FR-900" in lacks
    assert "no endpoint" in lacks


def test_answers_are_kept_and_a_wrong_one_comes_back_with_what_was_typed(
    journey: Journey, visit: Visit
) -> None:
    visitor = visit()
    where = _address(journey, "setup")
    page = visitor.get(where).get_data(as_text=True)
    version = page.partition('name="version" value="')[2].partition('"')[0]
    answers: dict[str, Any] = {
        "api_style": "REST",
        "database": "mysql",
        "versioning": "header",
        "error_format": "problem+json",
        "pagination": "",
        "property_case": "snake_case",
        "validation_status": "400",
        "max_nesting": "3",
        "conventions": "As ever.",
        "third_parties": "None",
    }
    wrong = visitor.post(where, version=version, **answers | {"max_nesting": "9"}, status=422)
    assert "As ever." in wrong.get_data(as_text=True)
    assert "Enter 5 or less" in wrong.get_data(as_text=True)
    visitor.post(where, version=version, **answers)
    kept = journey.find("setup", "setup")
    assert isinstance(kept, Setup)
    assert (kept.database, kept.validation_status, kept.max_nesting) == ("mysql", 400, 3)
    assert kept.pagination is None
    assert kept.property_case == "snake_case"
    visitor.post(where, version=version, **answers | {"database": "sqlite"}, status=409)


def test_assumptions_are_triaged_row_by_row(journey: Journey, visit: Visit) -> None:
    journey.save(Assumption(key="A-001", text="One order has one currency."))
    visitor = visit()
    page = visitor.get(_address(journey, "assumptions")).get_data(as_text=True)
    version = page.partition('name="version" value="')[2].partition('"')[0]
    where = _address(journey, "assumptions/triage")
    told: dict[str, Any] = {
        "key": "A-001",
        "affects": "schema",
        "state": "open",
        "answer": "We asked.",
    }
    row = visitor.post(where, version=version, htmx=True, status=200, **told)
    assert "affects the schema" in row.get_data(as_text=True)
    assert "listed in the package as unvalidated" in row.get_data(as_text=True)
    kept = journey.find("assumption", "A-001")
    assert isinstance(kept, Assumption)
    assert (kept.affects_api, kept.affects_schema, kept.carried) == (False, True, True)
    visitor.post(where, version=version, status=409, **told | {"affects": "both"})
    visitor.post(where, version="x", status=422, **told)


def test_suggestions_are_taken_one_by_one_and_all(journey: Journey, visit: Visit) -> None:
    journey.save(_requirement("FR-700", Priority.P0, title="Staff approve an amber anchor"))
    journey.save(_requirement("FR-701", Priority.P0, title="Staff refund amber anchors"))
    visitor = visit()
    where = _address(journey, "suggestions")
    page = visitor.get(where).get_data(as_text=True)
    assert "FR-700 says “approve an amber anchor”" in page
    keys = sorted(set(_values(page, "key")))
    assert len(keys) >= 2
    visitor.post(where, status=422)
    visitor.post(where, one=keys[0])
    assert journey.find("endpoint", keys[0]) is not None
    assert journey.find("endpoint", keys[1]) is None
    visitor.post(where, all="1")
    page = visitor.get(where).get_data(as_text=True)
    assert "For requirements that nothing serves yet" not in page
    visit(VIC).post(where, all="1", status=403)


def _values(page: str, name: str) -> list[str]:
    return [one.partition('"')[0] for one in page.split(f'name="{name}" value="')[1:]]
