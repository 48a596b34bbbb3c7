"""Designs of revisions, kept in memory while people read them.

A revision never changes, so what was read and verified once can be read again without reading
it from the database; the hash is its whole identity. Only some of them are kept, and a design
too large to keep is read each time.
"""

from __future__ import annotations

from collections.abc import Callable

from workbench.cache import LruCache
from workbench.design.design import Design
from workbench.design.package import Change
from workbench.diff.compare import compare

#: Characters of JSON that are kept as designs; their objects take some ten times as much.
_DESIGN_CHARACTERS = 16_000_000
#: Changes that are kept, of all comparisons together.
_CHANGES = 20_000


#: With the length of their JSON, by project, number, time and hash.
_designs: LruCache[str, tuple[Design, int]] = LruCache(
    _DESIGN_CHARACTERS, weigh=lambda entry: entry[1]
)
#: By the hashes of both sides.
_comparisons: LruCache[tuple[str, str], tuple[Change, ...]] = LruCache(
    _CHANGES, weigh=lambda changes: len(changes) + 1
)


def cached_design(name: str, read: Callable[[], tuple[Design, int]]) -> Design:
    """The design of that revision; `read` gives it, verified, with the length of its JSON."""
    return _designs.get_or_make(name, read)[0]


def cached_comparison(old: Design, new: Design) -> tuple[Change, ...]:
    """What changed between two designs of revisions, compared once."""
    return _comparisons.get_or_make((old.sha256, new.sha256), lambda: compare(old, new))
