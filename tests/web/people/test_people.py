"""Members and settings of a project, and the first account: what the pages ask and answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.scenarios import Journey
from tests.users import ADA, MIRA, OTTO, PAULA, PROJECT, REN, Character
from tests.web.conftest import TOKEN, Visitor, open_application
from tests.web.page_reader import read_page, words_of
from workbench.accounts.people import make_setup_secret, needs_first_admin
from workbench.config import load_settings
from workbench.review.gate.machine import Stage
from workbench.store.engine import make_engine, reading, transaction
from workbench.store.migrate import migrate

Visit = Callable[..., Visitor]
MEMBERS = f"/projects/{PROJECT}/members"
SETTINGS = f"/projects/{PROJECT}/settings"
PASSWORD = "a long enough password"


def _error_at(page: str, field: str) -> str:
    found = re.search(rf'<p class="err" id="{field}-err">(.*?)</p>', page, re.DOTALL)
    assert found, f"nothing is said at {field}"
    return words_of(found[1])


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
    assert "your own address" in _error_at(page, "f-email")
    assert f'value="{who.email}"' in page, "what was typed stays"
    assert journey.access(who).roles == before


@pytest.mark.parametrize("role", ["reviewer", "orchestrator"])
def test_a_project_is_not_made_to_judge_it(visit: Visit, role: str) -> None:
    form = visit(PAULA).get("/projects/new").text
    offered = [one for one in read_page(form).controls if one.name == "roles"]
    assert len(offered) == 2, "architect and PM"
    page = visit(PAULA).post("/projects/new", status=422, name="Mine", roles=["pm", role]).text
    assert "gives you that role" in _error_at(page, "f-roles")


def test_more_approvals_count_at_once_and_the_page_says_so(journey: Journey, visit: Visit) -> None:
    journey.present()
    paula = visit(PAULA)
    assert "has 0 approvals so far" in words_of(paula.get(MEMBERS).text)
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
    assert "you contributed to it" in _error_at(page, "f-required_approvals")
    assert 'value="A New Name"' in page, "what was typed stays"
    assert journey.access().project.name == "The House"


@pytest.mark.parametrize("typed", ["", "two", "0", "10", "1000", "1.5", "-1"])
def test_a_number_that_is_none_changes_nothing(journey: Journey, visit: Visit, typed: str) -> None:
    paula = visit(PAULA)
    paula.post(SETTINGS, name="The House", required_approvals="3")
    page = paula.post(SETTINGS, status=422, name="The House", required_approvals=typed).text
    assert _error_at(page, "f-required_approvals")
    assert journey.access().project.required_approvals == 3
    told: dict[str, Any] = {"name": "Another", "roles": "pm", "required_approvals": typed}
    assert _error_at(paula.post("/projects/new", status=422, **told).text, "f-required_approvals")


@pytest.mark.usefixtures("journey")
@pytest.mark.parametrize(
    ("who", "path"), [(PAULA, f"{MEMBERS}/invite"), (ADA, "/admin/people/invite")]
)
def test_an_invitation_leads_to_the_configured_address(
    app: Flask, visit: Visit, who: Character, path: str
) -> None:
    known_as = app.extensions["workbench_settings"].base_url
    visitor = visit(who)
    visitor.client.environ_base["HTTP_HOST"] = "elsewhere.example"
    page = visitor.post(path, status=200, email="new@example.org", roles="viewer").text
    assert 'value="new@example.org"' not in page, "the form is ready for the next"
    (link,) = re.findall(r"https?://[^\s<]+/invitations/[^\s<]+", page)
    assert link.startswith(f"{known_as}/invitations/")
    assert "elsewhere.example" not in page


@pytest.mark.parametrize(
    "path",
    ["/projects//made-house", "/admin//people", "/api/v1//projects", "//elsewhere.example/a"],
)
def test_no_address_sends_anybody_elsewhere(app: Flask, path: str) -> None:
    client = app.test_client()
    answer = client.get(path, headers={"Host": "elsewhere.example"})
    assert "elsewhere.example" not in answer.headers.get("Location", "")
    assert answer.status_code == 404


def test_no_route_redirects_by_itself(app: Flask) -> None:
    # Such an answer would name the Host that was asked for, which whoever asks may choose.
    rules = [one for one in app.url_map.iter_rules() if one.rule != "/"]
    assert [one.rule for one in rules if one.rule.endswith("/")] == []
    assert [one.rule for one in rules if one.defaults or one.redirect_to] == []


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
    assert "Somebody set this to 2 meanwhile" in _error_at(page, "f-required_approvals")


def _form_of(visitor: Visitor, action: str) -> list[tuple[str, str]]:
    (form,) = [one for one in read_page(visitor.get(MEMBERS).text).forms if one.action == action]
    return form.fields


def test_a_project_needs_a_role_for_its_maker(visit: Visit) -> None:
    for roles in ([], ["ORCHESTRATOR"]):
        page = visit(PAULA).post("/projects/new", status=422, name="Mine", roles=roles).text
        assert _error_at(page, "f-roles") == "Choose at least 1."


@pytest.fixture
def new_app(tmp_path: Path) -> Iterator[Flask]:
    """An application with nobody in it."""
    settings = load_settings({"WORKBENCH_DATA": str(tmp_path), "WORKBENCH_SECRET_KEY": "s" * 40})
    engine = make_engine(settings.database_url)
    migrate(engine)
    engine.dispose()
    made = open_application(settings)
    yield made
    made.extensions["workbench_sessions"].kw["bind"].dispose()


def test_the_first_account_asks_for_the_set_up_secret(new_app: Flask) -> None:
    sessions = new_app.extensions["workbench_sessions"]
    with transaction(sessions) as session:
        secret = make_setup_secret(session)
    visitor = Visitor(new_app, {"csrf_token": TOKEN})
    assert visitor.get("/sign-in", status=303).location == "/first-run"
    told: dict[str, Any] = {"email": "a@example.org", "name": "Ada", "password": PASSWORD}
    for wrong in ("", "guessed"):
        page = visitor.post("/first-run", status=422, secret=wrong, **told).text
        assert "workbench init" in _error_at(page, "f-secret")
        assert 'value="Ada"' in page, "what was typed stays"
    with reading(sessions) as session:
        assert needs_first_admin(session)
    visitor.post("/first-run", **told, secret=secret)
    assert visitor.get("/projects").status_code == 200
    later = Visitor(new_app, {"csrf_token": TOKEN})
    assert later.post("/first-run", **told, secret=secret).location == "/sign-in"
