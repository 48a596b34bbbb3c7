"""A write does not declare its validation error response.

What it checks: Every POST, PUT and PATCH with a body declares a validation error (422, or 400
where the set-up says so) whose body says which fields failed and why.

Why it matters: A form can show the message at the right field only if the response names the
field.

How to fix: Declare the shared validation error response.

Good: `422` with `error.details: [{field, message}]`

Bad: `POST /orders` without `422`

Source: workbench conventions for status codes and error format.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.contract import Operation
from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, operation_of, replaced, set_in
from workbench.rules.lib.openapi.error_format import has_field_details, is_stated, standard_response
from workbench.rules.lib.openapi.operations import OperationFacts


def check(item: Operation, facts: ItemFacts) -> Iterator[Found]:
    """Look at writes with a body."""
    operation = facts.operation(item)
    if operation.method not in {"POST", "PUT", "PATCH"} or not operation.request:
        return
    status = facts.setup.validation_status
    place = ("body", "responses", str(status))
    if not is_stated(facts.setup):
        accepted = operation.answers(422) or operation.answers(400)
        if not accepted and "DEFAULT" not in operation.statuses:
            yield found(item, "declares no validation error (422)", *place, fixable=True)
        return
    if not operation.answers(status):
        yield found(item, f"declares no validation error ({status})", *place, fixable=True)
    elif not _tells_fields(operation, status):
        yield found(item, f"the {status} response does not say which fields failed", *place)


def _tells_fields(operation: OperationFacts, status: int) -> bool:
    wanted = {str(status), f"{status // 100}XX"}
    answers = [response for response in operation.responses if response.status.upper() in wanted]
    return any(
        has_field_details(operation.view, body.schema)
        for answer in answers
        for body in operation.view.bodies(answer.body)
    )


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Declare the shared validation response."""
    operation = operation_of(design, finding.item)
    if operation is None:
        return ()
    status = design.setup.validation_status
    response, changes = standard_response(design, status)
    body = set_in(operation.body, ("responses", str(status)), response)
    return (*changes, replaced(operation, body=body))


RULE = define(
    __name__,
    __doc__,
    "API-44",
    Level.quality,
    check_item=check,
    kinds=("operation",),
    fix=fix,
)
