from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import event

from tests.scenarios import Journey
from tests.users import MIRA, OTTO, PAULA, REN, SAM, TOMAS, VIC, YUSRA, Character, actor
from workbench.design.access import Role
from workbench.design.kinds import Artifact
from workbench.review.commands import (
    AddComment,
    AnswerComment,
    AnswerRfi,
    EscalateRfi,
    RaiseIntervention,
    RaiseRfi,
    ResolveComment,
    SetRoles,
)
from workbench.review.discussion.comments import add_comment, answer_comment, resolve_comment
from workbench.review.discussion.interventions import raise_intervention
from workbench.review.discussion.rfis import answer_rfi, escalate_rfi, raise_rfi
from workbench.review.projects.access import Role as ProjectRole
from workbench.review.projects.inbox import InboxEntry, count_inbox, inbox_of
from workbench.review.projects.projects import add_member
from workbench.store.engine import Sessions, reading, transaction

EVERYBODY = (MIRA, TOMAS, REN, YUSRA, PAULA, OTTO, VIC, SAM)
HALT = {
    "phase": "all",
    "topic": "stop-it",
    "type": "other",
    "urgency": "immediate",
    "feedback": "Stop.",
}
ON_CLERK = AddComment(kind="role", item="clerk", text="Who is that?")


def _inbox(journey: Journey, who: Character) -> list[InboxEntry]:
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
    assert (waiting.title, waiting.link.number) == ("Which?", 2)


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
        # The states of gates are known from here on.
        _inbox(presented, MIRA)
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


def _count(journey: Journey, who: Character) -> int:
    with reading(journey.sessions) as session:
        return count_inbox(session, actor=actor(session, who))


def _ensure_counts(journey: Journey) -> None:
    for who in EVERYBODY:
        assert _count(journey, who) == len(_inbox(journey, who)), who


def test_the_count_follows_every_action(begun: Journey) -> None:
    """Each step changes somebody's inbox; a count that was cached before must not outlive it."""
    journey = begun

    def steps() -> Iterator[Any]:
        yield journey.accept()
        yield journey.present()
        ren = journey.access(REN).actor.id
        for roles in ({ProjectRole.viewer}, {ProjectRole.reviewer}):
            yield journey.do(OTTO, add_member, SetRoles(person=ren, roles=frozenset(roles)))
        comment = journey.do(REN, add_comment, ON_CLERK)
        yield comment
        yield journey.do(MIRA, answer_comment, AnswerComment(comment=comment.id, text="A role."))
        yield journey.do(REN, resolve_comment, ResolveComment(comment=comment.id))
        paula = journey.access(PAULA).actor.id
        question = RaiseRfi(question="Which time zone?", owner=paula)
        number = journey.do(MIRA, raise_rfi, question).number
        yield number
        yield journey.do(PAULA, escalate_rfi, EscalateRfi(number=number))
        answer = AnswerRfi(number=number, answer="UTC.")
        yield journey.do(OTTO, answer_rfi, answer)
        yield journey.revise(Artifact.access)
        yield journey.do(VIC, raise_intervention, RaiseIntervention.model_validate(HALT))
        yield journey.do(OTTO, add_member, SetRoles(person=ren, roles=frozenset()))
        yield Journey(journey.sessions, slug="second-house").begin().accept().present()

    _ensure_counts(journey)
    counts = {who: _count(journey, who) for who in EVERYBODY}
    changed = 0
    for _ in steps():
        _ensure_counts(journey)
        after = {who: _count(journey, who) for who in EVERYBODY}
        changed, counts = changed + (after != counts), after
    assert changed >= 8, "the steps are there to change inboxes"


def test_a_cached_count_is_one_query_whatever_there_is(presented: Journey) -> None:
    presented.do(REN, add_comment, ON_CLERK)
    for slug in ("bbb-house", "ccc-house"):
        Journey(presented.sessions, slug=slug).begin().accept()
    assert _count(presented, MIRA) == 1
    with reading(presented.sessions) as session:
        mira = actor(session, MIRA)
        statements: list[str] = []

        def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        engine = presented.sessions.kw["bind"]
        event.listen(engine, "before_cursor_execute", note)
        count_inbox(session, actor=mira)
        event.remove(engine, "before_cursor_execute", note)
    assert len(statements) == 1


def test_what_is_rolled_back_is_not_counted(presented: Journey) -> None:
    before = _count(presented, MIRA)
    with transaction(presented.sessions) as session:
        add_comment(session, actor=actor(session, REN), project=presented.slug, command=ON_CLERK)
        assert count_inbox(session, actor=actor(session, MIRA)) == before + 1
        session.rollback()
    assert _count(presented, MIRA) == before
    presented.do(REN, add_comment, ON_CLERK)
    assert _count(presented, MIRA) == before + 1
