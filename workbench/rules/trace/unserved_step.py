"""A flow step needs the backend but has no endpoint.

What it checks: Every flow step that needs the backend names its endpoint, or the flow's
requirements are covered by one.

Why it matters: The flow stops at that step.

How to fix: Name the endpoint, design it, or mark the step as not needing the backend.

Good: step "See the orders" → `GET /orders`

Bad: step "Pay" needs the backend, and no endpoint covers the flow's requirements

Source: workbench design checklist.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.design.trace import Node
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts


def check(facts: Facts) -> Iterator[Found]:
    """Look at steps without an endpoint in flows that lead to none."""
    serving = {
        node.key
        for endpoint in facts.design.endpoints
        for key in endpoint.covers
        for node in facts.trace.next(Node("requirement", key), "flow")
    }
    for flow in facts.design.flows:
        if flow.key in serving:
            continue
        for at, step in enumerate(flow.steps):
            if step.needs_backend is True and not step.endpoint:
                message = f"step {at + 1} of {flow.key} needs the backend but has no endpoint"
                yield found(flow, message, "steps", at)


RULE = define(__name__, __doc__, "TRC-23", Level.quality, check=check, needs=("flows", "endpoints"))
