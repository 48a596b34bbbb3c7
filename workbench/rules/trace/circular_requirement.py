"""Requirements depend on one another in a cycle.

What it checks: No requirement depends on itself, directly or through others, and none is its own
parent.

Why it matters: In a cycle nothing can be built first.

How to fix: Remove the wrong dependency.

Good: FR-002 depends on FR-001

Bad: FR-001 depends on FR-002, which depends on FR-001

Source: Doorstop cycles, sphinx-needs.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.names.graph import find_cycles


def check(facts: Facts) -> Iterator[Found]:
    """Follow dependencies, then parents."""
    items = {requirement.key: requirement for requirement in facts.design.requirements}
    depends = {key: requirement.depends_on for key, requirement in items.items()}
    parents = {
        key: (requirement.parent,) if requirement.parent else ()
        for key, requirement in items.items()
    }
    for field, links in (("depends_on", depends), ("parent", parents)):
        for cycle in find_cycles(links):
            route = " → ".join((*cycle, cycle[0]))
            yield found(items[cycle[0]], f"circular dependency: {route}", field)


RULE = define(__name__, __doc__, "TRC-07", Level.quality, check=check)
