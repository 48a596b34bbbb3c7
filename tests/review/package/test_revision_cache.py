"""What is kept in memory of revisions: the right thing, and no more than asked for."""

from __future__ import annotations

from tests.factories import made_design
from workbench.design.design import Design
from workbench.diff.compare import compare
from workbench.review.package.revision_cache import LruCache, compared


def test_a_shelf_makes_once_and_forgets_what_was_asked_for_longest_ago() -> None:
    made: list[str] = []
    shelf: LruCache[str] = LruCache(3)

    def get(key: str, weight: int = 1) -> str:
        def make() -> tuple[str, int]:
            made.append(key)
            return key.upper(), weight

        return shelf.get(key, make)

    assert [get(key) for key in "abca"] == ["A", "B", "C", "A"]
    assert made == ["a", "b", "c"]
    get("d")
    get("a")
    assert made == ["a", "b", "c", "d"], "a was used after b, so b went"
    get("b")
    assert made[-1] == "b"
    assert get("huge", 9) == "HUGE"
    get("huge", 9)
    assert made[-2:] == ["huge", "huge"], "what is too heavy is never kept"


def test_comparing_through_the_shelf_is_comparing() -> None:
    old, new = made_design(3), made_design(6)
    assert compared(old, new) == compare(old, new)
    assert compared(old, new) is compared(old, new)
    assert compared(new, old) == compare(new, old)
    assert compared(Design(), new) == compare(Design(), new)
