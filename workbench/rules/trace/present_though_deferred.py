"""A deferred endpoint is still in the document.

What it checks: Endpoints that prioritisation has deferred have no operation in the document.

Why it matters: Whatever is in the document gets built, so deferring it has changed nothing but the
plan.

How to fix: Remove the operation, or score the endpoint again.

Good: `GET /orders/export` deferred and not in the document

Bad: `GET /orders/export` deferred but described

Source: workbench prioritisation.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.endpoints import Outcome
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define
from workbench.rules.lib.facts import Facts


def check(facts: Facts) -> Iterator[Found]:
    """Look up the operations of deferred endpoints.

    The finding is at the planning, because everything of the endpoint itself is out of scope.
    """
    late = [
        score.endpoint
        for score in facts.design.scores
        if score.outcome is Outcome.deferred
        and facts.design.find("operation", score.endpoint) is not None
    ]
    if late:
        message = f"deferred but still in the OpenAPI document: {', '.join(late)}"
        yield Found("planning", "planning", "", message)


RULE = define(__name__, __doc__, "TRC-14", Level.quality, check=check, needs=("scores",))
