"""Tables → the SQL that builds them, in an order in which it runs.

Types, defaults and expressions are written as the design states them. PostgreSQL scripts hold
everything, those for MySQL and SQLite what these databases support.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from workbench.artifacts.sql.order import Buildable, build_order, changes_others
from workbench.artifacts.sql.search_path import in_its_schema
from workbench.artifacts.sql.spelling import comment_lines, literal, statement
from workbench.artifacts.sql.table import (
    add_foreign_key,
    create_index,
    create_policy,
    create_table,
    is_unchecked,
    table_comments,
    unchecked,
)
from workbench.design.design import Design
from workbench.design.schema_dialect import dialect_of
from workbench.design.tables import Column, ForeignKey, SqlObject, SqlObjectType, Table
from workbench.sql.dialect import DIALECT_TITLES, Dialect
from workbench.sql.identifiers import identifier, qualified, type_name
from workbench.sql.statements import CreateIndex, CreateObject, parse_head
from workbench.sql.types import SERIAL_TYPES

#: Objects of tables that a design has no kind for.
_ON_TABLES = frozenset({"STATISTICS", "RULE"})
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


def write_ddl(
    design: Design, dialect: Dialect | None = None, *, beside: Sequence[Buildable] = ()
) -> str:
    """The whole schema as one script: types, tables, keys, indexes, comments, policies.

    Run on an empty database it builds the schema of the design. Each table comes after those
    it refers to; only foreign keys that close a circle are added behind. For another database
    than the design's own, types and expressions are translated, and the first lines name what
    could not be. Empty for a design without tables and SQL objects. `beside` is what the database
    has already, so that names which lead there are recognised.
    """
    own = dialect_of(design)
    chosen = dialect or own
    notes: list[str] = []
    if chosen != own:
        # Reading SQL takes a library that nothing else here needs.
        from workbench.artifacts.sql.translation import translate  # noqa: PLC0415

        design, notes = translate(design, own, chosen)
    parts = build_order(design)
    if not parts and not design.policies:
        return ""
    blocks = [
        *_head(design, chosen, notes, parts),
        *_parts(parts, chosen, beside),
        *(create_policy(policy) for policy in design.policies if chosen == "postgresql"),
        *(statement(item.sql) for item in design.sql_objects if _is_afterwards(item)),
    ]
    return "\n\n".join(blocks) + "\n"


def _head(
    design: Design, dialect: Dialect, notes: list[str], parts: list[Buildable]
) -> Iterator[str]:
    """The text before the first definition."""
    product = " ".join(design.handoff.product.split()) or "the design"
    yield f"-- {DIALECT_TITLES[dialect]} schema of {product}"
    if notes:
        yield "\n".join(line for note in notes for line in comment_lines(f"Not carried: {note}"))
    if dialect == "postgresql" and any(_is(part, SqlObjectType.function) for part in parts):
        # Function bodies may refer to tables that are created further down.
        yield "SET check_function_bodies = false;"
    for schema in missing_schemas(design, dialect):
        yield f"CREATE SCHEMA IF NOT EXISTS {identifier(schema, dialect)};"


def _is(part: object, kind: SqlObjectType) -> bool:
    return isinstance(part, SqlObject) and part.type is kind


def missing_schemas(design: Design, dialect: Dialect) -> list[str]:
    """Schemas of PostgreSQL that names refer to and nothing creates."""
    if dialect != "postgresql":
        return []
    made = {item.name for item in design.sql_objects if item.type is SqlObjectType.schema}
    named = [table.key for table in design.tables]
    named += [
        item.name
        for item in design.sql_objects
        if item.type in {SqlObjectType.enum, SqlObjectType.view}
    ]
    spoken = dict.fromkeys(name.partition(".")[0] for name in named if "." in name.strip("."))
    return [part for part in spoken if part and part not in made]


@dataclass(frozen=True, slots=True)
class TableSql:
    """One table's statements, by when they may run."""

    create: list[str]
    indexes: list[str]
    attach: list[str]
    security: list[str]
    later: list[tuple[str, str]]
    """Foreign keys that must wait for other tables: statement and name of the constraint."""


def table_sql(table: Table, parts: list[Buildable], built: set[str], dialect: Dialect) -> TableSql:
    """The statements of one table, given all parts and the tables that are built already."""
    # From the first key that must wait on all of them do, so that their order stays.
    known = built | {table.key}
    tables = {part.key: part for part in parts if isinstance(part, Table) and part.indexes}
    inline = [
        *takewhile(
            lambda key: (
                dialect == "sqlite"
                or (
                    key.target in known
                    and not is_unchecked(key, dialect)
                    and not _rests_on_index(key, tables.get(key.target))
                )
            ),
            table.foreign_keys,
        )
    ]
    create = [create_table(_own(table, parts), inline, dialect), *unchecked(table, dialect)]
    create += table_comments(table, dialect)
    return TableSql(
        create,
        list(_indexes(table, dialect)),
        list(_attach(table, dialect)),
        list(_row_security(table, dialect)),
        [
            (add_foreign_key(table, key, dialect), key.name or _usual_name(table, key))
            for key in table.foreign_keys[len(inline) :]
        ],
    )


def _rests_on_index(key: ForeignKey, target: Table | None) -> bool:
    """Whether only a unique index, which comes behind the tables, makes a foreign key possible."""
    if target is None or not key.target_columns:
        return False
    wanted = sorted(key.target_columns)
    keys = [part.columns for part in (target.primary_key, *target.uniques) if part]
    return wanted not in map(sorted, keys) and any(
        index.unique and sorted(index.columns) == wanted for index in target.indexes
    )


def _usual_name(table: Table, key: ForeignKey) -> str:
    """The name that PostgreSQL gives a foreign key that has none."""
    return "_".join([table.key.rpartition(".")[2], *key.columns, "fkey"])


def _parts(parts: list[Buildable], dialect: Dialect, beside: Sequence[Buildable]) -> Iterator[str]:
    near = [*parts, *beside]
    built: set[str] = set()
    tables: list[tuple[Table, TableSql]] = []
    for part in parts:
        if isinstance(part, Table):
            made = table_sql(part, parts, built, dialect)
            built.add(part.key)
            tables.append((part, made))
            yield from made.create
        elif not comes_last(part):
            yield from _object(part, dialect, near)
            yield from _moved_into(part, parts, dialect)
    # An index of a partitioned table takes over equal ones of its partitions if these are there.
    for _, made in sorted(tables, key=lambda pair: bool(pair[0].partition_by)):
        yield from made.indexes
    for _, made in tables:
        yield from made.attach
    for _, made in tables:
        yield from (sql for sql, _ in made.later)
    # What is neither table nor type may rest on indexes and keys, so it comes behind them.
    for part in parts:
        if isinstance(part, SqlObject) and comes_last(part) and not _is_afterwards(part):
            yield from _object(part, dialect, near)
    for _, made in tables:
        yield from made.security


def _moved_into(item: SqlObject, parts: list[Buildable], dialect: Dialect) -> Iterator[str]:
    """MySQL's tables belong to the only schema of a design if their names have none."""
    if dialect != "mysql" or item.type is not SqlObjectType.schema:
        return
    schemas = [other for other in parts if _is(other, SqlObjectType.schema)]
    if len(schemas) == 1 and not any(isinstance(t, Table) and "." in t.key for t in parts):
        yield f"USE {identifier(item.name, dialect)};"


def _own(table: Table, parts: list[Buildable]) -> Table:
    """The table as it must be written beside its parents: only what is its own."""
    names = {table.partition_of, *table.inherits} - {""}
    if not names:
        return table
    parents = [part for part in parts if isinstance(part, Table) and part.key in names]
    given = {column.name: column for parent in parents for column in parent.columns}
    if table.inherits:
        own = [
            own_column for own_column in table.columns if given.get(own_column.name) != own_column
        ]
    else:
        root = _root(table, parts)
        own = [
            _as_partition(own_column, root, given.get(own_column.name))
            for own_column in table.columns
        ]
    return table.model_copy(update={"columns": tuple(own)})


def _root(table: Table, parts: list[Buildable]) -> str:
    """The table of which a partition is in the end a part; its sequences count for all."""
    above = {part.key: part.partition_of for part in parts if isinstance(part, Table)}
    key, seen = table.key, {table.key}
    while (parent := above.get(key, "")) and parent not in seen:
        seen.add(parent)
        key = parent
    return key


def _as_partition(column: Column, parent: str, same: Column | None) -> Column:
    """A partition counts with its parent's sequence, not with one of its own."""
    if column != same:
        return column
    kind = SERIAL_TYPES.get(column.type.lower())
    if kind:
        sequence = literal(f"{parent}_{column.name}_seq", "postgresql")
        default = f"nextval({sequence}::regclass)"
        return column.model_copy(update={"type": kind, "default": default})
    return column.model_copy(update={"identity": ""}) if column.identity else column


def comes_last(item: SqlObject) -> bool:
    """Whether an object rests on tables, and may rest on their indexes and keys."""
    if item.type is SqlObjectType.other:
        head = parse_head(item.sql, "postgresql")
        is_on_table = isinstance(head, CreateObject) and head.object_type in _ON_TABLES
        return is_on_table or isinstance(head, CreateIndex) or _is_afterwards(item)
    return item.type in {
        SqlObjectType.view,
        SqlObjectType.materialized_view,
        SqlObjectType.trigger,
    }


def _is_afterwards(item: SqlObject) -> bool:
    """Whether it changes or describes things that are all there by then."""
    return item.type is SqlObjectType.other and changes_others(item)


def _indexes(table: Table, dialect: Dialect) -> Iterator[str]:
    if dialect == "mysql":
        return
    if table.indexes:
        yield "\n".join(create_index(table, own_index, dialect) for own_index in table.indexes)
    for index in table.indexes:
        if index.comment and index.name and dialect == "postgresql":
            schema, dot, _ = table.key.rpartition(".")
            name = qualified(f"{schema}{dot}{index.name}", dialect)
            yield f"COMMENT ON INDEX {name} IS {literal(index.comment, dialect)};"


def _attach(table: Table, dialect: Dialect) -> Iterator[str]:
    if dialect == "postgresql" and table.partition_of and table.partition_bound:
        parent = qualified(table.partition_of, dialect)
        name = qualified(table.key, dialect)
        yield f"ALTER TABLE {parent} ATTACH PARTITION {name} {table.partition_bound};"


def _object(item: SqlObject, dialect: Dialect, parts: list[Buildable]) -> Iterator[str]:
    if item.type is SqlObjectType.enum and not item.sql:
        if dialect == "postgresql":
            values = ", ".join(literal(value, dialect) for value in item.values)
            yield f"CREATE TYPE {type_name(item.name, dialect)} AS ENUM ({values});"
    elif item.type is SqlObjectType.schema and (item.name == "public" or not item.sql):
        # Every new database has that one already.
        yield f"CREATE SCHEMA IF NOT EXISTS {identifier(item.name, dialect)};"
    elif item.sql:
        text = _verbatim(item.sql, dialect)
        yield in_its_schema(text, item, parts) if dialect == "postgresql" else text
    if item.comment and dialect == "postgresql":
        yield from _object_comment(item)


def _verbatim(sql: str, dialect: Dialect) -> str:
    text = statement(sql)
    if dialect == "mysql" and ";" in text[:-1]:
        return f"DELIMITER ;;\n{text.removesuffix(';')};;\nDELIMITER ;"
    return text


def _object_comment(item: SqlObject) -> Iterator[str]:
    text = literal(item.comment, "postgresql")
    if item.type is SqlObjectType.trigger:
        table, _, name = item.name.rpartition(".")
        target = f"{identifier(name, 'postgresql')} ON {qualified(table, 'postgresql')}"
        yield f"COMMENT ON TRIGGER {target} IS {text};"
    elif item.type in _COMMENTED:
        name = type_name(item.name.split("(", 1)[0], "postgresql")
        head = parse_head(item.sql, "postgresql")
        is_procedure = isinstance(head, CreateObject) and head.object_type == "PROCEDURE"
        word = "PROCEDURE" if is_procedure else _COMMENTED[item.type]
        yield f"COMMENT ON {word} {name} IS {text};"


def _row_security(table: Table, dialect: Dialect) -> Iterator[str]:
    if dialect != "postgresql":
        return
    name = qualified(table.key, dialect)
    if table.row_security:
        yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;"
    if table.force_row_security:
        yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY;"
