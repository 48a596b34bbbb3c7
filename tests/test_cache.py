"""The cache of the house: the right value, and no more of them than it may hold."""

from __future__ import annotations

from workbench.cache import LruCache


def test_the_least_recently_used_value_goes_first() -> None:
    cache: LruCache[str, str] = LruCache(3)
    for key in "abc":
        cache.put(key, key.upper())
    assert cache.get("a") == "A"
    cache.put("d", "D")
    assert [cache.get(key) for key in "abcd"] == ["A", None, "C", "D"], "b was not used since"


def test_a_value_is_made_once() -> None:
    cache: LruCache[str, int] = LruCache(3)
    made: list[str] = []

    def make() -> int:
        made.append("x")
        return 0

    assert [cache.get_or_make("x", make) for _ in range(3)] == [0, 0, 0]
    assert made == ["x"]


def test_weights_count_and_what_is_too_heavy_is_not_stored() -> None:
    cache: LruCache[str, str] = LruCache(10, weigh=len)
    cache.put("long", "12345678")
    cache.put("short", "123")
    assert cache.get("long") is None
    cache.put("huge", "1" * 11)
    assert (cache.get("huge"), cache.get("short")) == (None, "123")


def test_a_new_value_replaces_the_old_one_and_its_weight() -> None:
    cache: LruCache[str, str] = LruCache(10, weigh=len)
    cache.put("a", "123456789")
    cache.put("a", "1")
    cache.put("b", "123456789")
    assert (cache.get("a"), cache.get("b")) == ("1", "123456789")
    cache.put("a", "1" * 11)
    assert cache.get("a") is None, "an old value is worse than none"


def test_clearing_drops_everything() -> None:
    cache: LruCache[str, str] = LruCache(1)
    cache.put("a", "A")
    cache.clear()
    assert cache.get("a") is None
    cache.put("b", "B")
    assert cache.get("b") == "B"
