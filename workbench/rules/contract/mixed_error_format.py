"""An error response does not use the project's error format.

What it checks: Every 4xx, 5xx and default response has a body in the standard format: an envelope
with `error.code` and `error.message`, or RFC 9457 problem details if the set-up says so. Until the
set-up is answered, all error bodies must at least share one shape.

Why it matters: Clients can handle errors in one place only if all errors have the same shape.

How to fix: Refer to the shared error response.

Good:

    error: {code: ORDER_NOT_FOUND, message: There is no such order.}

Bad:

    msg: not found

Source: zally 176, Redocly operation-4xx-problem-details-rfc7807; workbench error format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from workbench.design.base import Item, JsonObject
from workbench.design.contract import Component
from workbench.design.design import Design
from workbench.design.ids import count_of
from workbench.design.openapi_view import Body
from workbench.design.package import Finding, Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.item_patch import ItemChange, operation_of, parse_pointer, replaced, set_in
from workbench.rules.lib.openapi.error_format import is_stated, standard_response, why_not_standard
from workbench.rules.lib.openapi.operations import flatten, properties_of

_RESPONSES = "#/components/responses/"


class _Row(NamedTuple):
    """One error response as written, and the statuses it is used for."""

    item: Item
    place: tuple[str | int, ...]
    body: JsonObject
    label: str
    fixable: bool


def check(facts: Facts) -> Iterator[Found]:
    """Collect error responses where they are written, then compare them."""
    rows = list(_rows(facts))
    if is_stated(facts.setup):
        for row in rows:
            why = _why(facts, row)
            if why:
                yield found(row.item, f"{row.label} {why}", *row.place, fixable=row.fixable)
        return
    shapes = [(row, shape) for row in rows if (shape := _shape(facts, row)) is not None]
    if not shapes:
        return
    usual, count = Counter(shape for _, shape in shapes).most_common(1)[0]
    for row, shape in shapes:
        if shape != usual:
            members = ", ".join(sorted(usual)) or "none"
            message = f"{row.label} has the members {', '.join(sorted(shape)) or 'none'}"
            yield found(
                row.item, f"{message}; {count_of(count, 'other')} have {members}", *row.place
            )


def _rows(facts: Facts) -> Iterator[_Row]:
    used: dict[str, str] = {}
    for operation in facts.operations:
        raw = operation.body.get("responses")
        for status, response in raw.items() if isinstance(raw, dict) else ():
            if str(status)[:1] not in {"4", "5"} and str(status) != "default":
                continue
            if not isinstance(response, dict) or operation.method == "HEAD":
                continue
            ref = response.get("$ref")
            if isinstance(ref, str):
                used.setdefault(ref.removeprefix(_RESPONSES), str(status))
                continue
            place = ("body", "responses", str(status))
            fixable = str(status).isdecimal()
            yield _Row(operation.item, place, response, f"{status} of {operation.path}", fixable)
    for name, status in used.items():
        component = facts.design.find("component", f"responses/{name}")
        if isinstance(component, Component):
            yield _Row(component, ("body",), component.body, f"{name} ({status})", fixable=False)


def _bodies(facts: Facts, row: _Row) -> list[Body]:
    return facts.view.bodies(row.body)


def _why(facts: Facts, row: _Row) -> str:
    bodies = _bodies(facts, row)
    if not bodies:
        return "has no body"
    reasons = [
        why_not_standard(facts.view, body.media_type, body.schema, facts.setup) for body in bodies
    ]
    return "" if "" in reasons else reasons[0]


def _shape(facts: Facts, row: _Row) -> frozenset[str] | None:
    for body in _bodies(facts, row):
        if "json" in body.media_type:
            return frozenset(properties_of(flatten(facts.view, body.schema)))
    return None


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Refer to the shared response of that status."""
    operation = operation_of(design, finding.item)
    if operation is None:
        return ()
    *_, status = parse_pointer(finding.pointer)
    response, changes = standard_response(design, int(status))
    body = set_in(operation.body, ("responses", status), response)
    return (*changes, replaced(operation, body=body))


RULE = define(__name__, __doc__, "API-14", Level.quality, check=check, fix=fix)
