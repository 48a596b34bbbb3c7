"""Suggestions follow what the design shows already: relations, lifecycles, paths, languages."""

from __future__ import annotations

import pytest

from tests.benchmarks.inventory import inventories
from tests.suggest.test_endpoints import (
    CUSTOMER,
    ITEM,
    ORDER,
    keys_of,
    requirement_of,
    suggested,
)
from workbench.design.access import Access, Permission
from workbench.design.contract import Operation
from workbench.design.dictionary import Attribute, Entity, LifecycleState, Relationship
from workbench.design.endpoints import Endpoint
from workbench.design.flows import Flow, Screen, ScreenField, Step
from workbench.design.handoff import Setup, Versioning
from workbench.suggest.path_shapes import bare_shape

_REFUND = Entity(
    key="Refund",
    attributes=(Attribute(name="order_id"), Attribute(name="amount")),
    relationships=(Relationship(target="Order", cardinality="N:1", on_delete="Restrict"),),
)
_NOTE = Entity(
    key="OrderNote",
    relationships=(Relationship(target="Order", cardinality="N:1"),),
)
_EVENT = Entity(
    key="OrderEvent",
    source="Written by the system",
    relationships=(Relationship(target="Order", cardinality="N:1"),),
)
_ADDRESS = Entity(
    key="ShippingAddress",
    attributes=(Attribute(name="order_id"), Attribute(name="street")),
    relationships=(Relationship(target="Order", cardinality="1:1", on_delete="Cascade"),),
)
_STATES = Entity(key="Order", states=(
    LifecycleState(name="placed", transitions=("packing", "cancelled")),
    LifecycleState(name="packing", transitions=("shipped",)),
    LifecycleState(name="shipped"),
    LifecycleState(name="cancelled"),
))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Staff can leave notes on an order", ["POST /orders/{orderId}/notes"]),
        ("Staff can refund an order wholly or in part", ["POST /orders/{orderId}/refunds"]),
        ("The customer sees each refund of an order", ["GET /orders/{orderId}/refunds"]),
        ("A customer opens an order with its notes and history",
         ["GET /orders/{id}", "GET /orders/{orderId}/notes", "GET /orders/{orderId}/events"]),
        ("Staff can correct the shipping address", ["PATCH /orders/{id}"]),
        ("Staff list orders and refunds", ["GET /orders", "GET /orders/{orderId}/refunds"]),
    ],
)  # fmt: skip
def test_relations_tell_what_stands_below_what(text: str, keys: list[str]) -> None:
    entities = (ORDER, ITEM, _REFUND, _NOTE, _EVENT, _ADDRESS)
    assert sorted(keys_of(suggested(requirement_of(text), *entities))) == sorted(keys)


def test_a_lifecycle_asks_for_moves_and_for_actions() -> None:
    moved = suggested(requirement_of("Staff can move an order to packing and shipped"), _STATES)
    assert keys_of(moved) == ["POST /orders/{id}/status-changes"]
    listed = suggested(requirement_of("Staff list orders"), _STATES)
    assert {suggestion.key: suggestion.needed for suggestion in listed.found} == {
        "GET /orders": True,
        "POST /orders/{id}/shipments": False,
        "POST /orders/{id}/cancellations": False,
    }
    assert "lifecycle" in listed.found[1].reasons[0].words


def test_what_the_permission_model_and_the_contract_name_is_followed() -> None:
    asked = requirement_of("Teachers create a halaqa and list halaqas")
    entity = Entity(key="Halaqa")
    answered = Setup(versioning=Versioning.path)
    mapped = Access(endpoint="GET /halaqas", permissions=("halaqas:read",))
    found = suggested(asked, entity, answered, mapped)
    assert keys_of(found) == ["GET /halaqas", "POST /halaqas"]
    assert found.found[0].reasons[0].words == "The permission model names it"
    written = Operation(endpoint="GET /api/v3/halaqa_groups/{group_id}", body={})
    group = Entity(key="HalaqaGroup")
    found = suggested(requirement_of("Teachers delete a halaqa group"), group, written)
    assert "DELETE /api/v3/halaqa_groups/{group_id}" in keys_of(found)


def test_spelling_and_homes_follow_the_paths_that_are_there() -> None:
    there = (
        Endpoint(method="GET", path="/shop/order_list/{no}", covers=("FR-009",)),
        Endpoint(method="GET", path="/shop/customer/{customer_no}", covers=("FR-009",)),
    )
    asked = requirement_of("Staff delete a customer, create an order item and list shipping zones")
    found = suggested(asked, ORDER, ITEM, CUSTOMER, Entity(key="ShippingZone"), *there)
    assert keys_of(found) == [
        "POST /order/{order_id}/item",
        "DELETE /shop/customer/{customer_no}",
        "GET /shipping_zone",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GET /order_items/", "GET /v1/orderItems"),
        ("PUT /order/{x}", "PATCH /orders/{id}"),
        ("POST /orders/{id}/cancel", "POST /orders/{id}/cancellations"),
        ("POST /orders/create", "POST /orders"),
        ("GET /orders/list", "GET /orders"),
    ],
)
def test_the_same_meaning_in_another_spelling_is_the_same(one: str, other: str) -> None:
    assert bare_shape(*one.split(" ")) == bare_shape(*other.split(" "))


def test_without_a_dictionary_nouns_stand_in_and_each_says_where_it_is_from() -> None:
    flow = Flow(key="UF-001", covers=("FR-001",), steps=(Step(text="Clerk opens the invoices"),))
    screen = Screen(key="WF-001", title="Desk", covers=("FR-001",), fields=(
        ScreenField(name="City", attribute="Customer.city"),
    ))  # fmt: skip
    permission = Permission(key="tickets:read")
    asked = requirement_of("Staff can create an invoice and close a ticket twice")
    found = suggested(asked, flow, screen, permission)
    said = {suggestion.key: suggestion.reasons[-1].words for suggestion in found.found}
    assert set(said) == {
        "GET /invoices", "POST /invoices", "GET /customers/{id}", "POST /tickets/{id}/closures",
    }  # fmt: skip
    assert all(words.startswith("There is no data dictionary") for words in said.values())
    assert "the permission tickets:read" in said["POST /tickets/{id}/closures"]
    assert "the text of FR-001" in said["POST /invoices"]
    assert suggested(requirement_of("The system is fast, and always will be")).found == ()


def test_a_language_without_verbs_asks_to_read_and_invents_nothing() -> None:
    asked = requirement_of("يمكن للعميل عرض طلب")
    entity = Entity(key="طلب (Order)")
    screen = Screen(key="WF-001", title="طلب", covers=("FR-001",))
    step = Flow(key="UF-001", covers=("FR-001",), steps=(Step(text="يرى العميل طلب"),))
    for source in (screen, step):
        found = suggested(asked, entity, source)
        assert keys_of(found) == ["GET /orders", "GET /orders/{id}"]
        assert all("language" in suggestion.reasons[0].words for suggestion in found.found)
    assert "no letters" in suggested(asked, Entity(key="طلب")).unserved[0].why


def test_without_requirements_the_dictionary_can_still_be_read() -> None:
    found = suggested(ORDER, _EVENT)
    assert keys_of(found) == ["GET /orders", "GET /orders/{id}"]
    assert not any(suggestion.needed for suggestion in found.found)


def test_a_system_that_writes_asks_nobody() -> None:
    flow = Flow(key="UF-001", covers=("FR-001",), steps=(
        Step(text="System creates a refund"), Step(text="System shows the refunds"),
    ))  # fmt: skip
    found = suggested(requirement_of("It is all on one page"), flow, ORDER, _REFUND)
    assert keys_of(found) == ["GET /orders/{orderId}/refunds"]


def test_most_of_what_people_designed_is_suggested_and_little_else() -> None:
    found = {name: (written, said) for name, written, said in inventories()}
    written, said = found["order service"]
    assert len(written & said) >= 0.85 * len(written)
    assert len(written & said) >= 0.75 * len(said)
    written, said = found["order service, no dictionary"]
    assert len(written & said) >= 0.6 * len(written)
