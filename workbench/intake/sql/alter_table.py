"""ALTER TABLE: each action changes the table that CREATE TABLE made."""

from __future__ import annotations

from workbench.design.tables import SqlObject, SqlObjectType
from workbench.intake.sql.columns import (
    identity_options,
    read_column,
    read_expression,
    read_part,
    read_type,
)
from workbench.intake.sql.constraints import TablePart, is_constraint, table_key
from workbench.intake.sql.schema_state import MAX_FAR_CHANGES, SchemaState, TableState
from workbench.intake.sql.table_changes import (
    alter_constraint,
    change_type,
    set_default,
    take_index,
    validate_constraint,
)
from workbench.intake.sql.verbatim_statements import keep, keep_action, kept_text
from workbench.sql.cursor import Cursor, NotUnderstoodError
from workbench.sql.identifiers import quoted_if_needed

#: Actions that change nothing a design keeps.
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


def alter_table(cursor: Cursor, state: SchemaState, line: int) -> list[str]:
    """Apply `ALTER TABLE` behind those words; remarks on what was not applied.

    Raises NotUnderstoodError for an action of an unknown shape; actions before it stay applied.
    """
    may_miss = cursor.accept("IF", "EXISTS")
    only = cursor.accept("ONLY")
    begin = cursor.at
    key = table_key(cursor.qualified())
    written = cursor.source(begin, cursor.at)
    cursor.accept("*")
    table = state.find_table(key)
    if table is None:
        if _is_view(state, key):
            _alter_view(cursor, state, written, line)
            return []
        if may_miss or cursor.key() in {"OWNER", "SET", "RENAME"}:
            return []
        raise NotUnderstoodError(f"there is no table {key} to change")
    remarks: list[str] = []
    for action in cursor.parts():
        start = action.at
        if keep_action(action, state, written, line):
            continue
        inherited = not only and state.heirs and _is_about_columns(action)
        for heir in _heirs(state, table) if inherited else ():
            _action(action, state, heir, line)
            action.at = start
        remarks += _action(action, state, table, line)
    return remarks


def _is_about_columns(action: Cursor) -> bool:
    """Whether an action changes columns, and so those of tables that inherit them."""
    if action.key() in {"ADD", "DROP"}:
        other = action.key(1) in {"CONSTRAINT", "PARTITION"} or action.key(2) == "KEY"
        return not other and action.key(1) not in {"UNIQUE", "CHECK", "EXCLUDE", "("}
    return action.key() == "RENAME" and action.key(1) not in {"TO", "CONSTRAINT"}


def _is_view(state: SchemaState, key: str) -> bool:
    return state.find_object(None, key) is not None


def _alter_view(cursor: Cursor, state: SchemaState, written: str, line: int) -> None:
    """Keep what is changed of a view, but for its owner, whom a design does not have."""
    for action in cursor.parts():
        if cursor.dialect != "postgresql" or action.key() == "OWNER":
            continue
        if text := kept_text(action):
            keep(state, f"{written}: {text}", f"ALTER TABLE {written} {text}", line)


def _heirs(state: SchemaState, table: TableState) -> list[TableState]:
    """Tables that have the columns of another because they are its partitions or inherit it."""
    found: list[TableState] = []
    state.far_changes += 1
    if state.far_changes > MAX_FAR_CHANGES:
        return found
    wanted = {table.key}
    # Whatever inherits was made after what it inherits from.
    for one in state.tables.values():
        parents = {one.other.get("partition_of"), *one.other.get("inherits", ())}
        if parents & wanted:
            wanted.add(one.key)
            found.append(one)
    return found


def _action(cursor: Cursor, state: SchemaState, table: TableState, line: int) -> list[str]:  # noqa: C901, PLR0911, PLR0912 - one branch per action of the grammar
    if cursor.accept("WITH", "CHECK") or cursor.accept("WITH", "NOCHECK"):
        pass
    if cursor.accept("ADD"):
        return _add(cursor, state, table, line)
    if cursor.accept("DROP"):
        return _drop(cursor, table)
    if cursor.accept("RENAME"):
        return _rename(cursor, state, table)
    if cursor.accept("MODIFY"):
        cursor.accept("COLUMN")
        return _redefine(cursor, table, cursor_name(cursor), line)
    if cursor.accept("CHANGE"):
        cursor.accept("COLUMN")
        old = cursor.identifier()
        table.rename_column(old, cursor_name(cursor))
        return _redefine(cursor, table, cursor_name(cursor), line)
    if cursor.dialect == "postgresql" and cursor.accept("ALTER", "CONSTRAINT"):
        return alter_constraint(cursor, table)
    if cursor.key() == "ALTER" and cursor.key(1) not in {"CONSTRAINT", "INDEX"}:
        cursor.at += 1
        return _alter_column(cursor, state, table, line)
    if cursor.accept("ENABLE", "ROW", "LEVEL", "SECURITY"):
        table.other["row_security"] = True
    elif cursor.accept("DISABLE", "ROW", "LEVEL", "SECURITY"):
        table.other["row_security"] = False
    elif cursor.accept("FORCE", "ROW", "LEVEL", "SECURITY"):
        table.other["force_row_security"] = True
    elif cursor.accept("NO", "FORCE", "ROW", "LEVEL", "SECURITY"):
        table.other["force_row_security"] = False
    elif cursor.accept("INHERIT"):
        parents = (*table.other.get("inherits", ()), table_key(cursor.qualified()))
        table.other["inherits"] = parents
    elif cursor.accept("VALIDATE", "CONSTRAINT"):
        validate_constraint(cursor, table)
    elif cursor.accept("ATTACH", "PARTITION"):
        return _attach(cursor, state, table)
    elif cursor.accept("SET", "SCHEMA"):
        state.rename_table(table.key, table_key((cursor.identifier(), table.key.split(".")[-1])))
    elif cursor.accept("COMMENT"):
        cursor.accept("=")
        table.other["description"] = cursor.string()
    elif not _without_effect(cursor):
        raise NotUnderstoodError(f"the action {cursor.rest()[:80]}")
    return []


def cursor_name(cursor: Cursor) -> str:
    """The identifier that is next, without passing it."""
    place = cursor.at
    name = cursor.identifier()
    cursor.at = place
    return name


def _without_effect(cursor: Cursor) -> bool:
    if any(all(cursor.key(at) == word for at, word in enumerate(one)) for one in _WITHOUT_EFFECT):
        return True
    # Table options of MySQL: `ENGINE = InnoDB`, `AUTO_INCREMENT=5`.
    return cursor.dialect == "mysql" and (cursor.key(1) == "=" or cursor.key() == "DEFAULT")


def _add(cursor: Cursor, state: SchemaState, table: TableState, line: int) -> list[str]:
    if cursor.key() == "PARTITION":
        return [f"partition of {table.key} not read"]
    taken = take_index(cursor, table)
    if taken is not None:
        return taken
    if not is_constraint(cursor):
        cursor.accept("COLUMN")
        if cursor.accept("IF", "NOT", "EXISTS") and cursor_name(cursor) in table.columns:
            return []
    entries = [cursor]
    if cursor.key() == "(":
        entries = list(cursor.group().parts())
    remarks = []
    for entry in entries:
        part = read_part(entry)
        table.add(part, line)
        state.follow_keys(table)
        remarks += [f"{one} in table {table.key}" for one in part.remarks]
        add_exclusions(part, state, table.key, line)
    return remarks


def add_exclusions(part: TablePart, state: SchemaState, table: str, line: int) -> None:
    """Keep exclusion constraints and more for which a table has no place as objects."""
    name_in_sql = quoted_if_needed(*table.split("."))
    for action in part.kept:
        keep(state, f"{table}: {action}", f"ALTER TABLE {name_in_sql} {action}", line)
    for number, (name, text) in enumerate(part.excluded, start=1):
        label = f"{table}.{name or f'exclusion_{number}'}"
        clause = f"CONSTRAINT {quoted_if_needed(name)} {text}" if name else text
        sql = f"ALTER TABLE {name_in_sql} ADD {clause};"
        kind = SqlObjectType.other
        item = SqlObject(key=f"{kind} {label}", type=kind, name=label, sql=sql)
        state.add_object(item, line, line)


def _drop(cursor: Cursor, table: TableState) -> list[str]:
    if cursor.accept("PARTITION"):
        return []
    if cursor.accept("PRIMARY", "KEY"):
        table.primary_key = None
        return []
    if cursor.accept("INDEX") or (cursor.dialect == "mysql" and cursor.accept("KEY")):
        name = cursor.identifier()
        table.indexes = [one for one in table.indexes if one.name != name]
        table.uniques = [one for one in table.uniques if one.name != name]
        return []
    what, drop = "constraint", table.drop_constraint
    if not (
        cursor.accept("CONSTRAINT") or cursor.accept("FOREIGN", "KEY") or cursor.accept("CHECK")
    ):
        cursor.accept("COLUMN")
        what, drop = "column", table.drop_column
    missing_is_fine = cursor.accept("IF", "EXISTS")
    name = cursor.identifier()
    if drop(name) or missing_is_fine:
        return []
    return [f"{table.key} has no {what} {name} to drop"]


def _rename(cursor: Cursor, state: SchemaState, table: TableState) -> list[str]:
    if cursor.dialect == "postgresql":
        # What has no name got one from the table's; that stays when the table is renamed.
        table.settle_names()
    if cursor.accept("CONSTRAINT") or cursor.accept("INDEX") or cursor.accept("KEY"):
        old = cursor.identifier()
        cursor.expect("TO")
        table.rename_part(old, cursor.identifier())
        return []
    if cursor.key() in {"TO", "AS"} or (cursor.dialect == "mysql" and cursor.key(1) == ""):
        cursor.accept_any("TO", "AS")
        schema = table.key.rpartition(".")[0]
        new = cursor.qualified()
        state.rename_table(
            table.key, table_key((schema, *new) if schema and len(new) == 1 else new)
        )
        return []
    cursor.accept("COLUMN")
    old = cursor.identifier()
    cursor.expect("TO")
    new_name = cursor.identifier()
    if not table.rename_column(old, new_name):
        return [f"{table.key} has no column {old} to rename"]
    state.far_changes += 1
    if state.far_changes > MAX_FAR_CHANGES:
        return [f"more than {MAX_FAR_CHANGES:,} renamings; keys keep the old name {old}"]
    for other in state.tables.values():
        other.foreign_keys = [
            one.model_copy(
                update={
                    "target_columns": tuple(
                        new_name if name == old else name for name in one.target_columns
                    )
                }
            )
            if one.target == table.key
            else one
            for one in other.foreign_keys
        ]
    return []


def _redefine(cursor: Cursor, table: TableState, name: str, line: int) -> list[str]:
    if name not in table.columns:
        return [f"{table.key} has no column {name} to change"]
    part = TablePart()
    read_column(cursor, part)
    table.add(part, table.lines.get(name, line))
    return []


def _alter_column(  # noqa: C901, PLR0912 - as above
    cursor: Cursor, state: SchemaState, table: TableState, line: int
) -> list[str]:
    cursor.accept("COLUMN")
    name = cursor.identifier()
    if name not in table.columns:
        return [f"{table.key} has no column {name} to change"]
    if cursor.accept("SET", "DATA", "TYPE") or cursor.accept("TYPE"):
        kind, update = read_type(cursor), dict[str, object]()
        if cursor.accept("COLLATE"):
            update["collation"] = ".".join(cursor.qualified())
        change_type(table, name, kind, **update)
    elif cursor.accept("SET", "DEFAULT"):
        set_default(table, name, read_expression(cursor))
    elif cursor.accept("DROP", "DEFAULT"):
        set_default(table, name, "")
    elif cursor.accept("SET", "NOT", "NULL"):
        table.change(name, nullable=False)
    elif cursor.accept("DROP", "NOT", "NULL"):
        table.change(name, nullable=True)
    elif cursor.accept("ADD", "GENERATED"):
        always = cursor.accept("ALWAYS")
        table.change(name, identity="always" if always else "by default", nullable=False)
        part = TablePart()
        identity_options(cursor, part, name)
        add_exclusions(part, state, table.key, line)
    elif cursor.accept("DROP", "IDENTITY"):
        table.change(name, identity="")
    elif cursor.accept("DROP", "EXPRESSION"):
        table.change(name, generated="")
    elif cursor.key() in {"SET", "RESET", "RESTART"}:
        # Statistics and storage are kept by `keep_action`; what is left is a sequence's state.
        if cursor.dialect == "postgresql" and cursor.key() == "SET":
            text = cursor.source(cursor.at, cursor.stop)
            part = TablePart(kept=[f"ALTER COLUMN {quoted_if_needed(name)} {text}"])
            add_exclusions(part, state, table.key, line)
    else:
        # SQL Server's form states the type and the nullability at once.
        begin = cursor.at
        kind = read_type(cursor)
        if cursor.at == begin:
            raise NotUnderstoodError(f"the change of column {name}")
        nullable = not cursor.accept("NOT", "NULL")
        table.change(name, type=kind, nullable=nullable)
    return []


def _attach(cursor: Cursor, state: SchemaState, table: TableState) -> list[str]:
    key = table_key(cursor.qualified())
    child = state.find_table(key)
    if child is None:
        return [f"there is no table {key} to attach as a partition"]
    child.other["partition_of"] = table.key
    child.other["partition_bound"] = cursor.rest()
    return []
