"""Comments, interventions and questions through their pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.scenarios import Journey
from tests.users import MIRA, OTTO, PAULA, REN, VIC, Character
from tests.web.conftest import Visitor
from workbench.design.kinds import Artifact
from workbench.review.commands import AddComment, RaiseIntervention
from workbench.review.discussion.comments import add_comment, comments_of
from workbench.review.discussion.interventions import interventions_of, raise_intervention
from workbench.review.discussion.rfis import rfis_of
from workbench.review.errors import PageLink
from workbench.review.package.contents import package_of
from workbench.web.shell.links import link_url
from workbench.web.shell.safe_redirect import safe_redirect_target

HOUSE = "/projects/made-house"
Visit = Callable[..., Visitor]


def _comment(journey: Journey, who: Character = REN, **told: Any) -> int:
    command = AddComment(**{"kind": "role", "item": "clerk", "text": "Why?", **told})
    found: int = journey.do(who, add_comment, command).id
    return found


def test_a_comment_stands_at_its_column_and_survives_into_the_next_revision(
    journey: Journey, visit: Visit
) -> None:
    journey.present()
    table = journey.see(MIRA, package_of).design.tables[0]
    ren = visit(REN)
    part = f"{HOUSE}/revisions/1/parts/schema-design"
    form = ren.get(
        f"{HOUSE}/comments/new?kind=table&item={table.key}&pointer=/columns/name&back={part}"
    ).text
    assert f"column {table.key}.name" in form
    answer = ren.post(
        f"{HOUSE}/comments",
        kind="table",
        item=table.key,
        pointer="/columns/name",
        text="Is *that* long enough?",
        back=part,
    )
    (said,) = journey.see(REN, comments_of)
    assert answer.location == f"{part}#comment-{said.id}"
    page = ren.get(part).text
    assert f'id="comment-{said.id}"' in page
    assert "Is <em>that</em> long enough?" in page
    journey.revise(Artifact.access)
    journey.present()
    later = ren.get(f"{HOUSE}/revisions/2/parts/schema-design").text
    assert f'id="comment-{said.id}"' in later
    assert "since revision" in later


@pytest.mark.usefixtures("journey")
@pytest.mark.parametrize(("wrap", "tag"), [("row", "<tr"), ("block", "<div")])
def test_with_htmx_form_and_conversation_come_as_parts(visit: Visit, wrap: str, tag: str) -> None:
    ren = visit(REN)
    told: dict[str, Any] = {"kind": "role", "item": "clerk", "wrap": wrap, "span": "4"}
    form = ren.get(f"{HOUSE}/comments/new?kind=role&item=clerk&wrap={wrap}&span=4", htmx=True).text
    assert form.strip().startswith(tag)
    assert "<html" not in form
    empty = ren.post(f"{HOUSE}/comments", htmx=True, status=422, text=" ", **told).text
    assert "f-say-" in empty
    assert "aria-invalid" in empty
    said = ren.post(f"{HOUSE}/comments", htmx=True, status=200, text="Why?", **told).text
    assert said.strip().startswith(tag)
    assert "Why?" in said


def test_answering_resolving_and_opening_again(journey: Journey, visit: Visit) -> None:
    number = _comment(journey)
    mira, ren = visit(MIRA), visit(REN)
    mira.post(f"{HOUSE}/comments/{number}/answers", text="Because.")
    assert "Resolve" not in mira.get(f"{HOUSE}/comments/{number}").text, "it is not Mira's to end"
    mira.post(f"{HOUSE}/comments/{number}/resolved", status=403)
    page = ren.post(f"{HOUSE}/comments/{number}/answers", htmx=True, status=422, text="").text
    assert "Enter an answer" in page
    ren.post(f"{HOUSE}/comments/{number}/resolved", text="Thank you.")
    (said,) = journey.see(REN, comments_of)
    assert not said.open
    assert [one.text for one in said.answers] == ["Because.", "Thank you."]
    assert "Resolved by" in ren.get(f"{HOUSE}/comments?show=resolved").text
    ren.post(f"{HOUSE}/comments/{number}/reopened")
    assert journey.see(REN, comments_of)[0].open


def test_a_viewer_reads_and_is_told_why_there_is_no_form(journey: Journey, visit: Visit) -> None:
    number = _comment(journey)
    vic = visit(VIC)
    page = vic.get(f"{HOUSE}/comments/{number}").text
    assert "To comment, you must be" in page
    assert 'name="text"' not in page
    vic.post(f"{HOUSE}/comments", status=422, kind="role", item="clerk", text="Me too.")
    assert len(journey.see(REN, comments_of)) == 1


def test_what_people_type_never_becomes_markup(journey: Journey, visit: Visit) -> None:
    number = _comment(journey, text="<script>alert(1)</script><img onerror=alert(2)>\n\n**b**")
    page = visit(REN).get(f"{HOUSE}/comments/{number}").text
    assert "alert(1)" not in page
    assert "onerror" not in page
    assert "<strong>b</strong>" in page


@pytest.mark.usefixtures("journey")
def test_a_comment_on_nothing_is_not_found(visit: Visit) -> None:
    ren = visit(REN)
    ren.get(f"{HOUSE}/comments/new?kind=nothing&item=x", status=404)
    ren.get(f"{HOUSE}/comments/4711", status=404)
    ren.post(f"{HOUSE}/comments/4711/answers", status=404, text="Hello")


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/projects/x?page=2#a", "/projects/x?page=2#a"),
        ("//evil.example", ""),
        ("https://evil.example/", ""),
        ("/\\evil.example", ""),
        ("/\t/evil.example", ""),
        ("/\r\n/evil.example", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_the_way_back_stays_on_this_site(address: str, kept: str) -> None:
    assert safe_redirect_target(address) == kept


def test_the_words_of_an_intervention_stay_as_they_were_typed(
    journey: Journey, visit: Visit
) -> None:
    vic = visit(VIC)
    words = "  The provider\r\n\tdrops SEPA.  \r\n\r\nAs of May."
    told: dict[str, Any] = {"phase": "all", "type": "other", "urgency": "immediate"}
    page = vic.post(
        f"{HOUSE}/interventions/new", status=422, topic="Too Loud", feedback=words, **told
    ).text
    assert 'id="f-topic-err"' in page
    assert "drops SEPA." in page
    vic.post(f"{HOUSE}/interventions/new", topic="provider-leaves", feedback=words, **told)
    (one,) = journey.see(VIC, interventions_of)
    assert one.row.feedback == "  The provider\n\tdrops SEPA.  \n\nAs of May."
    assert journey.state.halted
    page = vic.get(f"{HOUSE}/interventions/{one.row.id}").text
    assert one.row.feedback in page
    assert "All editing is halted" in page
    assert 'name="interpretation"' not in page, "a viewer raises, others work on it"


def _raise(journey: Journey, topic: str, urgency: str = "immediate", **more: Any) -> int:
    command = RaiseIntervention.model_validate(
        {"phase": "all", "topic": topic, "type": "other", "urgency": urgency, **more}
        | {"feedback": "So it is."}
    )
    found: int = journey.do(PAULA, raise_intervention, command).id
    return found


def test_assessed_planned_confirmed(journey: Journey, visit: Visit) -> None:
    number = _raise(journey, "provider-leaves")
    mira = visit(MIRA)
    top = f"{HOUSE}/interventions/{number}"
    page = mira.post(f"{top}/confirmation", status=422, resolution="Done, all of it.").text
    assert "Add a plan first." in page
    assert "Done, all of it." in page
    mira.post(
        f"{top}/assessment",
        interpretation="We need another one.",
        phases_affected=["all"],
        artifacts=["integration-points"],
    )
    mira.post(f"{top}/plan", action=["Choose one", ""], owner=["Mira", ""], outcome=["", ""])
    mira.post(f"{top}/confirmation", resolution="Another one is chosen.")
    (one,) = journey.see(MIRA, interventions_of)
    assert one.row.plan == [{"action": "Choose one", "owner": "Mira", "outcome": ""}]
    assert one.row.artifacts == ["integration-points"]
    assert one.row.processed_by
    assert not journey.state.halted
    assert "Another one is chosen." in mira.get(top).text
    assert "provider-leaves" in mira.get(f"{HOUSE}/interventions?show=processed").text
    mira.post(f"{top}/plan", status=422, action="More", owner="", outcome="")


def test_two_that_contradict_wait_for_the_orchestrator(journey: Journey, visit: Visit) -> None:
    first = _raise(journey, "provider-leaves")
    second = _raise(journey, "provider-stays", conflicts_with=first)
    mira, otto = visit(MIRA), visit(OTTO)
    top = f"{HOUSE}/interventions"
    refused = mira.post(
        f"{top}/{second}/plan", status=422, action="Keep it", owner="", outcome=""
    ).text
    assert "contradicts another immediate intervention" in refused
    assert "Keep it" in refused
    assert "contradicts another" in mira.get(top).text
    assert "Settle the contradiction" not in mira.get(f"{top}/{first}").text
    otto.post(f"{top}/{first}/settlement", text="It leaves.")
    assert "It leaves." in mira.get(f"{top}/{second}").text
    mira.post(f"{top}/{second}/plan", action="Let go", owner="", outcome="")


def test_interventions_stand_in_working_order(journey: Journey, visit: Visit) -> None:
    for topic, urgency in (("for-later", "backlog"), ("at-the-end", "end-of-phase")):
        _raise(journey, topic, urgency)
    _raise(journey, "right-now")
    page = visit(VIC).get(f"{HOUSE}/interventions").text
    places = [page.index(f">{one}<") for one in ("right-now", "at-the-end", "for-later")]
    assert places == sorted(places)


def test_a_question_is_asked_assigned_escalated_and_answered(
    journey: Journey, visit: Visit
) -> None:
    mira, otto, paula = visit(MIRA), visit(OTTO), visit(PAULA)
    top = f"{HOUSE}/questions"
    page = mira.post(top, status=422, question=" ", about="entity").text
    assert "There is no &#39;entity&#39; in this project." in page
    assert 'href="#f-about"' in page, "the summary leads to the field"
    entity = journey.see(MIRA, package_of).design.entities[0].key
    assert f'<option value="{entity}">' in page, "what it can be about is offered"
    mira.post(top, question="How long are **names**?", about=entity)
    (asked,) = journey.see(MIRA, rfis_of)
    assert (asked.row.kind, asked.row.item) == ("entity", entity)
    mira.post(f"{top}/1/owner", owner=str(asked.row.raised_by))
    assert journey.see(MIRA, rfis_of)[0].owner == MIRA.name
    nothing = mira.post(f"{top}/1/answer", status=422, answer="", item="").text
    assert 'id="f-rfi-1-answer-err"' in nothing
    mira.post(f"{top}/1/escalation")
    paula.post(f"{top}/1/answer", status=422, answer="A hundred.")
    otto.post(f"{top}/1/answer", answer="", item=f"entity {entity}")
    page = mira.get(top).text
    assert "How long are <strong>names</strong>?" in page
    assert "<p>See <a href=" in page
    (asked,) = journey.see(MIRA, rfis_of)
    assert asked.row.status == "answered-artifact"


def test_places_of_conversations_have_pages_of_their_own(journey: Journey, visit: Visit) -> None:
    number = _comment(journey)
    ren = visit(REN)
    with ren.app.test_request_context():
        address = link_url("made-house", PageLink("comments", "role", "clerk", number=number))
        other = link_url("made-house", PageLink("interventions"))
    assert address == f"{HOUSE}/comments/{number}"
    ren.get(address)
    ren.get(other)
    journey.present()
    place = f"{HOUSE}/revisions/1/parts/auth-permission-model?at=role+clerk"
    assert f"{place}#comment-{number}" in ren.get(address).text
    assert f'id="comment-{number}"' in ren.get(place).text
