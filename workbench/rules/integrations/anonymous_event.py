"""An event cannot be identified.

What it checks: The payload of every event is described, contains an id and a type, and its schema
has a version.

Why it matters: Events arrive twice, late and out of order. Only the id identifies a duplicate, and
only the version says how to read it.

How to fix: Add the members to the payload, and set the version.

Good: `{id, type: order.paid, version: 1, data: {...}}`

Bad: `{orderId, total}`

Source: Zalando 211, 213, 246 and 247; CloudEvents.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.ids import snake_case
from workbench.design.integrations import Event
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.names.naming import words_of

_IDS = frozenset({"id", "event_id", "message_id", "eid", "uuid"})
_TYPES = frozenset({"type", "event_type", "event", "event_name", "name", "topic", "kind"})
_VERSIONS = frozenset({"version", "schema_version", "specversion", "spec_version", "event_version"})


def check(item: Event, facts: ItemFacts) -> Iterator[Found]:
    """Look at the names in the payload, or at the words that describe it."""
    names = {snake_case(member.name) for member in facts.view.properties(item.payload)}
    words = set(words_of(item.payload_words))
    if not names and not words:
        yield found(item, f"the payload of {item.key} is not described", "payload")
    elif missing := _missing(names, words):
        place = "payload" if names else "payload_words"
        yield found(item, f"the payload of {item.key} has no {' and no '.join(missing)}", place)
    if not item.version and not names & _VERSIONS:
        yield found(item, f"{item.key} has no schema version", "version")


def _missing(names: set[str], words: set[str]) -> list[str]:
    """Which of id and type neither the payload's properties nor its description name."""
    missing = []
    if not (names & _IDS or words & {"id", "uuid"}):
        missing.append("id")
    if not (names & _TYPES or words & {"type", "event"}):
        missing.append("type")
    return missing


RULE = define(
    __name__,
    __doc__,
    "INT-05",
    Level.quality,
    check_item=check,
    kinds=("event",),
    full_only=True,
)
