"""An endpoint covers no requirement.

What it checks: Every endpoint covers at least one requirement that exists.

Why it matters: An endpoint that nobody asked for is still built, secured and maintained, and
nobody can say whether it is right.

How to fix: Link the requirement that it covers, or remove the endpoint.

Good: `POST /orders` covers FR-001

Bad: `GET /orders/export` covers no requirement

Source: OpenFastTrace unwanted coverage; workbench design checklist.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.endpoints import Endpoint
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts


def check(item: Endpoint, facts: ItemFacts) -> Iterator[Found]:
    """Look up what the endpoint covers."""
    if not any(facts.items.find("requirement", key) for key in item.covers):
        missing = ", ".join(item.covers)
        problem = f"only {missing}, which does not exist" if missing else "no requirement"
        yield found(item, f"{item.item_key} covers {problem}", "covers")


RULE = define(
    __name__,
    __doc__,
    "TRC-03",
    Level.no_go,
    check_item=check,
    kinds=("endpoint",),
    needs=("requirements",),
)
