"""Members and settings of a project: what the pages show and accept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.scenarios import Journey
from tests.users import ADA, MIRA, OTTO, PAULA, PROJECT, REN, Character
from tests.web.conftest import Visitor
from tests.web.field_errors import error_at
from tests.web.page_reader import read_page, words_of
from workbench.review.gate.machine import Stage

Visit = Callable[..., Visitor]
MEMBERS = f"/projects/{PROJECT}/members"
SETTINGS = f"/projects/{PROJECT}/settings"


@pytest.mark.parametrize("who", [MIRA, PAULA, OTTO, ADA])
def test_nobody_is_offered_roles_for_themselves(
    journey: Journey, visit: Visit, who: Character
) -> None:
    page = visit(who).get(MEMBERS).text
    me = journey.access(who).actor.id
    assert f'action="{MEMBERS}/{me}"' not in page
    assert f'<option value="{me}"' not in page


@pytest.mark.parametrize("who", [PAULA, ADA])
def test_roles_for_oneself_are_refused(journey: Journey, visit: Visit, who: Character) -> None:
    visitor, me = visit(who), journey.access(who).actor.id
    before = journey.access(who).roles
    for path in (f"{MEMBERS}/{me}", MEMBERS):
        told = visitor.post(path, status=403, roles=["reviewer"], person=str(me)).text
        assert "You can't change your own roles" in words_of(told)
    page = visitor.post(f"{MEMBERS}/invite", status=422, email=who.email, roles=["reviewer"]).text
    assert "your own address" in error_at(page, "f-email")
    assert f'value="{who.email}"' in page, "what was typed stays"
    assert journey.access(who).roles == before


def test_more_approvals_count_at_once_and_the_page_says_so(journey: Journey, visit: Visit) -> None:
    journey.present()
    paula = visit(PAULA)
    assert "has 0 approvals;" in words_of(paula.get(MEMBERS).text)
    paula.post(SETTINGS, name="The House", required_approvals="2")
    saved = words_of(paula.get(MEMBERS).text)
    assert "Settings saved. Revision 1 has 0 of 2 required approvals." in saved
    assert journey.decide("APPROVED", who=REN).stage is Stage.presented
    paula.post(SETTINGS, name="The House", required_approvals="1")
    assert "has enough approvals and is approved" in words_of(paula.get(MEMBERS).text)
    assert journey.state.stage is Stage.approved


def test_who_worked_on_a_package_reads_why_they_cannot_ask_for_less(
    journey: Journey, visit: Visit
) -> None:
    journey.present()
    mira = visit(MIRA)
    mira.post(SETTINGS, name="The House", required_approvals="2")
    page = mira.post(SETTINGS, status=422, name="A New Name", required_approvals="1").text
    assert "You contributed to revision" in error_at(page, "f-required_approvals")
    assert 'value="A New Name"' in page, "what was typed stays"
    assert journey.access().project.name == "The House"


@pytest.mark.parametrize("typed", ["", "two", "0", "10", "1000", "1.5", "-1"])
def test_a_number_that_is_none_changes_nothing(journey: Journey, visit: Visit, typed: str) -> None:
    paula = visit(PAULA)
    paula.post(SETTINGS, name="The House", required_approvals="3")
    page = paula.post(SETTINGS, status=422, name="The House", required_approvals=typed).text
    assert error_at(page, "f-required_approvals")
    assert journey.access().project.required_approvals == 3


def test_an_older_page_of_the_settings_changes_no_number(journey: Journey, visit: Visit) -> None:
    journey.present()
    paula = visit(PAULA)
    seen = {name: value for name, value in _form_of(paula, SETTINGS) if name == "seen_approvals"}
    assert seen == {"seen_approvals": "1"}
    visit(OTTO).post(SETTINGS, name="The House", required_approvals="2", seen_approvals="1")
    journey.decide("APPROVED", who=REN)
    paula.post(SETTINGS, name="A New Name", required_approvals="1", seen_approvals="1")
    assert journey.state.stage is Stage.presented
    project = journey.access().project
    assert (project.name, project.required_approvals) == ("A New Name", 2)
    told: dict[str, Any] = {"name": "A New Name", "required_approvals": "3", "seen_approvals": "1"}
    page = paula.post(SETTINGS, status=422, **told).text
    assert "Someone has changed this to 2" in error_at(page, "f-required_approvals")


def _form_of(visitor: Visitor, action: str) -> list[tuple[str, str]]:
    (form,) = [one for one in read_page(visitor.get(MEMBERS).text).forms if one.action == action]
    return form.fields
