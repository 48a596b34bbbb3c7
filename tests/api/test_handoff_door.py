"""Programs see how far accepting a handoff is, as the page shows it, and take no step of it."""

from __future__ import annotations

from typing import Any

from flask import Flask

from tests.scenarios import Journey
from tests.users import MIRA, PAULA
from workbench.accounts.actor import Scope
from workbench.accounts.tokens import make_token
from workbench.review.commands import RaiseRfi, SetReleaseMode
from workbench.review.discussion.rfis import raise_rfi
from workbench.review.handoff.accepting import set_release_mode
from workbench.store.engine import Sessions, transaction
from workbench.store.people import find_person_by_email

HOME = "/api/v1/projects/made-house"


def test_programs_see_every_step_and_take_none(app: Flask, app_sessions: Sessions) -> None:
    journey = Journey(app_sessions).begin()
    journey.do(PAULA, set_release_mode, SetReleaseMode.model_validate({"mode": "MVP"}))
    journey.do(MIRA, raise_rfi, RaiseRfi(question="How long are they kept?"))
    with transaction(app_sessions) as session:
        person = find_person_by_email(session, MIRA.email)
        assert person is not None
        scopes = frozenset({Scope.read, Scope.write})
        secret = make_token(session, person=person, name="test", scopes=scopes)
    client = app.test_client()
    sent: dict[str, Any] = {"headers": {"Authorization": f"Bearer {secret}"}}

    told = client.get(f"{HOME}/handoff", **sent).get_json()
    states = [(one["name"], one["state"]) for one in told["steps"]]
    assert states == [
        ("release-mode", "open"), ("no-go", "blocked"), ("read-back", "open"),
        ("questions", "open"), ("assumptions", "done"), ("setup", "open"),
    ]  # fmt: skip
    assert told["next"] == "release-mode"
    assert told["remaining"] == ["release-mode", "no-go", "read-back", "questions", "setup"]
    (lack,) = told["steps"][3]["missing"]
    assert lack["where"] == {"page": "rfis", "number": 1}

    # A program may write what a document could say; the step stays open, and signatures are not
    # a program's to give.
    item = client.get(f"{HOME}/items/handoff/handoff", **sent)
    body = item.get_json()["body"] | {"read_back_by": "A program"}
    headers = sent["headers"] | {"If-Match": item.headers["ETag"]}
    forged = client.put(f"{HOME}/items/handoff/handoff", json=body, headers=headers)
    assert forged.status_code == 403
    assert client.post(f"{HOME}/handoff", **sent).status_code == 405

    journey.prepare()
    journey.do(MIRA, set_release_mode, SetReleaseMode.model_validate({"mode": "Full Production"}))
    told = client.get(f"{HOME}/handoff", **sent).get_json()
    assert told["remaining"] == ["questions"]
    assert {one["by"] for one in told["steps"]} == {MIRA.name, None}
