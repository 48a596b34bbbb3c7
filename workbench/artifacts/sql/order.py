"""The order in which a database can be built: whatever is mentioned comes first."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.design.design import Design
from workbench.design.tables import SqlObject, SqlObjectType, Table
from workbench.sql.mentions import before_body, mentioned_words, without_strings
from workbench.sql.statements import parse_head

#: Where nothing else decides: types before tables, tables before what looks at them.
_RANK = {
    SqlObjectType.schema: 0,
    SqlObjectType.extension: 1,
    SqlObjectType.enum: 2,
    SqlObjectType.domain: 2,
    SqlObjectType.composite: 2,
    SqlObjectType.sequence: 3,
    SqlObjectType.function: 4,
    SqlObjectType.other: 6,
    SqlObjectType.view: 7,
    SqlObjectType.materialized_view: 7,
    SqlObjectType.trigger: 8,
}
_TABLE_RANK = 5
_CHANGING_VERBS = frozenset({"ALTER", "COMMENT"})
Buildable = Table | SqlObject


def build_order(design: Design) -> list[Buildable]:
    """Tables and SQL objects so that each comes after what it needs, where that is possible.

    Foreign keys are followed as far as they form no circle; other circles are cut at the part
    that comes first by sort and by position. Takes time proportional to the text of the schema.
    """
    parts: list[Buildable] = [*design.sql_objects, *design.tables]
    ranks = [_RANK[part.type] if isinstance(part, SqlObject) else _TABLE_RANK for part in parts]
    by_name: dict[str, list[int]] = {}
    for at, part in enumerate(parts):
        for name in _names(part):
            by_name.setdefault(name, []).append(at)
    hard = [_needed(words, by_name, at) for at, words in enumerate(map(_mentioned, parts))]
    soft = [
        _needed(_targets(part), by_name, at) - hard[at] if isinstance(part, Table) else set()
        for at, part in enumerate(parts)
    ]
    return [parts[at] for at in _sorted(ranks, hard, soft)]


def _names(part: Buildable) -> set[str]:
    name = part.key if isinstance(part, Table) else part.name
    full = name.split("(", 1)[0].lower()
    if isinstance(part, SqlObject) and changes_others(part):
        # Its name is a label that quotes the change, and nothing needs a change.
        return set()
    return {full, full.rpartition(".")[2]}


def changes_others(item: SqlObject) -> bool:
    """Whether an object is a statement that changes or describes others: ALTER, COMMENT."""
    head = parse_head(item.sql, "postgresql")
    return head is not None and head.verb in _CHANGING_VERBS


def _needed(words: set[str], by_name: dict[str, list[int]], own: int) -> set[int]:
    return {at for word in words for at in by_name.get(word, ()) if at != own}


def _mentioned(part: Buildable) -> set[str]:
    if isinstance(part, SqlObject):
        if part.type in {SqlObjectType.sequence, SqlObjectType.schema}:
            # A sequence may say which column owns it; the column needs it first.
            return set()
        text = part.sql
        if part.type is SqlObjectType.function:
            text = before_body(text)
        return mentioned_words(without_strings(text))
    texts = [part.partition_of, *part.inherits]
    for column in part.columns:
        texts += [column.type, column.default, column.generated]
    texts += [check.expression for check in part.checks]
    return mentioned_words(" ".join(filter(None, texts)))


def _targets(table: Table) -> set[str]:
    return {key.target.lower() for key in table.foreign_keys}


def _sorted(ranks: list[int], hard: list[set[int]], soft: list[set[int]]) -> Iterator[int]:
    """Places in order of rank and position, each behind those that it needs."""
    followers = _followers(hard, soft)
    left = _Needs([len(needed) for needed in hard], [len(needed) for needed in soft])
    free = [(rank, at) for at, rank in enumerate(ranks) if left.is_free(at)]
    heapq.heapify(free)
    waiting = dict.fromkeys(sorted(range(len(ranks)), key=lambda at: (ranks[at], at)))
    while waiting:
        at = heapq.heappop(free)[1] if free else _cut(waiting, left.hard)
        if at not in waiting:
            continue
        del waiting[at]
        yield at
        for other in followers[at]:
            counts = left.hard if at in hard[other] else left.soft
            counts[other] -= 1
            if other in waiting and left.is_free(other):
                heapq.heappush(free, (ranks[other], other))


def _followers(hard: list[set[int]], soft: list[set[int]]) -> list[list[int]]:
    """Per place those that need it."""
    followers: list[list[int]] = [[] for _ in hard]
    for at, needed in enumerate(hard):
        for other in needed | soft[at]:
            followers[other].append(at)
    return followers


@dataclass(slots=True)
class _Needs:
    """How many parts each part still needs: those that it rests on, and those it refers to."""

    hard: list[int]
    soft: list[int]

    def is_free(self, at: int) -> bool:
        return not self.hard[at] and not self.soft[at]


def _cut(waiting: dict[int, None], hard_left: list[int]) -> int:
    """Where a circle is cut: at a part that lacks only foreign keys, else at the first."""
    return next((at for at in waiting if not hard_left[at]), next(iter(waiting)))
