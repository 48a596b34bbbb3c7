"""A column has different types in different tables.

What it checks: A column name that usually has one type has it in every table.

Why it matters: Columns with the same name are joined and compared; different types cost the index
or give wrong results.

How to fix: Use the usual type, or rename the column that differs.

Good: `currency char(3)` everywhere

Bad: `currency char(3)` in three tables and `currency integer` in a fourth

Source: Azimutt attributeTypeInconsistent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workbench.design.package import Level
from workbench.design.tables import Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.sql.types import compared_type

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
                type_name = compared_type(column.type).replace(
                    "without time zone", "with time zone"
                )
                row = (table, at, type_name)
                uses.setdefault(column.name, []).append(row)
    for name, places in uses.items():
        counts = Counter(type_name for _, _, type_name in places)
        usual, count = counts.most_common(1)[0]
        if count < _USUAL:
            continue
        for table, at, type_name in places:
            if type_name != usual and counts[type_name] * _MINORITY <= count:
                message = f"`{table.key}.{name}` is {type_name} but {usual} in {count} other tables"
                yield found(table, message, "columns", at, "type")


RULE = define(__name__, __doc__, "SCH-08", Level.advice, check=check)
