"""Cache of the designs of revisions and of their comparisons.

Revisions are immutable, so a design is parsed and verified once. The cache is bounded; a design
that is too large for it is read each time.
"""

from __future__ import annotations

from collections.abc import Callable

from workbench.cache import LruCache
from workbench.design.design import Design
from workbench.design.package import Change
from workbench.diff.compare import compare

#: Characters of JSON of the cached designs; their objects take some ten times as much memory.
_DESIGN_CHARACTERS = 16_000_000
#: Changes in all cached comparisons together.
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
    """The design of a revision; `read` returns it, verified, with the length of its JSON."""
    return _designs.get_or_make(name, read)[0]


def cached_comparison(old: Design, new: Design) -> tuple[Change, ...]:
    """The changes between the designs of two revisions."""
    return _comparisons.get_or_make((old.sha256, new.sha256), lambda: compare(old, new))
