"""Tables → the SQL that builds them, in an order in which it runs.

Types, defaults and expressions stand as the design states them. PostgreSQL carries everything;
MySQL and SQLite what they have words for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.artifacts.ddl_order import build_order
from workbench.artifacts.ddl_table import (
    add_foreign_key,
    create_index,
    create_table,
    table_comments,
)
from workbench.artifacts.sql_words import (
    DIALECT_TITLES,
    Dialect,
    identifier,
    literal,
    qualified,
    statement,
)
from workbench.design.access import Policy
from workbench.design.design import Design
from workbench.design.tables import SqlObject, SqlObjectType, Table

_ON_A_RELATION = re.compile(r"\s*(?:ALTER\s+TABLE|CREATE\s+(?:UNIQUE\s+)?INDEX)\b", re.IGNORECASE)
_COMMENTED = {
    SqlObjectType.schema: "SCHEMA",
    SqlObjectType.extension: "EXTENSION",
    SqlObjectType.enum: "TYPE",
    SqlObjectType.domain: "DOMAIN",
    SqlObjectType.composite: "TYPE",
    SqlObjectType.sequence: "SEQUENCE",
    SqlObjectType.view: "VIEW",
    SqlObjectType.materialized_view: "MATERIALIZED VIEW",
    SqlObjectType.function: "FUNCTION",
}


def dialect_of(design: Design) -> Dialect:
    """The database that a design is written for: as the set-up says, else as its tables look."""
    stated = design.setup.database.lower()
    for words, dialect in (
        (("postgres",), "postgresql"),
        (("mysql", "maria"), "mysql"),
        (("sqlite",), "sqlite"),
    ):
        if any(word in stated for word in words):
            return dialect  # type: ignore[return-value]
    for table in design.tables:
        options = table.options.upper()
        if "ENGINE" in options:
            return "mysql"
        if "WITHOUT ROWID" in options or "STRICT" in options:
            return "sqlite"
    return "postgresql"


def write_ddl(design: Design, dialect: Dialect | None = None) -> str:
    """The whole schema as one script: types, tables, keys, indexes, comments, policies.

    Run on an empty database it builds the schema of the design. Each table comes after those
    it refers to; only foreign keys that close a circle are added behind. Empty for a design
    without tables and SQL objects.
    """
    chosen = dialect or dialect_of(design)
    parts = build_order(design)
    if not parts and not design.policies:
        return ""
    product = " ".join(design.handoff.product.split()) or "the design"
    blocks = [f"-- {DIALECT_TITLES[chosen]} schema of {product}"]
    if chosen == "postgresql" and any(_is(one, SqlObjectType.function) for one in parts):
        # Bodies may speak of tables that are made further down.
        blocks.append("SET check_function_bodies = false;")
    blocks += _schemas(design, chosen)
    blocks += _parts(parts, chosen)
    if chosen == "postgresql":
        blocks += [_policy(one) for one in design.policies]
    return "\n\n".join(blocks) + "\n"


def _is(one: object, kind: SqlObjectType) -> bool:
    return isinstance(one, SqlObject) and one.type is kind


def _schemas(design: Design, dialect: Dialect) -> list[str]:
    """Schemas that names speak of and nothing creates."""
    if dialect != "postgresql":
        return []
    made = {one.name for one in design.sql_objects if one.type is SqlObjectType.schema}
    named = [one.key for one in design.tables]
    named += [
        one.name
        for one in design.sql_objects
        if one.type in {SqlObjectType.enum, SqlObjectType.view}
    ]
    spoken = dict.fromkeys(name.partition(".")[0] for name in named if "." in name.strip("."))
    return [
        f"CREATE SCHEMA IF NOT EXISTS {identifier(one, dialect)};"
        for one in spoken
        if one and one not in made
    ]


def _parts(parts: list[Table | SqlObject], dialect: Dialect) -> Iterator[str]:
    built: set[str] = set()
    later: list[str] = []
    # What is neither table nor type may rest on indexes and keys, so it comes behind them.
    behind = [one for one in parts if isinstance(one, SqlObject) and _comes_last(one)]
    for one in parts:
        if isinstance(one, SqlObject):
            if not _comes_last(one):
                yield from _object(one, dialect)
            continue
        built.add(one.key)
        inline = [key for key in one.foreign_keys if key.target in built or dialect == "sqlite"]
        yield create_table(_own(one, parts), inline, dialect)
        yield from table_comments(one, dialect)
        later += [
            add_foreign_key(one, key, dialect) for key in one.foreign_keys if key not in inline
        ]
    tables = [one for one in parts if isinstance(one, Table)]
    yield from _indexes(tables, dialect)
    yield from _partitions(tables, dialect)
    yield from later
    for rest in behind:
        yield from _object(rest, dialect)
    if dialect == "postgresql":
        yield from _row_security(tables)


def _own(table: Table, parts: list[Table | SqlObject]) -> Table:
    """The table without the columns that it has from its parents as they are there."""
    if not table.inherits:
        return table
    parents = [one for one in parts if isinstance(one, Table) and one.key in table.inherits]
    given = {column.name: column for parent in parents for column in parent.columns}
    own = tuple(one for one in table.columns if given.get(one.name) != one)
    return table.model_copy(update={"columns": own})


def _comes_last(one: SqlObject) -> bool:
    return one.type in {
        SqlObjectType.view,
        SqlObjectType.materialized_view,
        SqlObjectType.trigger,
    } or (one.type is SqlObjectType.other and bool(_ON_A_RELATION.match(one.sql)))


def _indexes(tables: list[Table], dialect: Dialect) -> Iterator[str]:
    # An index of a partitioned table takes over equal ones of its partitions if these are there.
    for table in sorted(tables, key=lambda one: bool(one.partition_by) and not one.partition_of):
        inline = dialect == "mysql"
        lines = [create_index(table, one, dialect) for one in table.indexes if not inline]
        if lines:
            yield "\n".join(lines)
        for index in table.indexes:
            if index.comment and index.name and dialect == "postgresql":
                name = qualified(_sibling(table.key, index.name), dialect)
                yield f"COMMENT ON INDEX {name} IS {literal(index.comment, dialect)};"


def _sibling(key: str, name: str) -> str:
    schema, dot, _ = key.rpartition(".")
    return f"{schema}{dot}{name}"


def _partitions(tables: list[Table], dialect: Dialect) -> Iterator[str]:
    if dialect != "postgresql":
        return
    for table in tables:
        if table.partition_of and table.partition_bound:
            yield (
                f"ALTER TABLE {qualified(table.partition_of, dialect)} "
                f"ATTACH PARTITION {qualified(table.key, dialect)} {table.partition_bound};"
            )


def _object(one: SqlObject, dialect: Dialect) -> Iterator[str]:
    if one.type is SqlObjectType.enum and not one.sql:
        if dialect == "postgresql":
            values = ", ".join(literal(value, dialect) for value in one.values)
            yield f"CREATE TYPE {qualified(one.name, dialect)} AS ENUM ({values});"
    elif one.type is SqlObjectType.schema:
        yield f"CREATE SCHEMA IF NOT EXISTS {identifier(one.name, dialect)};"
    elif one.sql:
        yield _verbatim(one.sql, dialect)
    if one.comment and dialect == "postgresql":
        yield from _object_comment(one)


def _verbatim(sql: str, dialect: Dialect) -> str:
    text = statement(sql)
    if dialect == "mysql" and ";" in text[:-1]:
        return f"DELIMITER ;;\n{text.removesuffix(';')};;\nDELIMITER ;"
    return text


def _object_comment(one: SqlObject) -> Iterator[str]:
    text = literal(one.comment, "postgresql")
    if one.type is SqlObjectType.trigger:
        table, _, name = one.name.rpartition(".")
        target = f"{identifier(name, 'postgresql')} ON {qualified(table, 'postgresql')}"
        yield f"COMMENT ON TRIGGER {target} IS {text};"
    elif one.type in _COMMENTED:
        name = qualified(one.name.split("(", 1)[0], "postgresql")
        yield f"COMMENT ON {_COMMENTED[one.type]} {name} IS {text};"


def _row_security(tables: list[Table]) -> Iterator[str]:
    for table in tables:
        name = qualified(table.key, "postgresql")
        lines = []
        if table.row_security:
            lines.append(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;")
        if table.force_row_security:
            lines.append(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY;")
        if lines:
            yield "\n".join(lines)


def _policy(policy: Policy) -> str:
    name = identifier(policy.name, "postgresql")
    lines = [f"CREATE POLICY {name} ON {qualified(policy.table, 'postgresql')}"]
    if not policy.permissive:
        lines.append("  AS RESTRICTIVE")
    if policy.command != "ALL":
        lines.append(f"  FOR {policy.command}")
    if policy.roles:
        roles = (
            one.upper() if one.upper() in _SPECIAL_ROLES else identifier(one, "postgresql")
            for one in policy.roles
        )
        lines.append(f"  TO {', '.join(roles)}")
    if policy.using:
        lines.append(f"  USING ({policy.using})")
    if policy.check:
        lines.append(f"  WITH CHECK ({policy.check})")
    return "\n".join(lines) + ";"


_SPECIAL_ROLES = frozenset({"PUBLIC", "CURRENT_USER", "SESSION_USER", "CURRENT_ROLE"})
