"""Changes of a table that reach further than the words of their statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workbench.design.tables import PrimaryKey, Unique
from workbench.intake.sql.constraint_attributes import constraint_tail, validated
from workbench.intake.sql.schema_state import SchemaState, TableState
from workbench.sql.cursor import Cursor, NotUnderstoodError
from workbench.sql.table_actions import TableAction
from workbench.sql.types import SERIAL_TYPES, is_serial, serial_of


@dataclass(frozen=True, slots=True)
class TableChange:
    """One action, and the table that it changes."""

    action: TableAction
    table: TableState
    state: SchemaState
    line: int

    @property
    def cursor(self) -> Cursor:
        """The tokens behind the words and the name of the action."""
        return self.action.cursor

    @property
    def name(self) -> str:
        """The column or constraint that the action is about."""
        return self.action.name


def change_type(table: TableState, name: str, kind: str, **update: Any) -> None:  # noqa: ANN401
    """Give a column another type; one that counts up goes on counting, in the new type."""
    found = table.columns[name]
    if is_serial(found.type) and not found.default:
        kind = serial_of(kind) or kind
    table.change(name, type=kind, **update)


def set_default(table: TableState, name: str, default: str) -> None:
    """Give a column another default, or none; one that counted up does so no more."""
    kind = table.columns[name].type
    table.change(name, default=default, type=SERIAL_TYPES.get(kind.lower(), kind))


def alter_constraint(name: str, cursor: Cursor, table: TableState) -> list[str]:
    """Apply `ALTER CONSTRAINT` behind its name: when a foreign key is checked."""
    deferrable = constraint_tail(cursor).deferrable
    if not cursor.done:
        raise NotUnderstoodError(f"the change of constraint {name}")
    table.name_constraints()
    if not any(key.name == name for key in table.foreign_keys):
        return [f"{table.key} has no foreign key {name} to change"]
    table.foreign_keys = [
        key.model_copy(update={"deferrable": deferrable}) if key.name == name else key
        for key in table.foreign_keys
    ]
    return []


def validate_constraint(name: str, table: TableState) -> None:
    """Apply `VALIDATE CONSTRAINT`: all rows were looked at."""
    table.name_constraints()
    table.foreign_keys = [validated(key) if key.name == name else key for key in table.foreign_keys]
    table.checks = [validated(check) if check.name == name else check for check in table.checks]


def take_index(cursor: Cursor, table: TableState) -> list[str] | None:
    """Make a constraint of an index (`ADD UNIQUE USING INDEX …`); None for anything else."""
    begin = cursor.at
    name = cursor.identifier() if cursor.accept("CONSTRAINT") else ""
    primary = cursor.accept("PRIMARY", "KEY")
    if not (primary or cursor.accept("UNIQUE")) or not cursor.accept("USING", "INDEX"):
        cursor.at = begin
        return None
    index = cursor.identifier()
    name = name or index
    found = next((own_index for own_index in table.indexes if own_index.name == index), None)
    if found is None or not found.columns:
        return [f"constraint {name} uses index {index}, which {table.key} does not have"]
    table.indexes = [own_index for own_index in table.indexes if own_index is not found]
    if primary:
        _take_primary_key(table, PrimaryKey(columns=found.columns, name=name))
    else:
        unique = Unique(
            columns=found.columns,
            name=name,
            nulls_not_distinct=found.nulls_not_distinct,
            deferrable=constraint_tail(cursor).deferrable,
        )
        table.uniques.append(unique)
    return []


def _take_primary_key(table: TableState, key: PrimaryKey) -> None:
    table.primary_key = key
    for column in key.columns:
        table.change(column, nullable=False)
