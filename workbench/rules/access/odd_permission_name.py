"""A permission name does not follow the convention.

What it checks: A permission is `<resource>:<action>` in lower case.

Why it matters: Code, tokens and conversations use the same word; two styles make two words for one
permission.

How to fix: Rename it.

Good: `orders:read`

Bad: `canReadOrders`

Source: Zalando 135 and 225; workbench naming conventions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.access import Permission
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts

_SHAPE = re.compile(r"[a-z][a-z0-9_.-]*(?::[a-z][a-z0-9_-]*)+(?::\*)?\Z|[a-z][a-z0-9_.-]*:\*\Z")


def check(item: Permission, _: ItemFacts) -> Iterator[Found]:
    """Look at the key."""
    if not _SHAPE.match(item.key):
        yield found(item, f"permission `{item.key}` is not `<resource>:<action>`", "key")


RULE = define(__name__, __doc__, "AUT-03", Level.quality, check_item=check, kinds=("permission",))
