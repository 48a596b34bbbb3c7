"""A column has different types in different tables.

What it checks: A column name that mostly has one type has it in every table.

Why it matters: Columns of one name are joined and compared; different types cost the index or
the answer.

How to fix: Use the usual type, or give the odd one a name of its own.

Good: `currency char(3)` everywhere

Bad: `currency char(3)` in three tables and `currency integer` in a fourth

Source: Azimutt attributeTypeInconsistent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workbench.design.package import Level
from workbench.design.tables import Table
from workbench.rules.engine.facts import Facts
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.sql.types import plain_type

_GENERAL = frozenset({"id", "type", "value", "data", "code", "name", "status", "key"})
_USUAL = 3
_MINORITY = 3


def check(facts: Facts) -> Iterator[Found]:
    """Group columns by name, then point at the minority."""
    uses: dict[str, list[tuple[Table, int, str]]] = {}
    for table in facts.design.tables:
        for at, column in enumerate(table.columns):
            if column.name not in _GENERAL and not table.partition_of:
                # Whether a zone is kept has a rule of its own.
                told = plain_type(column.type).replace("without time zone", "with time zone")
                row = (table, at, told)
                uses.setdefault(column.name, []).append(row)
    for name, places in uses.items():
        counts = Counter(told for _, _, told in places)
        usual, count = counts.most_common(1)[0]
        if count < _USUAL:
            continue
        for table, at, told in places:
            if told != usual and counts[told] * _MINORITY <= count:
                message = f"`{table.key}.{name}` is {told}, and {usual} in {count} other tables"
                yield found(table, message, "columns", at, "type")


RULE = define(__name__, __doc__, "SCH-08", Level.advice, check=check)
