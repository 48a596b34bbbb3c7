"""Tags are missing, undeclared or undescribed.

What it checks: Every tag of an operation is declared in the document, every declared tag has a
description and, where operations are grouped by tags, each operation has one.

Why it matters: Documentation and generated clients are divided by tags: a misspelt tag makes a
group of its own, and an operation without one is filed under "default" or not at all.

How to fix: Declare the tag with a description, correct its spelling, or tag the operation.

Good: `tags: [{name: orders, description: Placing and following orders.}]`

Bad: `tags: [Order]` on an operation where `orders` is declared

Source: Spectral operation-tag-defined, operation-tags, openapi-tags and tag-description; Redocly
operation-tag-defined and tag-description.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.design.contract import Contract, Operation
from workbench.design.ids import count_of
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts


def check(facts: Facts) -> Iterator[Found]:
    """Look at what is declared, then at every operation; without any tag there are no groups."""
    contract = facts.design.contract
    if contract is None:
        return
    operations = facts.design.operations
    used = {tag for operation in operations for tag in _tags(operation) if isinstance(tag, str)}
    declared = {tag.get("name") for tag in contract.tags}
    yield from _declared(contract, used)
    for operation in operations:
        if (used or declared) and not _tags(operation):
            place = ("body", "tags") if "tags" in operation.body else ("body",)
            yield found(operation, "has no tag", *place)
        elif declared:
            yield from _undeclared(operation, declared)


def _undeclared(operation: Operation, declared: set[Any]) -> Iterator[Found]:
    for at, tag in enumerate(_tags(operation)):
        if isinstance(tag, str) and tag not in declared:
            yield found(operation, f"tag `{tag}` is not declared", "body", "tags", at)


def _declared(contract: Contract, used: set[str]) -> Iterator[Found]:
    if used and not contract.tags:
        yield found(contract, f"{count_of(len(used), 'tag')} used, but none is declared", "tags")
    for at, tag in enumerate(contract.tags):
        if not (tag.get("description") or tag.get("summary")):
            yield found(contract, f"tag `{tag.get('name')}` has no description", "tags", at)


def _tags(operation: Operation) -> list[object]:
    tags = operation.body.get("tags")
    return tags if isinstance(tags, list) else []


RULE = define(__name__, __doc__, "API-52", Level.advice, check=check)
