"""An assumption that affects the design is still open.

What it checks: Every inherited assumption that affects the API or the schema is answered, or
carried into the package as unvalidated.

Why it matters: If it turns out wrong after construction, everything built on it is built again.

How to fix: Answer it, or carry it into the package so that the reviewer sees it.

Good: A-002 affects the schema, validated: "confirmed by finance"

Bad: A-002 affects the schema, open

Source: workbench design checklist.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.handoff import Assumption, AssumptionStatus
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts


def check(item: Assumption, _: ItemFacts) -> Iterator[Found]:
    """Look at one assumption."""
    affected = [
        word
        for word, affects in (("API", item.affects_api), ("schema", item.affects_schema))
        if affects
    ]
    answered = item.status is not AssumptionStatus.open or bool(item.answer)
    if affected and not answered and not item.carried:
        message = f"{item.key} affects the {' and the '.join(affected)} but is still open"
        yield found(item, message, "status")


RULE = define(__name__, __doc__, "TRC-25", Level.quality, check_item=check, kinds=("assumption",))
