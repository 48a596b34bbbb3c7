"""A foreign key does not say what a deletion does.

What it checks: Every foreign key states ON DELETE; where the key that it refers to can change its
value (it is neither a UUID nor a number that the database gives), ON UPDATE too.

Why it matters: What happens to the children is a decision about data loss. Unstated, it is the
database's default, and nobody has taken it.

How to fix: CASCADE where the child means nothing alone, SET NULL where it can stand alone,
RESTRICT otherwise.

Good: `REFERENCES customers (id) ON DELETE RESTRICT`

Bad: `REFERENCES customers (id)`

Source: our own; the schema conventions of the workflow (W5).
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.design.tables import ForeignKey, Table
from workbench.rules.engine.facts import ItemFacts
from workbench.rules.engine.rule import Found, ItemChange, define, found
from workbench.rules.lib.item_patch import parse_pointer, replaced
from workbench.rules.lib.sql.types import plain_type

_SURROGATES = frozenset({"uuid", "integer", "bigint", "smallint"})


def check(table: Table, _: ItemFacts) -> Iterator[Found]:
    """Look at the actions of every key."""
    for at, key in enumerate(table.foreign_keys):
        missing = [] if key.on_delete else ["ON DELETE"]
        if key.on_update is None and not _is_surrogate(table, key):
            missing.append("ON UPDATE")
        if missing:
            columns = ", ".join(key.columns)
            message = f"`{table.key}.{columns}` → `{key.target}` does not state {missing[0]}"
            message += f" and {missing[1]}" if missing[1:] else ""
            yield found(table, message, "foreign_keys", at, fixable=True)


def _is_surrogate(table: Table, key: ForeignKey) -> bool:
    columns = [table.column(name) for name in key.columns]
    types = {plain_type(one.type).removesuffix(" unsigned") for one in columns if one}
    return types <= _SURROGATES


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """State RESTRICT, which loses nothing, for what is missing."""
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
