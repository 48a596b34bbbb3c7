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
from urllib.parse import urlsplit

from workbench.design.base import Item
from workbench.design.handoff import Versioning
from workbench.design.ids import count_of, path_segments
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.openapi.paths import PATH_KINDS, is_version, method_and_path


def check(facts: Facts) -> Iterator[Found]:
    """Sort the paths into those with a version and those without."""
    rows = list(_rows(facts))
    versioned = sum(1 for _, _, has in rows if has)
    match facts.setup.versioning:
        case Versioning.path:
            wrong = [row for row in rows if not row[2]] if not _by_server(facts) else []
            message = "has no version, but the set-up puts it in the path"
        case Versioning.header | Versioning.query as style:
            wrong = [row for row in rows if row[2]]
            message = f"has a version, but the set-up puts it in the {style.value}"
        case _:
            most = versioned * 2 > len(rows)
            wrong = [row for row in rows if row[2] is not most] if versioned else []
            count = versioned if most else len(rows) - versioned
            state = "has no version" if most else "has a version"
            message = f"{state}, unlike {count_of(count, 'other path')}"
    for item, path, _ in wrong:
        yield found(item, f"`{path}` {message}")


def _rows(facts: Facts) -> Iterator[tuple[Item, str, bool]]:
    for kind in PATH_KINDS:
        for item in facts.of_kind(kind):
            stated = method_and_path(item, facts)
            if stated is not None:
                path = stated[1]
                yield (
                    item,
                    path,
                    any(is_version(path_segment) for path_segment in path_segments(path)),
                )


def _by_server(facts: Facts) -> bool:
    urls = [str(server.get("url", "")) for server in facts.contract.servers]
    return any(is_version(part) for url in urls for part in path_segments(_path(url)))


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


RULE = define(__name__, __doc__, "API-11", Level.quality, check=check)
