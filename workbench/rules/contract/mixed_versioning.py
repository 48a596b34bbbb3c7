"""Paths do not follow one versioning style.

What it checks: With versioning in the URL path, every path or every server carries a version. With
versioning by header or query, no path does. Until the strategy is set, all paths must at least
agree.

Why it matters: Clients need one rule for finding the version.

How to fix: Move the version to where the set-up says: into the server URL or each path, or out of
the paths.

Good: server `https://api.shop.example/v1` with `/orders` and `/customers`

Bad: `/v1/orders` next to `/customers`

Source: Zalando 115, IBM major-version-in-path, Azure versioning-no-version-in-path.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from workbench.design.base import Item
from workbench.design.handoff import Versioning
from workbench.design.ids import count_of, path_segments
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.openapi.paths import PATH_KINDS, is_version, method_and_path


class Row(NamedTuple):
    """A path, the item that states it, and whether it has a version."""

    item: Item
    path: str
    versioned: bool


def check(facts: Facts) -> Iterator[Found]:
    """Compare each path with the set-up, else with most of the other paths."""
    rows = list(_rows(facts))
    match facts.setup.versioning:
        case Versioning.path:
            wrong = [] if _by_server(facts) else [row for row in rows if not row.versioned]
            message = "has no version, but the set-up puts it in the path"
        case Versioning.header | Versioning.query as style:
            wrong = [row for row in rows if row.versioned]
            message = f"has a version, but the set-up puts it in the {style.value}"
        case _:
            wrong, message = _minority(rows)
    for row in wrong:
        yield found(row.item, f"`{row.path}` {message}")


def _minority(rows: list[Row]) -> tuple[list[Row], str]:
    """Paths unlike most others, none where no path has a version; and what is wrong with them."""
    versioned = [row for row in rows if row.versioned]
    bare = [row for row in rows if not row.versioned]
    if len(versioned) > len(bare):
        return bare, f"has no version, unlike {count_of(len(versioned), 'other path')}"
    return versioned, f"has a version, unlike {count_of(len(bare), 'other path')}"


def _rows(facts: Facts) -> Iterator[Row]:
    for kind in PATH_KINDS:
        for item in facts.of_kind(kind):
            stated = method_and_path(item, facts)
            if stated is not None:
                path = stated[1]
                yield Row(item, path, any(map(is_version, path_segments(path))))


def _by_server(facts: Facts) -> bool:
    urls = [str(server.get("url", "")) for server in facts.contract.servers]
    return any(is_version(part) for url in urls for part in path_segments(_path(url)))


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


RULE = define(__name__, __doc__, "API-11", Level.quality, check=check)
