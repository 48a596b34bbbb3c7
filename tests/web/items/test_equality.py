"""Pages of an item tell a boolean from a number, and one number from none."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest

from tests.scenarios import Journey
from tests.users import MIRA, PROJECT, TOMAS
from tests.web.conftest import Visitor
from workbench.design.contract import Schema
from workbench.design.design import item_to_json
from workbench.design.endpoints import Score
from workbench.store.drafts import find_item
from workbench.store.engine import reading

HOME = f"/projects/{PROJECT}"
URL = f"{HOME}/items/schema/Order"
Visit = Callable[..., Visitor]


@pytest.fixture
def begun(journey: Journey) -> Journey:
    journey.save(Schema(key="Order", body={"type": "integer", "x-limit": 1, "x-b": 2}))
    return journey


def _version(journey: Journey, kind: str = "schema", key: str = "Order") -> int:
    with reading(journey.sessions) as session:
        found = find_item(session, journey.access().project.id, kind, key)
        assert found is not None
        return found.version


def _stored(journey: Journey) -> str:
    found = journey.find("schema", "Order")
    assert found is not None
    return item_to_json(found)


def _body(limit: str, more: str = "2") -> str:
    return f"type: integer\nx-limit: {limit}\nx-b: {more}\n"


def test_a_form_saves_a_boolean_over_a_number(begun: Journey, visit: Visit) -> None:
    version = _version(begun)
    visit().post(URL, _version=version, body=_body("true"))
    assert '"x-limit":true' in _stored(begun)
    assert _version(begun) > version


def test_the_history_tells_which_field_changed(begun: Journey, visit: Visit) -> None:
    visit().post(URL, _version=_version(begun), body=_body("true"))
    page = visit().get(URL).get_data(as_text=True)
    assert "moved it to another place" not in page
    assert "changed definition" in page


@pytest.mark.parametrize("mine", ["true", "1"])
def test_a_collision_shows_a_boolean_over_a_number(begun: Journey, visit: Visit, mine: str) -> None:
    version = _version(begun)
    other = "1" if mine == "true" else "true"
    visit(TOMAS).post(URL, _version=version, body=_body(other, more="3"))
    page = visit(MIRA).post(URL, status=409, _version=version, body=_body(mine, more="3"))
    text = page.get_data(as_text=True)
    assert re.search(r'name="_pick body" value="(mine|theirs)" checked', text)
    assert "x-limit: true" in text
    assert "x-limit: 1" in text


def test_a_collision_does_not_ask_about_what_both_wrote(begun: Journey, visit: Visit) -> None:
    version = _version(begun)
    visit(TOMAS).post(URL, _version=version, body=_body("5"))
    same = "x-b: 2.0\nx-limit: 5.0\ntype: integer\n"
    page = visit(MIRA).post(URL, status=409, _version=version, body=same)
    assert "_pick body" not in page.get_data(as_text=True)


def test_a_collision_shows_a_number_as_a_number(begun: Journey, visit: Visit) -> None:
    key = "GET /v1/amber-anchors"
    found = begun.find("score", key)
    assert isinstance(found, Score)
    url = f"{HOME}/items/score/{quote(key)}"
    begun.save(found.model_copy(update={"impact": 2}))
    version = _version(begun, "score", key)
    visit(TOMAS).post(url, _version=version, impact="1")
    page = visit(MIRA).post(url, status=409, _version=version, impact="3").get_data(as_text=True)
    shown: list[Any] = re.findall(r"<[^>]+>\s*(1|yes)\s*</", unescape(page))
    assert "yes" not in shown
    assert "1" in shown
