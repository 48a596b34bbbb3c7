"""A tag is declared twice.

What it checks: Every name in the document's `tags` stands there once.

Why it matters: Documentation groups operations by tag; two declarations give two groups, or one
of the descriptions is lost.

How to fix: Keep one of them.

Good: `tags: [{name: orders}, {name: customers}]`

Bad: `tags: [{name: orders}, {name: orders}]`

Source: Spectral openapi-tags-uniqueness; OpenAPI Specification, Tag Object.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.contract import Contract
from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.rules.changing import parse_pointer, replaced
from workbench.rules.facts import ItemFacts
from workbench.rules.rule import Found, ItemChange, define, found


def check(item: Contract, _: ItemFacts) -> Iterator[Found]:
    """Look at the names."""
    seen = set()
    for at, tag in enumerate(item.tags):
        name = str(tag.get("name", ""))
        if name in seen:
            yield found(item, f"tag `{name}` is there twice", "tags", at, "name", fixable=True)
        seen.add(name)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Keep the first of them."""
    contract = design.contract
    if contract is None:
        return ()
    at = int(parse_pointer(finding.pointer)[1])
    tags = tuple(one for n, one in enumerate(contract.tags) if n != at)
    return (replaced(contract, tags=tags),)


RULE = define(
    __name__,
    __doc__,
    "API-51",
    Level.quality,
    check_item=check,
    kinds=("contract",),
    fix=fix,
)
