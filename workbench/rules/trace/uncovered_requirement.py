"""A requirement is not covered.

What it checks: Every functional requirement in scope is covered by a flow and by an endpoint (or
webhook), or states why it needs no backend. Covering the parts of a requirement covers it too.

Why it matters: A requirement without a flow and an endpoint will be missing from the product.

How to fix: Add the flow or endpoint, link the requirement where it is covered already, or state
why it needs no backend.

Good: FR-001 → UF-001 → `POST /orders`

Bad: FR-002 without an endpoint

Source: spec-kit analyze coverage gaps.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.design.requirements import Requirement, RequirementStatus, RequirementType
from workbench.design.trace import Node
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts

_MAX_PARENTS = 50


def check(facts: Facts) -> Iterator[Found]:
    """Collect what is covered, propagate it to parents, and report the gaps."""
    flows = _covered(facts, ("flow",))
    served = _covered(facts, ("endpoint", "webhook"))
    served |= {known.key for known in facts.design.requirements if known.no_backend_reason}
    _lift(facts, flows)
    _lift(facts, served)
    for requirement in facts.design.requirements:
        if not _counts(requirement):
            continue
        missing = [] if requirement.key in flows or not facts.design.flows else ["flow"]
        if requirement.key not in served:
            missing.append("endpoint")
        if missing:
            yield found(requirement, f"{requirement.key} has no {' and no '.join(missing)}")


def _counts(requirement: Requirement) -> bool:
    return (
        requirement.type is RequirementType.functional
        and requirement.status is RequirementStatus.active
    )


def _covered(facts: Facts, kinds: tuple[str, ...]) -> set[str]:
    return {
        requirement.key
        for requirement in facts.design.requirements
        if any(facts.trace.next(Node("requirement", requirement.key), kind) for kind in kinds)
    }


def _lift(facts: Facts, covered: set[str]) -> None:
    parents = {
        requirement.key: requirement.parent
        for requirement in facts.design.requirements
        if requirement.parent
    }
    for key in list(covered):
        parent = parents.get(key, "")
        for _ in range(_MAX_PARENTS):
            if not parent or parent in covered:
                break
            covered.add(parent)
            parent = parents.get(parent, "")


RULE = define(
    __name__,
    __doc__,
    "TRC-02",
    Level.quality,
    check=check,
    needs=("requirements", "endpoints"),
)
