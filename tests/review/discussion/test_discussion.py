"""Comments, interventions and questions: what people say around a design (W8, W9, W3.4)."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.scenarios import Journey
from tests.users import MIRA, OTTO, PAULA, REN, SAM, TOMAS, VIC, YUSRA, actor, token_actor
from workbench.accounts.actor import Scope
from workbench.design.access import Role
from workbench.design.kinds import Artifact
from workbench.review.commands import (
    AddComment,
    AnswerComment,
    AnswerRfi,
    AssessIntervention,
    AssignRfi,
    EscalateRfi,
    MarkViewed,
    PlanIntervention,
    PlannedAction,
    ProcessIntervention,
    RaiseIntervention,
    RaiseRfi,
    ResolveComment,
    ResolveConflict,
)
from workbench.review.discussion.comments import (
    add_comment,
    answer_comment,
    comments_of,
    mark_viewed,
    resolve_comment,
    viewed_of,
)
from workbench.review.discussion.interventions import (
    assess_intervention,
    interventions_of,
    plan_intervention,
    process_intervention,
    raise_intervention,
    resolve_conflict,
)
from workbench.review.discussion.rfis import (
    answer_rfi,
    assign_rfi,
    escalate_rfi,
    raise_rfi,
    rfis_of,
)
from workbench.review.errors import Invalid, NotFound, Refused
from workbench.review.package.contents import package_of
from workbench.review.package.presentation_blockers import blockers_of, unanswered_comments
from workbench.review.projects.access import open_project
from workbench.store.engine import reading, transaction

ON_CLERK = AddComment(kind="role", item="clerk", pointer="/description", text="Who is that?")


def _raise(journey: Journey, urgency: str, topic: str = "new-scope", **told: object) -> int:
    command = RaiseIntervention.model_validate(
        {
            "phase": "04-backend-design",
            "topic": topic,
            "type": "scope-change",
            "urgency": urgency,
            "feedback": "  We need\n\ttwo more. ",
            **told,
        }
    )
    number: int = journey.do(VIC, raise_intervention, command).id
    return number


def _process(journey: Journey, number: int) -> None:
    plan = PlanIntervention(
        intervention=number, plan=(PlannedAction(action="Add them.", owner="Mira"),)
    )
    journey.do(MIRA, plan_intervention, plan)
    done = ProcessIntervention(intervention=number, resolution="Added.")
    journey.do(PAULA, process_intervention, done)


def test_a_conversation_hangs_on_its_part_and_survives_a_revision(presented: Journey) -> None:
    opened = presented.do(REN, add_comment, ON_CLERK)
    answer = presented.do(MIRA, answer_comment, AnswerComment(comment=opened.id, text="A role."))
    presented.do(REN, answer_comment, AnswerComment(comment=answer.id, text="Say so there."))
    presented.revise(Artifact.access)
    presented.save(Role(key="clerk", description="Keeps things."))
    presented.present()
    (said,) = presented.see(VIC, comments_of, kind="role", item="clerk")
    assert (said.name, said.pointer, said.revision, said.open) == (
        REN.name,
        "/description",
        1,
        True,
    )
    assert [one.name for one in said.answers] == [MIRA.name, REN.name, MIRA.name]
    assert presented.see(VIC, comments_of, kind="role", item="member") == []


def test_who_asked_or_a_reviewer_resolves(presented: Journey) -> None:
    opened = presented.do(REN, add_comment, ON_CLERK)
    with pytest.raises(Refused, match="can resolve this"):
        presented.do(MIRA, resolve_comment, ResolveComment(comment=opened.id))
    presented.do(YUSRA, resolve_comment, ResolveComment(comment=opened.id))
    (said,) = presented.see(VIC, comments_of)
    assert (said.open, said.resolved_by) == (False, YUSRA.name)
    presented.do(YUSRA, resolve_comment, ResolveComment(comment=opened.id, resolved=False))
    (said,) = presented.see(VIC, comments_of)
    assert said.open
    own = presented.do(MIRA, add_comment, ON_CLERK)
    presented.do(MIRA, resolve_comment, ResolveComment(comment=own.id))


def test_viewers_and_strangers_do_not_comment(presented: Journey) -> None:
    with pytest.raises(Refused):
        presented.do(VIC, add_comment, ON_CLERK)
    with pytest.raises(NotFound):
        presented.do(SAM, add_comment, ON_CLERK)


def test_a_comment_of_another_project_is_not_found(presented: Journey) -> None:
    other = Journey(presented.sessions, slug="other-house").begin()
    comment = other.do(REN, add_comment, ON_CLERK)
    for action, command in (
        (answer_comment, AnswerComment(comment=comment.id, text="x")),
        (resolve_comment, ResolveComment(comment=comment.id)),
    ):
        with pytest.raises(NotFound):
            presented.do(REN, action, command)


def test_what_a_revise_lists_needs_an_answer_of_somebody_else(presented: Journey) -> None:
    opened = presented.do(REN, add_comment, ON_CLERK)
    done = presented.do(REN, add_comment, AddComment(kind="role", item="member", text="Fine?"))
    presented.do(REN, resolve_comment, ResolveComment(comment=done.id))
    presented.revise(Artifact.access)

    def waiting() -> list[int]:
        with reading(presented.sessions) as session:
            access = open_project(session, actor=actor(session, MIRA), project=presented.slug)
            return [one.id for one in unanswered_comments(session, access)]

    assert waiting() == [opened.id]
    assert [one.link.number for one in presented.see(MIRA, blockers_of)] == [opened.id]
    presented.do(REN, answer_comment, AnswerComment(comment=opened.id, text="I mean it."))
    assert waiting() == [opened.id]
    presented.do(TOMAS, answer_comment, AnswerComment(comment=opened.id, text="A role."))
    assert waiting() == []
    assert presented.see(MIRA, blockers_of) == []


def test_viewed_marks_last_until_the_artifact_changes(presented: Journey) -> None:
    for artifact in (Artifact.access, Artifact.schema):
        presented.do(REN, mark_viewed, MarkViewed(artifact=artifact, revision=1))
    presented.do(REN, mark_viewed, MarkViewed(artifact=Artifact.schema, revision=1, viewed=False))
    assert presented.see(REN, viewed_of) == {Artifact.access}
    assert presented.see(YUSRA, viewed_of) == frozenset()
    presented.do(REN, mark_viewed, MarkViewed(artifact=Artifact.schema, revision=1))
    presented.revise(Artifact.access)
    presented.save(Role(key="clerk", description="Keeps things."))
    presented.present()
    assert presented.see(REN, viewed_of) == {Artifact.schema}
    with pytest.raises(NotFound):
        presented.do(REN, mark_viewed, MarkViewed(artifact=Artifact.schema, revision=9))


def test_an_immediate_intervention_halts_until_it_is_processed(journey: Journey) -> None:
    number = _raise(journey, "immediate")
    with pytest.raises(Refused, match="stops all editing") as caught:
        journey.save(Role(key="clerk", description="x"))
    assert [one.number for one in caught.value.links] == [number]
    _process(journey, number)
    journey.save(Role(key="clerk", description="x"))
    (raised,) = journey.see(VIC, interventions_of)
    assert (raised.raised_by, raised.processed_by) == (VIC.name, PAULA.name)
    assert raised.row.feedback == "  We need\n\ttwo more. "
    assert journey.see(VIC, interventions_of, active_only=True) == []
    (record,) = journey.see(VIC, package_of).interventions
    assert (record.feedback, record.processed) == (raised.row.feedback, True)


def test_an_end_of_phase_intervention_blocks_presenting_only(journey: Journey) -> None:
    number = _raise(journey, "end-of-phase")
    journey.save(Role(key="clerk", description="x"))
    blockers = journey.see(MIRA, blockers_of)
    assert [one.link.number for one in blockers] == [number]
    _process(journey, number)
    assert journey.see(MIRA, blockers_of) == []


def test_they_are_worked_on_in_order(journey: Journey) -> None:
    topics = [
        ("backlog", "nice-thing"),
        ("end-of-phase", "late-thing"),
        ("immediate", "stop-it"),
        ("immediate", "stop-that"),
    ]
    for urgency, topic in topics:
        _raise(journey, urgency, topic)
    order = [one.row.topic for one in journey.see(MIRA, interventions_of)]
    assert order == ["stop-it", "stop-that", "late-thing", "nice-thing"]


def test_a_plan_comes_before_the_confirmation(journey: Journey) -> None:
    number = _raise(journey, "immediate")
    done = ProcessIntervention(intervention=number, resolution="Done.")
    with pytest.raises(Refused, match="Add a plan"):
        journey.do(MIRA, process_intervention, done)
    backlog = _raise(journey, "backlog")
    journey.do(
        MIRA, process_intervention, ProcessIntervention(intervention=backlog, resolution="Noted.")
    )


def test_two_that_contradict_go_to_the_orchestrator_first(journey: Journey) -> None:
    first = _raise(journey, "immediate", "more-roles")
    second = _raise(journey, "immediate", "fewer-roles", conflicts_with=first)
    assert all(one.in_conflict for one in journey.see(MIRA, interventions_of))
    for number in (first, second):
        with pytest.raises(Refused, match="orchestrator must resolve that first"):
            _process(journey, number)
    settle = ResolveConflict(intervention=first, text="More.")
    with pytest.raises(Refused):
        journey.do(MIRA, resolve_conflict, settle)
    journey.do(OTTO, resolve_conflict, settle)
    for number in (first, second):
        _process(journey, number)
    with pytest.raises(NotFound):
        journey.do(OTTO, resolve_conflict, settle)


def test_an_assessment_changes_nothing_that_was_said(journey: Journey) -> None:
    number = _raise(journey, "backlog")
    command = AssessIntervention(
        intervention=number,
        interpretation="Two more roles.",
        artifacts=(Artifact.access,),
        downstream="06",
    )
    row = journey.do(MIRA, assess_intervention, command)
    assert (row.interpretation, row.artifacts) == ("Two more roles.", ["auth-permission-model"])
    assert row.feedback == "  We need\n\ttwo more. "
    with pytest.raises(NotFound):
        journey.do(MIRA, assess_intervention, AssessIntervention(intervention=4_711))
    with pytest.raises(NotFound):
        journey.do(
            MIRA,
            assess_intervention,
            AssessIntervention(intervention=number, conflicts_with=number),
        )


def test_what_is_processed_stays_as_it_is(journey: Journey) -> None:
    number = _raise(journey, "backlog")
    done = ProcessIntervention(intervention=number, resolution="Noted.")
    journey.do(MIRA, process_intervention, done)
    with pytest.raises(Refused, match="no longer be changed"):
        journey.do(MIRA, process_intervention, done)


def test_a_person_confirms_never_a_token(journey: Journey) -> None:
    number = _raise(journey, "backlog")
    done = ProcessIntervention(intervention=number, resolution="Noted.")
    with transaction(journey.sessions) as session:
        mira = token_actor(session, MIRA, Scope.write)
        with pytest.raises(Refused, match="with an API token"):
            process_intervention(session, actor=mira, project=journey.slug, command=done)


@pytest.mark.parametrize("topic", ["one", "Two-Words", "a-b-c-d-e", "two words", ""])
def test_a_topic_is_two_to_four_words(topic: str) -> None:
    with pytest.raises(ValidationError):
        RaiseIntervention(phase="all", topic=topic, type="other", urgency="backlog", feedback="x")


def test_a_question_is_asked_answered_and_escalated(journey: Journey) -> None:
    with reading(journey.sessions) as session:
        paula, sam = actor(session, PAULA).id, actor(session, SAM).id
    asked = RaiseRfi(question="How many?", kind="entity", item="AmberAnchor", owner=paula)
    first = journey.do(MIRA, raise_rfi, asked)
    second = journey.do(MIRA, raise_rfi, RaiseRfi(question="Which?"))
    assert (first.number, second.number) == (1, 2)
    with pytest.raises(Invalid, match="not a member of the project"):
        journey.do(MIRA, assign_rfi, AssignRfi(number=2, owner=sam))
    with pytest.raises(Invalid):
        journey.do(PAULA, answer_rfi, AnswerRfi(number=1))
    with pytest.raises(Invalid, match="does not exist"):
        journey.do(PAULA, answer_rfi, AnswerRfi(number=1, kind="entity", item="Nothing"))
    journey.do(PAULA, answer_rfi, AnswerRfi(number=1, answer="Three."))
    journey.do(MIRA, escalate_rfi, EscalateRfi(number=2))
    with pytest.raises(Refused, match="orchestrator"):
        journey.do(PAULA, answer_rfi, AnswerRfi(number=2, answer="The first."))
    journey.do(OTTO, answer_rfi, AnswerRfi(number=2, kind="entity", item="AmberAnchor"))
    with pytest.raises(Refused, match="answered"):
        journey.do(MIRA, escalate_rfi, EscalateRfi(number=2))
    rows = journey.see(VIC, rfis_of)
    assert [(one.row.status, one.owner, one.answered_by) for one in rows] == [
        ("answered-person", PAULA.name, PAULA.name),
        ("answered-artifact", "", OTTO.name),
    ]
    with pytest.raises(NotFound):
        journey.do(MIRA, answer_rfi, AnswerRfi(number=3, answer="x"))
    with pytest.raises(Refused):
        journey.do(VIC, raise_rfi, RaiseRfi(question="May I?"))
    package = journey.see(VIC, package_of)
    assert [(one.about, one.answer) for one in package.rfis] == [
        ("entity AmberAnchor", "Three."),
        ("", "entity AmberAnchor"),
    ]


def test_a_reviewer_who_only_reads_a_token_cannot_talk(presented: Journey) -> None:
    with transaction(presented.sessions) as session:
        ren = token_actor(session, REN, Scope.read)
        with pytest.raises(Refused, match="read-only"):
            add_comment(session, actor=ren, project=presented.slug, command=ON_CLERK)
