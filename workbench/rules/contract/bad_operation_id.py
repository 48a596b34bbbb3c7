"""An operation has no usable operationId.

What it checks: Every operation has an operationId, no two share one, and it contains only
characters that are allowed in a URL.

Why it matters: Generated clients name their methods after it, links and tests refer to it, and
documentation uses it in the operation's address.

How to fix: Name the operation after its action and its resource, in the style of the other
operations.

Good: `operationId: listOrders`

Bad: `operationId: list orders`

Source: Spectral operation-operationId, operation-operationId-unique and
operation-operationId-valid-in-url; IBM operation-id-naming-convention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.design import Design
from workbench.design.endpoints import EndpointKind
from workbench.design.ids import is_parameter, path_segments, singular
from workbench.design.package import Finding, Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.item_patch import ItemChange, operation_of, replaced
from workbench.rules.lib.names.naming import words_of
from workbench.rules.lib.openapi.operations import OperationFacts, read_operation

_URL_SAFE = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]+\Z")
_VERBS = {
    EndpointKind.list: "list",
    EndpointKind.read: "get",
    EndpointKind.create: "create",
    EndpointKind.update: "update",
    EndpointKind.delete: "delete",
}
_MOST = 1_000


def check(facts: Facts) -> Iterator[Found]:
    """Look at every operation once."""
    owners: dict[str, str] = {}
    for operation in facts.operations:
        value = operation.body.get("operationId")
        if value is None or value == "":
            yield found(operation.item, "has no operationId", "body", fixable=True)
            continue
        name = str(value)
        place = ("body", "operationId")
        first = owners.setdefault(name, operation.item.endpoint)
        if first != operation.item.endpoint:
            message = f"operationId `{name}` is already used by {first}"
            yield found(operation.item, message, *place, fixable=True)
        elif not _URL_SAFE.match(name):
            message = f"operationId `{name}` contains characters that are not allowed in a URL"
            yield found(operation.item, message, *place, fixable=True)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Name the operation after its kind and its path."""
    operation = operation_of(design, finding.item)
    if operation is None:
        return ()
    facts = Facts(design)
    wanted = suggest(read_operation(operation, facts.endpoint(finding.item), facts.view))
    taken = {
        str(other.body.get("operationId"))
        for other in design.operations
        if other.endpoint != finding.item
    }
    names = (wanted, *(f"{wanted}{number}" for number in range(2, _MOST)))
    name = next((candidate for candidate in names if candidate not in taken), None)
    if name is None:
        return ()
    return (replaced(operation, body={**operation.body, "operationId": name}),)


def suggest(operation: OperationFacts) -> str:
    """A name in camelCase: `getOrder`, `listOrderItems`, `cancelOrder`.

    The resources that the path passes through are named in the singular, the last one in
    the plural where the operation works on the whole collection.
    """
    segments = path_segments(operation.path)
    verb = _VERBS.get(operation.kind, "") if operation.kind else ""
    if operation.kind is EndpointKind.action and segments and not is_parameter(segments[-1]):
        verb, segments = _split_action(segments)
    resources = ["_".join(words_of(segment)) for segment in segments if not is_parameter(segment)]
    names = [singular(resource) for resource in resources]
    if operation.kind is EndpointKind.list:
        names[-1:] = resources[-1:]
    words = [part for name in (verb or operation.method.lower(), *names) for part in words_of(name)]
    return words[0] + "".join(word.capitalize() for word in words[1:])


def _split_action(segments: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The action that a path ends with, and the segments before: `/orders/{id}:cancel`."""
    resource, _, action = segments[-1].rpartition(":")
    before = (resource,) if resource and not is_parameter(resource) else ()
    return "_".join(words_of(action)), (*segments[:-1], *before)


RULE = define(__name__, __doc__, "API-03", Level.quality, check=check, fix=fix)
