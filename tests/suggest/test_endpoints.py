"""Endpoints suggested from documents: what they stand on, their paths, and that they end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.design.access import Access
from workbench.design.base import Item
from workbench.design.design import Design
from workbench.design.dictionary import Attribute, Entity, Relationship
from workbench.design.endpoints import Endpoint, EndpointKind
from workbench.design.flows import Flow, Screen, ScreenField, Step
from workbench.design.handoff import ApiStyle, Handoff, ReleaseMode, Setup, Versioning
from workbench.design.requirements import Priority, Requirement
from workbench.suggest.endpoints import Suggestions, suggest
from workbench.suggest.sentences import SentenceReader

ORDER = Entity(
    key="Order",
    attributes=(Attribute(name="id"), Attribute(name="delivery_address")),
    relationships=(Relationship(target="OrderItem", cardinality="1:N"),),
)
ITEM = Entity(key="OrderItem", relationships=(Relationship(target="Order", cardinality="N:1"),))
CUSTOMER = Entity(key="Customer", attributes=(Attribute(name="id"),))


def requirement_of(text: str, key: str = "FR-001") -> Requirement:
    return Requirement(key=key, text=text, priority=Priority.P0)


def suggested(*items: Item) -> Suggestions:
    return suggest(Design.from_items(items))


def keys_of(found: Suggestions) -> list[str]:
    return [suggestion.key for suggestion in found.found]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("A customer can place an order", ["POST /orders"]),
        ("A customer sees their past orders", ["GET /orders"]),
        ("Staff search for orders by number", ["GET /orders"]),
        ("Customers can open one of their orders", ["GET /orders"]),
        ("Customers can view the details of an order", ["GET /orders/{id}"]),
        ("Customers create, edit and delete an order",
         ["POST /orders", "PATCH /orders/{id}", "DELETE /orders/{id}"]),
        ("An order can be cancelled by its customer", ["POST /orders/{id}/cancellations"]),
        ("Staff manage customers",
         ["GET /customers", "GET /customers/{id}", "POST /customers", "PATCH /customers/{id}",
          "DELETE /customers/{id}"]),
        ("Customers place orders and cancel them",
         ["POST /orders", "POST /orders/{id}/cancellations"]),
        ("Staff can correct the delivery address", ["PATCH /orders/{id}"]),
        ("Staff add a note to an order", ["PATCH /orders/{id}"]),
        ("A customer removes an order item", ["DELETE /orders/{orderId}/items/{orderItemId}"]),
        ("A customer cannot delete an order", ["GET /orders/{id}"]),
        ("Until the order is shipped nothing happens", ["GET /orders/{id}"]),
    ],
)  # fmt: skip
def test_words_become_endpoints(text: str, keys: list[str]) -> None:
    found = suggested(requirement_of(text), ORDER, ITEM, CUSTOMER)
    assert sorted(keys_of(found)) == sorted(keys)
    assert all(suggestion.endpoint.covers == ("FR-001",) for suggestion in found.found)


def test_each_suggestion_names_the_words_it_stands_on() -> None:
    (suggestion,) = suggested(
        requirement_of("A customer can place an order."), ORDER, CUSTOMER
    ).found
    assert suggestion.reasons[0].key == "FR-001"
    assert "“place an order”" in suggestion.reasons[0].words
    assert suggestion.endpoint.kind is EndpointKind.create
    assert suggestion.endpoint.inferred == ("covers",)
    assert suggestion.needed


def test_a_version_in_the_path_comes_from_the_answer_and_from_what_is_there() -> None:
    asked = requirement_of("A customer can place an order")
    answered = suggested(asked, ORDER, Setup(versioning=Versioning.path))
    assert keys_of(answered) == ["POST /v1/orders"]
    there = Endpoint(method="GET", path="/api/v2/orders", covers=("FR-001",))
    assert keys_of(suggested(asked, ORDER, there)) == ["POST /api/v2/orders"]


def test_names_of_variables_follow_the_paths_that_are_there() -> None:
    there = Endpoint(method="GET", path="/customers/{customer_id}")
    found = suggested(requirement_of("Staff delete an order item"), ORDER, ITEM, there)
    assert keys_of(found) == ["DELETE /orders/{order_id}/items/{order_item_id}"]


def test_a_child_stands_alone_where_paths_may_not_nest() -> None:
    asked = requirement_of("Staff list order items")
    assert keys_of(suggested(asked, ORDER, ITEM)) == ["GET /orders/{orderId}/items"]
    assert keys_of(suggested(asked, ORDER, ITEM, Setup(max_nesting=1))) == ["GET /order-items"]


def test_what_can_stand_alone_is_not_nested() -> None:
    address = Entity(key="Address", relationships=(Relationship(target="Customer"),))
    found = suggested(requirement_of("Staff list addresses"), CUSTOMER, address)
    assert keys_of(found) == ["GET /addresses"]
    kept = Relationship(target="Customer", cardinality="N:1", on_delete="CASCADE")
    child = Entity(key="Address", relationships=(kept,))
    found = suggested(requirement_of("Staff list addresses"), CUSTOMER, child)
    assert keys_of(found) == ["GET /customers/{customerId}/addresses"]


def test_two_that_are_deleted_with_each_other_are_not_nested() -> None:
    cart = Entity(
        key="Cart",
        relationships=(
            Relationship(target="Basket", cardinality="N:1", on_delete="cascade"),
            Relationship(target="Basket", cardinality="1:N", on_delete="cascade"),
        ),
    )
    found = suggested(requirement_of("A visitor can view a cart"), cart, Entity(key="Basket"))
    assert keys_of(found) == ["GET /carts/{id}"]


@pytest.mark.parametrize(
    "there",
    [
        Endpoint(method="PUT", path="/v3/orders/{number}"),
        Endpoint(method="PATCH", path="/orders/{order-id}"),
        Endpoint(method="PATCH", path="/shops/{id}/orders/{order}"),
    ],
)
def test_what_is_there_already_is_not_suggested(there: Endpoint) -> None:
    found = suggested(requirement_of("Staff change an order"), ORDER, there)
    assert keys_of(found) == []
    assert [requirement.requirement for requirement in found.unserved] == ["FR-001"]
    assert "not linked to this requirement" in found.unserved[0].why


def test_a_flow_names_its_endpoint() -> None:
    flow = Flow(key="UF-001", covers=("FR-001",), steps=(
        Step(text="opens the checkout", needs_backend=False),
        Step(text="places it", endpoint="POST /v2/checkouts"),
    ))  # fmt: skip
    (suggestion,) = suggested(requirement_of("Buying is possible"), flow, ORDER).found
    assert suggestion.key == "POST /v2/checkouts"
    assert suggestion.endpoint.covers == ("FR-001",)
    assert suggestion.reasons[0].words == "UF-001, step 2 names it"


def test_a_step_without_backend_asks_for_nothing() -> None:
    flow = Flow(key="UF-001", covers=("FR-001",), steps=(
        Step(text="edits the order", needs_backend=False),
    ))  # fmt: skip
    assert keys_of(suggested(requirement_of("Buying is possible"), flow, ORDER)) == []


def test_a_screen_asks_to_read_what_it_shows() -> None:
    screen = Screen(
        key="WF-001",
        title="My page",
        covers=("FR-001",),
        fields=(ScreenField(name="Address", attribute="Order.delivery_address"),),
    )
    (suggestion,) = suggested(requirement_of("It is all on one page"), screen, ORDER).found
    assert suggestion.key == "GET /orders/{id}"
    assert "WF-001" in suggestion.reasons[0].words
    assert "delivery_address" in suggestion.reasons[0].words


def test_only_what_is_in_scope_is_served() -> None:
    later = Requirement(key="FR-002", text="Staff delete an order", priority=Priority.P2)
    found = suggested(requirement_of("A customer can place an order"), later, ORDER)
    assert keys_of(found) == ["POST /orders"]
    mvp = Handoff(release_mode=ReleaseMode.mvp)
    tagged = later.model_copy(update={"mvp": True})
    assert "DELETE /orders/{id}" in keys_of(suggested(mvp, tagged, ORDER))


def test_what_nothing_can_be_suggested_for_is_named_with_its_reason() -> None:
    found = suggested(requirement_of("Everything is fast"), ORDER)
    assert [(requirement.requirement, requirement.why) for requirement in found.unserved] == [
        ("FR-001", "It mentions no entity of the data dictionary.")
    ]
    found = suggested(requirement_of("Everything is fast"))
    assert "no data dictionary" in found.unserved[0].why
    excused = requirement_of("Everything is fast").model_copy(update={"no_backend_reason": "CDN."})
    assert not suggested(excused, ORDER).unserved


def test_a_graphql_project_gets_no_paths() -> None:
    setup = Setup(api_style=ApiStyle.graphql)
    assert suggest(Design.from_items([requirement_of("List orders"), ORDER, setup])).found == ()


def test_arabic_names_without_latin_letters_give_no_path() -> None:
    entity = Entity(key="طلب")
    found = suggested(requirement_of("يمكن للعميل عرض طلب"), entity)
    assert found.found == ()
    assert found.unserved


def test_the_longest_name_wins() -> None:
    words = SentenceReader([ORDER, ITEM])
    assert list(words.mentioned("the order items of an order")) == ["OrderItem", "Order"]
    assert list(words.mentioned("each order’s order item")) == ["Order", "OrderItem"]


_NAMES = st.sampled_from(["Order", "OrderItem", "Customer", "Refund", "Shipping address", "Staff"])
_VERBS = st.sampled_from(
    ["place", "cancel", "list", "see", "manage", "remove", "approve", "correct", "frobnicate"]
)
_TEXTS = st.lists(
    st.builds(
        lambda verb, name, many: f"The actor can {verb} {'all ' if many else 'a '}{name}.",
        _VERBS, _NAMES, st.booleans(),
    ) | st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=40),
    min_size=1, max_size=4,
).map(" ".join)  # fmt: skip
_RELATIONS = st.builds(
    Relationship,
    target=_NAMES,
    cardinality=st.sampled_from(["", "1:N", "N:1", "M:N", "1:1"]),
    on_delete=st.sampled_from(["", "CASCADE", "RESTRICT"]),
)
_ENTITIES = st.lists(
    st.builds(Entity, key=_NAMES, relationships=st.lists(_RELATIONS, max_size=2).map(tuple)),
    max_size=5, unique_by=lambda build: build.key,
)  # fmt: skip
_ENDPOINTS = st.lists(
    st.builds(
        Endpoint,
        method=st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
        path=st.sampled_from(["/orders", "/v1/orders/{id}", "/api/customers/{cust_id}", "/{x}"]),
        covers=st.sampled_from([(), ("FR-001",)]),
    ),
    max_size=3, unique_by=lambda build: build.item_key,
)  # fmt: skip
_STEPS = st.lists(
    st.builds(
        Step,
        text=st.builds(lambda verb, name: f"{verb} the {name}", _VERBS, _NAMES),
        endpoint=st.sampled_from(["", "GET /orders/{orderId}", "POST /things", "no endpoint"]),
    ),
    max_size=3,
)
_ACCESSES = st.lists(
    st.builds(
        Access,
        endpoint=st.sampled_from(["GET /v2/order", "PUT /customers/{id}", "POST /refunds", "odd"]),
    ),
    max_size=2,
    unique_by=lambda build: build.endpoint,
)


@given(
    texts=st.lists(_TEXTS, min_size=1, max_size=4),
    entities=_ENTITIES,
    endpoints=_ENDPOINTS,
    steps=_STEPS,
    accesses=_ACCESSES,
    setup=st.builds(
        Setup,
        versioning=st.sampled_from([None, *Versioning]),
        max_nesting=st.integers(1, 3),
        property_case=st.sampled_from(["", "snake_case", "camelCase"]),
    ),
)
@settings(max_examples=150, deadline=None)
def test_taking_all_leaves_none_and_each_serves_something(  # noqa: PLR0917 - a design has parts
    texts: list[str],
    entities: list[Entity],
    endpoints: list[Endpoint],
    steps: list[Step],
    accesses: list[Access],
    setup: Setup,
) -> None:
    requirements = [requirement_of(text, f"FR-00{at}") for at, text in enumerate(texts, 1)]
    flow = Flow(key="UF-001", covers=("FR-001",), steps=tuple(steps))
    items: list[Item] = [*requirements, *entities, *endpoints, *accesses, flow, setup]
    first = suggested(*items)
    assert first == suggested(*items)
    inside = {requirement.key for requirement in requirements}
    keys = [suggestion.key for suggestion in first.found]
    assert len(keys) == len(set(keys))
    assert set(keys).isdisjoint(endpoint.item_key for endpoint in endpoints)
    for suggestion in first.found:
        assert suggestion.endpoint.covers or suggestion.reasons[0].kind == "access"
        assert set(suggestion.endpoint.covers) <= inside
        assert suggestion.reasons
    assert suggested(*items, *(suggestion.endpoint for suggestion in first.found)).found == ()
