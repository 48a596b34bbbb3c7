"""The progress of asynchronous work cannot be followed.

What it checks: A 202 response says where the status of the work can be read: by `Location` or
`Operation-Location`, or by an id, a link or a status in its body.

Why it matters: "Accepted" without an address leaves the client with nothing to poll.

How to fix: Return a status resource and `Retry-After`.

Good: `202` with `Location: /exports/{exportId}`

Bad: `202: {description: Accepted}`

Source: Google AIP-151, Azure long-running operations.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.contract import Operation
from workbench.design.openapi_view import Response
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.names.naming import words_of
from workbench.rules.lib.openapi.operations import flatten, properties_of

_HEADERS = frozenset({"location", "operation-location", "content-location", "link"})
_WORDS = frozenset({"id", "url", "uri", "href", "link", "links", "status", "state", "job"})


def check(item: Operation, facts: ItemFacts) -> Iterator[Found]:
    """Look at the 202 of one operation."""
    operation = facts.operation(item)
    for response in operation.responses:
        if response.status == "202" and not _says_where_status_is(response, facts):
            message = "the 202 response does not say where to read the status"
            yield found(item, message, "body", *response.pointer)


def _says_where_status_is(response: Response, facts: ItemFacts) -> bool:
    headers = response.body.get("headers")
    if isinstance(headers, dict) and any(str(name).lower() in _HEADERS for name in headers):
        return True
    if response.body.get("links"):
        return True
    for body in facts.view.bodies(response.body):
        for name, schema in properties_of(flatten(facts.view, body.schema)).items():
            inner = properties_of(flatten(facts.view, schema))
            if any(_WORDS & set(words_of(word)) for word in (name, *inner)):
                return True
    return False


RULE = define(__name__, __doc__, "INT-03", Level.quality, check_item=check, kinds=("operation",))
