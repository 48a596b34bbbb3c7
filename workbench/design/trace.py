"""FR → flow → screen → endpoint → schema → property → column, and → permission, both ways.

A trace is built once per design, in time linear in its size, and then only looked up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from workbench.design.access import Effect
from workbench.design.base import JsonObject
from workbench.design.content_links import content_links
from workbench.design.contract import Operation
from workbench.design.design import Design
from workbench.design.ids import snake_case, split_endpoint_key
from workbench.design.openapi_view import ContractView, Property, schema_name
from workbench.design.scope import Scope, scope_of
from workbench.design.table_names import TableNames


class Node(NamedTuple):
    """One thing that can be traced.

    Kinds are those of items, and `attribute` (`Entity.name`), `property`
    (`Order.total` or `GET /orders#data.total`) and `column` (`orders.total`).
    """

    kind: str
    key: str


class How(StrEnum):
    """How a link is known."""

    #: A document or a person says so.
    stated = "stated"
    #: Deduced from names.
    inferred = "inferred"


class Coverage(NamedTuple):
    """One requirement and everything that serves it."""

    requirement: str
    in_scope: bool
    flows: tuple[str, ...]
    screens: tuple[str, ...]
    endpoints: tuple[str, ...]
    tables: tuple[str, ...]
    permissions: tuple[str, ...]
    webhooks: tuple[str, ...]
    content: tuple[str, ...] = ()
    """Types of content, by key."""
    feedback: tuple[str, ...] = ()
    """Feedback channels, by key."""


@dataclass
class Trace:
    """Links between nodes, downstream and upstream."""

    down: dict[Node, dict[Node, How]] = field(default_factory=dict)
    up: dict[Node, dict[Node, How]] = field(default_factory=dict)

    def link(self, source: Node, target: Node, how: How = How.stated) -> None:
        """Record that `target` serves `source`; a stated link outweighs an inferred one."""
        known = self.down.setdefault(source, {})
        if known.get(target) is not How.stated:
            known[target] = how
            self.up.setdefault(target, {})[source] = how

    def next(self, node: Node, kind: str | None = None) -> list[Node]:
        """Direct downstream neighbours, of one kind if asked."""
        return [
            neighbour for neighbour in self.down.get(node, {}) if kind in {None, neighbour.kind}
        ]

    def previous(self, node: Node, kind: str | None = None) -> list[Node]:
        """Direct upstream neighbours, of one kind if asked."""
        return [neighbour for neighbour in self.up.get(node, {}) if kind in {None, neighbour.kind}]

    def reach(self, node: Node, *, upwards: bool = False) -> list[Node]:
        """Everything downstream (or upstream) of a node, nearest first."""
        links = self.up if upwards else self.down
        seen = {node}
        queue = deque([node])
        found: list[Node] = []
        while queue:
            for neighbour in links.get(queue.popleft(), {}):
                if neighbour not in seen:
                    seen.add(neighbour)
                    found.append(neighbour)
                    queue.append(neighbour)
        return found


def build_trace(design: Design) -> Trace:
    """Every link of a design."""
    trace = Trace()
    _link_handoff(design, trace)
    _link_endpoints(design, trace)
    _link_properties(design, trace)
    _link_tables(design, trace)
    return trace


def _link_handoff(design: Design, trace: Trace) -> None:
    _link_stories(design, trace)
    _link_flows(design, trace)
    _link_screens(design, trace)
    for link in content_links(design):
        how = How.stated if link.stated else How.inferred
        trace.link(Node(*link.source), Node(*link.target), how)


def _link_stories(design: Design, trace: Trace) -> None:
    _link_all(trace, "requirement", "story", ((s.covers, s.key) for s in design.stories))
    for requirement in design.requirements:
        for key in requirement.stories:
            trace.link(Node("requirement", requirement.key), Node("story", key))


def _link_flows(design: Design, trace: Trace) -> None:
    _link_all(trace, "requirement", "flow", ((f.covers, f.key) for f in design.flows))
    _link_all(trace, "story", "flow", ((f.stories, f.key) for f in design.flows))
    for flow in design.flows:
        for step in flow.steps:
            if step.endpoint:
                trace.link(Node("flow", flow.key), Node("endpoint", step.endpoint))


def _link_screens(design: Design, trace: Trace) -> None:
    _link_all(trace, "flow", "screen", ((s.flows, s.key) for s in design.screens))
    _link_all(trace, "requirement", "screen", ((s.covers, s.key) for s in design.screens))
    for screen in design.screens:
        for shown in screen.fields:
            if shown.attribute:
                trace.link(Node("screen", screen.key), Node("attribute", shown.attribute))


def _link_all(
    trace: Trace, source: str, target: str, links: Iterable[tuple[tuple[str, ...], str]]
) -> None:
    for sources, key in links:
        for origin in sources:
            trace.link(Node(source, origin), Node(target, key))


def _link_endpoints(design: Design, trace: Trace) -> None:
    screens_of = _by_cover((screen.covers, screen.key) for screen in design.screens)
    flows_of = _by_cover((flow.covers, flow.key) for flow in design.flows)
    for endpoint in design.endpoints:
        here = Node("endpoint", endpoint.item_key)
        for key in endpoint.covers:
            trace.link(Node("requirement", key), here)
            # A requirement met on a screen reaches its endpoint through that screen; one
            # without a screen (a job, a machine) straight from its flow.
            kind, shown = (
                ("screen", screens_of[key]) if key in screens_of else ("flow", flows_of.get(key))
            )
            for column in shown or ():
                trace.link(Node(kind, column), here, How.inferred)
    _link_webhooks(design, trace)
    _link_permissions(design, trace)


def _by_cover(pairs: Iterable[tuple[tuple[str, ...], str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for covers, key in pairs:
        for cover in covers:
            found.setdefault(cover, []).append(key)
    return found


def _link_webhooks(design: Design, trace: Trace) -> None:
    _link_all(trace, "requirement", "webhook", ((w.covers, w.key) for w in design.webhooks))
    for webhook in design.webhooks:
        if webhook.event:
            trace.link(Node("webhook", webhook.key), Node("event", webhook.event))


def _link_permissions(design: Design, trace: Trace) -> None:
    for access in design.accesses:
        for permission in access.permissions:
            trace.link(Node("endpoint", access.endpoint), Node("permission", permission))
    for grant in design.grants:
        if grant.effect is not Effect.deny:
            trace.link(Node("permission", grant.permission), Node("role", grant.role))


def _link_properties(design: Design, trace: Trace) -> None:
    view = ContractView(design)
    tables = TableNames(design)
    columns = {
        table.key: frozenset(column.name for column in table.columns) for table in design.tables
    }
    done: set[str] = set()
    for operation in design.operations:
        _, path = split_endpoint_key(operation.endpoint)
        home = tables.find_for_path(path)
        for schema in answer_schemas(view, operation):
            name = schema_name(schema.get("$ref"))
            node = Node("schema", name or operation.endpoint)
            trace.link(Node("endpoint", operation.endpoint), node)
            if node.key in done:
                continue
            done.add(node.key)
            for prop in view.properties(schema):
                here = Node("property", property_key(node.key, prop))
                trace.link(node, here)
                for column, how in property_columns(prop, name, home, tables, columns):
                    trace.link(here, Node("column", column), how)


def answer_schemas(view: ContractView, operation: Operation) -> list[JsonObject]:
    """Schemas of an operation's 2xx responses, as written."""
    return [
        body.schema
        for response in view.responses(operation)
        if response.status.startswith("2")
        for body in view.bodies(response.body)
        if isinstance(body.schema, dict)
    ]


def property_key(holder: str, prop: Property) -> str:
    """Address of a property: `Order.items[].sku`, or `GET /orders#data.total` inline."""
    path = ".".join(prop.path).replace(".[]", "[]")
    return f"{holder}#{path}" if " " in holder else f"{holder}.{path}"


def property_columns(
    prop: Property,
    holder: str,
    home: str | None,
    tables: TableNames,
    columns: dict[str, frozenset[str]],
) -> list[tuple[str, How]]:
    """Columns a property shows: those it names in `x-source`/`x-column`, else by its name."""
    stated = _stated_columns(prop.schema)
    if stated:
        return [(column, How.stated) for column in stated]
    wanted = snake_case(prop.name)
    nested = [part for part in prop.path[:-1] if part != "[]"]
    candidates: Iterable[str | None] = (
        tables.find(prop.owner) if prop.owner else None,
        tables.find(nested[-1]) if nested else None,
        tables.find(holder) if holder else None,
        home,
    )
    for table in candidates:
        if table and wanted in columns.get(table, frozenset()):
            return [(f"{table}.{wanted}", How.inferred)]
    return []


def _stated_columns(schema: JsonObject) -> list[str]:
    value: Any = schema.get("x-source", schema.get("x-column"))
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if "." in part]
    if isinstance(value, list):
        return [part for part in value if isinstance(part, str) and "." in part]
    return []


def _link_tables(design: Design, trace: Trace) -> None:
    attributes = {
        entity.key: {snake_case(attribute.name): attribute.name for attribute in entity.attributes}
        for entity in design.entities
    }
    for table in design.tables:
        here = Node("table", table.key)
        if table.entity:
            trace.link(Node("entity", table.entity), here)
        known = attributes.get(table.entity, {})
        for column in table.columns:
            node = Node("column", f"{table.key}.{column.name}")
            trace.link(node, here)
            if column.attribute:
                trace.link(Node("attribute", column.attribute), node)
            elif snake_case(column.name) in known:
                address = f"{table.entity}.{known[snake_case(column.name)]}"
                trace.link(Node("attribute", address), node, How.inferred)


def coverage(design: Design, trace: Trace, scope: Scope | None = None) -> list[Coverage]:
    """Per active functional requirement, what serves it, in the requirements' order."""
    scope = scope or scope_of(design)
    rows = []
    for requirement in design.requirements:
        key = requirement.key
        if key not in scope.requirements and key not in scope.out_of_scope:
            continue
        here = Node("requirement", key)
        endpoints = trace.next(here, "endpoint")
        below = {column for endpoint in endpoints for column in _columns_below(trace, endpoint)}
        rows.append(
            Coverage(
                requirement=key,
                in_scope=key in scope.requirements,
                flows=_keys(trace.next(here, "flow")),
                screens=_keys(trace.next(here, "screen")),
                endpoints=_keys(endpoints),
                tables=tuple(sorted(below)),
                permissions=tuple(
                    sorted({p.key for e in endpoints for p in trace.next(e, "permission")})
                ),
                webhooks=_keys(trace.next(here, "webhook")),
                content=_keys(trace.next(here, "content_type")),
                feedback=_keys(trace.next(here, "feedback_channel")),
            )
        )
    return rows


def _columns_below(trace: Trace, endpoint: Node) -> set[str]:
    return {
        table.key
        for schema in trace.next(endpoint, "schema")
        for shown in trace.next(schema, "property")
        for column in trace.next(shown, "column")
        for table in trace.next(column, "table")
    }


def _keys(nodes: Iterable[Node]) -> tuple[str, ...]:
    return tuple(node.key for node in nodes)
