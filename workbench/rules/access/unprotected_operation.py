"""An operation has no security requirement.

What it checks: Every operation has a security requirement, its own or the document's. A public
operation says so, by an empty requirement or in the permission model.

Why it matters: Gateways read a missing requirement as "open", people as "surely protected".

How to fix: Set `security` for the whole document, and `security: []` on public operations.

Good: `security: [{bearer: []}]`

Bad: an operation without `security` in a document without `security`

Source: Redocly security-defined, zally 104, vacuum owasp-protection-global.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.contract import Operation
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.security import access_of, security_of


def check(item: Operation, facts: ItemFacts) -> Iterator[Found]:
    """Look at the operation, then at the document, then at the permission model."""
    operation = facts.operation(item)
    if security_of(operation, facts) is not None:
        return
    row = access_of(operation, facts)
    if row is None or not (row.public and row.reason):
        yield found(item, "no security requirement on the operation or the document", "body")


RULE = define(__name__, __doc__, "AUT-01", Level.no_go, check_item=check, kinds=("operation",))
