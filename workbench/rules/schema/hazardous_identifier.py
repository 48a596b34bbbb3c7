"""A name is too long or is a reserved SQL word.

What it checks: Names of tables, columns, constraints and indexes fit the database's limit (63
bytes in PostgreSQL, 64 characters in MySQL), and no table or column has a reserved word as its
name.

Why it matters: PostgreSQL silently truncates long names, so that two of them can become the same.
A reserved word must be quoted in every query.

How to fix: Shorten the name, or use another word (`orders` rather than `order`).

Good: `orders`, `position`

Bad: `order`, `user`

Source: squawk identifier-too-long; the reserved words: workbench.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.design.tables import Migration, Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts
from workbench.rules.lib.sql.table_names import plain_name
from workbench.sql.identifiers import identifier_length, is_reserved, max_identifier

_NAMING = frozenset(
    {"add column", "add constraint", "rename table", "create table", "create index"}
    | {"create unique index", "create index concurrently", "create unique index concurrently"}
)


def check(table: Table | Migration, facts: ItemFacts) -> Iterator[Found]:
    """Check every name of a table, or of what a migration creates."""
    if isinstance(table, Migration):
        yield from _check_step(table, facts)
        return
    dialect = facts.dialect(table)
    limit = max_identifier(dialect)
    for name, place in _names(table):
        size = identifier_length(name, dialect)
        if limit is not None and size > limit:
            yield found(table, f"`{name}` has {size} characters; the limit is {limit}", *place)
        elif is_reserved(name, dialect) and place[0] in {"key", "columns"}:
            yield found(table, f"`{name}` is a reserved SQL word", *place)


def _check_step(step: Migration, facts: ItemFacts) -> Iterator[Found]:
    dialect, changes = facts.unmodelled_changes(step)
    limit = max_identifier(dialect)
    if limit is None:
        return
    names = (change.name or change.table for change in changes if change.kind in _NAMING)
    long = next((name for name in names if identifier_length(name, dialect) > limit), "")
    if long:
        message = f"`{long}` has {len(long)} characters; the limit is {limit}"
        yield found(step, message, "up")


def _names(table: Table) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    yield plain_name(table.key), ("key",)
    for at, column in enumerate(table.columns):
        yield column.name, ("columns", at, "name")
    for section in ("foreign_keys", "uniques", "checks", "indexes"):
        for at, part in enumerate(getattr(table, section)):
            if part.name:
                yield part.name, (section, at, "name")


RULE = define(
    __name__, __doc__, "SCH-10", Level.quality, check_item=check, kinds=("table", "migration")
)
