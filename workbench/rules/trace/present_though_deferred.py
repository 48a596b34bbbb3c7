"""What was put off is designed all the same.

What it checks: Endpoints that prioritisation has put off have no operation in the document.

Why it matters: What is in the document gets built; putting it off has then changed nothing but
the plan.

How to fix: Take the operation out, or score the endpoint again.

Good: `GET /orders/export` put off, and not in the document

Bad: `GET /orders/export` put off, and described

Source: our own; prioritisation of the workflow (W4).
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.endpoints import Outcome
from workbench.design.package import Level
from workbench.rules.engine.facts import Facts
from workbench.rules.engine.rule import Found, define


def check(facts: Facts) -> Iterator[Found]:
    """Look up the operations of endpoints that wait.

    The finding stands at the planning, because whatever belongs to the endpoint itself is
    out of scope.
    """
    late = [
        one.endpoint
        for one in facts.design.scores
        if one.outcome is Outcome.deferred
        and facts.design.find("operation", one.endpoint) is not None
    ]
    if late:
        message = f"put off and described all the same: {', '.join(late)}"
        yield Found("planning", "planning", "", message)


RULE = define(__name__, __doc__, "TRC-14", Level.quality, check=check, needs=("scores",))
