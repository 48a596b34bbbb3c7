from __future__ import annotations

from sqlalchemy import event

from tests.scenarios import Journey
from tests.users import MIRA, OTTO, PAULA, REN, SAM, TOMAS, VIC, YUSRA, Character, actor
from workbench.design.access import Role
from workbench.design.kinds import Artifact
from workbench.review.commands import (
    AddComment,
    AnswerComment,
    EscalateRfi,
    RaiseIntervention,
    RaiseRfi,
)
from workbench.review.discussion.comments import add_comment, answer_comment
from workbench.review.discussion.interventions import raise_intervention
from workbench.review.discussion.rfis import escalate_rfi, raise_rfi
from workbench.review.projects.inbox import Waiting, inbox_of
from workbench.store.engine import Sessions, reading

ON_CLERK = AddComment(kind="role", item="clerk", text="Who is that?")


def _inbox(journey: Journey, who: Character) -> list[Waiting]:
    with reading(journey.sessions) as session:
        return inbox_of(session, actor=actor(session, who))


def _what(journey: Journey, who: Character) -> list[str]:
    return [one.what for one in _inbox(journey, who)]


def test_a_presented_revision_waits_for_its_reviewers(presented: Journey) -> None:
    for who in (REN, YUSRA):
        (waiting,) = _inbox(presented, who)
        assert (waiting.what, waiting.title, waiting.since) == (
            "decide",
            "Decide on revision 1",
            presented.state.presented_at,
        )
        assert (waiting.project, waiting.project_name) == ("made-house", "Made House")
    for who in (MIRA, PAULA, OTTO, VIC, SAM):
        assert _inbox(presented, who) == []


def test_who_has_approved_waits_no_longer(sessions: Sessions) -> None:
    journey = Journey(sessions).begin(required_approvals=2).accept()
    journey.present()
    journey.decide("APPROVED")
    assert _what(journey, REN) == []
    assert _what(journey, YUSRA) == ["decide"]


def test_a_returned_revision_waits_for_the_architects_with_its_flags(presented: Journey) -> None:
    presented.revise(Artifact.access, Artifact.schema)
    for who in (MIRA, TOMAS):
        (waiting,) = _inbox(presented, who)
        assert waiting.what == "revise"
        assert waiting.title == (
            f"{REN.name} asked for a revision of Schema Design, Auth & Permission Model"
        )
        assert "Cycle 1 of 3" in waiting.why


def test_an_escalation_waits_for_the_orchestrator(presented: Journey) -> None:
    for number in range(3):
        presented.revise(Artifact.access)
        if number < 2:
            presented.save(Role(key="clerk", description=f"Changed {number}."))
            presented.present()
    assert _what(presented, OTTO) == ["settle"]
    assert _what(presented, MIRA) == []


def test_a_pause_waits_for_who_can_end_it(presented: Journey) -> None:
    presented.decide("PAUSE")
    assert {who.name: _what(presented, who) for who in (REN, PAULA, OTTO, MIRA)} == {
        REN.name: ["resume"],
        PAULA.name: ["resume"],
        OTTO.name: ["resume"],
        MIRA.name: [],
    }


def test_questions_wait_for_their_owner_or_the_orchestrator(journey: Journey) -> None:
    with reading(journey.sessions) as session:
        paula = actor(session, PAULA).id
    journey.do(MIRA, raise_rfi, RaiseRfi(question="How many?", owner=paula))
    journey.do(MIRA, raise_rfi, RaiseRfi(question="Which?"))
    assert [one.title for one in _inbox(journey, PAULA)] == ["How many?"]
    assert _inbox(journey, OTTO) == []
    journey.do(MIRA, escalate_rfi, EscalateRfi(number=2))
    (waiting,) = _inbox(journey, OTTO)
    assert (waiting.title, waiting.where.number) == ("Which?", 2)


def test_interventions_wait_for_who_works_on_them(journey: Journey) -> None:
    for urgency in ("immediate", "end-of-phase", "backlog"):
        command = RaiseIntervention.model_validate(
            {
                "phase": "all",
                "topic": f"about-{urgency}"[:20],
                "type": "other",
                "urgency": urgency,
                "feedback": "x",
            }
        )
        journey.do(VIC, raise_intervention, command)
    assert _what(journey, MIRA) == ["intervention", "intervention"]
    assert _what(journey, PAULA) == ["intervention"]
    assert _what(journey, VIC) == []


def test_a_conversation_waits_for_whoever_has_not_the_last_word(presented: Journey) -> None:
    comment = presented.do(REN, add_comment, ON_CLERK)
    assert "comment" not in _what(presented, REN)
    assert _what(presented, MIRA) == ["comment"]
    presented.do(MIRA, answer_comment, AnswerComment(comment=comment.id, text="A role."))
    assert _what(presented, MIRA) == []
    (waiting,) = [one for one in _inbox(presented, REN) if one.what == "comment"]
    assert waiting.why == "Your comment was answered."
    assert "A role." in waiting.title
    assert "comment" not in _what(presented, YUSRA)


def test_the_oldest_comes_first_whatever_the_project(presented: Journey) -> None:
    younger = Journey(presented.sessions, slug="aaa-house").begin().accept()
    younger.present()
    assert [one.project for one in _inbox(presented, REN)] == ["made-house", "aaa-house"]


def test_an_inbox_does_not_ask_for_each_item(presented: Journey) -> None:
    def queries() -> int:
        statements: list[str] = []

        def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        event.listen(presented.sessions.kw["bind"], "before_cursor_execute", note)
        try:
            _inbox(presented, MIRA)
        finally:
            event.remove(presented.sessions.kw["bind"], "before_cursor_execute", note)
        return len(statements)

    presented.do(REN, add_comment, ON_CLERK)
    few = queries()
    for _ in range(10):
        presented.do(REN, add_comment, ON_CLERK)
    for slug in ("bbb-house", "ccc-house"):
        Journey(presented.sessions, slug=slug).begin().accept()
    assert queries() == few
