"""A POST cannot be retried safely.

What it checks: A POST that creates, pays or sends declares the `Idempotency-Key` header.

Why it matters: When a response is lost, the client does not know whether the request was carried
out. With a key it can send the request again; without one it orders twice.

How to fix: Declare the header. The server answers a repeated key with the first response.

Good: `POST /orders` with `Idempotency-Key`

Bad: `POST /payments` without it

Source: workbench method conventions, Zalando 230.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import JsonObject
from workbench.design.contract import Operation
from workbench.design.design import Design
from workbench.design.endpoints import EndpointKind
from workbench.design.package import Finding, Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, operation_of, replaced
from workbench.rules.lib.names.naming import words_of
from workbench.rules.lib.openapi.operations import OperationFacts
from workbench.rules.lib.openapi.paths import last_words

_HEADER = "Idempotency-Key"
_NAMES = (_HEADER, "X-Idempotency-Key", "Request-Id", "Repeatability-Request-ID")
_RISKY = frozenset(
    {"pay", "refund", "charge", "capture", "send", "resend", "transfer", "checkout", "ship"}
)
#: What may be created twice without harm.
_HARMLESS = frozenset({"login", "session", "sessions", "token", "tokens", "search", "queries"})


def check(item: Operation, facts: ItemFacts) -> Iterator[Found]:
    """Look at POSTs that have an effect which must happen once."""
    operation = facts.operation(item)
    if operation.method != "POST" or not _is_risky(operation):
        return
    if not any(operation.parameter("header", name) for name in _NAMES):
        message = f"POST {operation.path} declares no {_HEADER} header"
        yield found(item, message, "body", "parameters", fixable=True)


def _is_risky(operation: OperationFacts) -> bool:
    words = last_words(operation.path)
    if operation.kind is EndpointKind.create:
        return not _HARMLESS & set(words)
    named = words_of(str(operation.body.get("operationId", "")))
    return bool(_RISKY & set(words[:1] + named[:1]))


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Declare the header, by the shared parameter where there is one."""
    operation = operation_of(design, finding.item)
    if operation is None:
        return ()
    raw = operation.body.get("parameters")
    parameters = [*(raw if isinstance(raw, list) else ()), _parameter(design)]
    return (replaced(operation, body={**operation.body, "parameters": parameters}),)


def _parameter(design: Design) -> JsonObject:
    for component in design.components:
        if component.section == "parameters" and component.body.get("name") == _HEADER:
            return {"$ref": f"#/components/parameters/{component.name}"}
    return {
        "name": _HEADER,
        "in": "header",
        "required": False,
        "description": "Key chosen by the client. Repeated requests with it are processed once.",
        "schema": {"type": "string", "format": "uuid"},
    }


RULE = define(
    __name__,
    __doc__,
    "API-42",
    Level.quality,
    check_item=check,
    kinds=("operation",),
    fix=fix,
)
