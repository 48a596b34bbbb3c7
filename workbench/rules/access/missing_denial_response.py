"""A protected operation does not declare 401 or 403.

What it checks: An operation that requires authentication declares 401, and 403 where a permission
is needed (404 where the auth model hides denied resources).

Why it matters: Clients must tell "sign in again" from "not allowed", and a hidden resource must be
hidden everywhere.

How to fix: Declare the shared responses.

Good: `401` and `403`

Bad: `security: [{bearer: []}]` and only `200`

Source: vacuum owasp-define-error-responses-401, Azure http-return-403-vs-404.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.access import Auth
from workbench.design.contract import Operation
from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, operation_of, parse_pointer, replaced, set_in
from workbench.rules.lib.openapi.error_format import standard_response
from workbench.rules.lib.openapi.operations import OperationFacts
from workbench.rules.lib.openapi.security import access_of, is_protected

_UNKNOWN_CALLER = 401
_DENIED = 403


def check(item: Operation, facts: ItemFacts) -> Iterator[Found]:
    """Look at the statuses of a protected operation."""
    operation = facts.operation(item)
    if not is_protected(operation, facts):
        return
    wanted = [_UNKNOWN_CALLER]
    if _needs_permission(operation, facts):
        auth = facts.items.find("auth", "auth")
        wanted.append((auth.denied_status if isinstance(auth, Auth) else 0) or _DENIED)
    for status in wanted:
        if not operation.answers(status):
            message = f"is protected but declares no {status}"
            yield found(item, message, "body", "responses", str(status), fixable=True)


def _needs_permission(operation: OperationFacts, facts: ItemFacts) -> bool:
    row = access_of(operation, facts)
    return row is None or bool(row.permissions)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Declare the shared response."""
    operation = operation_of(design, finding.item)
    if operation is None:
        return ()
    *_, status = parse_pointer(finding.pointer)
    response, changes = standard_response(design, int(status))
    body = set_in(operation.body, ("responses", status), response)
    return (*changes, replaced(operation, body=body))


RULE = define(
    __name__,
    __doc__,
    "AUT-07",
    Level.quality,
    check_item=check,
    kinds=("operation",),
    fix=fix,
)
