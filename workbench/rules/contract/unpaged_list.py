"""A list endpoint is not paginated.

What it checks: Every list endpoint uses the project's pagination style (offset or cursor), limits
the page size, and returns a next-page marker.

Why it matters: A list that works with ten rows times out with a million, and adding pagination
later breaks every client.

How to fix: Add the parameters `page` and `limit` (or `cursor` and `limit`) with a maximum, and
`pagination` to the response.

Good: `GET /orders?page=2&limit=20` → `{data: [...], pagination: {page, limit, total, totalPages}}`

Bad: `GET /orders` → `{data: [...]}`

Source: Google AIP-158, Zalando 160 and 248, IBM pagination-style; workbench pagination
conventions. Lists that are not critical can be deferred in an MVP.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import JsonObject
from workbench.design.contract import Operation, Schema
from workbench.design.design import Design
from workbench.design.endpoints import EndpointKind
from workbench.design.handoff import PaginationStyle
from workbench.design.openapi_view import Parameter, schema_name
from workbench.design.package import Finding, Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts, ItemFacts
from workbench.rules.lib.item_patch import (
    ItemChange,
    get_in,
    operation_of,
    parse_pointer,
    replaced,
    set_in,
)
from workbench.rules.lib.openapi.operations import OperationFacts, flatten, properties_of
from workbench.rules.lib.openapi.pagination import (
    CURSOR_NAMES,
    OFFSET_NAMES,
    SIZE_NAMES,
    find_named,
    has_marker,
    page_parameters,
    pagination_schema,
)


def check(item: Operation, facts: ItemFacts) -> Iterator[Found]:
    """Look at the parameters and the answer of a list."""
    operation = facts.operation(item)
    if operation.kind is not EndpointKind.list or operation.method != "GET":
        return
    wait = operation.endpoint is not None and not operation.endpoint.critical
    for place, message, fixable in _problems(operation, facts):
        yield found(item, message, *place, fixable=fixable, may_wait=wait)


def _problems(
    operation: OperationFacts, facts: ItemFacts
) -> Iterator[tuple[tuple[str | int, ...], str, bool]]:
    query = [parameter for parameter in operation.parameters if parameter.place == "query"]
    message = _parameter_problem(query, facts.setup.pagination)
    if message:
        yield ("body", "parameters"), message, True
    size = find_named(query, SIZE_NAMES)
    if size is not None and _unbounded(size, facts):
        place = operation.place(*size.pointer)
        yield place, f"page-size parameter `{size.name}` has no maximum", False
    if not has_marker(operation):
        yield _marker_place(operation), "the response has no next-page marker", _can_add(operation)


def _parameter_problem(query: list[Parameter], style: PaginationStyle | None) -> str:
    """What query parameters lack for pagination in the project's style; empty if nothing."""
    offset, cursor = find_named(query, OFFSET_NAMES), find_named(query, CURSOR_NAMES)
    if style is PaginationStyle.offset and offset is None:
        state = f"uses cursor pagination (`{cursor.name}`)" if cursor else "is not paginated"
        return f"{state}; this project uses offset pagination (`page`, `limit`)"
    if style is PaginationStyle.cursor and cursor is None:
        state = f"uses offset pagination (`{offset.name}`)" if offset else "is not paginated"
        return f"{state}; this project uses cursor pagination (`cursor`, `limit`)"
    if offset is None and cursor is None:
        return "is not paginated"
    if find_named(query, SIZE_NAMES) is None:
        return "has no page-size parameter (`limit`)"
    return ""


def _unbounded(size: Parameter, facts: ItemFacts) -> bool:
    schema = flatten(facts.view, size.body.get("schema"))
    return not {"maximum", "exclusiveMaximum", "enum", "const"} & schema.keys()


def _marker_place(operation: OperationFacts) -> tuple[str | int, ...]:
    for response, body in operation.success_schemas():
        return operation.place(*response.pointer, *body.pointer, "schema")
    return operation.place("responses")


def _can_add(operation: OperationFacts) -> bool:
    return _response_schema(operation) is not None


def _response_schema(
    operation: OperationFacts,
) -> tuple[str, tuple[str | int, ...], JsonObject] | None:
    """Where the answer's own object schema is written: a component's name, or a place."""
    for response, body in operation.success_schemas():
        place = operation.place(*response.pointer, *body.pointer, "schema")
        schema = body.schema
        if place[-1] != "schema" or not isinstance(schema, dict) or "json" not in body.media_type:
            continue
        name = schema_name(schema.get("$ref"))
        found_schema = operation.view.items.find("schema", name) if name else None
        target = found_schema.body if isinstance(found_schema, Schema) else schema
        if isinstance(target, dict) and properties_of(target) and "$ref" not in target:
            return name, place, target
    return None


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Add the parameters, or the member `pagination` to the answer."""
    item = operation_of(design, finding.item)
    if item is None:
        return ()
    facts = Facts(design)
    operation = facts.operation(item)
    style = design.setup.pagination or _style_of(operation)
    if parse_pointer(finding.pointer) == ("body", "parameters"):
        return (replaced(item, body=_with_parameters(operation, style)),)
    answer = _response_schema(operation)
    if answer is None:
        return ()
    name, place, schema = answer
    added = pagination_schema(style, design.setup)
    paginated = set_in(schema, ("properties", "pagination"), added)
    if not name:
        return (replaced(item, body=set_in(item.body, place[1:], paginated)),)
    shared = design.find("schema", name)
    return (replaced(shared, body=paginated),) if isinstance(shared, Schema) else ()


def _style_of(operation: OperationFacts) -> PaginationStyle:
    query = [parameter for parameter in operation.parameters if parameter.place == "query"]
    cursor = find_named(query, CURSOR_NAMES)
    return PaginationStyle.cursor if cursor else PaginationStyle.offset


def _with_parameters(operation: OperationFacts, style: PaginationStyle) -> JsonObject:
    known = {parameter.name for parameter in operation.parameters if parameter.place == "query"}
    sized = find_named([o for o in operation.parameters if o.place == "query"], SIZE_NAMES)
    raw = get_in(operation.body, ("parameters",))
    kept = list(raw) if isinstance(raw, list) else []
    added = [
        page_parameter
        for page_parameter in page_parameters(style)
        if page_parameter["name"] not in known and not (page_parameter["name"] == "limit" and sized)
    ]
    return {**operation.body, "parameters": [*kept, *added]}


RULE = define(
    __name__,
    __doc__,
    "API-18",
    Level.quality,
    check_item=check,
    kinds=("operation",),
    fix=fix,
)
