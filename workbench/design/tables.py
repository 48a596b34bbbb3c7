"""Phase 3, the schema design: tables and what else a database keeps (W5)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from workbench.design.base import Key, Keyed, Line, Part, Text

Action = Literal["CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"]


class Column(Part):
    """One column; its address is `table.column`."""

    name: Key
    type: Line
    """SQL type as it is written in the project's database (`numeric(10,2)`, `text[]`)."""
    nullable: bool = True
    default: Text = ""
    """SQL expression, empty for none."""
    identity: Literal["", "always", "by default"] = ""
    generated: Text = ""
    """Expression of a generated column, empty for none."""
    generated_stored: bool = True
    collation: Line = ""
    comment: Text = ""
    attribute: Line = ""
    """Dictionary address `Entity.attribute` it keeps."""
    data_class: Line = ""
    """`public`, `internal`, `personal`, `secret` or the project's own word."""
    deviation: Text = ""
    """Why it keeps no attribute; empty where it does."""


class PrimaryKey(Part):
    """The key of a table."""

    columns: tuple[Key, ...]
    name: Line = ""
    options: Line = ""
    """Further words behind it, verbatim: `INCLUDE (note)`, `ON CONFLICT REPLACE`; in SQLite, behind
    `NULL` where its columns are not declared NOT NULL."""


class ForeignKey(Part):
    """A reference to another table."""

    columns: tuple[Key, ...]
    target: Key
    """Key of the table referred to."""
    target_columns: tuple[Key, ...] = ()
    """Empty means that table's primary key."""
    name: Line = ""
    on_delete: Action | None = None
    """None where not stated; the database then takes NO ACTION."""
    on_delete_columns: tuple[Key, ...] = ()
    """Those that are set to NULL or their default; empty for all."""
    on_update: Action | None = None
    match: Literal["", "FULL", "PARTIAL", "SIMPLE"] = ""
    deferrable: Literal["", "deferrable", "initially deferred"] = ""
    options: Line = ""
    """Further words behind it, verbatim: `NOT VALID`."""


class Unique(Part):
    """A unique constraint."""

    columns: tuple[Key, ...]
    name: Line = ""
    nulls_not_distinct: bool = False
    deferrable: Literal["", "deferrable", "initially deferred"] = ""
    options: Line = ""
    """Further words behind it, verbatim: `INCLUDE (note)`, `WITH (fillfactor=70)`."""


class Check(Part):
    """A check constraint; the expression is SQL without the outer parentheses."""

    expression: Text
    name: Line = ""
    options: Line = ""
    """Further words behind it, verbatim: `NO INHERIT`, `NOT VALID`, `NOT ENFORCED`."""


class IndexPart(Part):
    """One column or expression of an index."""

    column: Line = ""
    expression: Text = ""
    """SQL, where the part is no plain column."""
    descending: bool = False
    nulls: Literal["", "first", "last"] = ""
    opclass: Line = ""
    collation: Line = ""


class Index(Part):
    """An index that is no constraint."""

    name: Line = ""
    parts: tuple[IndexPart, ...]
    unique: bool = False
    method: Line = ""
    """`btree` where empty."""
    where: Text = ""
    """Predicate of a partial index."""
    include: tuple[Key, ...] = ()
    nulls_not_distinct: bool = False
    options: Line = ""
    comment: Text = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of its plain columns, in order."""
        return tuple(part.column for part in self.parts if part.column)


class Table(Keyed):
    """One table; its key is its name, with its schema where that is not the default one."""

    entity: Line = ""
    """Dictionary entity it keeps."""
    description: Text = ""
    """What it is for; the database's comment on the table."""
    columns: tuple[Column, ...] = ()
    primary_key: PrimaryKey | None = None
    foreign_keys: tuple[ForeignKey, ...] = ()
    uniques: tuple[Unique, ...] = ()
    checks: tuple[Check, ...] = ()
    indexes: tuple[Index, ...] = ()
    junction: bool = False
    """Ties two others together in a many-to-many relation."""
    mutable: bool = True
    """False for rows that are written once (logs, events)."""
    row_security: bool = False
    force_row_security: bool = False
    deviation: Text = ""
    """Why it keeps no entity; empty where it does."""
    partition_of: Line = ""
    partition_bound: Text = ""
    partition_by: Line = ""
    inherits: tuple[Key, ...] = ()
    options: Text = ""
    """Storage clause, verbatim (`ENGINE=InnoDB`, `WITHOUT ROWID`)."""

    def column(self, name: str) -> Column | None:
        """The column of that exact name, if there is one."""
        return next((column for column in self.columns if column.name == name), None)


class SqlObjectType(StrEnum):
    """What a database keeps beside tables."""

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
    """A database object that is no table; its key is `<type> <name>`."""

    type: SqlObjectType
    name: Key
    values: tuple[str, ...] = ()
    """Values of an enum, in order."""
    sql: Text = ""
    """The statement that creates it, verbatim; empty for an enum, whose values say it all."""
    comment: Text = ""


class Migration(Keyed):
    """One step of the migration plan; its key is its number, `001`."""

    name: Line
    """What it does, in snake_case, as in its file name."""
    description: Text = ""
    up: Text = ""
    down: Text = ""
    no_rollback_reason: Text = ""
    data_loss: Text = ""
    """What is lost on purpose; empty for nothing."""
    depends_on: tuple[Key, ...] = ()
