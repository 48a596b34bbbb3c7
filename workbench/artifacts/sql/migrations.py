"""The migration plan as files, and a plan for designs that have none yet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from workbench.artifacts.sql.ddl import TableSql, comes_last, missing_schemas, table_sql, write_ddl
from workbench.artifacts.sql.drop import drop_object
from workbench.artifacts.sql.order import Buildable, build_order
from workbench.artifacts.sql.search_path import in_its_schema
from workbench.design.access import Policy
from workbench.design.design import Design
from workbench.design.ids import snake_case
from workbench.design.schema_dialect import dialect_of
from workbench.design.tables import Migration, SqlObject, SqlObjectType, Table
from workbench.sql.dialect import Dialect
from workbench.sql.identifiers import identifier, qualified

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_MARKER = re.compile(r"^(\s*--\s*migrate:)", re.MULTILINE | re.IGNORECASE)
_LINE_ENDS = re.compile(r"\r\n?|\n")


def migration_files(migrations: tuple[Migration, ...]) -> list[tuple[str, str]]:
    """Name and text of each migration, `001_create_orders.sql`, in the order of the plan.

    The text has the way up and the way back; names are unique and safe on every file system.
    """
    files: list[tuple[str, str]] = []
    used: set[str] = set()
    for migration in migrations:
        name = base = f"{_number(migration.key)}_{_slug(migration.name) or 'step'}"
        count = 2
        while name in used:
            name = f"{base}_{count}"
            count += 1
        used.add(name)
        files.append((f"{name}.sql", migration_text(migration, name)))
    return files


def migration_text(migration: Migration, name: str) -> str:
    """One migration with what is known about it in comments, and its two halves."""
    lines: list[str] = []
    if not name.startswith(f"{migration.key}_"):
        lines.append(f"-- migration: {migration.key}")
    if name != f"{_number(migration.key)}_{migration.name}":
        lines.append(f"-- name: {' '.join(migration.name.split())}")
    for label, text in (
        ("description", migration.description),
        ("data-loss", migration.data_loss),
        ("no-rollback", migration.no_rollback_reason),
    ):
        if text:
            lines += [f"-- {label}: {line}" for line in _LINE_ENDS.split(text)]
    if migration.depends_on:
        lines.append(f"-- depends-on: {', '.join(migration.depends_on)}")
    lines += [
        "-- migrate:up",
        _guarded(migration.up),
        "",
        "-- migrate:down",
        _guarded(migration.down),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _guarded(sql: str) -> str:
    """SQL in which no line passes for one of the markers."""
    return _MARKER.sub(r" \1", sql.strip("\n"))


def _number(key: str) -> str:
    return key if key.isascii() and key.isdigit() else _slug(key) or "000"


def _slug(name: str) -> str:
    return _NOT_IN_NAMES.sub("_", snake_case(name)).strip("_")[:100]


def propose_migrations(design: Design) -> tuple[Migration, ...]:
    """A plan for a design without one: types first, then one step per table, then the rest.

    Steps are in the order in which they run, each with its rollback; running all of them on
    an empty database builds the schema, running the ways back in reverse empties it again.
    """
    parts = build_order(design)
    plan = _Plan(dialect_of(design), parts)
    plan.schemas(missing_schemas(design, plan.dialect))
    built: set[str] = set()
    waiting: list[SqlObject] = []
    for part in parts:
        if isinstance(part, SqlObject):
            if not comes_last(part):
                waiting.append(part)
            continue
        plan.objects(waiting)
        waiting = []
        plan.table(part, table_sql(part, parts, built, plan.dialect))
        built.add(part.key)
    plan.objects(waiting)
    plan.foreign_keys()
    rest = [part for part in parts if isinstance(part, SqlObject) and comes_last(part)]
    plan.rest(rest, design.policies if plan.dialect == "postgresql" else ())
    return tuple(plan.steps)


@dataclass
class _Plan:
    """Steps as they are put together."""

    dialect: Dialect
    parts: list[Buildable]
    steps: list[Migration] = field(default_factory=list)
    later: list[tuple[str, str]] = field(default_factory=list)
    """Way up and way back of foreign keys that wait for all tables."""

    def add(self, name: str, what: str, up: str, down: str) -> None:
        number = f"{len(self.steps) + 1:03}"
        self.steps.append(
            Migration(key=number, name=name, description=what, up=up.strip(), down=down)
        )

    def schemas(self, names: list[str]) -> None:
        if names:
            written = [identifier(name, self.dialect) for name in names]
            up = "\n".join(f"CREATE SCHEMA IF NOT EXISTS {part};" for part in written)
            down = "\n".join(f"DROP SCHEMA {part};" for part in reversed(written))
            self.add("create_schemas", "Schemas.", up, down)

    def objects(self, objects: list[SqlObject]) -> None:
        if not objects:
            return
        functions = all(item.type is SqlObjectType.function for item in objects)
        name, what = ("create_functions", "Functions.") if functions else ("create_types", "Types.")
        up = write_ddl(Design.from_items(objects), self.dialect, beside=self.parts)
        self.add(name, what, up, _drops(objects, self.dialect, self.parts))

    def table(self, table: Table, made: TableSql) -> None:
        name = qualified(table.key, self.dialect)
        word = "FOREIGN KEY" if self.dialect == "mysql" else "CONSTRAINT"
        self.later += [
            (sql, f"ALTER TABLE {name} DROP {word} {identifier(key, self.dialect)};")
            for sql, key in made.later
        ]
        up = "\n\n".join([*made.create, *made.indexes, *made.attach, *made.security])
        what = table.description or f"Table {table.key}."
        self.add(f"create_{_slug(table.key)}", what, up, f"DROP TABLE {name};")

    def foreign_keys(self) -> None:
        if self.later:
            up = "\n\n".join(sql for sql, _ in self.later)
            down = "\n".join(sql for _, sql in reversed(self.later))
            self.add("add_foreign_keys", "Foreign keys that form a circle.", up, down)

    def rest(self, objects: list[SqlObject], policies: tuple[Policy, ...]) -> None:
        if not objects and not policies:
            return
        up = write_ddl(Design.from_items([*objects, *policies]), self.dialect, beside=self.parts)
        lines = [
            f"DROP POLICY {identifier(policy.name, self.dialect)}"
            f" ON {qualified(policy.table, self.dialect)};"
            for policy in reversed(policies)
        ]
        down = "\n".join(filter(None, [*lines, _drops(objects, self.dialect, self.parts)]))
        self.add("create_views_and_policies", "Views, triggers and row policies.", up, down)


def _drops(objects: list[SqlObject], dialect: Dialect, parts: list[Buildable]) -> str:
    return "\n".join(filter(None, (_dropped(item, dialect, parts) for item in reversed(objects))))


def _dropped(item: SqlObject, dialect: Dialect, parts: list[Buildable]) -> str:
    text = drop_object(item, dialect)
    if text and dialect == "postgresql" and item.type is SqlObjectType.function:
        # Types of parameters are named as where it was made.
        return in_its_schema(text, item, parts)
    return text
