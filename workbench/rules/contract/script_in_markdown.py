"""A description contains a script.

What it checks: No description, summary or title contains a `<script` tag, a `javascript:` link or
an `eval(` call.

Why it matters: Documentation pages render these texts, so a script in them runs with the reader's
permissions.

How to fix: Remove it, or write it as inline code without the angle bracket.

Good: `description: The order's number.`

Bad: `description: <script>alert(1)</script>`

Source: Spectral no-script-tags-in-markdown and no-eval-in-markdown, Redocly no-unsafe-markdown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.design.base import Item
from workbench.design.contract import Component, Contract, Operation, Schema
from workbench.design.integrations import Webhook
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.occurrences import CONTRACT_KINDS

_FIELDS = frozenset({"description", "summary", "title"})
_SIGNS = ("<script", "javascript:", "eval(")
_PARTS: dict[type[Item], tuple[str, ...]] = {
    Operation: ("body",),
    Schema: ("body",),
    Component: ("body",),
    Webhook: ("path_item", "description"),
    Contract: ("info", "servers", "tags", "external_docs", "path_items", "extra"),
}


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Search the item as a whole, and walk its texts only where there is a hit."""
    text = facts.json_text(item).lower()
    if not any(sign in text for sign in _SIGNS):
        return
    for field in _PARTS.get(type(item), ()):
        yield from _walk(item, getattr(item, field), (field,))


def _walk(item: Item, value: Any, start: tuple[str | int, ...]) -> Iterator[Found]:  # noqa: ANN401
    stack: list[tuple[Any, tuple[str | int, ...]]] = [(value, start)]
    while stack:
        node, path = stack.pop()
        if isinstance(node, dict):
            stack.extend((child, (*path, str(name))) for name, child in node.items() if child)
        elif isinstance(node, list | tuple):
            stack.extend((child, (*path, at)) for at, child in enumerate(node) if child)
        elif isinstance(node, str) and path[-1] in _FIELDS:
            text = node.lower()
            for sign in _SIGNS:
                if sign in text:
                    yield found(item, f"the text contains `{sign}`", *path)
                    break


RULE = define(__name__, __doc__, "API-36", Level.quality, check_item=check, kinds=CONTRACT_KINDS)
