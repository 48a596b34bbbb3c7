from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.scenarios import Journey
from tests.users import MIRA, OTTO, PAULA, REN, TOMAS, VIC, actor, meet
from workbench.accounts.actor import Actor
from workbench.design.access import Role
from workbench.design.handoff import Handoff, ReleaseMode
from workbench.design.kinds import Artifact
from workbench.design.requirements import Requirement
from workbench.review.commands import AcceptImport, RaiseIntervention, SetReleaseMode
from workbench.review.discussion.interventions import raise_intervention
from workbench.review.errors import Invalid, NotFound, Refused
from workbench.review.gate.events import ItemRef
from workbench.review.gate.machine import Stage
from workbench.review.handoff.accepting import set_release_mode
from workbench.review.imports.importing import (
    PREVIEW_LASTS,
    ImportResult,
    PendingImport,
    RowStatus,
    accept_import,
    get_import,
    upload_files,
)
from workbench.review.projects.access import open_project
from workbench.review.projects.inbox import inbox_of
from workbench.store.base import utc_now
from workbench.store.drafts import count_by_kind, list_keys
from workbench.store.engine import Sessions, reading, transaction
from workbench.store.imports import find_attachment, find_preview, list_attachments

PRD = """# PRD

## Requirements

- **FR-001**: The system MUST list orders. (P0)
- **FR-002**: The system SHOULD search. (P1)
"""
DICTIONARY = """# Data dictionary

## Order

| Attribute | Type | Required | Rule | PII |
|---|---|---|---|---|
| id | UUID | yes | | no |
"""
FLOWS = "# User flows\n\n## UF-001: List orders\n\nCovers: FR-001\n\n1. Open the list.\n"
SCREENS = "# Wireframes\n\n## WF-001: Order list\n\nFlows: UF-001\nCovers: FR-001\n"
FILES = {
    "prd.md": PRD.encode(),
    "data-dictionary.md": DICTIONARY.encode(),
    "user-flows.md": FLOWS.encode(),
    "wireframe-specs.md": SCREENS.encode(),
}
SQL = b"CREATE TABLE orders (id uuid PRIMARY KEY, note text);\n"


@pytest.fixture
def empty(sessions: Sessions) -> Journey:
    with transaction(sessions) as session:
        meet(session)
    return Journey(sessions)


def _bring(journey: Journey, files: dict[str, bytes]) -> PendingImport:
    def bring(session: Session, *, actor: Actor, project: str) -> str:
        return upload_files(session, actor=actor, project=project, files=files).id

    pending: PendingImport = journey.see(MIRA, get_import, preview=journey.do(MIRA, bring))
    return pending


def _accept(journey: Journey, pending: PendingImport, **told: object) -> ImportResult:
    command = AcceptImport.model_validate({"preview": pending.id, **told})
    accepted: ImportResult = journey.do(MIRA, accept_import, command)
    return accepted


def _counts(journey: Journey) -> dict[str, int]:
    with reading(journey.sessions) as session:
        return count_by_kind(session, journey.access().project.id)


def test_nothing_is_saved_before_somebody_accepts(empty: Journey) -> None:
    pending = _bring(empty, FILES)
    assert pending.counts[RowStatus.added] == 5
    assert {(row.kind, row.source, row.line) for row in pending.rows} >= {
        ("requirement", "prd.md", 5),
        ("requirement", "prd.md", 6),
        ("flow", "user-flows.md", 3),
    }
    assert _counts(empty) == {}
    assert not empty.state.handoff_received


def test_a_preview_survives_the_request_and_is_used_once(empty: Journey) -> None:
    pending = _bring(empty, FILES)
    again = empty.see(MIRA, get_import, preview=pending.id)
    assert again.rows == pending.rows
    assert again.imported == pending.imported
    accepted = _accept(empty, pending)
    assert accepted.written.added == 5
    assert _counts(empty) == {"requirement": 2, "entity": 1, "flow": 1, "screen": 1}
    assert empty.state.handoff_received
    with pytest.raises(NotFound):
        _accept(empty, pending)


def test_bring_accept_choose_the_mode_and_the_design_opens(empty: Journey) -> None:
    _accept(empty, _bring(empty, {**FILES, "schema.sql": SQL}))
    assert _counts(empty)["table"] == 1
    with pytest.raises(Refused, match="handoff is accepted"):
        empty.save(Role(key="guest"))
    empty.accept()
    empty.save(Role(key="guest"))


def test_what_the_person_refuses_is_left_out(empty: Journey) -> None:
    pending = _bring(empty, FILES)
    accepted = _accept(empty, pending, refused=(ItemRef(kind="requirement", key="FR-002"),))
    assert [row.key for row in accepted.left_out] == ["FR-002"]
    with reading(empty.sessions) as session:
        assert list_keys(session, empty.access().project.id, "requirement") == ["FR-001"]


def test_a_newer_document_is_held_against_the_draft(empty: Journey) -> None:
    _accept(empty, _bring(empty, FILES))
    newer = PRD.replace("list orders", "list all orders").replace("FR-002", "FR-003")
    pending = _bring(empty, {"prd.md": newer.encode()})
    assert {(row.key, row.status) for row in pending.rows} == {
        ("FR-001", RowStatus.changed),
        ("FR-003", RowStatus.added),
        ("FR-002", RowStatus.missing),
    }
    accepted = _accept(empty, pending)
    assert (accepted.written.added, accepted.written.changed, accepted.written.removed) == (
        1,
        1,
        0,
    )
    assert empty.find("requirement", "FR-002") is not None
    pending = _bring(empty, {"prd.md": newer.encode()})
    gone = ItemRef(kind="requirement", key="FR-002")
    accepted = _accept(empty, pending, remove=(gone, ItemRef(kind="entity", key="Order")))
    assert (accepted.written.same, accepted.written.removed) == (2, 1)
    assert empty.find("requirement", "FR-002") is None
    # Only what the new documents could have held can be missing from them.
    assert empty.find("entity", "Order") is not None


def test_counted_assumptions_find_themselves_in_the_draft(empty: Journey) -> None:
    handoff = b"# Handoff Package\n## Assumptions\n- **A-001**: Carriers answer\n"
    first = PRD + "\n## Assumptions\n\n- Users have phones\n- Nobody pays cash\n"
    _accept(empty, _bring(empty, {**FILES, "prd.md": first.encode(), "handoff.md": handoff}))
    newer = PRD + "\n## Assumptions\n\n- Shops are open\n- Users have phones\n- Few pay cash\n"
    pending = _bring(empty, {"prd.md": newer.encode()})
    rows = {row.key: row for row in pending.rows if row.kind == "assumption"}
    assert {key: (row.status, row.line) for key, row in rows.items()} == {
        "A-001": (RowStatus.missing, 0),
        "A-002": (RowStatus.same, 11),
        "A-003": (RowStatus.changed, 12),
        "A-004": (RowStatus.added, 10),
    }
    said = [one.address.key for one in pending.imported.items if one.kind == "assumption"]
    assert said == ["A-004", "A-002", "A-003"]


def test_what_people_added_stays_where_the_document_is_silent(empty: Journey) -> None:
    _accept(empty, _bring(empty, FILES))
    requirement = empty.find("requirement", "FR-001")
    assert isinstance(requirement, Requirement)
    empty.save(
        requirement.model_copy(update={"mvp": True, "mvp_rationale": "The core.", "notes": "x"})
    )
    empty.do(PAULA, set_release_mode, SetReleaseMode(mode=ReleaseMode.mvp))
    newer = PRD.replace("list orders", "list all orders")
    package = b"# Handoff\n\n- **Product**: Shop\n"
    _accept(empty, _bring(empty, {"prd.md": newer.encode(), "handoff-package.md": package}))
    after = empty.find("requirement", "FR-001")
    assert isinstance(after, Requirement)
    assert (after.mvp, after.mvp_rationale) == (True, "The core.")
    assert "list all orders" in after.text
    handoff = empty.find("handoff", "handoff")
    assert isinstance(handoff, Handoff)
    assert handoff.release_mode is ReleaseMode.mvp


def test_what_is_locked_is_left_out_and_said(presented: Journey) -> None:
    presented.revise(Artifact.schema)
    pending = _bring(presented, {"prd.md": PRD.encode(), "schema.sql": SQL})
    locked = {row.kind for row in pending.rows if row.locked}
    assert locked >= {"requirement"}
    assert "table" not in locked
    accepted = _accept(presented, pending)
    assert {row.kind for row in accepted.left_out} >= {"requirement"}
    assert presented.find("table", "orders") is not None
    assert presented.find("requirement", "FR-001") is None


def test_nothing_is_imported_while_a_decision_is_waited_for(presented: Journey) -> None:
    with pytest.raises(Refused, match="awaiting a decision"):
        _bring(presented, FILES)


def test_nothing_is_imported_under_a_halt(journey: Journey) -> None:
    command = RaiseIntervention(
        phase="all", topic="stop-it", type="other", urgency="immediate", feedback="Stop."
    )
    pending = _bring(journey, FILES)
    journey.do(VIC, raise_intervention, command)
    with pytest.raises(Refused, match="stops all editing"):
        _accept(journey, pending)


def test_what_nobody_reads_is_kept_as_it_came(empty: Journey) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("prd.md", PRD)
        archive.writestr("photos/logo.bin", b"\x00\x01inside")
    files = {"folder.zip": packed.getvalue(), "loose.bin": b"\x00\x01loose"}
    accepted = _accept(empty, _bring(empty, files))
    assert accepted.attachments == 2
    project_id = empty.access().project.id
    with reading(empty.sessions) as session:
        rows = list_attachments(session, project_id)
        contents = {row.path: row.content for row in rows}
        assert find_attachment(session, project_id, rows[0].id) is rows[0]
        assert find_attachment(session, project_id + 1, rows[0].id) is None
    assert contents == {"photos/logo.bin": b"\x00\x01inside", "loose.bin": b"\x00\x01loose"}
    assert empty.find("requirement", "FR-001") is not None


def test_odd_paths_come_back_as_they_were(empty: Journey) -> None:
    files = {"./ordner/été \udcff.md": PRD.encode(), "prd": PRD.encode()}
    pending = _bring(empty, files)
    assert empty.see(MIRA, get_import, preview=pending.id).imported == pending.imported


def test_a_preview_belongs_to_one_person_one_project_and_one_day(empty: Journey) -> None:
    pending = _bring(empty, FILES)
    with pytest.raises(NotFound):
        empty.see(TOMAS, get_import, preview=pending.id)
    with pytest.raises(NotFound):
        empty.do(TOMAS, accept_import, AcceptImport(preview=pending.id))
    other = Journey(empty.sessions, slug="other-house").begin()
    with pytest.raises(NotFound):
        _accept(other, pending)
    with transaction(empty.sessions) as session:
        preview = find_preview(session, empty.access().project.id, pending.id)
        assert preview is not None
        assert preview.expires_at - preview.created_at == PREVIEW_LASTS
        preview.expires_at = utc_now() - timedelta(seconds=1)
    with pytest.raises(NotFound):
        _accept(empty, pending)
    _bring(empty, FILES)
    with reading(empty.sessions) as session:
        assert session.scalar(text("SELECT count(*) FROM import_preview")) == 1


def test_who_does_not_design_does_not_import(empty: Journey) -> None:
    with transaction(empty.sessions) as session:
        for who in (REN, VIC):
            with pytest.raises(Refused, match="import files"):
                upload_files(session, actor=actor(session, who), project=empty.slug, files=FILES)


def test_a_pm_imports_what_a_pm_may_edit(empty: Journey) -> None:
    with transaction(empty.sessions) as session:
        paula = actor(session, PAULA)
        files = {**FILES, "schema.sql": SQL}
        brought = upload_files(session, actor=paula, project=empty.slug, files=files)
        access = open_project(session, actor=paula, project=empty.slug)
        pending = get_import(session, access=access, preview=brought.id)
        assert {row.kind for row in pending.rows if row.locked} >= {"table"}
        command = AcceptImport(preview=pending.id)
        accept_import(session, actor=paula, project=empty.slug, command=command)
    assert "table" not in _counts(empty)
    assert _counts(empty)["requirement"] == 2


def test_no_files_at_all(empty: Journey) -> None:
    with pytest.raises(Invalid, match="at least one file"):
        _bring(empty, {})


def test_the_first_import_after_acceptance_starts_the_design(begun: Journey) -> None:
    begun.accept()
    _accept(begun, _bring(begun, {"schema.sql": SQL}))
    assert begun.stage() is Stage.in_design


def test_what_arrived_and_lacks_something_halts_by_itself_and_goes_on_when_it_comes(
    empty: Journey,
) -> None:
    _accept(empty, _bring(empty, {"prd.md": PRD.encode()}))
    assert empty.stage() is Stage.received
    full = SetReleaseMode(mode=ReleaseMode.full)
    empty.do(PAULA, set_release_mode, full)
    assert empty.stage() is Stage.halted
    with reading(empty.sessions) as session:
        waiting = inbox_of(session, actor=actor(session, OTTO))
    assert [one.what for one in waiting] == ["halted"]
    _accept(empty, _bring(empty, FILES))
    assert empty.stage() is Stage.received


def test_an_import_is_compared_with_the_draft_as_it_is_now(empty: Journey) -> None:
    """Each page of a pending import asks again; an edit in between must show on the next."""
    pending = _bring(empty, {"prd.md": PRD.encode()})
    first = {(row.kind, row.key): row.status for row in pending.rows}
    row = pending.rows[0]
    assert row.after is not None
    assert row.status is RowStatus.added
    empty.save(row.after)
    again = empty.see(MIRA, get_import, preview=pending.id)
    second = {(row.kind, row.key): row.status for row in again.rows}
    assert second == first | {(row.kind, row.key): RowStatus.same}
