"""A link refers to something that does not exist.

What it checks: Whatever an item refers to (a requirement, story, flow, endpoint, entity,
attribute, table, permission, role or event) exists, and referenced requirements are not withdrawn.

Why it matters: Coverage that counts on a missing item is no coverage.

How to fix: Correct the name, add what is missing, or remove the link.

Good: flow UF-001 covers FR-001

Bad: flow UF-001 covers FR-009, which was withdrawn

Source: OpenFastTrace orphaned coverage, Doorstop invalid ids.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.package import Level
from workbench.design.requirements import Requirement, RequirementStatus
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.names.links import Known, links_of

_KINDS = (
    "requirement",
    "story",
    "entity",
    "flow",
    "screen",
    "content_type",
    "feedback_channel",
    "score",
    "endpoint",
    "table",
    "grant",
    "access",
    "policy",
    "webhook",
    "third_party",
    "migration",
)


def check(facts: Facts) -> Iterator[Found]:
    """Look every link up."""
    known = Known(facts.design)
    for kind in _KINDS:
        for item in facts.of_kind(kind):
            if not _is_withdrawn(item):
                yield from _check(item, known)


def _is_withdrawn(item: object) -> bool:
    return isinstance(item, Requirement) and item.status is RequirementStatus.withdrawn


def _check(item: Item, known: Known) -> Iterator[Found]:
    for place, kind, key in links_of(item):
        # A part of a package cannot tell what the other parts hold.
        if not known.has_any(kind):
            continue
        if not known.has(kind, key):
            yield found(item, f"{kind.replace('_', ' ')} `{key}` does not exist", *place)
        elif key in known.withdrawn and kind == "requirement":
            yield found(item, f"requirement {key} was withdrawn", *place)


RULE = define(__name__, __doc__, "TRC-04", Level.no_go, check=check)
