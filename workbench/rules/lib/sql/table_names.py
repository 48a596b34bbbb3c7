"""Names of tables and the names that conventions derive from them."""

from __future__ import annotations

from workbench.design.tables import Table
from workbench.sql.identifiers import MAX_IDENTIFIER


def plain_name(key: str) -> str:
    """A table's own name, without its schema."""
    return key.rpartition(".")[2]


def index_name(table: Table, columns: tuple[str, ...], *, unique: bool = False) -> str:
    """The name that conventions give an index, cut to what every database allows."""
    prefix = "uq" if unique else "idx"
    return "_".join((prefix, plain_name(table.key), *columns))[:MAX_IDENTIFIER]
