"""A cell of the matrix is set to what is asked, or not at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.scenarios import Journey
from tests.web.conftest import Visitor
from tests.web.phases.pages import HOME


@pytest.mark.parametrize("effect", ["none", "any", "all", "Allow", "", "own "])
def test_an_unknown_effect_grants_nothing(
    journey: Journey, visit: Callable[..., Visitor], effect: str
) -> None:
    before = journey.find("grant", "member house:close")
    visit().post(f"{HOME}/access/cell", status=422, cell="member house:close", effect=effect)
    assert journey.find("grant", "member house:close") == before
