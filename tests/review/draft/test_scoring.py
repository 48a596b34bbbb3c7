"""Scores as a whole: however many there are, they are proposed and agreed to at once."""

from __future__ import annotations

from tests.scenarios import Journey
from tests.users import MIRA, actor
from workbench.design.endpoints import Endpoint
from workbench.review.draft.bulk import MAX_ITEMS
from workbench.review.draft.scoring import accept_proposed_scores, propose_missing_scores
from workbench.review.projects.access import open_project
from workbench.store.base import utc_now
from workbench.store.draft_bulk import put_many
from workbench.store.drafts import begin_write, load_design
from workbench.store.engine import Sessions, reading, transaction


def test_more_scores_than_a_pasted_table_may_have(sqlite_sessions: Sessions) -> None:
    journey = Journey(sqlite_sessions).begin().accept()
    added = [Endpoint(method="GET", path=f"/v1/many-{one}") for one in range(MAX_ITEMS + 1)]
    with transaction(sqlite_sessions) as session:
        by = actor(session, MIRA)
        project = open_project(session, actor=by, project=journey.slug).project
        write = begin_write(session, project_id=project.id, by=by.id, at=utc_now())
        put_many(session, write=write, items=list(added), remove=frozenset())
    assert journey.do(MIRA, propose_missing_scores) > MAX_ITEMS
    assert journey.do(MIRA, accept_proposed_scores) > MAX_ITEMS
    with reading(sqlite_sessions) as session:
        scores = load_design(session, project.id, kinds=frozenset({"score"})).scores
    assert {one.endpoint for one in scores} >= {one.item_key for one in added}
    assert not any(one.proposed for one in scores)
