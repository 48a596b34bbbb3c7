"""How often one address may call before it has to wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.web.conftest import close_application
from workbench import app as application
from workbench.config import load_settings


@pytest.fixture
def limited(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Flask]]:
    """A function that builds the application with one rate lowered to 2 per minute."""
    (tmp_path / "workbench.db").write_bytes(sqlite_template.read_bytes())
    settings = load_settings({"WORKBENCH_DATA": str(tmp_path), "WORKBENCH_SECRET_KEY": "s" * 40})

    made: list[Flask] = []

    def build(rate: str) -> Flask:
        monkeypatch.setattr(application, rate, "2 per minute")
        made.append(application.create_app(settings))
        return made[-1]

    yield build
    for app in made:
        close_application(app)


def test_all_addresses_of_the_api_share_one_rate(limited: Callable[[str], Flask]) -> None:
    client = limited("_API_RATE").test_client()
    assert client.get("/api/v1/openapi.json").status_code == 200
    assert client.get("/api/v1/projects").status_code == 401
    refused = client.get("/api/v1/projects/none")
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get("/sign-in").status_code == 200


def test_passwords_cannot_be_tried_without_end(limited: Callable[[str], Flask]) -> None:
    app = limited("_ACCOUNTS_RATE")
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    for number in (1, 2):
        answer = client.post("/sign-in", data={"email": f"{number}@example.org", "password": "x"})
        assert answer.status_code == 422
    assert client.post("/sign-in", data={"email": "3@example.org"}).status_code == 429
    assert client.get("/sign-in").status_code == 200
