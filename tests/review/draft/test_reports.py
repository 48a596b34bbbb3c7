"""When the findings of a draft are worked out again, and when a stored report answers."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.scenarios import Journey
from tests.users import MIRA, VIC, actor
from workbench.design.access import Role
from workbench.design.design import Design, item_data
from workbench.design.kinds import Artifact
from workbench.review.commands import Present, SaveItem
from workbench.review.draft import reports
from workbench.review.draft.editing import save_item
from workbench.review.draft.reports import DraftReport, findings_of, report_on, unsaved_report
from workbench.review.errors import Refused
from workbench.review.package.presenting import present
from workbench.review.projects.access import open_project
from workbench.store.engine import reading, transaction
from workbench.store.findings import find_report_version

GHOST = Role(key="ghost", no_flow_reason="A machine.")


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The draft version of each run of all rules."""
    versions: list[int] = []

    def count(design: Design, *, draft_version: int = 0, today: date | None = None) -> DraftReport:
        versions.append(draft_version)
        return report_on(design, draft_version=draft_version, today=today)

    monkeypatch.setattr(reports, "report_on", count)
    return versions


def _another_process() -> None:
    reports._reports.clear()


def test_a_report_is_made_once_per_draft(journey: Journey, runs: list[int]) -> None:
    first = journey.see(VIC, findings_of)
    assert journey.see(VIC, findings_of) == first
    _another_process()
    assert journey.see(VIC, findings_of) == first
    assert len(runs) == 1
    journey.save(GHOST)
    assert journey.see(VIC, findings_of) != first
    assert len(runs) == 2


def test_new_rules_make_a_new_report(
    journey: Journey, runs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    journey.see(VIC, findings_of)
    monkeypatch.setattr(reports, "RULE_SET", "newer")
    assert journey.see(VIC, findings_of).rule_set == "newer"
    assert len(runs) == 2, "the report in memory was of the old rules"
    monkeypatch.setattr(reports, "RULE_SET", "newest")
    _another_process()
    assert journey.see(VIC, findings_of).rule_set == "newest"
    assert len(runs) == 3, "the stored report was of the old rules"


def test_the_next_day_makes_a_new_report(
    journey: Journey, runs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    journey.see(VIC, findings_of)
    monkeypatch.setattr(reports, "utc_now", lambda: datetime(2099, 1, 1, tzinfo=UTC))
    journey.see(VIC, findings_of)
    assert len(runs) == 2


def test_reading_findings_writes_nothing(journey: Journey) -> None:
    with reading(journey.sessions) as session:
        access = open_project(session, actor=actor(session, VIC), project=journey.slug)
        made = findings_of(session, access=access)
        unsaved = unsaved_report(session)
    assert unsaved is not None
    assert unsaved.version.draft_version == made.draft_version
    with reading(journey.sessions) as session:
        assert find_report_version(session, access.project.id) is None


def test_what_is_rolled_back_leaves_no_report(journey: Journey) -> None:
    before = journey.see(VIC, findings_of)
    with transaction(journey.sessions) as session:
        me = actor(session, MIRA)
        command = SaveItem(kind="role", key="", body=item_data(GHOST), expected_version=0)
        save_item(session, actor=me, project=journey.slug, command=command)
        access = open_project(session, actor=me, project=journey.slug)
        assert findings_of(session, access=access) != before
        session.rollback()
    journey.save(Role(key="visitor", no_flow_reason="Another machine."))
    found = {finding.item for finding in journey.see(VIC, findings_of).findings}
    assert ("ghost" in found, "visitor" in found) == (False, True)


def test_presenting_uses_a_current_report(journey: Journey, runs: list[int]) -> None:
    journey.present()
    journey.revise(Artifact.access)
    journey.see(VIC, findings_of)
    before = len(runs)
    journey.do(MIRA, present, Present())
    assert len(runs) == before


def test_presenting_makes_the_report_that_is_missing(journey: Journey, runs: list[int]) -> None:
    journey.see(VIC, findings_of)
    journey.save(GHOST)
    before = len(runs)
    with pytest.raises(Refused):
        journey.do(MIRA, present, Present())
    assert len(runs) == before + 1
