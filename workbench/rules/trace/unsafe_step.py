"""A flow step that writes lacks a permission or an error state.

What it checks: If a flow step calls an endpoint that writes, that endpoint is in the inventory and
in the permission model, and the flow has an error state.

Why it matters: The step that changes data is the one that fails in public and is called without
permission.

How to fix: Add the endpoint to the permission model, and describe the error state in the flow.

Good: step "Place the order" → `POST /orders`, permission `orders:create`, error "card declined"

Bad: the same step in a flow without error states

Source: workbench.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.ids import split_endpoint_key
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.openapi.operations import WRITES


def check(facts: Facts) -> Iterator[Found]:
    """Look at the steps that name an endpoint which writes."""
    for flow in facts.design.flows:
        writes = False
        for at, step in enumerate(flow.steps):
            method, path = split_endpoint_key(step.endpoint)
            if method not in WRITES or not path:
                continue
            writes = True
            if facts.design.accesses and facts.design.find("access", step.endpoint) is None:
                message = f"{step.endpoint} is not in the permission model"
                yield found(flow, message, "steps", at)
        if writes and not flow.errors:
            yield found(flow, f"flow {flow.key} writes data but has no error state", "errors")


RULE = define(__name__, __doc__, "TRC-13", Level.quality, check=check, needs=("flows",))
