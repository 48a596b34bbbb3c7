"""First drafts of tables and of the contract: what the dictionary says, and nothing else."""

from __future__ import annotations

import pytest

from tests.scenarios import Journey
from tests.users import MIRA, REN
from workbench.artifacts.sql.ddl import write_ddl
from workbench.design.access import Auth
from workbench.design.design import Design
from workbench.design.dictionary import Attribute, Entity, LifecycleState, Relationship
from workbench.design.endpoints import Endpoint, Score
from workbench.design.handoff import Handoff, PaginationStyle, Setup
from workbench.design.openapi_document import build_openapi
from workbench.design.openapi_validation import validate_openapi
from workbench.design.tables import Table
from workbench.review.errors import Refused
from workbench.review.generate.apply import draft_contract, draft_tables
from workbench.review.generate.contract import generate_contract, unwritten
from workbench.review.generate.tables import entities_without_table, generate_tables
from workbench.review.package.presentation_blockers import blockers_of

ORDER = Entity(
    key="Order",
    description="What a customer asks for",
    attributes=(
        Attribute(name="id", type="UUID", required=True),
        Attribute(name="number", type="String", required=True, constraints="Unique, max 20"),
        Attribute(name="status", type="Enum", required=True),
        Attribute(name="customer_id", type="Reference", rule="FK to Customer.id"),
        Attribute(name="placed at", type="Timestamp"),
    ),
    relationships=(Relationship(target="Customer", cardinality="N:1", on_delete="Set null"),),
    states=(LifecycleState(name="open"), LifecycleState(name="it's done")),
    soft_delete=True,
)
CUSTOMER = Entity(key="Customer", attributes=(Attribute(name="e-mail", type="String", pii=True),))
ENDPOINTS = tuple(
    Endpoint.model_validate({"method": method, "path": path})
    for method, path in (
        ("GET", "/v1/orders"),
        ("POST", "/v1/orders"),
        ("GET", "/v1/orders/{id}"),
        ("PATCH", "/v1/orders/{id}"),
        ("DELETE", "/v1/orders/{id}"),
        ("POST", "/v1/orders/{id}/cancel"),
        ("GET", "/v1/reports"),
    )
)
DESIGN = Design.from_items([ORDER, CUSTOMER, *ENDPOINTS, Handoff(product="Shop")])


@pytest.mark.parametrize("database", ["", "PostgreSQL 16", "MySQL", "SQLite"])
def test_tables_say_what_the_dictionary_says(database: str) -> None:
    tables = generate_tables(Design.from_items([*DESIGN.items(), Setup(database=database)]))
    orders, customers = tables
    assert (orders.key, customers.key) == ("orders", "customers")
    assert [one.name for one in orders.columns] == [
        *("id", "number", "status", "customer_id", "placed_at"),
        *("created_at", "updated_at", "deleted_at"),
    ]
    assert {one.name for one in orders.columns if one.nullable} == {
        *("customer_id", "placed_at", "deleted_at"),
    }
    key = orders.foreign_keys[0]
    assert (key.columns, key.target, key.on_delete) == (("customer_id",), "customers", "SET NULL")
    assert [one.name for one in orders.uniques] == ["uq_orders_number"]
    assert [one.name for one in orders.indexes] == ["idx_orders_customer_id"]
    assert orders.checks[0].expression == "status IN ('open', 'it''s done')"
    # Customer has no id in the dictionary, so it gets one, and what refers to it the same type.
    types = {one.name: one.type for one in customers.columns}
    column = orders.column("customer_id")
    assert column
    assert types["id"] == column.type
    assert customers.column("e_mail")
    assert write_ddl(Design.from_items([*tables, Setup(database=database)]))


def test_what_has_a_table_or_needs_none_is_left_alone() -> None:
    kept = Table(key="customers", columns=())
    none = Entity(key="Weather", no_table_reason="Read from elsewhere")
    design = Design.from_items([ORDER, CUSTOMER, none, kept])
    assert [one.key for one in entities_without_table(design)] == ["Order"]
    (table,) = generate_tables(design)
    assert table.foreign_keys[0].target == "customers"


@pytest.mark.parametrize("style", list(PaginationStyle))
@pytest.mark.parametrize("case", ["", "snake_case"])
def test_the_drafted_contract_is_a_valid_document(style: PaginationStyle, case: str) -> None:
    given = [*DESIGN.items(), Setup(pagination=style, property_case=case), Auth(strategy="JWT")]
    design = Design.from_items(given)
    made = Design.from_items([*given, *generate_contract(design)])
    assert list(validate_openapi(build_openapi(made))) == []
    assert not unwritten(made)
    assert generate_contract(made) == ()
    document = build_openapi(made)
    assert document["info"]["title"] == "Shop"
    assert document["security"] == [{"bearerAuth": []}]
    listing = document["paths"]["/v1/orders"]["get"]
    assert {one["name"] for one in listing["parameters"]} == (
        {"page", "limit"} if style is PaginationStyle.offset else {"cursor", "limit"}
    )
    order = document["components"]["schemas"]["Order"]["properties"]
    assert order["status"]["enum"] == ["open", "it's done"]
    assert ("placed_at" if case else "placedAt") in order
    assert "id" not in document["components"]["schemas"]["OrderCreate"]["properties"]
    assert order["number"]["maxLength"] == 20
    ids = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(set(ids)) == len(ids) == len(ENDPOINTS)


def test_nothing_is_invented_for_what_the_dictionary_does_not_know() -> None:
    made = Design.from_items([*DESIGN.items(), *generate_contract(DESIGN)])
    paths = build_openapi(made)["paths"]
    report = paths["/v1/reports"]["get"]["responses"]
    cancel = paths["/v1/orders/{id}/cancel"]["post"]
    assert "content" not in next(iter(report.values()))
    assert "requestBody" not in cancel
    assert "security" not in build_openapi(made)


def test_what_waits_for_later_is_not_drafted() -> None:
    key = ENDPOINTS[0].item_key
    later = Score.model_validate({"endpoint": key, "impact": 1, "effort": 5, "outcome": "deferred"})
    design = Design.from_items([*DESIGN.items(), later])
    assert key not in {one.item_key for one in unwritten(design)}


def test_drafts_are_one_write_and_refused_where_nothing_is_missing(journey: Journey) -> None:
    journey.save(Entity(key="Kite", attributes=(Attribute(name="colour", type="String"),)))
    journey.save(Endpoint(method="GET", path="/v1/kites", covers=("FR-0001",)))
    with pytest.raises(Refused):
        journey.do(REN, draft_tables)
    assert journey.do(MIRA, draft_tables).added == 1
    assert journey.find("table", "kites")
    with pytest.raises(Refused, match="already has a table"):
        journey.do(MIRA, draft_tables)
    journey.do(MIRA, draft_contract)
    assert journey.find("operation", "GET /v1/kites")
    assert journey.find("schema", "Kite")
    with pytest.raises(Refused, match="already has an operation"):
        journey.do(MIRA, draft_contract)


def test_blockers_stand_in_the_order_of_work_and_name_what_they_speak_of(journey: Journey) -> None:
    journey.save(Entity(key="Kite", attributes=(Attribute(name="colour", type="String"),)))
    journey.save(Endpoint(method="GET", path="/v1/kites", covers=("FR-0001",)))
    found = journey.see(MIRA, blockers_of)
    codes = [one.code for one in found]
    assert codes.index("TRC-12") < codes.index("SCH-37") < codes.index("AUT-24")
    places = {one.code: one.link for one in found}
    assert places["SCH-37"].page == "schema"
    assert (places["TRC-12"].page, places["TRC-12"].item) == ("requests", "GET /v1/kites")
    assert all("kites" in one.message or "Kite" in one.message for one in found)
