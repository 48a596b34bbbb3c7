"""Phase 3, the schema design: tables, other SQL objects and migrations."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from workbench.design.base import Key, Keyed, Line, Part, Text

Action = Literal["CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"]


class Column(Part):
    """One column; its address is `table.column`."""

    name: Key
    type: Line
    """SQL type in the project's database, such as `numeric(10,2)` or `text[]`."""
    nullable: bool = True
    default: Text = ""
    """Default value, as an SQL expression."""
    identity: Literal["", "always", "by default"] = ""
    generated: Text = ""
    """Expression of a generated column."""
    generated_stored: bool = True
    collation: Line = ""
    comment: Text = ""
    attribute: Line = ""
    """Dictionary attribute that it stores, written `Entity.attribute`."""
    data_class: Line = ""
    """Data classification: `public`, `internal`, `personal`, `secret`, or the project's own."""
    deviation: Text = ""
    """Why it stores no attribute of the dictionary."""


class PrimaryKey(Part):
    """A primary key."""

    columns: tuple[Key, ...]
    name: Line = ""
    options: Line = ""
    """Further SQL after the constraint, such as `INCLUDE (note)` or `ON CONFLICT REPLACE`.

    In SQLite it starts with `NULL` if the columns are not declared NOT NULL."""


class ForeignKey(Part):
    """A foreign key."""

    columns: tuple[Key, ...]
    target: Key
    """Referenced table."""
    target_columns: tuple[Key, ...] = ()
    """Referenced columns; leave empty for the table's primary key."""
    name: Line = ""
    on_delete: Action | None = None
    """Action on delete; the database uses NO ACTION if it is not set."""
    on_delete_columns: tuple[Key, ...] = ()
    """Columns that are set to NULL or to their default; leave empty for all."""
    on_update: Action | None = None
    match: Literal["", "FULL", "PARTIAL", "SIMPLE"] = ""
    deferrable: Literal["", "deferrable", "initially deferred"] = ""
    options: Line = ""
    """Further SQL after the constraint, such as `NOT VALID`."""


class Unique(Part):
    """A unique constraint."""

    columns: tuple[Key, ...]
    name: Line = ""
    nulls_not_distinct: bool = False
    deferrable: Literal["", "deferrable", "initially deferred"] = ""
    options: Line = ""
    """Further SQL after the constraint, such as `INCLUDE (note)` or `WITH (fillfactor=70)`."""


class Check(Part):
    """A check constraint; the expression is SQL without the outer parentheses."""

    expression: Text
    name: Line = ""
    options: Line = ""
    """Further SQL after the constraint, such as `NO INHERIT`, `NOT VALID` or `NOT ENFORCED`."""


class IndexPart(Part):
    """One column or expression of an index."""

    column: Line = ""
    expression: Text = ""
    """SQL expression, if the part is not a column."""
    descending: bool = False
    nulls: Literal["", "first", "last"] = ""
    opclass: Line = ""
    collation: Line = ""


class Index(Part):
    """An index that does not belong to a constraint."""

    name: Line = ""
    parts: tuple[IndexPart, ...]
    unique: bool = False
    method: Line = ""
    """Access method; `btree` if empty."""
    where: Text = ""
    """Condition of a partial index."""
    include: tuple[Key, ...] = ()
    nulls_not_distinct: bool = False
    options: Line = ""
    comment: Text = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of its plain columns, in order."""
        return tuple(part.column for part in self.parts if part.column)


class Table(Keyed):
    """A table; its key is its name, with the schema's name if that is not the default one."""

    entity: Line = ""
    """Dictionary entity that it stores."""
    description: Text = ""
    """Purpose of the table; exported as the table's comment."""
    columns: tuple[Column, ...] = ()
    primary_key: PrimaryKey | None = None
    foreign_keys: tuple[ForeignKey, ...] = ()
    uniques: tuple[Unique, ...] = ()
    checks: tuple[Check, ...] = ()
    indexes: tuple[Index, ...] = ()
    junction: bool = False
    """The table implements a many-to-many relationship."""
    mutable: bool = True
    """Untick for append-only tables, such as logs and events."""
    row_security: bool = False
    force_row_security: bool = False
    deviation: Text = ""
    """Why it stores no entity of the dictionary."""
    partition_of: Line = ""
    partition_bound: Text = ""
    partition_by: Line = ""
    inherits: tuple[Key, ...] = ()
    options: Text = ""
    """Storage clause, such as `ENGINE=InnoDB` or `WITHOUT ROWID`."""

    def column(self, name: str) -> Column | None:
        """The column of that exact name, if there is one."""
        return next((column for column in self.columns if column.name == name), None)


class SqlObjectType(StrEnum):
    """Types of SQL objects other than tables."""

    schema = "schema"
    extension = "extension"
    enum = "enum"
    domain = "domain"
    composite = "composite"
    sequence = "sequence"
    view = "view"
    materialized_view = "materialized view"
    function = "function"
    trigger = "trigger"
    other = "other"


class SqlObject(Keyed):
    """An SQL object other than a table; its key is `<type> <name>`."""

    type: SqlObjectType
    name: Key
    values: tuple[str, ...] = ()
    """Values of an enum type, in order."""
    sql: Text = ""
    """The CREATE statement; leave empty for an enum."""
    comment: Text = ""


class Migration(Keyed):
    """A step of the migration plan; its key is its number, `001`."""

    name: Line
    """Name of the migration in snake_case, as in its file name."""
    description: Text = ""
    up: Text = ""
    down: Text = ""
    no_rollback_reason: Text = ""
    data_loss: Text = ""
    """Data that the migration deletes on purpose."""
    depends_on: tuple[Key, ...] = ()
