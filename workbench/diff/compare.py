"""Compare two designs: every difference once, judged, in a stable order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from workbench.design.base import Item
from workbench.design.design import Design, item_data
from workbench.design.kinds import KINDS
from workbench.design.package import Change, Impact
from workbench.diff.contract.facts import CONTRACT_KINDS, ContractFacts
from workbench.diff.contract.usage import Usage, operations_by_path, operations_touched
from workbench.diff.facts import Fact, change_of, differences
from workbench.diff.impact import Judge
from workbench.diff.pairing import pairs

_ORDER = {Impact.breaking: 0, Impact.additive: 1, Impact.editorial: 2}


def compare(old: Design, new: Design, *, today: date | None = None) -> tuple[Change, ...]:
    """What changed from `old` to `new`, by kind in reading order, then by key and place.

    Comparing a design with itself gives nothing; the two orders of comparison name the same
    places with `added` and `removed` exchanged. Time is linear in the size of both. Sunset
    dates of what was removed are held against `today`; without it none has passed yet.
    """
    day = today or date.min
    judge = Judge(old, new, day)
    return tuple(judge(fact) for fact in find_facts(old, new, day))


def verdict(changes: Iterable[Change]) -> str:
    """The heaviest impact among changes, or `none`."""
    worst = min((change.impact for change in changes), key=_ORDER.__getitem__, default=None)
    return worst.value if worst else "none"


class AffectedOperations:
    """Answers, for two designs, which operations a change touches."""

    def __init__(self, old: Design, new: Design) -> None:
        self._usage = Usage((old, new))
        self._paths = [operations_by_path(design) for design in (old, new)]

    def __call__(self, change: Change) -> tuple[str, ...]:
        """Keys of the endpoints (or `webhook <key>`) that the change touches, sorted."""
        return operations_touched(
            change.kind, change.item, change.pointer, self._usage, self._paths
        )


def find_facts(old: Design, new: Design, today: date = date.min) -> Iterator[Fact]:
    """Every difference between two designs, unjudged."""
    contract = ContractFacts(old, new, today)
    for kind in KINDS.values():
        for key, pair, other in pairs(old, new, kind):
            if pair is other or pair == other:
                continue
            yield from _between(contract, kind.name, key, pair, other)


def _between(
    contract: ContractFacts, kind: str, key: str, old: Item | None, new: Item | None
) -> Iterator[Fact]:
    before = item_data(old) if old is not None else None
    after = item_data(new) if new is not None else None
    if kind == "contract" and (before or after):
        # The frame has no life of its own: what it says is what comes and goes with it.
        before, after = before or {}, after or {}
    if before is None or after is None:
        yield Fact(kind, key, (), change_of(before, after), before, after)
        return
    found: Iterator[Fact]
    if kind in CONTRACT_KINDS:
        found = contract.between(kind, key, before, after, old.item_key if old else key)
    else:
        sides = _with_lists(before, after), _with_lists(after, before)
        found = (Fact(kind, key, *difference) for difference in differences(*sides))
    yield from sorted(found, key=_place)


def _with_lists(data: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Data with an empty list where only the other side has members to tell one by one."""
    missing: dict[str, Any] = {name: [] for name, value in other.items() if isinstance(value, list)}
    return {**missing, **data}


def _place(fact: Fact) -> tuple[str, str, str]:
    return fact.pointer, fact.mark.stem if fact.mark else "", fact.change
