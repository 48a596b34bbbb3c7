"""Path parameters do not match the path template.

What it checks: Each variable of a path template is declared once as a path parameter with
`required: true`, and each declared path parameter occurs in the template.

Why it matters: If the two disagree, a client cannot build the URL and a server cannot read it.

How to fix: Declare the missing parameter, remove the one that no longer occurs in the path, or
correct its name.

Good: `/orders/{orderId}` with a path parameter `orderId`

Bad: `/orders/{orderId}` with a path parameter `id`

Source: Spectral path-params, zally Z001, Redocly path-parameters-defined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.base import Item, JsonObject
from workbench.design.contract import Contract, Operation
from workbench.design.design import Design
from workbench.design.ids import path_segments, singular, split_endpoint_key
from workbench.design.openapi_view import ContractView
from workbench.design.package import Finding, Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, operation_of, replaced
from workbench.rules.lib.names.naming import quote_list, words_of
from workbench.rules.lib.openapi.operations import OperationFacts

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_STYLE_SIGNS = ";?*+#./&"


def variables(path: str) -> list[str]:
    """Names of a path's variables, signs of RFC 6570 styles left out."""
    return [name.strip(_STYLE_SIGNS) for name in _VARIABLE.findall(path)]


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Compare a template with what is declared for it."""
    if isinstance(item, Operation):
        yield from _check_operation(facts.operation(item))
    elif isinstance(item, Contract):
        for path, body in item.path_items.items():
            place = ("path_items", path, "parameters")
            yield from _check_list(item, facts, body.get("parameters"), place, set(variables(path)))


def _check_operation(operation: OperationFacts) -> Iterator[Found]:
    names = variables(operation.path)
    repeated = {name for name in names if names.count(name) > 1}
    for name in sorted(repeated):
        message = f"`{operation.path}` uses the variable `{name}` more than once"
        yield found(operation.item, message)
    declared = {parameter.name for parameter in operation.parameters if parameter.place == "path"}
    missing = [name for name in dict.fromkeys(names) if name and name not in declared]
    if missing:
        message = f"`{operation.path}` has undeclared path parameters: {quote_list(missing)}"
        yield found(operation.item, message, "body", "parameters", fixable=True)
    own = operation.body.get("parameters")
    yield from _check_list(operation.item, operation, own, ("body", "parameters"), set(names))


def _check_list(
    item: Item,
    facts: ItemFacts | OperationFacts,
    parameters: object,
    place: tuple[str | int, ...],
    names: set[str],
) -> Iterator[Found]:
    seen = set()
    for at, raw in enumerate(parameters if isinstance(parameters, list) else ()):
        parameter = facts.view.deref(raw)
        if not isinstance(parameter, dict) or parameter.get("in") != "path":
            continue
        name = str(parameter.get("name", ""))
        if name in seen:
            yield found(item, f"path parameter `{name}` is declared twice", *place, at)
        elif name not in names:
            yield found(item, f"path parameter `{name}` is not in the path", *place, at)
        elif parameter.get("required") is not True:
            yield found(item, f"path parameter `{name}` must be `required: true`", *place, at)
        seen.add(name)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Declare the missing parameters; an identifier is a UUID, as the conventions ask."""
    operation = operation_of(design, finding.item)
    if operation is None:
        return ()
    _, path = split_endpoint_key(finding.item)
    known = ContractView(design).parameters(operation)
    declared = {parameter.name for parameter in known if parameter.place == "path"}
    missing = [name for name in dict.fromkeys(variables(path)) if name and name not in declared]
    raw = operation.body.get("parameters")
    written = raw if isinstance(raw, list) else []
    parameters = [*written, *(declare(name, path) for name in missing)]
    return (replaced(operation, body={**operation.body, "parameters": parameters}),)


def declare(name: str, path: str) -> JsonObject:
    """A path parameter of that name."""
    segments = path_segments(path)
    marked = f"{{{name}}}"
    at = segments.index(marked) if marked in segments else 0
    owner = " ".join(words_of(segments[at - 1])) if at > 0 else "resource"
    words = words_of(name)
    is_id = words[-1:] in {("id",), ("uuid",)}
    resource = singular(owner.replace(" ", "_")).replace("_", " ").capitalize()
    schema: JsonObject = (
        {"type": "string", "format": "uuid"}
        if is_id
        else {"type": "string", "minLength": 1, "maxLength": 255}
    )
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": f"{resource} {words[-1] if words else name}.",
        "schema": schema,
    }


RULE = define(
    __name__,
    __doc__,
    "API-04",
    Level.no_go,
    check_item=check,
    kinds=("operation", "contract"),
    fix=fix,
)
