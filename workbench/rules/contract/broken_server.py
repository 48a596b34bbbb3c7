"""A server URL cannot be resolved.

What it checks: Every variable of a server URL is defined, every defined variable is used and has a
default, and the default is one of its values. The URL has no trailing slash.

Why it matters: Clients and documentation build the address from it before every request.

How to fix: Define the variable with a default, or remove it.

Good: `{url: "https://{region}.shop.example", variables: {region: {default: eu}}}`

Bad: `{url: "https://{region}.shop.example"}`

Source: Spectral oas3-server-variables and oas3-server-trailing-slash, Redocly
no-undefined-server-variable and no-server-variables-empty-enum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.base import Item, JsonObject
from workbench.design.json_values import same_json
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts

_VARIABLE = re.compile(r"\{([^{}]*)\}")
Place = tuple[str | int, ...]


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at every server where it is written."""
    for server in facts.written(item).servers:
        url = str(server.body.get("url", ""))
        if len(url) > 1 and url.endswith("/"):
            yield found(item, f"server URL `{url}` ends with a slash", *server.path, "url")
        raw = server.body.get("variables")
        variables = raw if isinstance(raw, dict) else {}
        used = _VARIABLE.findall(url)
        missing = [name for name in used if name not in variables]
        if missing:
            message = f"server URL `{url}` uses undefined variables: `{'`, `'.join(missing)}`"
            yield found(item, message, *server.path)
        for name, variable in variables.items():
            where = (*server.path, "variables", str(name))
            if name not in used:
                yield found(item, f"server variable `{name}` is not used in `{url}`", *where)
            elif isinstance(variable, dict):
                yield from _check_variable(item, str(name), variable, where)


def _check_variable(item: Item, name: str, body: JsonObject, where: Place) -> Iterator[Found]:
    values = body.get("enum")
    if "default" not in body:
        yield found(item, f"server variable `{name}` has no default", *where)
    elif isinstance(values, list) and not any(
        same_json(body["default"], value) for value in values
    ):
        message = f"default `{body['default']}` of `{name}` is not one of its values"
        yield found(item, message, *where, "default")


RULE = define(
    __name__,
    __doc__,
    "API-49",
    Level.quality,
    check_item=check,
    kinds=("contract", "operation", "webhook"),
)
