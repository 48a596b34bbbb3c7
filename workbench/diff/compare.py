"""Compare two designs: every difference once, judged, in a stable order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from workbench.design.design import Design, item_data
from workbench.design.kinds import KINDS
from workbench.design.package import Change, Impact
from workbench.diff.contract_facts import CONTRACT_KINDS, ContractFacts
from workbench.diff.facts import Fact, differences
from workbench.diff.impact import Judge
from workbench.diff.pairing import pairs
from workbench.diff.usage import Usage, operations_by_path, operations_touched

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


def affected_operations(change: Change, old: Design, new: Design) -> tuple[str, ...]:
    """Keys of the endpoints (or `webhook <key>`) that a change of the contract touches.

    For many changes of the same designs, make one `AffectedOperations` and ask that.
    """
    return AffectedOperations(old, new)(change)


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
        for key, one, other in pairs(old, new, kind):
            if one is other or one == other:
                continue
            if one is None:
                if other is not None:
                    yield Fact(kind.name, key, (), "added", None, item_data(other))
            elif other is None:
                yield Fact(kind.name, key, (), "removed", item_data(one), None)
            else:
                before, after = item_data(one), item_data(other)
                found: Iterator[Fact]
                if kind.name in CONTRACT_KINDS:
                    found = contract.between(kind.name, key, before, after, one.item_key)
                else:
                    found = (
                        Fact(kind.name, key, *difference)
                        for difference in differences(before, after)
                    )
                yield from sorted(found, key=_place)


def _place(fact: Fact) -> tuple[str, str, str]:
    return fact.pointer, fact.mark.stem if fact.mark else "", fact.change
