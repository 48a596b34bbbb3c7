"""A text contains an open question.

What it checks: No text contains TBD, TBC, "to be decided" or "NEEDS CLARIFICATION".

Why it matters: The marker means that the author did not know; the developer will not know either.

How to fix: Decide it, or raise it as an RFI or an assumption.

Good: `Orders can be cancelled until they are shipped.`

Bad: `Orders can be cancelled until TBD.`

Source: spec-kit template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.kinds import KINDS
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.occurrences import CONTRACT_KINDS

_MARKER = re.compile(
    r"\b(?:TBD|TBC)\b|NEEDS[ _-]CLARIFICATION"
    r"|\b[Tt]o be (?:decided|determined|defined|clarified|confirmed)\b"
)
#: A text with a marker contains one of these; looking for them is faster than the pattern.
_WORDS = ("TBD", "TBC", "CLARIFICATION", "o be ")
#: Values of the contract may say so and mean it (`status: TBD`); its texts may not.
_TEXTS = frozenset({"description", "summary", "title"})


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Search the item's JSON as a whole, and find the place only where there is a hit."""
    text = facts.json_text(item)
    if not any(word in text for word in _WORDS) or not _MARKER.search(text):
        return
    contract = type(item).__name__.lower() in CONTRACT_KINDS
    stack: list[tuple[tuple[str | int, ...], object]] = [((), item.model_dump(mode="json"))]
    while stack:
        path, value = stack.pop()
        if isinstance(value, dict):
            stack.extend(((*path, str(name)), member) for name, member in value.items())
        elif isinstance(value, list):
            stack.extend(((*path, at), member) for at, member in enumerate(value))
        elif isinstance(value, str) and (not contract or path[-1] in _TEXTS):
            hit = _MARKER.search(value)
            if hit:
                yield found(item, f"still undecided: “{_around(value, hit)}”", *path)


def _around(text: str, hit: re.Match[str]) -> str:
    start, end = max(0, hit.start() - 40), min(len(text), hit.end() + 40)
    return " ".join(text[start:end].split())


RULE = define(
    __name__,
    __doc__,
    "TRC-16",
    Level.quality,
    check_item=check,
    kinds=[name for name in KINDS if name not in {"waiver", "judgement", "assumption", "summary"}],
)
