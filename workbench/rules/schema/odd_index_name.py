"""An index name does not follow the convention.

What it checks: Indexes are named `idx_<table>_<columns>`, unique ones `uq_<table>_<columns>`.

Why it matters: The name is all that a slow-query log or an error message shows.

How to fix: Rename the index.

Good: `idx_orders_customer_id`

Bad: `orders_index_2`

Source: workbench naming conventions.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.design.tables import Index, Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, parse_pointer, replaced
from workbench.rules.lib.sql.table_names import index_name, plain_name


def check(table: Table, _: ItemFacts) -> Iterator[Found]:
    """Compare each name with the one that the convention gives."""
    taken = {known.name for known in table.indexes}
    for at, index in enumerate(table.indexes):
        wanted = _wanted(table, index)
        if wanted and index.name != wanted and not index.name.startswith(f"{wanted}_"):
            message = f"{_label(index)} on ({', '.join(index.columns)}) should be named `{wanted}`"
            can_fix = wanted not in taken
            yield found(table, message, "indexes", at, "name", fixable=can_fix)
    for at, unique in enumerate(table.uniques):
        if unique.name and not unique.name.startswith(f"uq_{plain_name(table.key)}"[:60]):
            wanted = index_name(table, unique.columns, unique=True)
            message = f"unique constraint `{unique.name}` should be named `{wanted}`"
            yield found(table, message, "uniques", at, "name")


def _label(index: Index) -> str:
    return f"index `{index.name}`" if index.name else "unnamed index"


def _wanted(table: Table, index: Index) -> str:
    """The conventional name; empty for an index on expressions, which has none."""
    if len(index.columns) != len(index.parts):
        return ""
    return index_name(table, index.columns, unique=index.unique)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Rename the index."""
    table = design.find("table", finding.item)
    if not isinstance(table, Table):
        return ()
    at = int(parse_pointer(finding.pointer)[1])
    indexes = tuple(
        index.model_copy(update={"name": _wanted(table, index)}) if n == at else index
        for n, index in enumerate(table.indexes)
    )
    return (replaced(table, indexes=indexes),)


RULE = define(
    __name__, __doc__, "SCH-33", Level.advice, check_item=check, kinds=("table",), fix=fix
)
