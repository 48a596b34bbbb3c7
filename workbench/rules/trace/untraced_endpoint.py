"""An endpoint was asked for by nobody.

What it checks: Every endpoint covers at least one requirement that exists.

Why it matters: What nobody asked for is built, secured and maintained all the same; and nobody
can say whether it is right.

How to fix: Name the requirement that it serves, or take it out.

Good: `POST /orders` covers FR-001

Bad: `GET /orders/export` covers nothing

Source: OpenFastTrace unwanted coverage; the product owner's design checklist (W5, W6).
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.endpoints import Endpoint
from workbench.design.package import Level
from workbench.rules.engine.facts import ItemFacts
from workbench.rules.engine.rule import Found, define, found


def check(item: Endpoint, facts: ItemFacts) -> Iterator[Found]:
    """Look up what the endpoint covers."""
    if not any(facts.items.find("requirement", key) for key in item.covers):
        told = f"only {', '.join(item.covers)}, which do not exist" if item.covers else "nothing"
        yield found(item, f"{item.item_key} covers {told}", "covers")


RULE = define(
    __name__,
    __doc__,
    "TRC-03",
    Level.no_go,
    check_item=check,
    kinds=("endpoint",),
    needs=("requirements",),
)
