"""Signing in and out at the door: whose session it is, how it ends, and what nobody gets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.scenarios import Journey
from tests.users import ADA, MIRA, PASSWORD, SAM, VIC, Character, actor
from tests.web.conftest import Visitor, close_application
from workbench.accounts.invitations import invite_person
from workbench.app import create_app
from workbench.config import load_settings
from workbench.store.engine import Sessions, transaction
from workbench.store.people import SignInFailures

Visit = Callable[..., Visitor]


def token_on(client: FlaskClient, path: str = "/sign-in") -> str:
    """The token of the first form on a page."""
    text = client.get(path).get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', text)
    assert found is not None, text[:500]
    return found[1]


def sign_in(client: FlaskClient, who: Character = MIRA, **more: str) -> TestResponse:
    """Sign in through the form."""
    told = {"email": who.email, "password": PASSWORD, "csrf_token": token_on(client), **more}
    return client.post("/sign-in", data=told)


def cookies_of(client: FlaskClient) -> dict[str, str]:
    """What the browser would send again, to be replayed by somebody who copied it."""
    found = {}
    for name in ("session", "remember_token"):
        cookie = client.get_cookie(name)
        if cookie is not None:
            found[name] = cookie.value
    return found


def replay(app: Flask, cookies: dict[str, str]) -> int:
    """The status of the inbox for whoever has these cookies."""
    thief = app.test_client()
    for name, value in cookies.items():
        thief.set_cookie(name, value)
    return thief.get("/").status_code


@pytest.mark.parametrize("kept", ["session", "remember_token"])
def test_signing_out_ends_the_session_for_whoever_copied_it(app: Flask, kept: str) -> None:
    client = app.test_client()
    assert sign_in(client, remember="on").status_code == 303
    copied = {kept: cookies_of(client)[kept]}
    assert replay(app, copied) == 200
    answer = client.post("/sign-out", data={"csrf_token": token_on(client, "/account")})
    assert answer.status_code == 303
    assert "remember_token" not in cookies_of(client)
    assert client.get("/").status_code == 303
    assert replay(app, copied) == 303


def test_a_device_stays_signed_in_for_thirty_days_where_that_was_asked(app: Flask) -> None:
    client = app.test_client()
    sign_in(client, remember="on")
    cookie = client.get_cookie("remember_token")
    assert cookie is not None
    assert cookie.max_age == 30 * 24 * 60 * 60
    client.delete_cookie("session")
    assert client.get("/").status_code == 200


def test_a_device_stays_signed_in_with_its_session_alone_where_nothing_was_asked(
    app: Flask,
) -> None:
    client = app.test_client()
    sign_in(client)
    assert "remember_token" not in cookies_of(client)
    assert client.get("/").status_code == 200
    client.delete_cookie("session")
    assert client.get("/").status_code == 303


def test_signing_out_leaves_other_devices_alone(app: Flask) -> None:
    here, there = app.test_client(), app.test_client()
    sign_in(here)
    sign_in(there)
    here.post("/sign-out", data={"csrf_token": token_on(here, "/account")})
    assert there.get("/").status_code == 200


def test_changing_the_password_ends_other_sessions(app: Flask) -> None:
    here, there = app.test_client(), app.test_client()
    sign_in(here)
    sign_in(there, remember="on")
    told = {"old": PASSWORD, "password": "quite another long walk"}
    answer = here.post("/account/password", data={**told, "csrf_token": token_on(here, "/account")})
    assert answer.status_code == 303
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 303


def test_nothing_of_the_session_before_signing_in_goes_on(app: Flask) -> None:
    attacker = app.test_client()
    known = token_on(attacker)
    victim = app.test_client()
    victim.set_cookie("session", cookies_of(attacker)["session"])
    told = {"email": MIRA.email, "password": PASSWORD, "csrf_token": known}
    assert victim.post("/sign-in", data=told).status_code == 303
    assert replay(app, cookies_of(attacker)) == 303
    forged = victim.post("/account", data={"name": "Mallory", "csrf_token": known})
    assert forged.status_code == 403


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("/projects?page=2", "/projects?page=2"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\n/evil.example", "/"),
        ("/x\r\nSet-Cookie: a=b", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_nowhere_else(app: Flask, asked: str, place: str) -> None:
    answer = sign_in(app.test_client(), next=asked)
    assert (answer.status_code, answer.location) == (303, place)


@pytest.mark.usefixtures("journey")
@pytest.mark.parametrize("target", ["//evil.example", "/\t/evil.example", "https://evil.example"])
def test_no_form_leads_to_another_machine(visit: Visit, target: str) -> None:
    mira = visit(MIRA)
    home = "/projects/made-house"
    sent: tuple[tuple[str, dict[str, Any]], ...] = (
        (f"{home}/items/role/new", {"key": "guest", "_next": target}),
        (f"{home}/comments?back={target}", {"kind": "role", "item": "clerk", "text": "Why?"}),
        (f"{home}/undo/auth-permission-model", {"_next": target}),
    )
    for path, told in sent:
        assert mira.post(path, **told).location.startswith(home), path


@pytest.fixture
def behind_https(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    (tmp_path / "workbench.db").write_bytes(sqlite_template.read_bytes())
    settings = load_settings(
        {
            "WORKBENCH_DATA": str(tmp_path),
            "WORKBENCH_SECRET_KEY": "s" * 40,
            "WORKBENCH_BASE_URL": "https://workbench.example.org",
        }
    )
    made = create_app(settings)
    yield made
    close_application(made)


def test_cookies_are_kept_from_scripts_other_sites_and_plain_http(behind_https: Flask) -> None:
    client = behind_https.test_client()
    base = "https://workbench.example.org"
    text = client.get("/sign-in", base_url=base).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', text)
    assert token is not None
    told = {"email": MIRA.email, "password": PASSWORD, "csrf_token": token[1], "remember": "on"}
    answer = client.post("/sign-in", base_url=base, data=told, headers={"Referer": base})
    assert answer.status_code == 303
    seen = set()
    for line in answer.headers.getlist("Set-Cookie"):
        for name, morsel in SimpleCookie(line).items():
            seen.add(name)
            assert morsel["httponly"], name
            assert morsel["secure"], name
            assert morsel["samesite"] == "Lax", name
    assert seen == {"session", "remember_token"}
    assert "max-age" in answer.headers.get("Strict-Transport-Security", "")


@pytest.mark.parametrize(
    "path",
    ["/sign-in", "/", "/nothing", "/health", "/api/v1/projects", "/api/v1/openapi.json"],
)
def test_every_answer_carries_the_headers_that_protect_it(app: Flask, path: str) -> None:
    headers = app.test_client().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_guessing_a_password_is_slowed_down(app: Flask, app_sessions: Sessions) -> None:
    client = app.test_client()
    for _ in range(5):
        wrong = sign_in(client, VIC, password="not this one at all")
        assert wrong.status_code == 422
        assert "The e-mail address or the password is wrong." in wrong.get_data(as_text=True)
    with transaction(app_sessions) as session:
        failures = session.scalars(select(SignInFailures)).one()
        assert failures.count == 5
        # The wait is a second, which a slow machine needs for opening the form again.
        failures.last_at += timedelta(hours=1)
    refused = sign_in(client, VIC)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    assert cookies_of(client).get("remember_token") is None
    assert client.get("/").status_code == 303
    assert sign_in(app.test_client(), MIRA).status_code == 303


def test_a_closed_account_is_out_at_once(app: Flask, visit: Visit) -> None:
    client = app.test_client()
    sign_in(client, SAM)
    people = visit(ADA).get("/admin/people").get_data(as_text=True)
    found = re.search(r'action="(/admin/people/\d+/close)"', people[people.index(SAM.email) :])
    assert found is not None
    visit(ADA).post(found[1])
    assert client.get("/").status_code == 303


def test_only_administrators_administer(visit: Visit) -> None:
    visit(MIRA).get("/admin/people", status=403)
    visit(MIRA).post("/admin/people/1/close", status=403)


@pytest.fixture
def invitation(app_sessions: Sessions) -> str:
    with transaction(app_sessions) as session:
        return invite_person(
            session,
            email="new@example.org",
            project_id=None,
            roles=[],
            invited_by=actor(session, ADA).id,
        )


def test_an_invitation_lets_one_person_in_once(app: Flask, invitation: str) -> None:
    path = f"/invitations/{invitation}"
    client = app.test_client()
    told = {"name": "New Person", "password": "short", "csrf_token": token_on(client, path)}
    weak = client.post(path, data=told)
    assert weak.status_code == 422
    assert "New Person" in weak.get_data(as_text=True), "what was typed stays"
    taken = client.post(path, data={**told, "password": "a long enough password"})
    assert taken.status_code == 303
    assert client.get("/projects").status_code == 200
    again = app.test_client()
    assert again.get(path).status_code == 404
    token = token_on(again)
    second = again.post(path, data={**told, "name": "Second", "csrf_token": token})
    assert second.status_code == 404
    assert again.get("/").status_code == 303


def test_an_invitation_is_for_one_address(visit: Visit, invitation: str) -> None:
    wrong = visit(SAM).post(f"/invitations/{invitation}", status=422)
    assert "someone else" in wrong.get_data(as_text=True)


def test_there_is_no_second_first_run(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/first-run").status_code == 303
    told = {"email": "m@example.org", "name": "M", "password": "a long enough password"}
    answer = client.post("/first-run", data={**told, "csrf_token": token_on(client)})
    assert answer.location == "/sign-in"
    assert client.get("/").status_code == 303


def test_an_endless_number_of_days_is_an_error_at_its_field(journey: Journey, visit: Visit) -> None:
    assert journey.slug
    told: dict[str, Any] = {"token_name": "x", "scopes": "read", "days": "999999999999"}
    answer = visit(MIRA).post("/account/tokens", status=422, **told)
    assert 'id="f-days"' in answer.get_data(as_text=True)
