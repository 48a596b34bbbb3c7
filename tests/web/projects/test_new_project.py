"""Creating a project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.users import PAULA
from tests.web.conftest import Visitor
from tests.web.field_errors import error_at
from tests.web.page_reader import read_page

Visit = Callable[..., Visitor]


@pytest.mark.parametrize("role", ["reviewer", "orchestrator"])
def test_a_project_is_not_created_with_roles_that_decide_on_it(visit: Visit, role: str) -> None:
    form = visit(PAULA).get("/projects/new").text
    offered = [one for one in read_page(form).controls if one.name == "roles"]
    assert len(offered) == 2, "architect and PM"
    page = visit(PAULA).post("/projects/new", status=422, name="Mine", roles=["pm", role]).text
    assert "give you that role" in error_at(page, "f-roles")


def test_a_project_needs_a_role_for_its_creator(visit: Visit) -> None:
    for roles in ([], ["ORCHESTRATOR"]):
        page = visit(PAULA).post("/projects/new", status=422, name="Mine", roles=roles).text
        assert error_at(page, "f-roles") == "Choose at least 1."


@pytest.mark.parametrize("typed", ["", "two", "0", "10", "1000", "1.5", "-1"])
def test_a_number_of_approvals_that_is_none_creates_no_project(visit: Visit, typed: str) -> None:
    fields: dict[str, Any] = {"name": "Another", "roles": "pm", "required_approvals": typed}
    page = visit(PAULA).post("/projects/new", status=422, **fields).text
    assert error_at(page, "f-required_approvals")
