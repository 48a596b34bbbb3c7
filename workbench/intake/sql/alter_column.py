"""Actions of ALTER TABLE that change a column which is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from workbench.intake.sql.column_options import identity_options, read_type
from workbench.intake.sql.columns import read_column
from workbench.intake.sql.constraints import TablePart
from workbench.intake.sql.table_changes import TableChange, change_type, set_default
from workbench.intake.sql.verbatim_statements import add_exclusions
from workbench.sql.column_clauses import default_expression
from workbench.sql.cursor import NotUnderstoodError
from workbench.sql.identifiers import quoted_if_needed
from workbench.sql.table_actions import ActionKind


def _modify_column(change: TableChange) -> list[str]:
    table, name = change.table, change.name
    if name not in table.columns:
        return [f"{table.key} has no column {name} to change"]
    part = TablePart()
    read_column(change.cursor, part)
    table.add(part, table.lines.get(name, change.line))
    return []


def _change_column(change: TableChange) -> list[str]:
    new = change.cursor.peek_identifier()
    change.table.rename_column(change.name, new)
    return _modify_column(replace(change, action=replace(change.action, name=new)))


def _of_known_column(handler: Callable[[TableChange], None]) -> Callable[[TableChange], list[str]]:
    """A handler that is called for columns that are there; a remark on any other."""

    def handle(change: TableChange) -> list[str]:
        if change.name not in change.table.columns:
            return [f"{change.table.key} has no column {change.name} to change"]
        handler(change)
        return []

    return handle


def _change_type(change: TableChange) -> None:
    kind, update = read_type(change.cursor), dict[str, object]()
    if change.cursor.accept("COLLATE"):
        update["collation"] = ".".join(change.cursor.qualified())
    change_type(change.table, change.name, kind, **update)


def _set_default(change: TableChange) -> None:
    set_default(change.table, change.name, default_expression(change.cursor))


def _drop_default(change: TableChange) -> None:
    set_default(change.table, change.name, "")


def _set_not_null(change: TableChange) -> None:
    change.table.change(change.name, nullable=False)


def _drop_not_null(change: TableChange) -> None:
    change.table.change(change.name, nullable=True)


def _add_identity(change: TableChange) -> None:
    identity = "always" if change.cursor.accept("ALWAYS") else "by default"
    change.table.change(change.name, identity=identity, nullable=False)
    part = TablePart()
    identity_options(change.cursor, part, change.name)
    add_exclusions(part, change.state, change.table.key, change.line)


def _drop_identity(change: TableChange) -> None:
    change.table.change(change.name, identity="")


def _drop_expression(change: TableChange) -> None:
    change.table.change(change.name, generated="")


def _alter_column(change: TableChange) -> None:
    cursor, name = change.cursor, change.name
    if cursor.key() in {"SET", "RESET", "RESTART"}:
        # `add_verbatim_action` keeps statistics and storage; what is left is a sequence's state.
        if cursor.dialect == "postgresql" and cursor.key() == "SET":
            text = cursor.source(cursor.at, cursor.stop)
            part = TablePart(verbatim_actions=[f"ALTER COLUMN {quoted_if_needed(name)} {text}"])
            add_exclusions(part, change.state, change.table.key, change.line)
        return
    # SQL Server's form states the type and the nullability at once.
    begin = cursor.at
    kind = read_type(cursor)
    if cursor.at == begin:
        raise NotUnderstoodError(f"the change of column {name}")
    change.table.change(name, type=kind, nullable=not cursor.accept("NOT", "NULL"))


COLUMN_HANDLERS: dict[ActionKind, Callable[[TableChange], list[str]]] = {
    ActionKind.modify_column: _modify_column,
    ActionKind.change_column: _change_column,
    ActionKind.change_type: _of_known_column(_change_type),
    ActionKind.set_default: _of_known_column(_set_default),
    ActionKind.drop_default: _of_known_column(_drop_default),
    ActionKind.set_not_null: _of_known_column(_set_not_null),
    ActionKind.drop_not_null: _of_known_column(_drop_not_null),
    ActionKind.add_identity: _of_known_column(_add_identity),
    ActionKind.drop_identity: _of_known_column(_drop_identity),
    ActionKind.drop_expression: _of_known_column(_drop_expression),
    ActionKind.alter_column: _of_known_column(_alter_column),
}
