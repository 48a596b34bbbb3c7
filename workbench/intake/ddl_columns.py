"""Columns and constraints: what stands between the brackets of CREATE TABLE."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, cast

from workbench.design.tables import (
    Action,
    Check,
    Column,
    ForeignKey,
    Index,
    IndexPart,
    PrimaryKey,
    Unique,
)
from workbench.intake.sql_cursor import Cursor, NotUnderstoodError

_Deferrable = Literal["", "deferrable", "initially deferred"]

#: Words that end a type or a default, because what follows is a constraint of the column.
_COLUMN_STOPS = frozenset(
    {
        "CONSTRAINT",
        "NOT",
        "NULL",
        "DEFAULT",
        "PRIMARY",
        "UNIQUE",
        "REFERENCES",
        "CHECK",
        "COLLATE",
        "GENERATED",
        "AS",
        "AUTO_INCREMENT",
        "AUTOINCREMENT",
        "IDENTITY",
        "COMMENT",
        "ON",
        "KEY",
        "DEFERRABLE",
        "INITIALLY",
        "STORAGE",
        "COMPRESSION",
        "VIRTUAL",
        "STORED",
        "PERSISTED",
        "VISIBLE",
        "INVISIBLE",
        "FIRST",
        "AFTER",
        "USING",
        "OPTIONS",
        ",",
    }
)
_INDEX_WORDS = frozenset({"INDEX", "KEY"})
_ORDER = frozenset({"ASC", "DESC", "NULLS", "COLLATE", ","})


@dataclass
class TablePart:
    """What one entry between the brackets, or one ALTER action, adds to a table."""

    columns: list[Column] = field(default_factory=list)
    primary_key: PrimaryKey | None = None
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    uniques: list[Unique] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    indexes: list[Index] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    excluded: list[tuple[str, str]] = field(default_factory=list)
    """Name and text of exclusion constraints, which the design keeps as objects."""
    like: str = ""
    position: str = ""
    """MySQL: `FIRST`, or the column that the new one comes after."""


def table_key(parts: tuple[str, ...]) -> str:
    """Key of a table or other object: without the schema where that is the default one.

    >>> table_key(("public", "orders")), table_key(("audit", "orders"))
    ('orders', 'audit.orders')
    """
    names = parts[-2:]
    if len(names) > 1 and names[0].lower() in {"public", "dbo", "main"}:
        names = names[1:]
    return ".".join(names)


def read_part(cursor: Cursor) -> TablePart:
    """Read one entry: a column, or a constraint or index of the table.

    Raises NotUnderstoodError where it is neither.
    """
    part = TablePart()
    if not _constraint(cursor, part):
        read_column(cursor, part)
    return part


def is_constraint(cursor: Cursor) -> bool:
    """Whether a constraint or index is next, and not a column of such a name."""
    first, second = cursor.key(), cursor.key(1)
    match first:
        case "CONSTRAINT":
            return cursor.is_name(1) or second in {"PRIMARY", "UNIQUE", "FOREIGN", "CHECK"}
        case "PRIMARY" | "FOREIGN":
            return second == "KEY"
        case "UNIQUE":
            return second in {"(", "NULLS", "USING"} | _INDEX_WORDS or (
                cursor.dialect == "mysql" and cursor.key(2) in {"(", "USING"}
            )
        case "CHECK":
            return second == "("
        case "EXCLUDE":
            return second in {"USING", "("}
        case "INDEX" | "KEY" | "FULLTEXT" | "SPATIAL":
            return cursor.dialect == "mysql"
        case _:
            return False


def _constraint(cursor: Cursor, part: TablePart) -> bool:
    if cursor.key() == "LIKE" and cursor.is_name(1):
        cursor.at += 1
        part.like = table_key(cursor.qualified())
        cursor.rest()
        return True
    if not is_constraint(cursor):
        return False
    name = ""
    if cursor.accept("CONSTRAINT") and cursor.key() not in _CONSTRAINTS:
        name = cursor.identifier()
    begin = cursor.at
    match cursor.accept_any(*_CONSTRAINTS):
        case "PRIMARY":
            cursor.expect("KEY")
            _index_type(cursor)
            columns = _columns(cursor)
            part.primary_key = PrimaryKey(columns=columns, name=name)
            _tail(cursor)
        case "UNIQUE":
            _unique(cursor, part, name)
        case "FOREIGN":
            cursor.expect("KEY")
            if cursor.is_name():
                name = name or cursor.identifier()
            columns = _columns(cursor)
            part.foreign_keys.append(_reference(cursor, columns, name))
        case "CHECK":
            part.checks.append(_check(cursor, name))
        case "EXCLUDE":
            part.excluded.append((name, cursor.source(begin, cursor.stop)))
            cursor.at = cursor.stop
        case _:
            _mysql_index(cursor, part)
    return True


_CONSTRAINTS = ("PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE")


def _unique(cursor: Cursor, part: TablePart, name: str) -> None:
    cursor.accept_any(*_INDEX_WORDS)
    distinct = _nulls_distinct(cursor)
    if cursor.is_name() and cursor.key() != "USING":
        name = name or cursor.identifier()
    if cursor.accept("USING", "INDEX"):
        part.remarks.append(f"unique constraint {name} takes over an index; not read")
        cursor.rest()
        return
    _index_type(cursor)
    place = cursor.at
    columns = _columns(cursor)
    if not columns:
        # MySQL allows expressions here; only an index can hold them.
        cursor.at = place
        part.indexes.append(Index(name=name, parts=index_parts(cursor.group()), unique=True))
        return
    made = Unique(columns=columns, name=name, nulls_not_distinct=distinct)
    part.uniques.append(made.model_copy(update={"deferrable": _tail(cursor)}))


def _nulls_distinct(cursor: Cursor) -> bool:
    if cursor.accept("NULLS", "NOT", "DISTINCT"):
        return True
    cursor.accept("NULLS", "DISTINCT")
    return False


def _index_type(cursor: Cursor) -> str:
    if cursor.accept("USING"):
        return cursor.identifier().lower()
    cursor.accept_any("CLUSTERED", "NONCLUSTERED")
    return ""


def _columns(cursor: Cursor) -> tuple[str, ...]:
    """Names in brackets; a length or an order behind a name is passed over."""
    names = []
    for one in cursor.group().parts():
        if not one.is_name() and one.kind() != "string":
            return ()
        names.append(one.identifier())
    return tuple(names)


def _tail(cursor: Cursor) -> _Deferrable:
    """What may stand behind a constraint; whether it can be deferred."""
    deferrable: _Deferrable = ""
    while not cursor.done:
        if cursor.accept("NOT", "DEFERRABLE"):
            continue
        if cursor.accept("DEFERRABLE"):
            deferrable = deferrable or "deferrable"
        elif cursor.accept("INITIALLY", "DEFERRED"):
            deferrable = "initially deferred"
        elif cursor.accept("INITIALLY", "IMMEDIATE") or cursor.accept("NOT", "VALID"):
            continue
        elif cursor.accept("NOT", "ENFORCED") or cursor.accept("NO", "INHERIT"):
            continue
        elif cursor.accept_any("ENFORCED", "ASC", "DESC", "RELY", "NORELY"):
            continue
        elif cursor.key() in {"INCLUDE", "WITH"} and cursor.key(1) == "(":
            cursor.at += 1
            cursor.skip_group()
        elif cursor.accept("USING", "INDEX", "TABLESPACE") or cursor.accept("USING"):
            cursor.identifier()
        elif cursor.accept("ON", "CONFLICT"):
            cursor.identifier()
        elif cursor.accept_any("KEY_BLOCK_SIZE", "COMMENT"):
            cursor.accept("=")
            cursor.at += 1
        else:
            break
    return deferrable


def _check(cursor: Cursor, name: str) -> Check:
    inner = cursor.group()
    expression = inner.source(inner.at, inner.stop)
    _tail(cursor)
    return Check(expression=expression, name=name)


def _reference(cursor: Cursor, columns: tuple[str, ...], name: str) -> ForeignKey:
    cursor.expect("REFERENCES")
    made: dict[str, Any] = {
        "columns": columns,
        "target": table_key(cursor.qualified()),
        "name": name,
    }
    if cursor.key() == "(":
        made["target_columns"] = _columns(cursor)
    while not cursor.done:
        if cursor.accept("MATCH"):
            made["match"] = cursor.identifier().upper()
        elif cursor.key() == "ON" and cursor.key(1) in {"DELETE", "UPDATE"}:
            event = cursor.key(1)
            cursor.at += 2
            made[f"on_{event.lower()}"] = _action(cursor)
        else:
            before = cursor.at
            deferrable = _tail(cursor)
            if deferrable:
                made["deferrable"] = deferrable
            if cursor.at == before:
                break
    return ForeignKey(**made)


def _action(cursor: Cursor) -> Action:
    for words in (("SET", "NULL"), ("SET", "DEFAULT"), ("NO", "ACTION")):
        if cursor.accept(*words):
            if cursor.key() == "(":
                cursor.skip_group()
            return cast("Action", " ".join(words))
    word = cursor.accept_any("CASCADE", "RESTRICT")
    if not word:
        raise NotUnderstoodError(f"an action expected, not {cursor.shown()}")
    return cast("Action", word)


def _mysql_index(cursor: Cursor, part: TablePart) -> None:
    method = ""
    special = cursor.accept_any("FULLTEXT", "SPATIAL")
    if special:
        method = special.lower()
    cursor.accept_any(*_INDEX_WORDS)
    name = cursor.identifier() if cursor.is_name() and cursor.key() != "USING" else ""
    method = _index_type(cursor) or method
    parts = index_parts(cursor.group())
    method = _index_type(cursor) or method
    comment = ""
    options = []
    while not cursor.done:
        if cursor.accept("COMMENT"):
            cursor.accept("=")
            comment = cursor.string()
        else:
            options.append(cursor.until(frozenset({"COMMENT"}), at_least=1))
    part.indexes.append(
        Index(name=name, parts=parts, method=method, comment=comment, options=" ".join(options))
    )


def index_parts(inner: Cursor) -> tuple[IndexPart, ...]:
    """Columns and expressions of an index, from what stands in its brackets."""
    return tuple(_index_part(one) for one in inner.parts() if not one.done)


def _index_part(cursor: Cursor) -> IndexPart:
    made: dict[str, Any] = {}
    if cursor.key() == "(":
        inner = cursor.group()
        made["expression"] = inner.source(inner.at, inner.stop)
    elif (
        cursor.is_name()
        and cursor.key(1) != "."
        and (cursor.key(1) != "(" or (cursor.dialect == "mysql" and cursor.kind(2) == "number"))
    ):
        place = cursor.at
        made["column"] = cursor.identifier()
        if cursor.key() == "(":
            made["opclass"] = cursor.source(cursor.at, cursor.close_of(cursor.at) + 1)
            cursor.skip_group()
        elif not cursor.done and cursor.key() not in _ORDER and not cursor.is_name():
            # An operator follows, so this is an expression without brackets (SQLite).
            cursor.at = place
            made = {"expression": cursor.until(_ORDER)}
    else:
        made["expression"] = cursor.until(_ORDER | {"NULLS"})
    while not cursor.done:
        if cursor.accept("COLLATE"):
            made["collation"] = ".".join(cursor.qualified())
        elif cursor.accept("DESC"):
            made["descending"] = True
        elif cursor.accept("ASC"):
            continue
        elif cursor.accept("NULLS"):
            made["nulls"] = "first" if cursor.accept_any("FIRST", "LAST") == "FIRST" else "last"
        elif cursor.is_name():
            begin = cursor.at
            cursor.qualified()
            if cursor.key() == "(":
                cursor.skip_group()
            made["opclass"] = cursor.source(begin, cursor.at)
        else:
            raise NotUnderstoodError(f"{cursor.shown()} in an index")
    return IndexPart(**made)


# --- Columns -------------------------------------------------------------------------------------


def read_column(cursor: Cursor, part: TablePart) -> None:
    """Read one column with its own constraints into a part."""
    made: dict[str, Any] = {"name": cursor.identifier()}
    made["type"] = _type(cursor)
    if cursor.dialect == "postgres" and made["type"].lower() in _SERIAL:
        made["nullable"] = False
    name = ""
    while not cursor.done:
        if cursor.accept("CONSTRAINT"):
            name = cursor.identifier()
            continue
        before = cursor.at
        _column_option(cursor, made, part, name)
        name = ""
        if cursor.at == before:
            raise NotUnderstoodError(f"{cursor.shown()} in column {made['name']}")
    part.columns.append(Column(**made))


_SERIAL = frozenset({"serial", "bigserial", "smallserial", "serial4", "serial8", "serial2"})


def _type(cursor: Cursor) -> str:
    """A type as written, arrays and lengths included; may be empty in SQLite."""
    begin = cursor.at
    stops = _COLUMN_STOPS
    while not cursor.done and cursor.key() not in stops:
        if cursor.key() in {"(", "["}:
            cursor.skip_group()
        else:
            cursor.at += 1
    return cursor.source(begin, cursor.at)


def read_type(cursor: Cursor) -> str:
    """A type as written, for ALTER COLUMN."""
    return _type(cursor)


def _column_option(  # noqa: C901, PLR0912 - one branch per option of the grammar
    cursor: Cursor, made: dict[str, Any], part: TablePart, name: str
) -> None:
    column = made["name"]
    if cursor.accept("NOT", "NULL"):
        made["nullable"] = False
        _tail(cursor)
    elif cursor.accept("NULL"):
        made["nullable"] = True
    elif cursor.accept("DEFAULT"):
        made["default"] = read_expression(cursor)
    elif cursor.accept("PRIMARY", "KEY") or (cursor.dialect == "mysql" and cursor.accept("KEY")):
        made["nullable"] = False
        part.primary_key = PrimaryKey(columns=(column,), name=name)
        _tail(cursor)
    elif cursor.accept("UNIQUE"):
        cursor.accept("KEY")
        distinct = _nulls_distinct(cursor)
        part.uniques.append(
            Unique(
                columns=(column,),
                name=name,
                nulls_not_distinct=distinct,
                deferrable=_tail(cursor),
            )
        )
    elif cursor.key() == "REFERENCES":
        part.foreign_keys.append(_reference(cursor, (column,), name))
    elif cursor.accept("CHECK"):
        part.checks.append(_check(cursor, name))
    elif cursor.accept("COLLATE"):
        made["collation"] = ".".join(cursor.qualified())
    elif cursor.key() == "GENERATED" or (cursor.key() == "AS" and cursor.key(1) == "("):
        _generated(cursor, made)
    elif cursor.accept_any("AUTO_INCREMENT", "AUTOINCREMENT"):
        made["identity"] = "by default"
    elif cursor.accept("IDENTITY"):
        made["identity"] = "always"
        if cursor.key() == "(":
            cursor.skip_group()
    elif cursor.accept("COMMENT"):
        made["comment"] = cursor.string()
    elif cursor.accept("ON", "UPDATE"):
        follow = cursor.until(_COLUMN_STOPS, at_least=1)
        made["default"] = f"{made.get('default', '')} ON UPDATE {follow}".strip()
    elif cursor.accept_any("STORAGE", "COMPRESSION", "COLUMN_FORMAT"):
        cursor.identifier()
    elif cursor.accept("CHARACTER", "SET") or cursor.accept("CHARSET"):
        made["type"] += f" CHARACTER SET {cursor.identifier()}"
    elif cursor.accept("FIRST"):
        part.position = "FIRST"
    elif cursor.accept("AFTER"):
        part.position = cursor.identifier()
    elif cursor.accept_any("VISIBLE", "INVISIBLE", "STORED", "VIRTUAL", "PERSISTED"):
        pass
    elif cursor.accept("USING"):
        cursor.rest()
    elif cursor.accept("OPTIONS"):
        cursor.skip_group()
    elif cursor.accept("ON", "CONFLICT"):
        cursor.identifier()
    elif cursor.key() in {"DEFERRABLE", "INITIALLY", "NOT", "NO"}:
        _tail(cursor)


def _generated(cursor: Cursor, made: dict[str, Any]) -> None:
    always = True
    if cursor.accept("GENERATED"):
        always = bool(cursor.accept("ALWAYS"))
        if not always:
            cursor.expect("BY", "DEFAULT")
            cursor.accept("ON", "NULL")
    cursor.expect("AS")
    if cursor.accept("IDENTITY"):
        made["identity"] = "always" if always else "by default"
        made["nullable"] = False
        if cursor.key() == "(":
            cursor.skip_group()
        return
    inner = cursor.group()
    made["generated"] = inner.source(inner.at, inner.stop)
    made["generated_stored"] = cursor.accept_any("STORED", "PERSISTED", "VIRTUAL") in {
        "STORED",
        "PERSISTED",
    }


def read_expression(cursor: Cursor) -> str:
    """A default: up to the next option of the column; its first token is always part of it."""
    if cursor.key() == "(":
        begin = cursor.at
        cursor.skip_group()
        cursor.until(_COLUMN_STOPS)
        return cursor.source(begin, cursor.at)
    return cursor.until(_COLUMN_STOPS, at_least=1)
