from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from tests.factories import made_design
from tests.scenarios import Journey
from tests.users import MIRA, REN, VIC, actor
from workbench.design.access import Role
from workbench.design.design import parse_design
from workbench.design.kinds import Artifact
from workbench.design.package import PackageState
from workbench.review.commands import Present
from workbench.review.draft.reports import findings_of
from workbench.review.errors import NotFound, Refused
from workbench.review.package.contents import (
    BrokenRevision,
    changes_since,
    package_of,
    unchanged_artifacts,
)
from workbench.review.package.presentation_blockers import blockers_of
from workbench.review.package.presenting import artifacts_to_explain, present
from workbench.rules.engine.run import RULE_SET
from workbench.store.engine import Sessions, reading, transaction
from workbench.store.findings import find_report_version
from workbench.store.revisions import find_revision, list_revisions


def _revisions(journey: Journey) -> list[int]:
    with reading(journey.sessions) as session:
        rows = list_revisions(session, journey.access().project.id)
        return [row.number for row in rows]


def test_a_revision_is_the_design_as_it_was(presented: Journey) -> None:
    with reading(presented.sessions) as session:
        row = find_revision(session, presented.access().project.id, 1)
        assert row is not None
        design = parse_design(row.body)
        assert design.sha256 == row.sha256 == presented.state.sha256
        assert row.rule_set == RULE_SET
        assert row.editors == [actor(session, MIRA).id]
    assert design.endpoints == made_design(5).endpoints
    package = presented.see(VIC, package_of, revision=1)
    assert package.design == design
    assert (package.state, package.number, package.presented_by) == (
        PackageState.presented,
        1,
        MIRA.name,
    )
    assert package.checklist
    assert package.changes == ()


def test_a_draft_package_is_told_apart(journey: Journey) -> None:
    package = journey.see(VIC, package_of)
    assert (package.state, package.number, package.revision) == (PackageState.draft, 0, "")
    assert package.hash == package.design.sha256


def test_there_is_no_package_of_a_revision_that_is_not_there(presented: Journey) -> None:
    with pytest.raises(NotFound, match="revision"):
        presented.see(VIC, package_of, revision=2)
    with pytest.raises(NotFound, match="revision"):
        presented.see(VIC, changes_since, old=1, new=7)


def test_a_revision_that_was_tampered_with_is_refused(presented: Journey) -> None:
    with transaction(presented.sessions) as session:
        # Only somebody who owns the database can do this.
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("DROP TRIGGER revision_unchanged"))
        else:
            session.execute(text("ALTER TABLE revision DISABLE TRIGGER ALL"))
        row = find_revision(session, presented.access().project.id, 1)
        assert row is not None
        body = json.loads(row.body)
        body["roles"][0]["description"] = "Everybody."
        row.body = json.dumps(body)
    with pytest.raises(BrokenRevision, match="revision 1"):
        presented.see(VIC, package_of, revision=1)


def test_hashes_prove_what_did_not_change(presented: Journey) -> None:
    presented.revise(Artifact.access)
    assert presented.see(MIRA, artifacts_to_explain) == frozenset()
    presented.save(Role(key="clerk", description="Changed."))
    assert presented.see(MIRA, artifacts_to_explain) == {Artifact.access}
    assert {one.item for one in presented.see(VIC, changes_since, old=1)} == {"clerk"}
    presented.present()
    with reading(presented.sessions) as session:
        one, two = list_revisions(session, presented.access().project.id)
    assert unchanged_artifacts(one, two) == set(Artifact) - {Artifact.access}


def test_a_locked_artifact_that_changed_all_the_same_is_not_presented(
    presented: Journey,
) -> None:
    presented.revise(Artifact.schema)
    with transaction(presented.sessions) as session:
        session.execute(
            text("UPDATE draft_item SET body = :body WHERE kind = 'role' AND key = 'clerk'"),
            {"body": json.dumps({"key": "clerk", "description": "Sneaked in."})},
        )
    command = Present(reasons={Artifact.access: "No reason."})
    with pytest.raises(Refused, match="changed while locked"):
        presented.do(MIRA, present, command)
    assert _revisions(presented) == [1]


def test_the_draft_that_was_looked_at_is_the_one_presented(journey: Journey) -> None:
    version = journey.access().project.draft_version
    journey.save(Role(key="clerk", description="Since then."))
    with pytest.raises(Refused, match="changed since you opened"):
        journey.do(MIRA, present, Present(expected_draft_version=version))
    assert _revisions(journey) == []


def test_what_blocks_presenting_is_named_with_its_place(journey: Journey) -> None:
    # A role that nobody has decided about leaves blank cells in the matrix, a no-go.
    journey.save(Role(key="ghost", no_flow_reason="A machine."))
    blockers = journey.see(MIRA, blockers_of)
    assert blockers
    assert {one.link.page for one in blockers} == {"item"}
    assert all(one.code for one in blockers)
    with pytest.raises(Refused) as caught:
        journey.do(MIRA, present, Present())
    assert f"{len(blockers)} thing" in caught.value.reason
    assert set(caught.value.links) <= {one.link for one in blockers}


def test_only_an_architect_presents(journey: Journey) -> None:
    with pytest.raises(Refused, match="an architect"):
        journey.do(REN, present, Present())


def test_presenting_twice_is_refused(presented: Journey) -> None:
    with pytest.raises(Refused, match="The package is presented"):
        presented.do(MIRA, present, Present())


def test_a_report_is_kept_until_the_draft_changes(journey: Journey) -> None:
    first = journey.see(VIC, findings_of)
    assert (first.current, first.rule_set) == (True, RULE_SET)
    project_id = journey.access().project.id
    with reading(journey.sessions) as session:
        stored = find_report_version(session, project_id)
        assert stored is not None
        assert stored.draft_version == first.draft_version
    journey.save(Role(key="ghost", no_flow_reason="A machine."))
    stale = journey.see(VIC, findings_of, fresh=False)
    assert (stale.current, stale.findings) == (False, first.findings)
    fresh = journey.see(VIC, findings_of)
    assert fresh.current
    assert fresh.draft_version > first.draft_version
    assert set(fresh.findings) > set(first.findings)
    again = journey.see(VIC, findings_of, fresh=False)
    assert again == fresh


def test_the_findings_of_a_revision_stay_those_of_its_day(sessions: Sessions) -> None:
    journey = Journey(sessions).begin().accept()
    journey.present()
    before = journey.see(VIC, package_of, revision=1).findings
    journey.revise(Artifact.access)
    journey.save(Role(key="ghost", no_flow_reason="A machine."))
    assert journey.see(VIC, package_of, revision=1).findings == before
    assert journey.see(VIC, package_of).findings != before
