"""Where each kind of OpenAPI object may be, so that a converter changes schemas and not examples.

The table follows the "Fixed Fields" of the OpenAPI Specification 3.0.3, 3.1.0 and 3.2.0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from workbench.design.base import JsonObject

#: One object, a list of them, or a map of them by name.
_ONE, _LIST, _MAP = "one", "list", "map"

#: Deeper parts of a document are left as they are.
MAX_DEPTH = 150


class Place(NamedTuple):
    """What kind of object a field holds, and how."""

    many: str
    kind: str


def _maps(**fields: str) -> dict[str, Place]:
    return {name: Place(_MAP, kind) for name, kind in fields.items()}


_CONTENT = _maps(examples="example", encoding="encoding")
_SCHEMA_OR_CONTENT = {"schema": Place(_ONE, "schema"), "content": Place(_MAP, "media")}
_PARAMETER = {**_SCHEMA_OR_CONTENT, **_maps(examples="example")}

#: Per kind of object, the fields that hold further objects.
GRAMMAR: dict[str, dict[str, Place]] = {
    "document": {
        "info": Place(_ONE, "info"),
        "servers": Place(_LIST, "server"),
        "tags": Place(_LIST, "tag"),
        "security": Place(_LIST, "requirement"),
        "components": Place(_ONE, "components"),
        **_maps(paths="path", webhooks="path"),
    },
    "info": {"license": Place(_ONE, "license")},
    "components": _maps(
        schemas="schema",
        responses="response",
        parameters="parameter",
        examples="example",
        requestBodies="body",
        headers="parameter",
        securitySchemes="scheme",
        links="link",
        callbacks="callback",
        pathItems="path",
        mediaTypes="media",
    ),
    "path": {
        "parameters": Place(_LIST, "parameter"),
        "servers": Place(_LIST, "server"),
        **{
            method: Place(_ONE, "operation")
            for method in ("get", "put", "post", "delete", "options", "head", "patch", "trace")
        },
        "query": Place(_ONE, "operation"),
        "additionalOperations": Place(_MAP, "operation"),
    },
    "operation": {
        "parameters": Place(_LIST, "parameter"),
        "requestBody": Place(_ONE, "body"),
        "servers": Place(_LIST, "server"),
        "security": Place(_LIST, "requirement"),
        **_maps(responses="response", callbacks="callback"),
    },
    "parameter": _PARAMETER,
    "body": {"content": Place(_MAP, "media")},
    "media": {
        "schema": Place(_ONE, "schema"),
        "itemSchema": Place(_ONE, "schema"),
        **_CONTENT,
    },
    "encoding": _maps(headers="parameter"),
    "response": {
        "content": Place(_MAP, "media"),
        **_maps(headers="parameter", links="link"),
    },
    # A callback is a map of path items by expression.
    "callback": {"*": Place(_ONE, "path")},
    "schema": {
        **{
            word: Place(_ONE, "schema")
            for word in (
                "items",
                "not",
                "if",
                "then",
                "else",
                "contains",
                "additionalProperties",
                "propertyNames",
                "unevaluatedItems",
                "unevaluatedProperties",
                "contentSchema",
            )
        },
        **{word: Place(_LIST, "schema") for word in ("allOf", "anyOf", "oneOf", "prefixItems")},
        **_maps(
            properties="schema",
            patternProperties="schema",
            dependentSchemas="schema",
            definitions="schema",
        ),
        "$defs": Place(_MAP, "schema"),
        "discriminator": Place(_ONE, "discriminator"),
    },
}

# Maps whose keys may be extensions; elsewhere a key that starts with `x-` is a name.
_EXTENSIBLE_MAPS = frozenset({("document", "paths"), ("operation", "responses")})

Change = Callable[[str, Any, str], Any]


def rewrite(kind: str, value: Any, change: Change, where: str = "#", depth: int = 0) -> Any:  # noqa: ANN401
    """A copy in which `change(kind, object, pointer)` was applied to every object, inside out.

    Extensions, examples and whatever the grammar does not know stay as they are. Objects
    deeper than MAX_DEPTH are not entered.
    """
    if depth < MAX_DEPTH and isinstance(value, dict):
        value = _inner(kind, value, change, where, depth)
    return change(kind, value, where)


def _inner(kind: str, value: JsonObject, change: Change, where: str, depth: int) -> JsonObject:
    places = GRAMMAR.get(kind, {})
    every = places.get("*")
    result = dict(value)
    for name, inner in value.items():
        place = every if every and not str(name).startswith("x-") else places.get(name)
        if place is None:
            continue
        here = f"{where}/{_escaped(name)}"
        if place.many == _ONE:
            result[name] = rewrite(place.kind, inner, change, here, depth + 1)
        elif place.many == _LIST and isinstance(inner, list):
            result[name] = [
                rewrite(place.kind, entry, change, f"{here}/{at}", depth + 1)
                for at, entry in enumerate(inner)
            ]
        elif place.many == _MAP and isinstance(inner, dict):
            may_extend = (kind, name) in _EXTENSIBLE_MAPS
            result[name] = {
                key: member
                if may_extend and str(key).startswith("x-")
                else rewrite(place.kind, member, change, f"{here}/{_escaped(key)}", depth + 1)
                for key, member in inner.items()
            }
    return result


def _escaped(name: object) -> str:
    """A name as a step of a JSON pointer."""
    return str(name).replace("~", "~0").replace("/", "~1")
