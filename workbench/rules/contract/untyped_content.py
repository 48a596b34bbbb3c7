"""A body has no valid media type or no schema.

What it checks: Every entry of `content` has a media type (`*/*` does not count) and, where it is
JSON or a form, a schema.

Why it matters: Without a media type nobody knows how to read the body; without a schema nobody
knows what is in it.

How to fix: State the media type that is actually sent, and its schema.

Good:

    application/json: {schema: {$ref: "#/components/schemas/Order"}}

Bad:

    application/json: {}

Source: Redocly request-mime-type and response-mime-type, IBM content-entry-contains-schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.openapi.occurrences import CONTRACT_KINDS

# RFC 6838 names, with parameters (`; charset=utf-8`) and ranges such as `image/*`.
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/(?:[\w!#$&^.+-]+|\*)(?:\s*;.*)?\Z")
_STRUCTURED = re.compile(r"(?:[/+]json|/x-www-form-urlencoded|/form-data)\b", re.IGNORECASE)


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at every entry of every `content`."""
    for place in facts.written(item).media:
        name = place.media_type
        if not _MEDIA_TYPE.match(name):
            problem = "does not say what the body is" if name == "*/*" else "is not a media type"
            yield found(item, f"`{name}` {problem}", *place.path)
        elif _STRUCTURED.search(name) and not {"schema", "itemSchema"} & place.body.keys():
            yield found(item, f"`{name}` has no schema", *place.path)


RULE = define(__name__, __doc__, "API-20", Level.quality, check_item=check, kinds=CONTRACT_KINDS)
