"""An operation declares no success or no client error response.

What it checks: Every operation has a 2xx or 3xx response and a 4xx response. Status ranges and
`default` count as the error.

Why it matters: Callers must handle both, and have to guess what is not declared.

How to fix: Declare the response for success and for an invalid request.

Good:

    responses:
      "200": {$ref: "#/components/responses/Order"}
      "404": {$ref: "#/components/responses/NotFound"}

Bad:

    responses:
      "200": {$ref: "#/components/responses/Order"}

Source: Spectral operation-success-response, Redocly operation-2xx-response and
operation-4xx-response.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.contract import Operation
from workbench.design.design import Design
from workbench.design.ids import path_parameters, split_endpoint_key
from workbench.design.package import Finding, Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, operation_of, replaced
from workbench.rules.lib.openapi.error_format import standard_response


def check(item: Operation, facts: ItemFacts) -> Iterator[Found]:
    """Look at the classes of statuses."""
    operation = facts.operation(item)
    classes = {status[:1] for status in operation.statuses}
    declared = ", ".join(sorted(operation.statuses))
    if not declared:
        yield found(item, "declares no responses", "body", "responses")
    elif not classes & {"2", "3"}:
        message = f"declares no success response, only {declared}"
        yield found(item, message, "body", "responses")
    elif "4" not in classes and "DEFAULT" not in operation.statuses:
        yield found(item, f"declares {declared} but no 4xx", "body", "responses", fixable=True)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Add the standard 404 where the path names one resource, else the standard 400."""
    operation = operation_of(design, finding.item)
    if operation is None:
        return ()
    status = 404 if path_parameters(split_endpoint_key(finding.item)[1]) else 400
    response, changes = standard_response(design, status)
    responses = {**operation.body.get("responses", {}), str(status): response}
    body = {**operation.body, "responses": responses}
    return (*changes, replaced(operation, body=body))


RULE = define(
    __name__,
    __doc__,
    "API-13",
    Level.quality,
    check_item=check,
    kinds=("operation",),
    fix=fix,
)
