"""A foreign key does not state what happens on delete.

What it checks: Every foreign key states ON DELETE and, where the target key can change its value
(it is neither a UUID nor a generated number), ON UPDATE.

Why it matters: What happens to the child rows is a decision about data loss. If it is not stated,
the database's default applies and nobody has decided it.

How to fix: Use CASCADE if the child means nothing alone, SET NULL if it can exist alone, RESTRICT
otherwise.

Good: `REFERENCES customers (id) ON DELETE RESTRICT`

Bad: `REFERENCES customers (id)`

Source: workbench schema conventions.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.design.tables import ForeignKey, Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, parse_pointer, replaced
from workbench.sql.types import compared_type

_SURROGATES = frozenset({"uuid", "integer", "bigint", "smallint"})


def check(table: Table, _: ItemFacts) -> Iterator[Found]:
    """Look at the actions of every key."""
    for at, key in enumerate(table.foreign_keys):
        missing = [] if key.on_delete else ["ON DELETE"]
        if key.on_update is None and not _is_surrogate(table, key):
            missing.append("ON UPDATE")
        if missing:
            columns = ", ".join(key.columns)
            message = (
                f"foreign key `{table.key}.{columns}` → `{key.target}` does not state {missing[0]}"
            )
            message += f" and {missing[1]}" if missing[1:] else ""
            yield found(table, message, "foreign_keys", at, fixable=True)


def _is_surrogate(table: Table, key: ForeignKey) -> bool:
    columns = [table.column(name) for name in key.columns]
    types = {compared_type(column.type).removesuffix(" unsigned") for column in columns if column}
    return types <= _SURROGATES


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """State RESTRICT, which deletes nothing, where an action is missing."""
    table = design.find("table", finding.item)
    if not isinstance(table, Table):
        return ()
    at = int(parse_pointer(finding.pointer)[1])
    keys = tuple(
        key.model_copy(
            update={
                "on_delete": key.on_delete or "RESTRICT",
                "on_update": key.on_update or (None if _is_surrogate(table, key) else "RESTRICT"),
            }
        )
        if n == at
        else key
        for n, key in enumerate(table.foreign_keys)
    )
    return (replaced(table, foreign_keys=keys),)


RULE = define(
    __name__, __doc__, "SCH-05", Level.quality, check_item=check, kinds=("table",), fix=fix
)
