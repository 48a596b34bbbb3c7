"""Constraint attributes: when a constraint is checked, and words that are kept verbatim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from workbench.design.tables import Check, Column, ForeignKey, PrimaryKey
from workbench.sql.cursor import Cursor
from workbench.sql.dialect import Dialect

AnyConstraint = TypeVar("AnyConstraint", Check, ForeignKey)
Deferrable = Literal["", "deferrable", "initially deferred"]

NOT_VALID = "NOT VALID"
#: SQLite, in front of the words behind a primary key: its columns are not declared NOT NULL.
MAY_BE_NULL = "NULL"
_KEPT: dict[Dialect, tuple[tuple[str, ...], ...]] = {
    "postgresql": (("NOT", "VALID"), ("NOT", "ENFORCED"), ("NO", "INHERIT")),
    "mysql": (("NOT", "ENFORCED"),),
    "sqlite": (),
}
#: Behind a constraint, without a meaning that a design keeps.
_WITHOUT_EFFECT = (
    ("INITIALLY", "IMMEDIATE"),
    ("NOT", "VALID"),
    ("NOT", "ENFORCED"),
    ("NO", "INHERIT"),
    ("ENFORCED",),
    ("ASC",),
    ("DESC",),
    ("RELY",),
    ("NORELY",),
)
_BEFORE_A_NAME = (("USING", "INDEX", "TABLESPACE"), ("USING",), ("ON", "CONFLICT"))


@dataclass(frozen=True, slots=True)
class Tail:
    """The attributes written after a constraint."""

    deferrable: Deferrable = ""
    options: str = ""
    """Words with a meaning for which a constraint has no member, as they are written."""

    @property
    def words(self) -> str:
        """All of them as SQL, for a constraint that has no field for when it is checked."""
        when = {
            "": "",
            "deferrable": "DEFERRABLE",
            "initially deferred": "DEFERRABLE INITIALLY DEFERRED",
        }
        return f"{self.options} {when[self.deferrable]}".strip()


def constraint_tail(cursor: Cursor) -> Tail:
    """Pass the attributes that may follow a constraint."""
    deferrable: Deferrable = ""
    options: list[str] = []
    while not cursor.done:
        begin = cursor.at
        if _accept_one(cursor, _KEPT[cursor.dialect]):
            options.append(" ".join(cursor.source(begin, cursor.at).upper().split()))
        elif cursor.accept("NOT", "DEFERRABLE") or _accept_one(cursor, _WITHOUT_EFFECT):
            continue
        elif cursor.accept("DEFERRABLE"):
            deferrable = deferrable or "deferrable"
        elif cursor.accept("INITIALLY", "DEFERRED"):
            deferrable = "initially deferred"
        elif _accept_parameters(cursor):
            if cursor.dialect == "postgresql":
                options.append(cursor.source(begin, cursor.at))
        elif _accept_one(cursor, _BEFORE_A_NAME) or _accept_filegroup(cursor):
            cursor.identifier()
            if cursor.dialect == "sqlite" and cursor.tokens[begin + 1].key == "CONFLICT":
                options.append(cursor.source(begin, cursor.at))
        else:
            break
    return Tail(deferrable, " ".join(options))


def _accept_one(cursor: Cursor, alternatives: tuple[tuple[str, ...], ...]) -> bool:
    return any(cursor.accept(*words) for words in alternatives)


def _accept_parameters(cursor: Cursor) -> bool:
    """Pass `INCLUDE (…)` and `WITH (…)`."""
    if cursor.key() not in {"INCLUDE", "WITH"} or cursor.key(1) != "(":
        return False
    cursor.at += 1
    cursor.skip_group()
    return True


def _accept_filegroup(cursor: Cursor) -> bool:
    """Pass the ON of `ON [PRIMARY]`, by which SQL Server places a key on files."""
    if cursor.dialect != "sqlite" or cursor.key() != "ON" or cursor.kind(1) != "quoted":
        return False
    cursor.at += 1
    return True


def validated(constraint: AnyConstraint) -> AnyConstraint:
    """A constraint all of whose rows were looked at."""
    if NOT_VALID not in constraint.options:
        return constraint
    options = " ".join(constraint.options.replace(NOT_VALID, "").split())
    return constraint.model_copy(update={"options": options})


def settled_key(key: PrimaryKey, columns: Mapping[str, Column]) -> PrimaryKey:
    """A primary key; its mark for nullable columns stays only if all of them are nullable."""
    if not key.options.startswith(MAY_BE_NULL):
        return key
    if all(columns[name].nullable for name in key.columns if name in columns):
        return key
    return key.model_copy(update={"options": key.options.removeprefix(MAY_BE_NULL).strip()})
