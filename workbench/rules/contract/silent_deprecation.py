"""A deprecated operation has no end date or no replacement.

What it checks: An operation with `deprecated: true` states its end date (`x-sunset`, or a `Sunset`
header) and its replacement (`x-replaced-by`, or a sentence in its description).

Why it matters: Clients can plan their migration only if they know where to move and by when.

How to fix: Add both.

Good: `deprecated: true`, `x-sunset: "2031-06-30"`, `x-replaced-by: listOrders`

Bad: `deprecated: true`

Source: Zalando 187 and 189, RFC 8594; the replacement: workbench.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.contract import Operation
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.operations import OperationFacts

_REPLACEMENT = re.compile(r"\b(?:use|replaced|instead|successor|superseded|moved)\b", re.IGNORECASE)
_DAY = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?\b")


def check(item: Operation, facts: ItemFacts) -> Iterator[Found]:
    """Look at what a deprecated operation documents."""
    if item.body.get("deprecated") is not True:
        return
    text = str(item.body.get("description", ""))
    missing = []
    if not (item.body.get("x-sunset") or _DAY.search(text) or _has_header(facts.operation(item))):
        missing.append("end date")
    if not (item.body.get("x-replaced-by") or _REPLACEMENT.search(text)):
        missing.append("replacement")
    if missing:
        yield found(
            item,
            f"the deprecated operation has no {' and no '.join(missing)}",
            "body",
            "deprecated",
        )


def _has_header(operation: OperationFacts) -> bool:
    return any("sunset" in operation.header_names(response) for response in operation.responses)


RULE = define(__name__, __doc__, "API-39", Level.quality, check_item=check, kinds=("operation",))
