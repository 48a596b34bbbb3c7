"""The gate in the browser: presented, read, decided on, presented again (W7, W8)."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.scenarios import Journey
from tests.users import MIRA, OTTO, PAULA, REN, VIC, YUSRA
from tests.web.conftest import Visitor
from tests.web.page_reader import read_page, words_of
from workbench.design.access import Effect, Grant, Role
from workbench.design.endpoints import Endpoint
from workbench.design.kinds import Artifact
from workbench.design.tables import Table
from workbench.http.local_worker import second_opinion_worker
from workbench.review.commands import AddComment, RaiseIntervention
from workbench.review.discussion.comments import add_comment
from workbench.review.discussion.interventions import raise_intervention
from workbench.review.errors import Refused
from workbench.review.gate.machine import Stage
from workbench.review.package.contents import package_of
from workbench.review.package.presentation_blockers import unanswered_comments

HOUSE = "/projects/made-house"
Visit = Callable[..., Visitor]


def _grant(journey: Journey, effect: Effect) -> Grant:
    design = journey.see(MIRA, package_of).design
    demanded = {one.permissions[0] for one in design.accesses if one.permissions}
    found = next(
        one for one in design.grants if one.effect == effect and one.permission in demanded
    )
    assert isinstance(found, Grant)
    return found


@pytest.mark.parametrize("artifact", [one.value for one in Artifact])
def test_every_part_has_a_page_and_a_partial(journey: Journey, visit: Visit, artifact: str) -> None:
    journey.present()
    ren = visit(REN)
    whole = ren.get(f"{HOUSE}/revisions/1/parts/{artifact}").text
    partial = ren.get(f"{HOUSE}/revisions/1/parts/{artifact}", htmx=True).text
    assert whole.lstrip().startswith("<!doctype html>")
    assert partial.lstrip().startswith('<div class="part')
    assert "<html" not in partial


def test_what_was_asked_for_stands_where_it_is_worked_in(journey: Journey, visit: Visit) -> None:
    journey.present()
    journey.revise(Artifact.schema)
    mira, ren = visit(MIRA), visit(REN)
    asked = f"{REN.name} asked for a revision of Schema Design"
    for page in ("", "/gate", "/schema"):
        told = words_of(mira.get(f"{HOUSE}{page}").text)
        assert asked in told, page
        assert "Mend these." in told, page
    assert asked not in words_of(mira.get(f"{HOUSE}/inventory").text)
    assert "3 Schema to revise" in words_of(mira.get(f"{HOUSE}/inventory").text)
    later = RaiseIntervention(
        phase="all", topic="new-name", type="other", urgency="end-of-phase", feedback="Renamed."
    )
    journey.do(PAULA, raise_intervention, later)
    told = words_of(ren.get(HOUSE).text)
    assert "1 blocker before presenting" in told
    assert "Fix the next blocker" not in told, "it is not the reviewer's to mend"


def test_the_same_design_presented_again_is_told_from_before(
    journey: Journey, visit: Visit
) -> None:
    journey.present()
    journey.revise(Artifact.schema)
    journey.present()
    page = visit(REN).get(f"{HOUSE}/revisions/2").text
    asked, waiting = page.partition("Changes since revision 1")[::2]
    assert "Mend these." not in asked, "nobody has decided on this one"
    assert waiting.count("Mend these.") == 1
    assert journey.see(MIRA, package_of, revision=2).decisions[0].number == 1


def test_the_overview_says_what_the_package_waits_for(journey: Journey, visit: Visit) -> None:
    sha256 = journey.present()
    assert "Revision 1 is awaiting a decision" in words_of(visit(REN).get(HOUSE).text)
    journey.decide("APPROVED", sha256=sha256)
    assert "Revision 1 is the contract" in words_of(visit(VIC).get(HOUSE).text)


def test_the_whole_loop_from_presenting_to_approval(journey: Journey, visit: Visit) -> None:
    mira, ren = visit(MIRA), visit(REN)
    journey.present()
    assert mira.get(f"{HOUSE}/gate", status=303).location.endswith("/revisions/1")
    grant = _grant(journey, Effect.deny)
    ren.post(
        f"{HOUSE}/comments", kind="grant", item=grant.item_key, pointer="", text="Without a limit?"
    )
    sha256 = journey.state.sha256
    ren.post(
        f"{HOUSE}/revisions/1/decide",
        outcome="REVISE",
        sha256=sha256,
        text="Too much for them.",
        flagged=["auth-permission-model", "schema-design"],
    )
    assert journey.state.flagged == {Artifact.access, Artifact.schema}

    endpoint = journey.see(MIRA, package_of).design.endpoints[0]
    assert isinstance(endpoint, Endpoint)
    with pytest.raises(Refused, match="locked"):
        journey.save(endpoint.model_copy(update={"description": "Sneaked in."}))
    table = journey.see(MIRA, package_of).design.tables[0]
    assert isinstance(table, Table)
    journey.save(grant.model_copy(update={"effect": Effect.allow}))
    journey.save(table.model_copy(update={"description": "Kept for ten years."}))

    form = mira.get(f"{HOUSE}/present").text
    assert "Without a limit?" in form
    assert "Too much for them." in form
    (asked,) = unanswered(journey)
    missing = mira.post(f"{HOUSE}/present", status=422).text
    assert "Answer this comment" in missing
    answers: dict[str, Any] = {f"response-{asked}": "There is one, of 100.00."}
    typed = mira.post(f"{HOUSE}/present", status=422, **answers).text
    assert "There is one, of 100.00." in typed, "what was typed stays"
    assert "Explain why Schema Design changed" in typed
    answers |= {
        "reason-schema-design": "Bookkeepers need it.",
        "reason-auth-permission-model": "Your flag.",
    }
    mira.post(f"{HOUSE}/present", **answers)
    assert journey.state.revision == 2

    words = words_of(ren.get(f"{HOUSE}/revisions/2").text)
    assert "Bookkeepers need it." in words
    assert "Identical" in words
    matrix = ren.get(f"{HOUSE}/revisions/2/parts/auth-permission-model").text
    assert re.search(r"Allow\s*<small class=\"was\">was <del>Deny</del>", matrix)
    assert "There is one, of 100.00." in matrix
    assert "Kept for ten years." in ren.get(f"{HOUSE}/compare/1/2").text

    ren.post(
        f"{HOUSE}/revisions/2/decide",
        outcome="APPROVED",
        sha256=journey.state.sha256,
        open_items="Measure it.\n\nWrite it down.",
        # Ticked before the mind was changed; it belongs to no approval.
        flagged=["handoff"],
    )
    assert journey.state.stage is Stage.approved
    assert [one.text for one in journey.state.open_items] == ["Measure it.", "Write it down."]
    gate = words_of(ren.get(f"{HOUSE}/gate").text)
    assert "Revision 2 is the contract" in gate
    assert "Measure it." in gate
    ren.post(f"{HOUSE}/gate/open-items/1", text="Done")
    assert [one.closed for one in journey.state.open_items] == [True, False]


def unanswered(journey: Journey) -> list[int]:
    """Comments that wait for an answer."""
    found = journey.see(MIRA, unanswered_comments)
    return [one.id for one in found]


def test_a_revise_without_words_or_flags_says_so_at_the_fields(
    journey: Journey, visit: Visit
) -> None:
    sha256 = journey.present()
    ren = visit(REN)
    page = ren.post(
        f"{HOUSE}/revisions/1/decide", status=422, outcome="REVISE", sha256=sha256, text=""
    ).text
    assert 'id="f-flagged-err"' in page
    assert 'id="f-text-err"' in page
    page = ren.post(
        f"{HOUSE}/revisions/1/decide", status=422, outcome="REVISE", sha256=sha256, text="My words"
    ).text
    assert "My words" in page
    assert 'id="f-text-err"' not in page
    page = ren.post(f"{HOUSE}/revisions/1/decide", status=422, sha256=sha256).text
    assert "Choose one of the three." in page
    assert journey.state.stage is Stage.presented


def test_two_reviewers_at_once_the_second_is_told_and_loses_nothing(
    journey: Journey, visit: Visit
) -> None:
    sha256 = journey.present()
    ren, yusra = visit(REN), visit(YUSRA)
    yusra.get(f"{HOUSE}/revisions/1")
    ren.post(f"{HOUSE}/revisions/1/decide", outcome="PAUSE", sha256=sha256, text="Wait for legal.")
    page = yusra.post(
        f"{HOUSE}/revisions/1/decide",
        status=409,
        outcome="REVISE",
        sha256=sha256,
        text="Half an hour of my thoughts.",
        flagged=["schema-design"],
    ).text
    words = words_of(page)
    assert "Ren Ishii has already recorded PAUSE" in words
    assert "Wait for legal." in words
    assert "Half an hour of my thoughts." in page
    assert "flagging Schema Design" in words
    assert journey.state.stage == "paused"
    yusra.post(f"{HOUSE}/gate/resume", text="Legal agrees.")
    assert journey.state.stage == "presented"


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (MIRA, "you must be a reviewer"),
        (PAULA, "you must be a reviewer"),
        (VIC, "you must be a reviewer"),
    ],
)
def test_who_cannot_decide_reads_why(journey: Journey, visit: Visit, who: object, why: str) -> None:
    sha256 = journey.present()
    person = visit(who)
    page = person.get(f"{HOUSE}/revisions/1").text
    assert why in page
    assert 'name="outcome"' not in page
    answer = person.post(
        f"{HOUSE}/revisions/1/decide", status=422, outcome="APPROVED", sha256=sha256
    )
    assert why in answer.text
    assert journey.state.stage is Stage.presented


def test_an_immediate_intervention_and_a_must_fix_comment_close_approval(
    journey: Journey, visit: Visit
) -> None:
    sha256 = journey.present()
    ren = visit(REN)
    assert "APPROVED is not possible now" not in ren.get(f"{HOUSE}/revisions/1").text
    comment = AddComment(kind="role", item="clerk", text="Not like this.", must_fix=True)
    journey.do(YUSRA, add_comment, comment)
    journey.do(
        PAULA,
        raise_intervention,
        RaiseIntervention(
            phase="all",
            topic="provider-leaves",
            type="other",
            urgency="immediate",
            feedback="They leave.",
        ),
    )
    page = ren.get(f"{HOUSE}/revisions/1").text
    assert "APPROVED is not possible now" in page
    assert "provider-leaves" in page
    assert "Not like this." in page
    assert re.search(r'value="APPROVED"[^>]* disabled', page)
    ren.post(f"{HOUSE}/revisions/1/decide", status=422, outcome="APPROVED", sha256=sha256)
    assert journey.state.stage is Stage.presented


def _escalate(journey: Journey) -> None:
    for turn in range(3):
        journey.present()
        journey.revise(Artifact.access, Artifact.inventory)
        if turn < 2:
            journey.save(Role(key="clerk", description=f"Turn {turn}."))


def test_three_cycles_stand_side_by_side_and_one_of_three_outcomes_settles_them(
    journey: Journey, visit: Visit
) -> None:
    _escalate(journey)
    otto, ren = visit(OTTO), visit(REN)
    assert "To resolve an escalation, you must be" in words_of(ren.get(f"{HOUSE}/gate").text)
    page = otto.get(f"{HOUSE}/gate").text
    assert page.count("Mend these.") >= 3
    assert [f"/revisions/{n}" in page for n in (1, 2, 3)] == [True] * 3
    endpoint = journey.see(MIRA, package_of).design.endpoints[0].item_key
    assert f'value="endpoint {endpoint}"' in html.unescape(page)
    carried = _carried(page, "/gate/settle")
    page = otto.post(
        f"{HOUSE}/gate/settle", status=422, outcome="descope", text="Later.", **carried
    ).text
    assert "Choose at least one item" in page
    assert "Later." in page
    otto.post(
        f"{HOUSE}/gate/settle",
        outcome="descope",
        text="Later.",
        item=f"endpoint {endpoint}",
        **carried,
    )
    assert journey.state.stage is Stage.in_design
    assert [one.key for one in journey.state.descoped] == [endpoint]


def test_a_tab_on_an_older_revision_decides_on_no_newer_one_of_the_same_hash(
    journey: Journey, visit: Visit
) -> None:
    first = journey.present()
    ren = visit(REN)
    carried = _carried(ren.get(f"{HOUSE}/revisions/1").text, "/revisions/1/decide")
    journey.revise(Artifact.access, who=YUSRA)
    assert journey.present() == first
    page = ren.post(
        f"{HOUSE}/revisions/1/decide", status=409, outcome="APPROVED", text="Fine.", **carried
    ).text
    assert "your decision was about revision 1" in words_of(page)
    assert "Fine." in page, "what was written stays"
    assert journey.state.stage is Stage.presented


def test_forms_after_an_approval_name_the_approved_revision(journey: Journey, visit: Visit) -> None:
    journey.present()
    journey.decide("APPROVED")
    paula = visit(PAULA)
    page = paula.get(f"{HOUSE}/gate").text
    assert _carried(page, "/gate/hand-on") == {"revision": "1"}
    stale = {**_carried(page, "/gate/change-request"), "revision": "2"}
    told = paula.post(
        f"{HOUSE}/gate/change-request",
        status=409,
        text="A column.",
        artifacts="schema-design",
        **stale,
    ).text
    assert "This page was about revision 2" in words_of(told)
    assert "A column." in told


def _carried(page: str, action: str) -> dict[str, Any]:
    """What the form with that end of its address sends by itself."""
    (form,) = [one for one in read_page(page).forms if one.action.endswith(action)]
    wanted = {"revision", "sha256"}
    return {name: value for name, value in form.fields if name in wanted}


def test_accepting_with_limitations_makes_the_contract(journey: Journey, visit: Visit) -> None:
    _escalate(journey)
    otto = visit(OTTO)
    otto.post(
        f"{HOUSE}/gate/settle",
        outcome="accept-with-limitations",
        text="Guests cannot look.",
        **_carried(otto.get(f"{HOUSE}/gate").text, "/gate/settle"),
    )
    assert journey.state.stage is Stage.approved
    assert "Guests cannot look." in otto.get(f"{HOUSE}/revisions/3").text


def test_after_the_approval_handing_on_and_a_change_request(journey: Journey, visit: Visit) -> None:
    journey.present()
    journey.decide("APPROVED")
    paula = visit(PAULA)
    page = paula.post(f"{HOUSE}/gate/change-request", status=422, text="A column.").text
    assert "A column." in page
    assert 'id="f-artifacts-err"' in page
    paula.post(f"{HOUSE}/gate/hand-on", text="To the builders.")
    assert journey.state.stage is Stage.handed_on
    paula.post(f"{HOUSE}/gate/change-request", text="A column.", artifacts="schema-design")
    for address in (f"{HOUSE}/gate", HOUSE):
        page = " ".join(paula.get(address).get_data(as_text=True).split())
        assert "is still the contract" in page
        assert "stays in force until the changed design is approved" in page
    assert journey.state.unlocked == {Artifact.schema}


@pytest.mark.parametrize(
    "path",
    [
        "revisions/9",
        "revisions/1/parts/nothing",
        "revisions/9/parts/handoff",
        "compare/1/9",
        "compare/1/next",
        "compare?old=x",
        "revisions/9/checklist",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(
    journey: Journey, visit: Visit, path: str
) -> None:
    journey.present()
    visit(REN).get(f"{HOUSE}/{path}", status=404)


def test_the_checklist_shows_the_second_opinion(
    app: Flask, journey: Journey, visit: Callable[..., Visitor]
) -> None:
    journey.present()
    page = "/projects/made-house/revisions/1/checklist"
    assert "is validating the document" in visit(REN).get(page).text
    with app.app_context():
        worker = second_opinion_worker()
    worker.wake()
    worker.wait()
    assert re.search(r"openapi-spec-validator [0-9.]+: valid", visit(REN).get(page).text)
