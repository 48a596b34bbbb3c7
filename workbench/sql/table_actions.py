"""The actions of ALTER TABLE: what each does, and to which column or constraint."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from workbench.sql.cursor import Cursor


class ActionKind(StrEnum):
    """What an action of ALTER TABLE does."""

    add_column = "add column"
    add_columns = "add columns"
    add_constraint = "add constraint"
    add_index = "add index"
    add_partition = "add partition"
    drop_column = "drop column"
    drop_constraint = "drop constraint"
    drop_primary_key = "drop primary key"
    drop_index = "drop index"
    drop_partition = "drop partition"
    rename_table = "rename table"
    rename_column = "rename column"
    rename_constraint = "rename constraint"
    modify_column = "modify column"
    change_column = "change column"
    change_type = "change type"
    set_default = "set default"
    drop_default = "drop default"
    set_not_null = "set not null"
    drop_not_null = "drop not null"
    add_identity = "add identity"
    drop_identity = "drop identity"
    drop_expression = "drop expression"
    alter_column = "alter column"
    alter_constraint = "alter constraint"
    alter_index = "alter index"
    validate_constraint = "validate constraint"
    attach_partition = "attach partition"
    detach_partition = "detach partition"
    enable_row_security = "enable row security"
    disable_row_security = "disable row security"
    force_row_security = "force row security"
    no_force_row_security = "no force row security"
    inherit = "inherit"
    set_schema = "set schema"
    comment = "comment"
    other = "other"


@dataclass(frozen=True, slots=True)
class TableAction:
    """One action; the cursor is after the words and the name that the fields hold."""

    kind: ActionKind
    name: str
    """The column or constraint that it is about; the new name of a renamed table; else empty."""
    cursor: Cursor
    if_exists: bool = False
    """Whether it may find nothing to drop, or the column there already."""
    start: int = 0
    """Index of its first token."""

    @property
    def source(self) -> str:
        """The whole action, as written on one line."""
        return self.cursor.source(self.start, self.cursor.stop)


_INDEX_WORDS = frozenset({"INDEX", "KEY"})
_MYSQL_INDEXES = frozenset({"INDEX", "KEY", "FULLTEXT", "SPATIAL"})
_CONSTRAINTS = frozenset({"PRIMARY", "UNIQUE", "FOREIGN", "CHECK"})
_WHOLE_TABLE = (
    (("ENABLE", "ROW", "LEVEL", "SECURITY"), ActionKind.enable_row_security),
    (("DISABLE", "ROW", "LEVEL", "SECURITY"), ActionKind.disable_row_security),
    (("FORCE", "ROW", "LEVEL", "SECURITY"), ActionKind.force_row_security),
    (("NO", "FORCE", "ROW", "LEVEL", "SECURITY"), ActionKind.no_force_row_security),
    (("INHERIT",), ActionKind.inherit),
    (("ATTACH", "PARTITION"), ActionKind.attach_partition),
    (("SET", "SCHEMA"), ActionKind.set_schema),
    (("COMMENT",), ActionKind.comment),
)
_ALTER_COLUMN = (
    (("SET", "DATA", "TYPE"), ActionKind.change_type),
    (("TYPE",), ActionKind.change_type),
    (("SET", "DEFAULT"), ActionKind.set_default),
    (("DROP", "DEFAULT"), ActionKind.drop_default),
    (("SET", "NOT", "NULL"), ActionKind.set_not_null),
    (("DROP", "NOT", "NULL"), ActionKind.drop_not_null),
    (("ADD", "GENERATED"), ActionKind.add_identity),
    (("DROP", "IDENTITY"), ActionKind.drop_identity),
    (("DROP", "EXPRESSION"), ActionKind.drop_expression),
)


def is_constraint(cursor: Cursor) -> bool:
    """Whether a constraint or index is next, and not a column of such a name."""
    second = cursor.key(1)
    match cursor.key():
        case "CONSTRAINT":
            return cursor.is_name(1) or second in _CONSTRAINTS
        case "PRIMARY" | "FOREIGN":
            return second == "KEY"
        case "UNIQUE":
            behind = cursor.key(2) in {"(", "USING"} and cursor.dialect == "mysql"
            return behind or second in {"(", "NULLS", "USING"} | _INDEX_WORDS
        case "CHECK":
            return second == "("
        case "EXCLUDE":
            return second in {"USING", "("}
        case word:
            return word in _MYSQL_INDEXES and cursor.dialect == "mysql"


def parse_action(cursor: Cursor) -> TableAction:
    """What an action of ALTER TABLE does; passes the words that say so.

    Raises NotUnderstoodError where a name is missing.
    """
    # SQL Server: whether a new constraint is checked against the rows that are there.
    _ = cursor.accept("WITH", "CHECK") or cursor.accept("WITH", "NOCHECK")
    begin = cursor.at
    read = _READERS.get(cursor.key())
    if read is not None:
        cursor.at += 1
        action = read(cursor)
        if action is not None:
            return replace(action, start=begin)
        cursor.at = begin
    for words, kind in _WHOLE_TABLE:
        if cursor.accept(*words):
            return TableAction(kind, "", cursor, start=begin)
    return TableAction(ActionKind.other, "", cursor, start=begin)


def _add(cursor: Cursor) -> TableAction:
    if cursor.key() == "PARTITION":
        return TableAction(ActionKind.add_partition, "", cursor)
    if is_constraint(cursor):
        if cursor.key() in _MYSQL_INDEXES:
            return TableAction(ActionKind.add_index, "", cursor)
        named = cursor.key() == "CONSTRAINT" and cursor.key(1) not in _CONSTRAINTS
        name = cursor.peek_identifier(1) if named else ""
        return TableAction(ActionKind.add_constraint, name, cursor)
    cursor.accept("COLUMN")
    if_not_exists = cursor.accept("IF", "NOT", "EXISTS")
    if cursor.key() == "(":
        return TableAction(ActionKind.add_columns, "", cursor)
    return TableAction(ActionKind.add_column, cursor.peek_identifier(), cursor, if_not_exists)


def _drop(cursor: Cursor) -> TableAction:
    if cursor.accept("PARTITION"):
        return TableAction(ActionKind.drop_partition, "", cursor)
    if cursor.accept("PRIMARY", "KEY"):
        return TableAction(ActionKind.drop_primary_key, "primary key", cursor)
    if cursor.accept("INDEX") or (cursor.dialect == "mysql" and cursor.accept("KEY")):
        return TableAction(ActionKind.drop_index, cursor.identifier(), cursor)
    kind = ActionKind.drop_constraint
    if not (
        cursor.accept("CONSTRAINT") or cursor.accept("FOREIGN", "KEY") or cursor.accept("CHECK")
    ):
        cursor.accept("COLUMN")
        kind = ActionKind.drop_column
    if_exists = cursor.accept("IF", "EXISTS")
    return TableAction(kind, cursor.identifier(), cursor, if_exists)


def _rename(cursor: Cursor) -> TableAction:
    if cursor.accept_any("CONSTRAINT", "INDEX", "KEY"):
        return TableAction(ActionKind.rename_constraint, cursor.identifier(), cursor)
    if cursor.accept_any("TO", "AS") or (cursor.dialect == "mysql" and cursor.key(1) == ""):
        return TableAction(ActionKind.rename_table, cursor.peek_identifier(), cursor)
    cursor.accept("COLUMN")
    return TableAction(ActionKind.rename_column, cursor.identifier(), cursor)


def _modify(cursor: Cursor) -> TableAction:
    cursor.accept("COLUMN")
    return TableAction(ActionKind.modify_column, cursor.peek_identifier(), cursor)


def _change(cursor: Cursor) -> TableAction:
    cursor.accept("COLUMN")
    return TableAction(ActionKind.change_column, cursor.identifier(), cursor)


def _alter(cursor: Cursor) -> TableAction | None:
    if cursor.key() == "INDEX" and cursor.is_name(1):
        return TableAction(ActionKind.alter_index, "", cursor)
    if cursor.key() == "CONSTRAINT" and cursor.is_name(1):
        cursor.at += 1
        return TableAction(ActionKind.alter_constraint, cursor.identifier(), cursor)
    cursor.accept("COLUMN")
    name = cursor.identifier()
    for words, kind in _ALTER_COLUMN:
        if cursor.accept(*words):
            return TableAction(kind, name, cursor)
    return TableAction(ActionKind.alter_column, name, cursor)


def _validate(cursor: Cursor) -> TableAction | None:
    if not cursor.accept("CONSTRAINT"):
        return None
    return TableAction(ActionKind.validate_constraint, cursor.identifier(), cursor)


def _detach(cursor: Cursor) -> TableAction | None:
    if not cursor.accept("PARTITION"):
        return None
    return TableAction(ActionKind.detach_partition, cursor.qualified()[-1], cursor)


_READERS = {
    "ADD": _add,
    "DROP": _drop,
    "RENAME": _rename,
    "MODIFY": _modify,
    "CHANGE": _change,
    "ALTER": _alter,
    "VALIDATE": _validate,
    "DETACH": _detach,
}
