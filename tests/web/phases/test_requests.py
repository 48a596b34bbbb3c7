"""Operations: their parts, their schemas and examples, and drafts of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from tests.scenarios import Journey
from tests.users import MIRA
from tests.web.conftest import Visitor
from tests.web.page_reader import words_of
from tests.web.phases.pages import HOME
from workbench.design.contract import Operation, Schema
from workbench.design.endpoints import Endpoint
from workbench.design.tables import Column, PrimaryKey, Table
from workbench.review.commands import DeleteItem
from workbench.review.draft.editing import delete_item

Visit = Callable[..., Visitor]
KEY = "GET /v1/amber-anchors"


def test_parameters_and_responses_are_added_and_removed(journey: Journey, visit: Visit) -> None:
    url = f"{HOME}/requests/part"

    def body() -> dict[str, object]:
        found = journey.find("operation", KEY)
        assert isinstance(found, Operation)
        return found.body

    before = body()
    mira = visit()
    typed: dict[str, Any] = {
        "name": "status",
        "in": "query",
        "type": "string",
        "description": "Only these",
    }
    mira.post(url, key=KEY, _do="set parameter", **typed)
    added = body()["parameters"]
    assert isinstance(added, list)
    assert added[-1] == {
        "name": "status",
        "in": "query",
        "schema": {"type": "string"},
        "description": "Only these",
    }
    mira.post(url, key=KEY, _do="remove parameter", at=len(added) - 1)
    assert body()["parameters"] == before["parameters"]


def test_an_operation_shows_its_shapes_and_examples(journey: Journey, visit: Visit) -> None:
    del journey
    page = visit().get(f"{HOME}/requests?key={quote(KEY)}").get_data(as_text=True)
    for word in ("totalPages", "array of AmberAnchor", "Example", "operationId"):
        assert word in page


def test_one_operation_is_drafted_from_a_table_and_what_is_written_stays(
    unmapped: Journey, visit: Visit
) -> None:
    columns = (
        Column(name="id", type="uuid", nullable=False, default="gen_random_uuid()"),
        Column(name="colour", type="varchar(20)", nullable=False, comment="As on the tail"),
        Column(name="sold_at", type="timestamptz"),
    )
    unmapped.save(Table(key="kites", columns=columns, primary_key=PrimaryKey(columns=("id",))))
    body = {"summary": "Our kites", "deprecated": False}
    unmapped.save(Operation(endpoint="GET /v1/kites", body=body))
    unmapped.save(Endpoint(method="POST", path="/v1/kites", covers=("FR-0001",)))
    mira = visit()
    page = mira.get(f"{HOME}/requests?key=GET+/v1/kites").get_data(as_text=True)
    assert "No responses defined" in page
    mira.post(f"{HOME}/requests/draft", key="GET /v1/kites")
    written = unmapped.find("operation", "GET /v1/kites")
    assert isinstance(written, Operation)
    assert written.body["summary"] == "Our kites"
    assert written.body["deprecated"] is False
    assert {"200", "401"} <= set(written.body["responses"])
    assert unmapped.find("operation", "POST /v1/kites") is None
    kite = unmapped.find("schema", "Kite")
    assert isinstance(kite, Schema)
    assert isinstance(kite.body, dict)
    assert kite.body["properties"]["soldAt"]["format"] == "date-time"
    assert kite.body["required"] == ["id", "colour"]
    mira.post(f"{HOME}/requests/draft", key="POST /v1/kites")
    sent = unmapped.find("schema", "KiteCreate")
    assert isinstance(sent, Schema)
    assert isinstance(sent.body, dict)
    assert set(sent.body["properties"]) == {"colour", "soldAt"}
    mira.post(f"{HOME}/requests/draft", status=403, key="GET /v1/kites")


def test_only_operations_of_the_inventory_count_as_defined(journey: Journey, visit: Visit) -> None:
    before = words_of(visit().get(f"{HOME}/requests").text)
    assert "5 of 5 endpoints defined" in before
    journey.do(MIRA, delete_item, DeleteItem(kind="endpoint", key=KEY, expected_version=1))
    assert "4 of 4 endpoints defined" in words_of(visit().get(f"{HOME}/requests").text)
