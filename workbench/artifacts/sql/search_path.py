"""Objects of PostgreSQL that refer to others in their schema without naming it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbench.artifacts.sql.order import Buildable
from workbench.design.tables import SqlObject, SqlObjectType, Table
from workbench.sql.identifiers import identifier
from workbench.sql.mentions import unqualified_names


def in_its_schema(text: str, item: SqlObject, parts: Iterable[Buildable]) -> str:
    """A statement about an object; where that leaves out its schema, it is set around it.

    `parts` is what else the database has.
    """
    schema = _schema_of(item)
    if item.type is SqlObjectType.other or not schema:
        return text
    if _names_schema(item, schema) and not _refers_to_neighbours(item, schema, parts):
        return text
    where = identifier(schema, "postgresql")
    return f"SET search_path TO {where}, public;\n{text}\nRESET search_path;"


def _schema_of(item: SqlObject) -> str:
    """The schema in which an object lies, as its name says; empty for the usual one."""
    owner = item.name.split("(", 1)[0]
    if item.type is SqlObjectType.trigger:
        owner = owner.rpartition(".")[0]
    return owner.rpartition(".")[0]


def _names_schema(item: SqlObject, schema: str) -> bool:
    """Whether the words of an object name a schema."""
    return bool(re.search(rf"(?i)(?<![\w$])\"?{re.escape(schema)}\"?\s*\.", item.sql))


def _refers_to_neighbours(item: SqlObject, schema: str, parts: Iterable[Buildable]) -> bool:
    """Whether an object refers to a thing of its own schema alone by its bare name."""
    near, usual = set[str](), set[str]()
    for part in parts:
        if isinstance(part, SqlObject) and part.type in {
            SqlObjectType.trigger,
            SqlObjectType.other,
        }:
            continue
        name = part.key if isinstance(part, Table) else part.name.split("(", 1)[0]
        where, _, bare = name.rpartition(".")
        if where == schema and part.key != item.key:
            near.add(bare)
        elif not where:
            usual.add(bare)
    wanted = near - usual
    if not wanted:
        return False
    # A body in quotes is looked at only when it runs.
    return any(name in wanted for name in unqualified_names(item.sql))
