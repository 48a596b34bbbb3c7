"""The length of a text column is part of its type.

What it checks: In PostgreSQL, no column is `varchar(n)` or `char(n)`; `text` with a CHECK says the
same. No migration creates one.

Why it matters: Changing a type locks the table, changing a CHECK need not; and `char(n)` pads
values with blanks.

How to fix: Use `text` and a CHECK on its length.

Good: `name text CHECK (char_length(name) <= 200)`

Bad: `name varchar(200)`

Source: squawk prefer-text-field and ban-char-field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.design import Design
from workbench.design.package import Finding, Level
from workbench.design.tables import Check, Migration, Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.item_patch import ItemChange, parse_pointer, replaced
from workbench.rules.lib.sql.migration_statements import join_names

_VARCHAR = re.compile(
    r"(?:pg_catalog\.)?(?:character varying|varchar)\s*\(\s*(\d+)\s*\)\Z", re.IGNORECASE
)
_CHAR = re.compile(
    r"(?:pg_catalog\.)?(?:character|char|bpchar|nchar)(?:\s*\(\s*\d+\s*\))?\s*(?:\[\])?\Z",
    re.IGNORECASE,
)


def check(table: Table | Migration, facts: ItemFacts) -> Iterator[Found]:
    """Look at the type of every column."""
    if isinstance(table, Migration):
        yield from _check_step(table, facts)
        return
    if facts.dialect(table) != "postgresql":
        return
    for at, column in enumerate(table.columns):
        sized = _VARCHAR.match(column.type) is not None
        if sized or _CHAR.match(column.type):
            message = f"`{table.key}.{column.name}` is `{column.type}`; use text with a CHECK"
            yield found(table, message, "columns", at, "type", fixable=sized)


def _check_step(step: Migration, facts: ItemFacts) -> Iterator[Found]:
    dialect, changes = facts.unmodelled_changes(step)
    sized = [
        change for change in changes if _VARCHAR.match(change.type) or _CHAR.match(change.type)
    ]
    if sized and dialect == "postgresql":
        columns = join_names(f"`{act.table}.{act.name}` `{act.type}`" for act in sized)
        yield found(step, f"migration {step.key} creates {columns}; use text with a CHECK", "up")


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Use text, and keep the limit as a CHECK."""
    table = design.find("table", finding.item)
    if not isinstance(table, Table):
        return ()
    at = int(parse_pointer(finding.pointer)[1])
    column = table.columns[at]
    match = _VARCHAR.match(column.type)
    if match is None:
        return ()
    columns = tuple(
        known.model_copy(update={"type": "text"}) if n == at else known
        for n, known in enumerate(table.columns)
    )
    limit = Check(expression=f"char_length({column.name}) <= {match.group(1)}")
    return (replaced(table, columns=columns, checks=(*table.checks, limit)),)


RULE = define(
    __name__,
    __doc__,
    "SCH-14",
    Level.advice,
    check_item=check,
    kinds=("table", "migration"),
    fix=fix,
)
