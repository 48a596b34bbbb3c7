from __future__ import annotations

import threading

import pytest

from tests.scenarios import Journey
from tests.users import (
    ADA,
    MIRA,
    OTTO,
    PAULA,
    REN,
    SAM,
    TOMAS,
    VIC,
    YUSRA,
    Character,
    actor,
    token_actor,
)
from workbench.accounts.actor import Scope
from workbench.design.access import Role
from workbench.design.endpoints import Outcome, Score
from workbench.design.kinds import Artifact
from workbench.review.commands import (
    AddComment,
    CloseOpenItem,
    Decide,
    HandOver,
    RequestChange,
    ResolveComment,
    ResolveEscalation,
    Resume,
    SetRoles,
)
from workbench.review.discussion.comments import add_comment, resolve_comment
from workbench.review.errors import Invalid, NotFound, Refused, StaleDecision
from workbench.review.gate.deciding import (
    close_open_item,
    decide,
    hand_over,
    request_change,
    resolve_escalation,
    resume,
)
from workbench.review.gate.events import DecisionOutcome, EscalationOutcome, ItemRef
from workbench.review.gate.history import history
from workbench.review.gate.machine import Stage
from workbench.review.package.presentation_blockers import blockers_of
from workbench.review.projects.access import Role as ProjectRole
from workbench.review.projects.projects import add_member
from workbench.store.engine import transaction


@pytest.mark.parametrize("who", [MIRA, PAULA, OTTO, VIC])
def test_only_reviewers_decide(presented: Journey, who: Character) -> None:
    with pytest.raises(Refused, match="you must be a reviewer"):
        presented.decide("APPROVED", who=who)


def test_strangers_do_not_learn_that_there_is_a_project(presented: Journey) -> None:
    with pytest.raises(NotFound) as caught:
        presented.decide("APPROVED", who=SAM, sha256="0" * 64)
    assert str(caught.value) == "There is no project 'made-house' here."


def test_an_admin_reads_everything_but_decides_nothing(presented: Journey) -> None:
    assert presented.access(ADA).state.stage is Stage.presented
    with pytest.raises(Refused, match="reviewer"):
        presented.decide("APPROVED", who=ADA)


def test_a_token_never_decides(presented: Journey) -> None:
    command = Decide(outcome=DecisionOutcome.approved, revision=1, sha256=presented.state.sha256)
    with transaction(presented.sessions) as session:
        ren = token_actor(session, REN, Scope.read, Scope.write)
        with pytest.raises(Refused, match="with an API token"):
            decide(session, actor=ren, project=presented.slug, command=command)


def test_who_edits_and_reviews_decides_only_on_the_work_of_others(journey: Journey) -> None:
    roles = frozenset({ProjectRole.architect, ProjectRole.reviewer})
    with transaction(journey.sessions) as session:
        for one in (TOMAS, YUSRA):
            person = actor(session, one).id
            add_member(
                session,
                actor=actor(session, PAULA),
                project=journey.slug,
                command=SetRoles(person=person, roles=roles),
            )
    journey.save(Role(key="clerk", description="Changed."), who=TOMAS)
    journey.present(who=YUSRA)
    with pytest.raises(Refused, match="You edited"):
        journey.decide("APPROVED", who=TOMAS)
    with pytest.raises(Refused, match="You presented"):
        journey.decide("APPROVED", who=YUSRA)
    assert journey.decide("APPROVED", who=REN).stage is Stage.approved


def test_a_revise_without_words_or_flags_says_what_is_missing(presented: Journey) -> None:
    with pytest.raises(Invalid) as caught:
        presented.decide("REVISE", text="")
    assert caught.value.errors.keys() == {"text", "flagged"}
    assert presented.stage() is Stage.presented


def test_a_decision_on_an_older_revision_is_refused(presented: Journey) -> None:
    first = presented.state.sha256
    presented.revise(Artifact.access)
    presented.save(Role(key="clerk", description="Changed."))
    presented.present()
    with pytest.raises(StaleDecision, match="newest revision"):
        presented.decide("APPROVED", sha256=first)
    assert presented.stage() is Stage.presented


def test_a_decision_on_an_older_revision_of_the_same_hash_is_refused(presented: Journey) -> None:
    first = presented.state.sha256
    presented.revise(Artifact.access)
    assert presented.present() == first, "nothing was changed, so the hash is the same"
    for outcome in ("APPROVED", "REVISE", "PAUSE"):
        with pytest.raises(StaleDecision, match="about revision 1 "):
            presented.decide(outcome, revision=1, flagged=frozenset({Artifact.access}))
    with pytest.raises(StaleDecision, match="about revision 3 "):
        presented.decide("APPROVED", revision=3)
    assert presented.decide("APPROVED", revision=2).stage is Stage.approved


def test_settling_names_the_newest_revision(presented: Journey) -> None:
    for _ in range(2):
        presented.revise(Artifact.access)
        presented.present()
    presented.revise(Artifact.access)
    command = ResolveEscalation(
        outcome=EscalationOutcome.accept, revision=2, sha256=presented.state.sha256, text="So."
    )
    with pytest.raises(StaleDecision, match="about revision 2 "):
        presented.do(OTTO, resolve_escalation, command)
    assert _settle(presented, "accept-with-limitations") is Stage.approved


def test_what_follows_an_approval_is_about_the_revision_of_the_page(presented: Journey) -> None:
    presented.decide("APPROVED")
    change = RequestChange(artifacts=frozenset({Artifact.access}), text="More.", revision=1)
    presented.do(MIRA, request_change, change)
    presented.save(Role(key="clerk", description="Changed."))
    presented.present()
    presented.decide("PAUSE")
    with pytest.raises(StaleDecision, match="about revision 1"):
        presented.do(PAULA, resume, Resume(revision=1))
    presented.do(PAULA, resume, Resume(revision=2))
    presented.decide("APPROVED")
    with pytest.raises(StaleDecision, match="about revision 1"):
        presented.do(MIRA, request_change, change)
    with pytest.raises(StaleDecision, match="about revision 1"):
        presented.do(PAULA, hand_over, HandOver(revision=1))
    assert presented.do(PAULA, hand_over, HandOver(revision=2)).stage is Stage.handed_on


def test_deciding_a_second_time_tells_what_happened(presented: Journey) -> None:
    sha256 = presented.state.sha256
    presented.revise(Artifact.schema, who=YUSRA)
    with pytest.raises(StaleDecision) as caught:
        presented.decide("APPROVED", sha256=sha256)
    happened = caught.value.happened
    assert happened is not None
    assert (happened.outcome, happened.by, happened.text) == (
        "REVISE",
        YUSRA.name,
        "Mend these.",
    )
    assert YUSRA.name in caught.value.reason


def test_two_who_decide_at_once_one_wins_and_the_other_is_told(presented: Journey) -> None:
    sha256 = presented.state.sha256
    barrier = threading.Barrier(2)
    outcomes: dict[str, object] = {}

    def decide_as(who: Character, outcome: str) -> None:
        command = Decide(
            outcome=DecisionOutcome(outcome),
            revision=1,
            sha256=sha256,
            text="Mine.",
            flagged=frozenset({Artifact.schema}),
        )
        barrier.wait()
        try:
            outcomes[outcome] = presented.do(who, decide, command)
        except Exception as error:  # noqa: BLE001 - looked at below
            outcomes[outcome] = error

    threads = [
        threading.Thread(target=decide_as, args=one)
        for one in ((REN, "APPROVED"), (YUSRA, "REVISE"))
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    lost = [one for one in outcomes.values() if isinstance(one, Exception)]
    (told,) = lost
    assert isinstance(told, StaleDecision)
    assert told.happened is not None
    (winner,) = [name for name, one in outcomes.items() if one is not told]
    assert told.happened.outcome == winner
    decisions = [one for one in presented.see(VIC, history) if one.event.type == "decided"]
    assert len(decisions) == 1


def test_a_must_fix_comment_holds_the_approval_back(presented: Journey) -> None:
    comment = presented.do(
        REN, add_comment, AddComment(kind="role", item="member", text="Wrong.", must_fix=True)
    )
    with pytest.raises(Refused, match="must-fix comment") as caught:
        presented.decide("APPROVED")
    assert [(one.page, one.kind, one.item, one.number) for one in caught.value.links] == [
        ("comments", "role", "member", comment.id)
    ]
    presented.do(REN, resolve_comment, ResolveComment(comment=comment.id))
    assert presented.decide("APPROVED").stage is Stage.approved


def test_a_pause_is_ended_by_whoever_may(presented: Journey) -> None:
    presented.decide("PAUSE")
    with pytest.raises(Refused, match="resume the review"):
        presented.do(MIRA, resume, Resume())
    assert presented.do(PAULA, resume, Resume(text="Back.")).stage is Stage.presented
    with pytest.raises(Refused, match="not paused"):
        presented.do(PAULA, resume, Resume())


def _escalate(presented: Journey) -> Journey:
    for number in range(2):
        presented.revise(Artifact.access)
        presented.save(Role(key="clerk", description=f"Changed {number}."))
        presented.present()
    presented.revise(Artifact.access)
    return presented


def _settle(journey: Journey, outcome: str, *items: ItemRef, who: Character = OTTO) -> Stage:
    command = ResolveEscalation(
        outcome=EscalationOutcome(outcome),
        revision=journey.state.revision,
        sha256=journey.state.sha256,
        text="So it is.",
        items=items,
    )
    stage: Stage = journey.do(who, resolve_escalation, command).stage
    return stage


def test_the_third_revise_goes_to_the_orchestrator(presented: Journey) -> None:
    _escalate(presented)
    assert presented.stage() is Stage.escalated
    with pytest.raises(Refused, match="locked: the package is escalated"):
        presented.save(Role(key="clerk", description="More."))
    with pytest.raises(Refused, match="an orchestrator"):
        _settle(presented, "accept-with-limitations", who=REN)
    assert _settle(presented, "accept-with-limitations") is Stage.approved
    assert presented.state.limitations == "So it is."


def test_an_escalation_that_is_paused_comes_back(presented: Journey) -> None:
    _escalate(presented)
    assert _settle(presented, "pause") is Stage.paused
    assert presented.do(OTTO, resume, Resume()).stage is Stage.escalated


def test_an_orchestrator_does_not_settle_their_own_work(journey: Journey) -> None:
    with transaction(journey.sessions) as session:
        otto = actor(session, OTTO).id
        roles = frozenset({ProjectRole.architect, ProjectRole.orchestrator})
        command = SetRoles(person=otto, roles=roles)
        add_member(session, actor=actor(session, PAULA), project=journey.slug, command=command)
    journey.save(Role(key="member", description="Changed."), who=OTTO)
    journey.present()
    _escalate(journey)
    with pytest.raises(Refused, match="You contributed to this package"):
        _settle(journey, "accept-with-limitations")


def test_descoped_items_leave_the_scope_before_the_last_presentation(presented: Journey) -> None:
    _escalate(presented)
    with pytest.raises(Invalid):
        _settle(presented, "descope")
    with pytest.raises(NotFound):
        _settle(presented, "descope", ItemRef(kind="endpoint", key="GET /nowhere"))
    with pytest.raises(NotFound):
        _settle(presented, "descope", ItemRef(kind="nonsense", key="x"))
    key = "DELETE /v1/amber-anchors/{id}"
    assert _settle(presented, "descope", ItemRef(kind="endpoint", key=key)) is Stage.in_design
    assert Artifact.schema not in presented.state.unlocked
    assert Artifact.inventory in presented.state.unlocked
    messages = [one.message for one in presented.see(MIRA, blockers_of)]
    assert f"endpoint {key} was descoped but is still in scope." in messages
    presented.save(
        Score(endpoint=key, impact=1, effort=5, outcome=Outcome.deferred, reason="Descoped.")
    )
    messages = [one.message for one in presented.see(MIRA, blockers_of)]
    assert not [one for one in messages if "descoped" in one]


def test_open_items_are_ticked_off(presented: Journey) -> None:
    presented.decide("APPROVED", open_items=("Measure it.",))
    with pytest.raises(Refused):
        presented.do(VIC, close_open_item, CloseOpenItem(number=1))
    with pytest.raises(Refused, match="no open item 2"):
        presented.do(REN, close_open_item, CloseOpenItem(number=2))
    state = presented.do(REN, close_open_item, CloseOpenItem(number=1, text="Measured."))
    assert [one.closed for one in state.open_items] == [True]
