"""Constraints and indexes, as written in CREATE TABLE, ALTER TABLE and CREATE INDEX."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

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
from workbench.intake.sql.constraint_attributes import MAY_BE_NULL, Tail, constraint_tail, validated
from workbench.sql.cursor import Cursor, NotUnderstoodError
from workbench.sql.table_actions import is_constraint

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
    exclusions: list[tuple[str, str]] = field(default_factory=list)
    """Name and text of exclusion constraints, which the design keeps as objects."""
    verbatim_actions: list[str] = field(default_factory=list)
    """Actions of ALTER TABLE for what a design has no member, kept word for word."""
    like: str = ""
    like_options: str = ""
    """The parts of a copied table that INCLUDING and EXCLUDING name."""
    position: str = ""
    """MySQL: `FIRST`, or the column that the new one comes after."""

    def valid(self) -> None:
        """Forget that rows were not looked at: a new table has none."""
        self.foreign_keys = [validated(key) for key in self.foreign_keys]
        self.checks = [validated(own_check) for own_check in self.checks]


def table_key(parts: tuple[str, ...]) -> str:
    """Key of a table or other object: without the schema where that is the default one.

    >>> table_key(("public", "orders")), table_key(("audit", "orders"))
    ('orders', 'audit.orders')
    """
    names = parts[-2:]
    if len(names) > 1 and names[0].lower() in {"public", "dbo", "main"}:
        names = names[1:]
    return ".".join(names)


def read_constraint(cursor: Cursor, part: TablePart) -> bool:
    """Read a constraint, an index or LIKE into a part; False if something else is next."""
    if cursor.key() == "LIKE" and cursor.is_name(1):
        cursor.at += 1
        part.like = table_key(cursor.qualified())
        part.like_options = cursor.rest()
        return True
    if not is_constraint(cursor):
        return False
    name = ""
    if cursor.accept("CONSTRAINT") and cursor.key() not in _CONSTRAINTS:
        name = cursor.identifier()
    begin = cursor.at
    _read_constraint(cursor, part, name, begin)
    return True


def _read_constraint(cursor: Cursor, part: TablePart, name: str, begin: int) -> None:
    match cursor.accept_any(*_CONSTRAINTS):
        case "PRIMARY":
            cursor.expect("KEY")
            _index_type(cursor)
            name = _index_name(cursor, name)
            _index_type(cursor)
            columns = _columns(cursor)
            words = _key_options(cursor).words
            if cursor.dialect == "sqlite":
                words = f"{MAY_BE_NULL} {words}".strip()
            part.primary_key = PrimaryKey(columns=columns, name=name, options=words)
        case "UNIQUE":
            _unique(cursor, part, name)
        case "FOREIGN":
            cursor.expect("KEY")
            name = _index_name(cursor, name)
            columns = _columns(cursor)
            part.foreign_keys.append(reference(cursor, columns, name))
        case "CHECK":
            part.checks.append(check(cursor, name))
        case "EXCLUDE":
            part.exclusions.append((name, cursor.source(begin, cursor.stop)))
            cursor.at = cursor.stop
        case _:
            _mysql_index(cursor, part)


_CONSTRAINTS = ("PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE")


def _unique(cursor: Cursor, part: TablePart, name: str) -> None:
    cursor.accept_any(*_INDEX_WORDS)
    distinct = nulls_distinct(cursor)
    name = _index_name(cursor, name)
    if cursor.accept("USING", "INDEX"):
        part.remarks.append(f"unique constraint {name} uses an existing index; not read")
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
    tail = _key_options(cursor)
    update = {"deferrable": tail.deferrable, "options": tail.options}
    part.uniques.append(made.model_copy(update=update))


def nulls_distinct(cursor: Cursor) -> bool:
    """Pass `NULLS [NOT] DISTINCT`; whether NULLs count as equal."""
    if cursor.accept("NULLS", "NOT", "DISTINCT"):
        return True
    cursor.accept("NULLS", "DISTINCT")
    return False


def _index_name(cursor: Cursor, name: str) -> str:
    """The name of a constraint; MySQL allows a second one behind the words, which counts less."""
    if cursor.dialect != "mysql" or not cursor.is_name() or cursor.key() == "USING":
        return name
    second = cursor.identifier()
    return name or second


def _index_type(cursor: Cursor) -> str:
    if cursor.accept("USING"):
        return cursor.identifier().lower()
    cursor.accept_any("CLUSTERED", "NONCLUSTERED")
    return ""


def _columns(cursor: Cursor) -> tuple[str, ...]:
    """Names in brackets; a length or an order behind a name is passed over."""
    names = []
    for part in cursor.group().parts():
        if not part.is_name() and part.kind() != "string":
            return ()
        names.append(part.identifier())
    return tuple(names)


def _key_options(cursor: Cursor) -> Tail:
    """The tail of a key of a table; MySQL allows options and a comment there."""
    tail = constraint_tail(cursor)
    while cursor.accept_any("KEY_BLOCK_SIZE", "COMMENT"):
        cursor.accept("=")
        cursor.at += 1
        after = constraint_tail(cursor)
        tail = tail if after == Tail() else after
    return tail


def check(cursor: Cursor, name: str) -> Check:
    """A check behind its word."""
    inner = cursor.group()
    expression = inner.source(inner.at, inner.stop)
    return Check(expression=expression, name=name, options=constraint_tail(cursor).options)


def reference(cursor: Cursor, columns: tuple[str, ...], name: str) -> ForeignKey:
    """A foreign key from REFERENCES on."""
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
            if cursor.key() == "(":
                made["on_delete_columns"] = _columns(cursor)
        else:
            before = cursor.at
            tail = constraint_tail(cursor)
            made["deferrable"] = tail.deferrable or made.get("deferrable", "")
            made["options"] = f"{made.get('options', '')} {tail.options}".strip()
            if cursor.at == before:
                break
    return ForeignKey(**made)


def _action(cursor: Cursor) -> Action:
    for words in (("SET", "NULL"), ("SET", "DEFAULT"), ("NO", "ACTION")):
        if cursor.accept(*words):
            return cast("Action", " ".join(words))
    word = cursor.accept_any("CASCADE", "RESTRICT")
    if not word:
        raise NotUnderstoodError(f"expected an action, found {cursor.describe_next()}")
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
    """Columns and expressions of an index, from the content of its brackets."""
    return tuple(_index_part(part) for part in inner.parts() if not part.done)


def _index_part(cursor: Cursor) -> IndexPart:
    made = _index_subject(cursor)
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
            raise NotUnderstoodError(f"{cursor.describe_next()} in an index")
    return IndexPart(**made)


def _index_subject(cursor: Cursor) -> dict[str, Any]:
    """The column or expression that a part of an index is about."""
    if cursor.key() == "(":
        inner = cursor.group()
        return {"expression": inner.source(inner.at, inner.stop)}
    has_length = cursor.dialect == "mysql" and cursor.kind(2) == "number"
    is_call = cursor.key(1) == "(" and not has_length
    if not cursor.is_name() or cursor.key(1) == "." or is_call:
        return {"expression": _call_before_opclass(cursor) or cursor.until(_ORDER)}
    begin = cursor.at
    made: dict[str, Any] = {"column": cursor.identifier()}
    if cursor.key() == "(":
        made["opclass"] = cursor.source(cursor.at, cursor.close_of(cursor.at) + 1)
        cursor.skip_group()
    elif not cursor.done and cursor.key() not in _ORDER and not cursor.is_name():
        # An operator follows, so this is an expression without brackets (SQLite).
        cursor.at = begin
        return {"expression": cursor.until(_ORDER)}
    return made


def _call_before_opclass(cursor: Cursor) -> str:
    """Pass a call before the name of an operator class; '' for anything else."""
    begin = cursor.at
    if cursor.dialect == "postgresql" and cursor.is_name():
        cursor.qualified()
        if cursor.key() == "(":
            cursor.skip_group()
            if cursor.is_name() and cursor.key() not in _ORDER:
                return cursor.source(begin, cursor.at)
    cursor.at = begin
    return ""
