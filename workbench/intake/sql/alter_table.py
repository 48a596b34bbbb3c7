"""ALTER TABLE: each action changes the table that CREATE TABLE made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from workbench.design.tables import ForeignKey
from workbench.intake.sql.alter_column import COLUMN_HANDLERS
from workbench.intake.sql.columns import read_part
from workbench.intake.sql.constraints import table_key
from workbench.intake.sql.dependents import rename_table
from workbench.intake.sql.schema_state import MAX_CASCADES, SchemaState, TableState
from workbench.intake.sql.table_changes import (
    TableChange,
    alter_constraint,
    take_index,
    validate_constraint,
)
from workbench.intake.sql.verbatim_statements import (
    add_exclusions,
    add_verbatim,
    add_verbatim_action,
    verbatim_text,
)
from workbench.sql.cursor import Cursor, NotUnderstoodError
from workbench.sql.statements import AlterTable
from workbench.sql.table_actions import ActionKind, parse_action

#: Actions that change nothing a design holds.
_WITHOUT_EFFECT = (
    ("OWNER", "TO"),
    ("SET", "TABLESPACE"),
    ("SET", "WITHOUT"),
    ("ENABLE",),
    ("DISABLE",),
    ("SET", "("),
    ("RESET", "("),
    ("CHECK", "CONSTRAINT"),
    ("WITH", "CHECK"),
    ("WITH", "NOCHECK"),
    ("CONVERT", "TO"),
    ("ORDER", "BY"),
    ("ALGORITHM",),
    ("LOCK",),
    ("FORCE",),
)
#: Actions that change the tables which inherit from this one too.
_INHERITED = frozenset({ActionKind.add_column, ActionKind.drop_column, ActionKind.rename_column})


def alter_table(statement: AlterTable, state: SchemaState, line: int) -> list[str]:
    """Apply an ALTER TABLE; remarks on what was not applied.

    Raises NotUnderstoodError for an action of an unknown shape; actions before it stay applied.
    """
    key = table_key(statement.name)
    table = state.find_table(key)
    if table is None:
        if state.find_object(None, key) is not None:
            _alter_view(statement, state, line)
            return []
        if statement.if_exists or statement.cursor.key() in {"OWNER", "SET", "RENAME"}:
            return []
        raise NotUnderstoodError(f"there is no table {key} to change")
    remarks: list[str] = []
    for part in statement.actions:
        if add_verbatim_action(part, state, statement.written, line):
            continue
        action = parse_action(part)
        if action.kind in _INHERITED and state.has_inheritance and not statement.only:
            for heir in _inheriting_tables(state, table):
                own = replace(action, cursor=action.cursor.fork())
                _apply(TableChange(own, heir, state, line))
        remarks += _apply(TableChange(action, table, state, line))
    return remarks


def _alter_view(statement: AlterTable, state: SchemaState, line: int) -> None:
    """Keep what is changed of a view, but for its owner, whom a design does not have."""
    written = statement.written
    for action in statement.actions:
        if action.dialect != "postgresql" or action.key() == "OWNER":
            continue
        if text := verbatim_text(action):
            add_verbatim(state, f"{written}: {text}", f"ALTER TABLE {written} {text}", line)


def _inheriting_tables(state: SchemaState, table: TableState) -> list[TableState]:
    """Tables that have the columns of another because they are its partitions or inherit it."""
    found: list[TableState] = []
    state.cascade_count += 1
    if state.cascade_count > MAX_CASCADES:
        return found
    ancestors = {table.key}
    # Whatever inherits was made after what it inherits from.
    for other in state.tables.values():
        parents = {other.other.get("partition_of"), *other.other.get("inherits", ())}
        if parents & ancestors:
            ancestors.add(other.key)
            found.append(other)
    return found


def _apply(change: TableChange) -> list[str]:
    """Apply one action; remarks on what was not applied."""
    return _HANDLERS.get(change.action.kind, _other)(change)


def _other(change: TableChange) -> list[str]:
    if not _is_without_effect(change.cursor):
        raise NotUnderstoodError(f"the action {change.action.source[:80]}")
    return []


def _not_understood(change: TableChange) -> list[str]:
    raise NotUnderstoodError(f"the action {change.action.source[:80]}")


def _is_without_effect(cursor: Cursor) -> bool:
    if any(
        all(cursor.key(at) == word for at, word in enumerate(words)) for words in _WITHOUT_EFFECT
    ):
        return True
    # Table options of MySQL: `ENGINE = InnoDB`, `AUTO_INCREMENT=5`.
    return cursor.dialect == "mysql" and (cursor.key(1) == "=" or cursor.key() == "DEFAULT")


# --- Adding ---------------------------------------------------------------------------------------


def _add_partition(change: TableChange) -> list[str]:
    return [f"partition of {change.table.key} not read"]


def _add_constraint(change: TableChange) -> list[str]:
    remarks = take_index(change.cursor, change.table)
    return _add_parts(change, [change.cursor]) if remarks is None else remarks


def _add_column(change: TableChange) -> list[str]:
    if change.action.if_exists and change.name in change.table.columns:
        return []
    return _add_parts(change, [change.cursor])


def _add_columns(change: TableChange) -> list[str]:
    return _add_parts(change, list(change.cursor.group().parts()))


def _add_index(change: TableChange) -> list[str]:
    return _add_parts(change, [change.cursor])


def _add_parts(change: TableChange, entries: list[Cursor]) -> list[str]:
    remarks = []
    for entry in entries:
        part = read_part(entry)
        change.table.add(part, change.line)
        change.state.follow_keys(change.table)
        remarks += [f"{remark} in table {change.table.key}" for remark in part.remarks]
        add_exclusions(part, change.state, change.table.key, change.line)
    return remarks


# --- Dropping -------------------------------------------------------------------------------------


def _drop_partition(change: TableChange) -> list[str]:  # noqa: ARG001 - partitions of MySQL
    return []


def _drop_primary_key(change: TableChange) -> list[str]:
    change.table.primary_key = None
    return []


def _drop_index(change: TableChange) -> list[str]:
    table, name = change.table, change.name
    table.indexes = [index for index in table.indexes if index.name != name]
    table.uniques = [unique for unique in table.uniques if unique.name != name]
    return []


def _drop_constraint(change: TableChange) -> list[str]:
    if change.table.drop_constraint(change.name) or change.action.if_exists:
        return []
    return [f"{change.table.key} has no constraint {change.name} to drop"]


def _drop_column(change: TableChange) -> list[str]:
    if change.table.drop_column(change.name) or change.action.if_exists:
        return []
    return [f"{change.table.key} has no column {change.name} to drop"]


# --- Renaming -------------------------------------------------------------------------------------


def _name_constraints(change: TableChange) -> None:
    if change.cursor.dialect == "postgresql":
        # What has no name got one from the table's; that stays when the table is renamed.
        change.table.name_constraints()


def _rename_constraint(change: TableChange) -> list[str]:
    _name_constraints(change)
    change.cursor.expect("TO")
    change.table.rename_part(change.name, change.cursor.identifier())
    return []


def _rename_table(change: TableChange) -> list[str]:
    _name_constraints(change)
    key = change.table.key
    schema = key.rpartition(".")[0]
    new = change.cursor.qualified()
    rename_table(change.state, key, table_key((schema, *new) if schema and len(new) == 1 else new))
    return []


def _rename_column(change: TableChange) -> list[str]:
    _name_constraints(change)
    table, state, old = change.table, change.state, change.name
    change.cursor.expect("TO")
    new = change.cursor.identifier()
    if not table.rename_column(old, new):
        return [f"{table.key} has no column {old} to rename"]
    state.cascade_count += 1
    if state.cascade_count > MAX_CASCADES:
        return [f"more than {MAX_CASCADES:,} renamings; keys keep the old name {old}"]
    for other in state.tables.values():
        other.foreign_keys = [
            _with_target_column(key, old, new) if key.target == table.key else key
            for key in other.foreign_keys
        ]
    return []


def _with_target_column(key: ForeignKey, old: str, new: str) -> ForeignKey:
    columns = tuple(new if name == old else name for name in key.target_columns)
    return key.model_copy(update={"target_columns": columns})


# --- The table as a whole -------------------------------------------------------------------------


def _alter_constraint(change: TableChange) -> list[str]:
    if change.cursor.dialect != "postgresql":
        return _not_understood(change)
    return alter_constraint(change.name, change.cursor, change.table)


def _validate_constraint(change: TableChange) -> list[str]:
    validate_constraint(change.name, change.table)
    return []


def _attach_partition(change: TableChange) -> list[str]:
    key = table_key(change.cursor.qualified())
    child = change.state.find_table(key)
    if child is None:
        return [f"there is no table {key} to attach as a partition"]
    child.other["partition_of"] = change.table.key
    child.other["partition_bound"] = change.cursor.rest()
    return []


def _inherit(change: TableChange) -> list[str]:
    parents = (*change.table.other.get("inherits", ()), table_key(change.cursor.qualified()))
    change.table.other["inherits"] = parents
    return []


def _set_schema(change: TableChange) -> list[str]:
    schema, key = change.cursor.identifier(), change.table.key
    rename_table(change.state, key, table_key((schema, key.split(".")[-1])))
    return []


def _comment(change: TableChange) -> list[str]:
    change.cursor.accept("=")
    change.table.other["description"] = change.cursor.string()
    return []


def _row_security(member: str, *, to: bool) -> Callable[[TableChange], list[str]]:
    def handle(change: TableChange) -> list[str]:
        change.table.other[member] = to
        return []

    return handle


_HANDLERS: dict[ActionKind, Callable[[TableChange], list[str]]] = {
    ActionKind.add_partition: _add_partition,
    ActionKind.add_constraint: _add_constraint,
    ActionKind.add_index: _add_index,
    ActionKind.add_column: _add_column,
    ActionKind.add_columns: _add_columns,
    ActionKind.drop_partition: _drop_partition,
    ActionKind.drop_primary_key: _drop_primary_key,
    ActionKind.drop_index: _drop_index,
    ActionKind.drop_constraint: _drop_constraint,
    ActionKind.drop_column: _drop_column,
    ActionKind.rename_constraint: _rename_constraint,
    ActionKind.rename_table: _rename_table,
    ActionKind.rename_column: _rename_column,
    **COLUMN_HANDLERS,
    ActionKind.alter_constraint: _alter_constraint,
    ActionKind.alter_index: _not_understood,
    ActionKind.validate_constraint: _validate_constraint,
    ActionKind.attach_partition: _attach_partition,
    ActionKind.detach_partition: _not_understood,
    ActionKind.enable_row_security: _row_security("row_security", to=True),
    ActionKind.disable_row_security: _row_security("row_security", to=False),
    ActionKind.force_row_security: _row_security("force_row_security", to=True),
    ActionKind.no_force_row_security: _row_security("force_row_security", to=False),
    ActionKind.inherit: _inherit,
    ActionKind.set_schema: _set_schema,
    ActionKind.comment: _comment,
}
