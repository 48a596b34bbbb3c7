"""The first account of an installation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.web.conftest import TOKEN, Visitor, close_application, open_application
from tests.web.field_errors import error_at
from workbench.accounts.people import make_setup_secret, needs_first_admin
from workbench.config import load_settings
from workbench.store.engine import make_engine, reading, transaction
from workbench.store.migrate import migrate

PASSWORD = "a long enough password"


@pytest.fixture
def new_app(tmp_path: Path) -> Iterator[Flask]:
    """An application with nobody in it."""
    settings = load_settings({"WORKBENCH_DATA": str(tmp_path), "WORKBENCH_SECRET_KEY": "s" * 40})
    engine = make_engine(settings.database_url)
    migrate(engine)
    engine.dispose()
    made = open_application(settings)
    yield made
    close_application(made)


def test_the_first_account_asks_for_the_set_up_secret(new_app: Flask) -> None:
    sessions = new_app.extensions["workbench_sessions"]
    with transaction(sessions) as session:
        secret = make_setup_secret(session)
    visitor = Visitor(new_app, {"csrf_token": TOKEN})
    assert visitor.get("/sign-in", status=303).location == "/first-run"
    told: dict[str, Any] = {"email": "a@example.org", "name": "Ada", "password": PASSWORD}
    for wrong in ("", "guessed"):
        page = visitor.post("/first-run", status=422, secret=wrong, **told).text
        assert "workbench init" in error_at(page, "f-secret")
        assert 'value="Ada"' in page, "what was typed stays"
    with reading(sessions) as session:
        assert needs_first_admin(session)
    visitor.post("/first-run", **told, secret=secret)
    assert visitor.get("/projects").status_code == 200
    later = Visitor(new_app, {"csrf_token": TOKEN})
    assert later.post("/first-run", **told, secret=secret).location == "/sign-in"
