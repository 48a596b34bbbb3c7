"""A component is never used.

What it checks: Every schema and other component is referenced by an operation, a webhook or
another component; every security scheme is required somewhere.

Why it matters: Unused components are still published: they may reveal internal field names, and
they are read, generated and maintained for nothing.

How to fix: Remove the component, or reference it where it is meant to be used.

Good: a schema `Order` that a response references

Bad: a schema `OrderOld` that nothing references

Source: Redocly no-unused-components, Spectral oas3-unused-component, zally S005.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from workbench.design.contract import Contract, Schema
from workbench.design.openapi_view import references
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.openapi.contract_index import scheme_names

_PREFIX = "#/components/"


def check(facts: Facts) -> Iterator[Found]:
    """Collect what is referred to, then name the rest; a library of components alone is fine."""
    if not facts.design.operations and not facts.design.webhooks:
        return
    used = _used(facts)
    for schema in facts.design.schemas:
        if f"schemas/{schema.key}" not in used:
            yield found(schema, f"schema `{schema.key}` is never used")
    for component in facts.design.components:
        if component.item_key not in used:
            yield found(component, f"component `{component.item_key}` is never used")


def _used(facts: Facts) -> set[str]:
    index = facts.contract_index
    used = {_target(target) if "/" in target else f"schemas/{target}" for target in index.mapped}
    schemes = index.schemes | scheme_names(facts.contract.security)
    used |= {f"securitySchemes/{name}" for name in schemes}
    for item in facts.contract_items():
        own = f"schemas/{item.key}" if isinstance(item, Schema) else ""
        targets = {_target(ref) for _, ref in facts.references(item)}
        if isinstance(item, Contract):
            targets |= {_target(ref) for _, ref in references(item.extra)}
        used |= targets - {own}
    return used


def _target(ref: str) -> str:
    section, _, rest = ref.removeprefix(_PREFIX).partition("/")
    name = unquote(rest.partition("/")[0]).replace("~1", "/").replace("~0", "~")
    return f"{section}/{name}"


RULE = define(__name__, __doc__, "API-35", Level.advice, check=check)
