"""An id is malformed or ambiguous.

What it checks: Ids of requirements, stories, flows, screens, decisions, risks and assumptions
consist of letters, digits and `- _ .`; a requirement's id ends in a number; no two differ only in
case or leading zeros.

Why it matters: People cite ids in mails and commits. To them `FR-1` and `FR-001` are the same id;
to a program they are two.

How to fix: Give the item a unique id, and never reuse the id of a withdrawn item.

Good: `FR-001`, `FR-002`

Bad: `FR-001` next to `fr-1`

Source: OpenFastTrace ambiguous ids, Doorstop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts

_KINDS = ("requirement", "story", "flow", "screen", "decision", "risk", "assumption")
_SHAPE = re.compile(r"[A-Za-z0-9]+(?:[-_. ][A-Za-z0-9]+)*\Z")
_NUMBER = re.compile(r"0*(\d+)")


def check(facts: Facts) -> Iterator[Found]:
    """Look at the shape of each, then compare them within their kind."""
    for kind in _KINDS:
        seen: dict[str, str] = {}
        for item in facts.of_kind(kind):
            key = item.item_key
            numbered = kind != "requirement" or any(sign.isdecimal() for sign in key)
            if not _SHAPE.match(key) or not numbered:
                yield found(item, f"`{key}` is not an id such as FR-001", "key")
                continue
            first = seen.setdefault(_same(key), key)
            if first != key:
                yield found(item, f"`{key}` is easily confused with `{first}`", "key")


def _same(key: str) -> str:
    return _NUMBER.sub(r"\1", key.lower()).replace("_", "-").replace(" ", "-")


RULE = define(__name__, __doc__, "TRC-01", Level.no_go, check=check)
