"""A form whose token no longer fits: who gets a new one, and who does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.scenarios import Journey
from tests.users import MIRA, TOMAS, Character, actor
from tests.web.conftest import Visitor
from tests.web.page_reader import words_of
from tests.web.phases.pages import HOME
from workbench.store.engine import Sessions, reading
from workbench.web.shell.error_pages import PERSON, TOKEN

Visit = Callable[..., Visitor]
URL = f"{HOME}/items/endpoint/GET%20/v1/amber-anchors"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ids(journey: Journey) -> Callable[[Character], str]:
    """A function that gives the number of somebody's account, as pages carry it."""

    def find(who: Character) -> str:
        with reading(journey.sessions) as session:
            return str(actor(session, who).id)

    return find


def send(visitor: Visitor, headers: dict[str, str], token: str = "old") -> TestResponse:
    return visitor.client.post(URL, data={"csrf_token": token}, headers=headers)


def test_a_page_says_whom_it_was_made_for(visit: Visit, ids: Callable[..., str]) -> None:
    assert f'data-person="{ids(MIRA)}"' in visit().get(URL).text


def test_the_new_token_is_for_whom_the_page_was_made(visit: Visit, ids: Callable[..., str]) -> None:
    mira = visit()
    answer = send(mira, HTMX | {PERSON: ids(MIRA)})
    assert answer.status_code == 403
    assert "no-store" in answer.headers["Cache-Control"]
    again = send(mira, HTMX | {PERSON: ids(MIRA)}, answer.headers[TOKEN])
    assert again.status_code != 403
    assert TOKEN not in again.headers


@pytest.mark.parametrize("person", ["", "0", "other"])
def test_nobody_else_gets_a_token(visit: Visit, ids: Callable[..., str], person: str) -> None:
    told = ids(TOMAS) if person == "other" else person
    answer = send(visit(), HTMX | {PERSON: told})
    assert answer.status_code == 403
    assert TOKEN not in answer.headers
    assert "someone else is signed in now" in answer.headers["X-Reason"]


def test_a_form_that_a_page_elsewhere_sends_gets_no_token(
    visit: Visit, ids: Callable[..., str]
) -> None:
    # Only scripts of this origin can send the header that htmx sends.
    answer = send(visit(), {PERSON: ids(MIRA)})
    assert answer.status_code == 403
    assert TOKEN not in answer.headers
    assert "This form has expired" in words_of(answer.text)


@pytest.mark.parametrize("path", [URL, "/account", "/sign-in"])
@pytest.mark.parametrize("session", [{}, {"csrf_token": "c" * 40}])
def test_who_is_signed_out_is_told_so(
    app: Flask, app_sessions: Sessions, path: str, session: dict[str, Any]
) -> None:
    del app_sessions
    answer = send_to(Visitor(app, session), path)
    assert answer.status_code == 401
    assert TOKEN not in answer.headers


def send_to(visitor: Visitor, path: str) -> TestResponse:
    return visitor.client.post(path, data={"csrf_token": "old"}, headers=HTMX | {PERSON: "1"})
