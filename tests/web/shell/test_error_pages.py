"""Error pages say what happened and where to go on; none is a dead end or a wrong word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.scenarios import Journey
from tests.users import MIRA, VIC
from tests.web.conftest import Visitor
from workbench.review.commands import RaiseIntervention
from workbench.review.discussion.interventions import raise_intervention

Visit = Callable[..., Visitor]
HOUSE = "/projects/made-house"


def test_a_lock_is_no_question_of_roles(journey: Journey, visit: Visit) -> None:
    journey.present()
    page = visit(MIRA).post(f"{HOUSE}/undo/schema-design", status=403).text
    assert "isn’t possible now" in page
    assert "role doesn’t allow" not in page
    assert f'href="{HOUSE}"' in page


def test_what_halts_is_one_step_away(journey: Journey, visit: Visit) -> None:
    command = RaiseIntervention(
        phase="all",
        topic="stop-it-all",
        type="other",
        urgency="immediate",
        feedback="Stop.",
    )
    number = journey.do(VIC, raise_intervention, command).id
    page = visit(MIRA).post(f"{HOUSE}/items/role/new", key="guest", status=403).text
    assert f'href="{HOUSE}/interventions/{number}"' in page


@pytest.mark.usefixtures("journey")
def test_a_role_that_is_missing_is_named(visit: Visit) -> None:
    page = visit(VIC).post(f"{HOUSE}/items/role/new", key="guest", status=403).text
    assert "You don’t have permission" in page
    assert "architect" in page


@pytest.mark.usefixtures("journey")
@pytest.mark.parametrize(("path", "status"), [("/sign-out", 405), ("/search?q=%00", 400)])
def test_what_is_no_missing_page_is_not_called_one(visit: Visit, path: str, status: int) -> None:
    page = visit(MIRA).get(path, status=status).text
    assert "Page not found" not in page
    assert "This page can’t handle that request" in page


def test_a_fault_is_told_even_where_the_transaction_broke(app: Flask, visit: Visit) -> None:
    def break_it() -> str:
        from workbench.http.database import db  # noqa: PLC0415

        db().connection().exec_driver_sql("SELECT * FROM there_is_no_such_table")
        return ""

    app.add_url_rule("/broken", "home.broken", break_it)
    from workbench.web.shell.access import signed_in  # noqa: PLC0415

    app.view_functions["home.broken"] = signed_in(break_it)
    page = visit(MIRA).get("/broken", status=500).text
    assert "there_is_no_such_table" not in page
    assert "Something went wrong" in page
