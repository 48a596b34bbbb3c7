"""Who contributed since the last approval does not decide, however they contributed (W8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.scenarios import Journey
from tests.users import MIRA, OTTO, PAULA, REN, TOMAS, YUSRA, actor, token_actor
from workbench.accounts.actor import Scope
from workbench.design.access import Role
from workbench.design.kinds import Artifact
from workbench.review.commands import (
    AcceptImport,
    AddComment,
    AddWaiver,
    AnswerJudgement,
    RequestChange,
    ResolveComment,
    SaveItem,
    SetRoles,
    UndoLast,
)
from workbench.review.discussion.comments import add_comment, resolve_comment
from workbench.review.draft.editing import add_waiver, answer_judgement, save_item, undo_last
from workbench.review.errors import Refused
from workbench.review.gate.deciding import request_change
from workbench.review.gate.machine import Stage
from workbench.review.imports.importing import accept_import, upload_files
from workbench.review.projects.access import Role as ProjectRole
from workbench.review.projects.access import open_project
from workbench.review.projects.projects import add_member
from workbench.store.drafts import find_item
from workbench.store.engine import transaction

_CHANGE = RequestChange(artifacts=frozenset({Artifact.access}), text="More.")


def _edit(journey: Journey) -> None:
    journey.save(Role(key="clerk", description="Changed."), who=TOMAS)


def _edit_through_a_token(journey: Journey) -> None:
    with transaction(journey.sessions) as session:
        tomas = token_actor(session, TOMAS, Scope.read, Scope.write)
        project_id = open_project(session, actor=tomas, project=journey.slug).project.id
        known = find_item(session, project_id, "role", "clerk")
        command = SaveItem(
            kind="role",
            key="clerk" if known else "",
            body={"key": "clerk", "description": "Changed."},
            expected_version=known.version if known else 0,
        )
        save_item(session, actor=tomas, project=journey.slug, command=command)


def _undo(journey: Journey) -> None:
    journey.save(Role(key="clerk", description="Changed."))
    journey.do(TOMAS, undo_last, UndoLast(kind="role", key="clerk"))


def _waive(journey: Journey) -> None:
    command = AddWaiver(rule="AUT-12", kind="role", item="member", reason="On purpose.")
    journey.do(TOMAS, add_waiver, command)


def _judge(journey: Journey) -> None:
    journey.do(TOMAS, answer_judgement, AnswerJudgement(key="status-codes-apt", answer="yes"))


def _import(journey: Journey) -> None:
    prd = b"# PRD\n\n## Requirements\n\n- **FR-900** (P2): Members read an imprint.\n"
    with transaction(journey.sessions) as session:
        tomas = actor(session, TOMAS)
        pending = upload_files(session, actor=tomas, project=journey.slug, files={"prd.md": prd})
        command = AcceptImport(preview=pending.id)
        accept_import(session, actor=tomas, project=journey.slug, command=command)
    assert journey.find("requirement", "FR-900") is not None


@pytest.mark.parametrize(
    "contribute", [_edit, _edit_through_a_token, _undo, _waive, _judge, _import]
)
def test_who_contributed_to_an_earlier_cycle_decides_on_none(
    journey: Journey, contribute: Callable[[Journey], None]
) -> None:
    with transaction(journey.sessions) as session:
        command = SetRoles(
            person=actor(session, TOMAS).id,
            roles=frozenset({ProjectRole.architect, ProjectRole.reviewer}),
        )
        add_member(session, actor=actor(session, PAULA), project=journey.slug, command=command)
    contribute(journey)
    journey.present()
    journey.revise(Artifact.access)
    journey.save(Role(key="clerk", description="Changed again."))
    journey.present()
    for outcome in ("APPROVED", "REVISE", "PAUSE"):
        with pytest.raises(Refused, match="You contributed to this design before this revision"):
            journey.decide(outcome, who=TOMAS, flagged=frozenset({Artifact.access}))
    assert journey.decide("APPROVED", who=YUSRA).stage is Stage.approved
    # What is contributed after an approval is another matter.
    journey.do(MIRA, request_change, _CHANGE)
    journey.save(Role(key="clerk", description="Changed once more."))
    journey.present()
    assert journey.decide("APPROVED", who=TOMAS).stage is Stage.approved


def test_who_contributed_resolves_nothing_that_others_asked(journey: Journey) -> None:
    with transaction(journey.sessions) as session:
        command = SetRoles(
            person=actor(session, TOMAS).id,
            roles=frozenset({ProjectRole.architect, ProjectRole.reviewer}),
        )
        add_member(session, actor=actor(session, PAULA), project=journey.slug, command=command)
    _edit(journey)
    journey.present()
    asked = AddComment(kind="role", item="clerk", text="Wrong.", must_fix=True)
    comment = journey.do(REN, add_comment, asked)
    with pytest.raises(Refused, match="You contributed"):
        journey.do(TOMAS, resolve_comment, ResolveComment(comment=comment.id))
    own = journey.do(TOMAS, add_comment, asked)
    journey.do(TOMAS, resolve_comment, ResolveComment(comment=own.id))
    journey.do(YUSRA, resolve_comment, ResolveComment(comment=comment.id))
    assert journey.decide("APPROVED", who=YUSRA).stage is Stage.approved


def test_who_requested_the_change_does_not_decide_on_it(presented: Journey) -> None:
    presented.decide("APPROVED")
    with transaction(presented.sessions) as session:
        command = SetRoles(
            person=actor(session, OTTO).id,
            roles=frozenset({ProjectRole.orchestrator, ProjectRole.reviewer}),
        )
        add_member(session, actor=actor(session, PAULA), project=presented.slug, command=command)
    presented.do(OTTO, request_change, _CHANGE)
    presented.save(Role(key="clerk", description="Changed."))
    presented.present()
    with pytest.raises(Refused, match="since revision 1 was approved"):
        presented.decide("APPROVED", who=OTTO)
