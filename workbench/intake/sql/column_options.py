"""The options of a column: its type, its default and the constraints after them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from workbench.design.tables import PrimaryKey, Unique
from workbench.intake.sql.constraint_attributes import MAY_BE_NULL, constraint_tail
from workbench.intake.sql.constraints import TablePart, check, nulls_distinct, reference
from workbench.intake.sql.verbatim_statements import sequence_changes
from workbench.sql.column_clauses import CLAUSE_WORDS, column_type, default_expression
from workbench.sql.cursor import Cursor
from workbench.sql.identifiers import quoted_if_needed

#: SQL Server writes `[int]`, which means no more than `int`.
_BRACKETED = re.compile(r"\[(\w+)\]")


@dataclass(slots=True)
class ColumnDraft:
    """A column while its options are read."""

    cursor: Cursor
    part: TablePart
    """Takes the constraints of the column."""
    name: str
    values: dict[str, Any] = field(default_factory=dict)
    """Members of `Column` but its name."""
    constraint: str = ""
    """The name that CONSTRAINT gives the next option."""


def read_option(draft: ColumnDraft) -> None:
    """Read the next option of a column; the cursor stays where it is before an unknown one."""
    handler = _HANDLERS.get(draft.cursor.key())
    if handler is not None:
        handler(draft)


def read_type(cursor: Cursor) -> str:
    """A type as written, arrays and lengths included; may be empty in SQLite."""
    text = column_type(cursor)
    return _BRACKETED.sub(r"\1", text) if cursor.dialect == "sqlite" else text


def identity_options(cursor: Cursor, part: TablePart, column: str) -> None:
    """Keep the options of an identity column's sequence, which begin with `(` if there are any."""
    if cursor.accept("AS", "IDENTITY") and cursor.key() != "(":
        return
    if cursor.key() == "(":
        changes = sequence_changes(cursor.group())
        if changes and cursor.dialect == "postgresql":
            part.verbatim_actions.append(f"ALTER COLUMN {quoted_if_needed(column)} {changes}")


# --- Constraints ----------------------------------------------------------------------------------


def _not(draft: ColumnDraft) -> None:
    if draft.cursor.accept("NOT", "NULL"):
        draft.values["nullable"] = False
    constraint_tail(draft.cursor)


def _null(draft: ColumnDraft) -> None:
    draft.cursor.at += 1
    draft.values["nullable"] = True


def _attributes(draft: ColumnDraft) -> None:
    constraint_tail(draft.cursor)


def _primary_key(draft: ColumnDraft) -> None:
    cursor = draft.cursor
    # `KEY` alone means the same in MySQL.
    if not cursor.accept("PRIMARY", "KEY") and not (
        cursor.dialect == "mysql" and cursor.accept("KEY")
    ):
        return
    words = constraint_tail(cursor).words
    if cursor.dialect == "sqlite" and "IDENTITY" not in {token.key for token in cursor.tokens}:
        words = f"{MAY_BE_NULL} {words}".strip()
    else:
        draft.values["nullable"] = False
    key = PrimaryKey(columns=(draft.name,), name=draft.constraint, options=words)
    draft.part.primary_key = key


def _unique(draft: ColumnDraft) -> None:
    cursor = draft.cursor
    cursor.at += 1
    cursor.accept("KEY")
    distinct = nulls_distinct(cursor)
    tail = constraint_tail(cursor)
    unique = Unique(columns=(draft.name,), name=draft.constraint, nulls_not_distinct=distinct)
    update = {"deferrable": tail.deferrable, "options": tail.options}
    draft.part.uniques.append(unique.model_copy(update=update))


def _references(draft: ColumnDraft) -> None:
    key = reference(draft.cursor, (draft.name,), draft.constraint)
    draft.part.foreign_keys.append(key)


def _check(draft: ColumnDraft) -> None:
    draft.cursor.at += 1
    draft.part.checks.append(check(draft.cursor, draft.constraint))


# --- Values ---------------------------------------------------------------------------------------


def _default(draft: ColumnDraft) -> None:
    draft.cursor.at += 1
    draft.values["default"] = default_expression(draft.cursor)


def _on(draft: ColumnDraft) -> None:
    cursor = draft.cursor
    if cursor.accept("ON", "UPDATE"):
        value = cursor.until(CLAUSE_WORDS, at_least=1)
        default = draft.values.get("default", "")
        draft.values["default"] = f"{default} ON UPDATE {value}".strip()
    elif cursor.accept("ON", "CONFLICT"):
        cursor.identifier()


def _generated(draft: ColumnDraft) -> None:
    cursor, always = draft.cursor, True
    if cursor.accept("GENERATED"):
        always = cursor.accept("ALWAYS")
        if not always:
            cursor.expect("BY", "DEFAULT")
            cursor.accept("ON", "NULL")
    elif cursor.key(1) != "(":
        return
    cursor.expect("AS")
    if cursor.accept("IDENTITY"):
        draft.values["identity"] = "always" if always else "by default"
        draft.values["nullable"] = False
        identity_options(cursor, draft.part, draft.name)
        return
    inner = cursor.group()
    draft.values["generated"] = inner.source(inner.at, inner.stop)
    stored = cursor.accept_any("STORED", "PERSISTED", "VIRTUAL")
    draft.values["generated_stored"] = stored in {"STORED", "PERSISTED"}


def _auto_increment(draft: ColumnDraft) -> None:
    draft.cursor.at += 1
    draft.values["identity"] = "by default"


def _identity(draft: ColumnDraft) -> None:
    draft.cursor.at += 1
    draft.values["identity"] = "always"
    if draft.cursor.key() == "(":
        draft.cursor.skip_group()


# --- Storage, texts, places -----------------------------------------------------------------------


def _collate(draft: ColumnDraft) -> None:
    draft.cursor.at += 1
    draft.values["collation"] = ".".join(draft.cursor.qualified())


def _character_set(draft: ColumnDraft) -> None:
    cursor = draft.cursor
    if cursor.accept("CHARACTER", "SET") or cursor.accept("CHARSET"):
        draft.values["type"] += f" CHARACTER SET {cursor.identifier()}"


def _srid(draft: ColumnDraft) -> None:
    cursor = draft.cursor
    cursor.at += 1
    draft.values["type"] += f" SRID {cursor.raw(cursor.token)}"
    cursor.at += 1


def _storage(draft: ColumnDraft) -> None:
    cursor = draft.cursor
    word = cursor.key()
    cursor.at += 1
    value = cursor.identifier()
    if cursor.dialect == "postgresql":
        column = quoted_if_needed(draft.name)
        draft.part.verbatim_actions.append(f"ALTER COLUMN {column} SET {word} {value}")


def _comment(draft: ColumnDraft) -> None:
    draft.cursor.at += 1
    draft.values["comment"] = draft.cursor.string()


def _first(draft: ColumnDraft) -> None:
    draft.cursor.at += 1
    draft.part.position = "FIRST"


def _after(draft: ColumnDraft) -> None:
    draft.cursor.at += 1
    draft.part.position = draft.cursor.identifier()


def _pass_word(draft: ColumnDraft) -> None:
    draft.cursor.at += 1


def _pass_rest(draft: ColumnDraft) -> None:
    draft.cursor.rest()


def _pass_group(draft: ColumnDraft) -> None:
    draft.cursor.at += 1
    draft.cursor.skip_group()


#: What reads an option, by its first word.
_HANDLERS: dict[str, Callable[[ColumnDraft], None]] = {
    "NOT": _not,
    "NULL": _null,
    "DEFERRABLE": _attributes,
    "INITIALLY": _attributes,
    "NO": _attributes,
    "PRIMARY": _primary_key,
    "KEY": _primary_key,
    "UNIQUE": _unique,
    "REFERENCES": _references,
    "CHECK": _check,
    "DEFAULT": _default,
    "ON": _on,
    "GENERATED": _generated,
    "AS": _generated,
    "AUTO_INCREMENT": _auto_increment,
    "AUTOINCREMENT": _auto_increment,
    "IDENTITY": _identity,
    "COLLATE": _collate,
    "CHARACTER": _character_set,
    "CHARSET": _character_set,
    "SRID": _srid,
    "STORAGE": _storage,
    "COMPRESSION": _storage,
    "COLUMN_FORMAT": _storage,
    "COMMENT": _comment,
    "FIRST": _first,
    "AFTER": _after,
    "VISIBLE": _pass_word,
    "INVISIBLE": _pass_word,
    "STORED": _pass_word,
    "VIRTUAL": _pass_word,
    "PERSISTED": _pass_word,
    "USING": _pass_rest,
    "OPTIONS": _pass_group,
}
