"""Drafts that the phases offer: permissions of endpoints, operations, tables, the contract."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.scenarios import Journey
from tests.users import MIRA, VIC
from tests.web.conftest import Visitor
from tests.web.phases.pages import HOME
from workbench.design.access import Access, Permission
from workbench.design.contract import Operation, Schema
from workbench.design.dictionary import Attribute, Entity
from workbench.design.endpoints import Endpoint
from workbench.design.tables import Column, PrimaryKey, Table
from workbench.review.draft.reports import findings_of

Visit = Callable[..., Visitor]


@pytest.fixture
def unmapped(journey: Journey) -> Journey:
    """Endpoints of kites that nobody has decided on, and a permission for one of them."""
    journey.save(Permission(key="kites:read"))
    for method, path in (("GET", "/v1/kites"), ("GET", "/v1/kites/{id}"), ("DELETE", "/v1/kites")):
        one = {"method": method, "path": path, "covers": ("FR-0001",)}
        journey.save(Endpoint.model_validate(one))
    return journey


def test_permissions_are_proposed_from_the_matrix_and_taken(
    unmapped: Journey, visit: Visit
) -> None:
    mira, where = visit(), f"{HOME}/access?tab=endpoints"
    page = mira.get(where).get_data(as_text=True)
    assert "2 proposed access rules" in page
    assert "“kites:read” names the resource" in page
    assert "kites:read names its resource, but not what it does." in page
    lacking = {one.item for one in unmapped.see(MIRA, findings_of).findings if one.code == "AUT-24"}
    assert "GET /v1/kites" in lacking
    mira.post(f"{HOME}/access/propose", endpoint="GET /v1/kites")
    taken = unmapped.find("access", "GET /v1/kites")
    assert isinstance(taken, Access)
    assert taken.permissions == ("kites:read",)
    assert unmapped.find("access", "GET /v1/kites/{id}") is None
    mira.post(f"{HOME}/access/propose", all="1")
    assert unmapped.find("access", "GET /v1/kites/{id}") is not None
    assert unmapped.find("access", "DELETE /v1/kites") is None
    mira.post(f"{HOME}/undo/auth-permission-model", _next=where)
    assert unmapped.find("access", "GET /v1/kites/{id}") is None
    visit(VIC).post(f"{HOME}/access/propose", status=403, all="1")
    mira.post(f"{HOME}/access/propose", status=403, endpoint="DELETE /v1/kites")


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


def test_a_table_begins_with_its_entity_and_its_name(journey: Journey, visit: Visit) -> None:
    attributes = (
        Attribute(name="id", type="UUID", required=True),
        Attribute(name="colour", type="String", required=True, constraints="Unique"),
    )
    journey.save(Entity(key="Kite", attributes=attributes))
    mira, where = visit(), f"{HOME}/schema/new"
    page = mira.get(where).get_data(as_text=True)
    assert '<option value="Kite" selected>' in page
    mira.post(where, entity="Kite", name="")
    made = journey.find("table", "kites")
    assert isinstance(made, Table)
    assert [one.name for one in made.columns][:2] == ["id", "colour"]
    assert made.uniques
    assert made.entity == "Kite"
    page = mira.post(where, status=422, entity="Kite", name="").get_data(as_text=True)
    assert "There is a table kites already" in page
    mira.post(where, entity="Kite", name="old_kites")
    mira.post(where, entity="", name="audit_marks")
    alone = journey.find("table", "audit_marks")
    assert isinstance(alone, Table)
    assert alone.entity == ""
    assert alone.primary_key is not None
    for name in ("", "two words", "x;--"):
        wrong = mira.post(where, status=422, entity="", name=name).get_data(as_text=True)
        assert 'aria-invalid="true"' in wrong
    mira.post(where, status=422, entity="Nobody", name="x")
    visit(VIC).post(where, status=403, entity="Kite", name="more_kites")
