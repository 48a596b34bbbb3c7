from workbench.design.access import Access, Effect, Grant
from workbench.design.base import Item
from workbench.design.content import ContentField, ContentType, FeedbackChannel, FeedbackData
from workbench.design.contract import Contract, Operation, Schema
from workbench.design.design import Design
from workbench.design.dictionary import Attribute, Entity
from workbench.design.endpoints import Endpoint
from workbench.design.flows import Flow, Screen
from workbench.design.handoff import Handoff, ReleaseMode
from workbench.design.openapi_view import ContractView, references
from workbench.design.requirements import Priority, Requirement, RequirementStatus, RequirementType
from workbench.design.scope import scope_of
from workbench.design.tables import Column, Table
from workbench.design.trace import How, Node, build_trace, coverage

ORDER = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "createdAt": {"type": "string"},
        "total": {"type": "string", "x-source": "orders.total_minor, orders.currency"},
        "parent": {"$ref": "#/components/schemas/Order"},
        "mystery": {"type": "string"},
    },
}


def answer(schema: object) -> dict[str, object]:
    return {"responses": {"200": {"content": {"application/json": {"schema": schema}}}}}


def small(*more: Item) -> Design:
    return Design.from_items(
        [
            Requirement(key="FR-001", priority=Priority.P0),
            Entity(key="Order", attributes=(Attribute(name="id"), Attribute(name="createdAt"))),
            Flow(key="UF-001", covers=("FR-001",)),
            Screen(key="WF-001", flows=("UF-001",), covers=("FR-001",)),
            Endpoint(method="GET", path="/v1/orders/{id}", covers=("FR-001",)),
            Operation(
                endpoint="GET /v1/orders/{id}", body=answer({"$ref": "#/components/schemas/Order"})
            ),
            Schema(key="Order", body=ORDER),
            Table(
                key="orders",
                entity="Order",
                columns=tuple(
                    Column(name=name, type="text")
                    for name in ("id", "created_at", "total_minor", "currency")
                ),
            ),
            Access(endpoint="GET /v1/orders/{id}", permissions=("orders:read",)),
            Grant(role="customer", permission="orders:read", effect=Effect.own),
            Grant(role="guest", permission="orders:read", effect=Effect.deny),
            *more,
        ]
    )


def test_a_requirement_reaches_its_columns_and_permissions_and_back() -> None:
    trace = build_trace(small())
    below = set(trace.reach(Node("requirement", "FR-001")))
    assert {
        Node("flow", "UF-001"),
        Node("screen", "WF-001"),
        Node("endpoint", "GET /v1/orders/{id}"),
        Node("schema", "Order"),
        Node("property", "Order.createdAt"),
        Node("column", "orders.created_at"),
        Node("table", "orders"),
        Node("permission", "orders:read"),
        Node("role", "customer"),
    } <= below
    assert Node("role", "guest") not in below
    above = trace.reach(Node("column", "orders.total_minor"), upwards=True)
    assert Node("requirement", "FR-001") in above


def test_a_stated_source_outweighs_the_name_and_an_unknown_property_has_none() -> None:
    trace = build_trace(small())
    total = Node("property", "Order.total")
    assert trace.down[total] == {
        Node("column", "orders.total_minor"): How.stated,
        Node("column", "orders.currency"): How.stated,
    }
    assert trace.next(Node("property", "Order.mystery")) == []


def test_a_column_finds_its_attribute_by_name_across_cases() -> None:
    trace = build_trace(small())
    assert trace.previous(Node("column", "orders.created_at"), "attribute") == [
        Node("attribute", "Order.createdAt")
    ]


def test_coverage_shows_gaps_as_empty_cells() -> None:
    design = small(Requirement(key="FR-002", priority=Priority.P0))
    served, gap = coverage(design, build_trace(design))
    assert (served.endpoints, served.tables, served.permissions) == (
        ("GET /v1/orders/{id}",),
        ("orders",),
        ("orders:read",),
    )
    assert (gap.requirement, gap.in_scope, gap.endpoints, gap.flows) == ("FR-002", True, (), ())


def test_scope_follows_the_release_mode() -> None:
    requirements = [
        Requirement(key="FR-1", priority=Priority.P0, mvp=False),
        Requirement(key="FR-2", priority=Priority.P1, mvp=True),
        Requirement(key="FR-3"),
        Requirement(key="FR-4", priority=Priority.P0, status=RequirementStatus.withdrawn),
        Requirement(key="NFR-1", type=RequirementType.quality),
    ]
    later = Endpoint(method="GET", path="/later", covers=("FR-2",))

    def scope(**handoff: object) -> frozenset[str]:
        return scope_of(
            Design.from_items([*requirements, later, Handoff.model_validate(handoff)])
        ).requirements

    assert scope(release_mode=ReleaseMode.full) == {"FR-1", "FR-3"}
    assert scope(release_mode=ReleaseMode.full, include_p1=True) == {"FR-1", "FR-2", "FR-3"}
    assert scope(release_mode=ReleaseMode.mvp) == {"FR-2", "FR-3"}
    full = scope_of(Design.from_items([*requirements, later]))
    assert not full.contains("operation", "GET /later")
    assert full.contains("operation", "GET /unknown")


def test_walking_a_recursive_schema_ends_and_names_each_level_once() -> None:
    design = small()
    found = ContractView(design).properties({"$ref": "#/components/schemas/Order"})
    assert [prop.path for prop in found if "parent" in prop.path] == [("parent",)]


def test_references_through_pointer_escapes_and_loops_resolve_or_end() -> None:
    design = Design.from_items(
        [
            Contract(path_items={"/a/{b}": {"parameters": [{"name": "b", "in": "path"}]}}),
            Schema(key="a/b~c", body={"type": "string"}),
            Schema(key="Loop", body={"$ref": "#/components/schemas/Loop"}),
        ]
    )
    view = ContractView(design)
    assert view.resolve("#/components/schemas/a~1b~0c") == {"type": "string"}
    assert view.resolve("#/components/schemas/Loop") is None
    assert view.resolve("http://example.invalid/x") is None
    assert view.resolve("#/paths/~1a~1{b}/parameters/0/name") == "b"


def test_a_property_called_ref_and_a_ref_in_an_example_are_no_references() -> None:
    body = {
        "properties": {"$ref": {"type": "string"}, "real": {"$ref": "#/x"}},
        "example": {"$ref": "#/not"},
    }
    assert list(references(body)) == [(("properties", "real", "$ref"), "#/x")]


def test_content_and_feedback_reach_requirements_and_the_dictionary() -> None:
    design = small(
        ContentType(
            key="orders", covers=("FR-001",), screens=("WF-001",),
            fields=(ContentField(name="created at"), ContentField(name="colour")),
        ),
        ContentType(key="Banner", entity="Order"),
        ContentType(key="Terms", kept_in="a content system"),
        FeedbackChannel(
            key="FB-001", covers=("FR-001",), flows=("UF-001",), third_party="Desk",
            data=(FeedbackData(name="when", attribute="Order.createdAt"),),
        ),
    )  # fmt: skip
    trace = build_trace(design)
    (row,) = coverage(design, trace)
    assert (row.content, row.feedback) == (("orders",), ("FB-001",))
    entity = Node("entity", "Order")
    assert trace.up[entity] == {
        Node("content_type", "orders"): How.inferred,
        Node("content_type", "Banner"): How.stated,
    }
    assert trace.previous(Node("attribute", "Order.createdAt")) == [
        Node("content_type", "orders"),
        Node("feedback_channel", "FB-001"),
    ]
    assert Node("content_type", "orders") in trace.next(Node("screen", "WF-001"))
    assert Node("table", "orders") in trace.reach(Node("content_type", "orders"))
    assert not trace.next(Node("content_type", "Terms"))


def test_content_of_a_later_requirement_waits_with_it() -> None:
    later = Requirement(key="FR-002", priority=Priority.P3)
    design = small(later, ContentType(key="Gift", covers=("FR-002",)), ContentType(key="Banner"))
    scope = scope_of(design)
    assert not scope.contains("content_type", "Gift")
    assert scope.contains("content_type", "Banner")
