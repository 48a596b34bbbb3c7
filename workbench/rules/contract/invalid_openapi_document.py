"""The OpenAPI document is missing or invalid.

What it checks: The assembled document exists and is valid for the OpenAPI version that it
declares. Every error is listed with its place.

Why it matters: Generators, servers, tests and documentation read the document by program, and a
program stops at the first error.

How to fix: Correct the member that the finding points to, as that version of the OpenAPI
specification requires.

Good:

    responses:
      "200":
        description: The order.

Bad:

    responses:
      "200": {}

Source: Redocly struct, Spectral oas3-schema; OpenAPI Specification 3.0 and 3.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.ids import METHODS, endpoint_key, pointer
from workbench.design.openapi_document import build_openapi
from workbench.design.openapi_validation import validate_openapi
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.item_patch import parse_pointer

_METHODS = frozenset(METHODS)
#: Dangling references, path parameters, defaults and patterns have rules of their own.
_ELSEWHERE = ("the path has {", "the path parameter ", "the default ")
_FRAME = {
    "openapi": "version",
    "externalDocs": "external_docs",
    "info": "info",
    "servers": "servers",
    "security": "security",
    "tags": "tags",
}


def check(facts: Facts) -> Iterator[Found]:
    """Assemble the document and ask the specification."""
    if facts.design.contract is None:
        yield Found("contract", "contract", "", "the design has no OpenAPI document yet")
        return
    for place, message in validate_openapi(build_openapi(facts.design)):
        if not message.startswith(_ELSEWHERE) and not place.endswith(("/$ref", "/pattern")):
            kind, key, inside = locate(place)
            yield Found(kind, key, inside, message)


def locate(place: str) -> tuple[str, str, str]:  # noqa: PLR0911 - one row per place
    """The item, and the place inside it, behind a JSON pointer into the document."""
    match parse_pointer(place):
        case ("paths", path, method, *rest) if method.upper() in _METHODS:
            return "operation", endpoint_key(method, path), pointer("body", *rest)
        case ("paths", path, *rest):
            return "contract", "contract", pointer("path_items", path, *rest)
        case ("components", "schemas", name, *rest):
            return "schema", name, pointer("body", *rest)
        case ("components", section, name, *rest):
            return "component", f"{section}/{name}", pointer("body", *rest)
        case ("webhooks", name, *rest):
            return "webhook", name, pointer("path_item", *rest)
        case (first, *rest) if first in _FRAME:
            return "contract", "contract", pointer(_FRAME[first], *rest)
        case (first, *rest) if first not in {"paths", "components", "webhooks"}:
            return "contract", "contract", pointer("extra", first, *rest)
        case _:
            return "contract", "contract", ""


RULE = define(__name__, __doc__, "API-01", Level.no_go, check=check, needs=("contract",))
