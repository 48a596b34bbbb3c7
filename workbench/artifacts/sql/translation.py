"""A schema in the types and expressions of another database.

What the other database has no word for is left out and named, never guessed: the script says so
in its first lines. After the type tables of PostgreSQL 17 (chapter 8), MySQL 8.4 (chapter 13)
and SQLite ("Datatypes In SQLite").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from workbench.artifacts.sql.dialect_limits import fit_tables
from workbench.artifacts.sql.spelling import literal
from workbench.design.design import Design
from workbench.design.tables import (
    Check,
    Column,
    Index,
    SqlObjectType,
    Table,
)
from workbench.sql.dialect import Dialect
from workbench.sql.type_translation import PortableType, portable_type

_READ: dict[Dialect, str] = {"postgresql": "postgres", "mysql": "mysql", "sqlite": "sqlite"}
_NEXT_VALUE = re.compile(r"nextval\(", re.IGNORECASE)
_NOW = re.compile(r"(?:now\(\)|current_timestamp(?:\(\d*\))?|localtimestamp)", re.IGNORECASE)
_CAST = re.compile(r"^(?P<value>'(?:[^']|'')*'|-?\d+(?:\.\d+)?)::[\w\" ()\[\].,]+$")
_CONSTANT = re.compile(r"^(?:'(?:[^']|'')*'|-?\d+(?:\.\d+)?|true|false|null)$", re.IGNORECASE)
_VALUE = re.compile(r"'((?:[^']|'')*)'")
_ON_UPDATE = re.compile(r"\s*\bON UPDATE .*$", re.IGNORECASE | re.DOTALL)
#: Most digits of a number in MySQL.
_MOST_DIGITS = 65
_NEGATIVE_SCALE = re.compile(r"\((\d{1,4})\s*,\s*-(\d{1,4})\)")
#: What long types are in MySQL where they are part of a key.
_MYSQL_KEYS = {"text": "varchar(255)", "bytes": "varbinary(255)"}


@dataclass
class Translation:
    """A design for another database, and what it does not carry."""

    source: Dialect
    target: Dialect
    enums: dict[str, tuple[str, ...]]
    notes: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    """Names of indexes that are taken."""

    def table(self, table: Table) -> Table:
        """The table in the other dialect."""
        keyed = _keyed(table)
        columns = tuple(
            self._column(table, column, keyed=column.name in keyed) for column in table.columns
        )
        checks = [self._check(table, check) for check in table.checks]
        checks += self._enum_checks(table)
        indexes = [self._index(table, index) for index in table.indexes]
        for what, there in (
            ("row-level security", table.row_security),
            ("partitioning", bool(table.partition_by or table.partition_of)),
            ("inheritance", bool(table.inherits)),
        ):
            if there and self.target != "postgresql":
                self.notes.append(f"{what} of {table.key}")
        return table.model_copy(
            update={
                "columns": columns,
                "checks": tuple(check for check in checks if check),
                "indexes": tuple(self._named(table, index) for index in indexes if index),
                "inherits": (),
                "partition_by": "",
                "partition_of": "",
                "partition_bound": "",
                "options": "",
            }
        )

    def _named(self, table: Table, index: Index) -> Index:
        """MySQL names indexes within a table, the others within a schema."""
        if not index.name or self.target == "mysql":
            return index
        name = index.name
        if name.lower() in self.names:
            name = f"{table.key.rpartition('.')[2]}_{name}"
        self.names.add(name.lower())
        return index.model_copy(update={"name": name})

    def _column(self, table: Table, column: Column, *, keyed: bool) -> Column:
        place = f"{table.key}.{column.name}"
        kind, numbered = self._type(column, place, keyed=keyed)
        update: dict[str, object] = {"type": kind, "collation": ""}
        counts = column.default.lower().startswith("nextval(") and self.target != "postgresql"
        if (numbered or counts) and not column.identity:
            update["identity"] = "by default"
        key = table.primary_key.columns if table.primary_key else ()
        if self.target == "mysql" and column.name not in key[:1]:
            # Only the first column of a key can count by itself there.
            update["identity"] = ""
        update["default"] = self._default(column.default, place, kind)
        if column.generated:
            update["generated"] = self._expression(column.generated, f"generation of {place}")
        if column.collation:
            self.notes.append(f"collation of {place}")
        return column.model_copy(update=update)

    def _type(self, column: Column, place: str, *, keyed: bool) -> tuple[str, bool]:
        """The type in the target, and whether its rows are numbered."""
        values = self._values(column)
        if values:
            return self._enum_type(values), False
        source = portable_type(column.type)
        if source is None:
            self.notes.append(f"type {column.type} of {place}, which is text here")
            source = PortableType("text", "")
        if keyed and self.target == "mysql" and source.name in _MYSQL_KEYS:
            self.notes.append(f"length of {place}, which is {_MYSQL_KEYS[source.name]} here")
            return _MYSQL_KEYS[source.name], False
        negative = _NEGATIVE_SCALE.fullmatch(source.size)
        if negative and self.target == "mysql":
            self.notes.append(f"rounding of {place}")
            digits = min(int(negative[1]) + int(negative[2]), _MOST_DIGITS)
            source = source._replace(size=f"({digits})")
        numbered = source.name in {"serial", "bigserial"} and self.target != "postgresql"
        return source.written(self.target), numbered

    def _values(self, column: Column) -> tuple[str, ...]:
        """Values of an enum, named or written where it is used."""
        plain = column.type.strip()
        if plain[:5].lower() == "enum(":
            return tuple(found.replace("''", "'") for found in _VALUE.findall(plain))
        return self.enums.get(plain.lower().replace("public.", "").strip('"'), ())

    def _enum_type(self, values: tuple[str, ...]) -> str:
        if self.target == "mysql":
            return "enum(" + ", ".join(literal(value, "mysql") for value in values) + ")"
        return "text"

    def _enum_checks(self, table: Table) -> list[Check]:
        if self.target == "mysql":
            return []
        found = []
        for column in table.columns:
            values = self._values(column)
            if values:
                listed = ", ".join(literal(value, self.target) for value in values)
                quoted = exp.to_identifier(column.name, quoted=True).sql(dialect="sqlite")
                found.append(Check(expression=f"{quoted} IN ({listed})"))
        return found

    def _default(self, default: str, place: str, kind: str) -> str:
        """A default in the other dialect; empty, and noted, where it has none."""
        text = self._without_update(default.strip(), place)
        if not text:
            return ""
        cast = _CAST.match(text)
        if cast:
            text = cast["value"]
        if _CONSTANT.match(text):
            # MySQL gives texts and documents only defaults in brackets.
            bracketed = self.target == "mysql" and kind in {"text", "json", "longblob"}
            return f"({text})" if bracketed else text
        moment = self._moment(text, kind)
        if not moment and not _NEXT_VALUE.match(text):
            self.notes.append(f"default {default} of {place}")
        return moment

    def _without_update(self, default: str, place: str) -> str:
        """A default without MySQL's `ON UPDATE …`, which is noted."""
        update = _ON_UPDATE.search(default)
        if update is None or self.target == "mysql":
            return default
        self.notes.append(f"{update[0].strip()} of {place}")
        return default[: update.start()].strip()

    def _moment(self, text: str, kind: str) -> str:
        """The present time or date in the other dialect; '' for anything else."""
        if _NOW.fullmatch(text):
            precise = self.target == "mysql" and kind == "datetime(6)"
            return "CURRENT_TIMESTAMP(6)" if precise else "CURRENT_TIMESTAMP"
        if text.upper() == "CURRENT_DATE":
            return "(CURRENT_DATE)" if self.target == "mysql" else text
        return ""

    def _check(self, table: Table, check: Check) -> Check | None:
        name = check.name or check.expression
        text = self._expression(check.expression, f"check {name} of {table.key}")
        return check.model_copy(update={"expression": text}) if text else None

    def _index(self, table: Table, index: Index) -> Index | None:
        where = f"index {index.name or index.columns} of {table.key}"
        obstacle = self._obstacle(index)
        if obstacle:
            self.notes.append(f"{where}, which is {obstacle}")
            return None
        condition = self._expression(index.where, f"condition of {where}") if index.where else ""
        if index.where and not condition:
            return None
        if any(part.opclass or part.collation for part in index.parts):
            self.notes.append(f"operator classes and collations of {where}")
        parts = tuple(
            part.model_copy(update={"opclass": "", "collation": ""}) for part in index.parts
        )
        return index.model_copy(update={"where": condition, "parts": parts, "options": ""})

    def _obstacle(self, index: Index) -> str:
        """What keeps an index from being translated; '' for nothing."""
        if index.where and self.target == "mysql":
            return "partial"
        if index.method not in {"", "btree"}:
            return index.method
        return "on an expression" if any(part.expression for part in index.parts) else ""

    def _expression(self, text: str, what: str) -> str:
        """An expression in the other dialect; empty, and noted, where it has none."""
        try:
            # In brackets, as a column may be called like a statement: `comment <> ''`.
            read = sqlglot.parse_one(f"({text}\n)", read=_READ[self.source], into=exp.Condition)
            tree = (read.this if isinstance(read, exp.Paren) else read).transform(_simplified)
            known = not tree.find(exp.Cast, exp.Array, exp.Anonymous, exp.RegexpLike, exp.Any)
            level = sqlglot.ErrorLevel.RAISE
            if known:
                return str(tree.sql(dialect=_READ[self.target], unsupported_level=level))
        except (SqlglotError, RecursionError):
            pass
        self.notes.append(what)
        return ""


def _simplified(node: exp.Expression) -> exp.Expression:
    """`x IN ('a')` for `x = ANY (ARRAY['a'::text])`, as PostgreSQL writes it."""
    if isinstance(node, exp.Cast) and isinstance(node.this, exp.Literal | exp.Column | exp.Paren):
        return node.this.transform(_simplified)
    if isinstance(node, exp.EQ) and isinstance(node.expression, exp.Any):
        inner = node.expression.this
        inner = inner.this if isinstance(inner, exp.Paren) else inner
        if isinstance(inner, exp.Array):
            values = [expression.transform(_simplified) for expression in inner.expressions]
            return exp.In(this=node.this.transform(_simplified), expressions=values)
    return node


def _keyed(table: Table) -> set[str]:
    """Columns that some key or index holds."""
    keys = [unique.columns for unique in table.uniques]
    keys += [key.columns for key in table.foreign_keys]
    keys += [index.columns for index in table.indexes]
    keys += [table.primary_key.columns] if table.primary_key else []
    return {name for columns in keys for name in columns}


def translate(design: Design, source: Dialect, target: Dialect) -> tuple[Design, list[str]]:
    """The tables of a design for another database, and what is not carried, sorted.

    Functions, triggers, views, sequences and policies are written in one database's language,
    so they are named and left out.
    """
    enums = {
        item.name.lower(): item.values
        for item in design.sql_objects
        if item.type is SqlObjectType.enum
    }
    made = Translation(source, target, enums)
    tables = [made.table(table) for table in design.tables]
    made.notes += [
        f"{item.type} {item.name}"
        for item in design.sql_objects
        if item.type not in {SqlObjectType.enum, SqlObjectType.schema, SqlObjectType.extension}
    ]
    made.notes += [f"policy {policy.item_key}" for policy in design.policies]
    tables, notes = fit_tables(tables, target)
    return Design.from_items([design.handoff, *tables]), sorted({*made.notes, *notes})
