"""SQL scripts against what PostgreSQL, SQLite and another parser made of them."""

from __future__ import annotations

import json
import re
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from tests.intake.sql.catalog import catalog_default, catalog_key, catalog_type, plain_expression
from tests.shared_data import SHARED_DATA, shared_data
from workbench.design.tables import SqlObjectType, Table
from workbench.intake.dbml.reader import read_dbml
from workbench.intake.result import Imported
from workbench.intake.sql.reader import read_ddl
from workbench.sql.dialect import Dialect
from workbench.sql.lexer import split_sql


def truths(folder: str) -> list[Any]:
    paths = sorted((SHARED_DATA / "expected" / folder).glob("*.json"))
    return [pytest.param(json.loads(path.read_text("utf-8")), id=path.stem) for path in paths]


@lru_cache
def imported(path: str, dialect: Dialect | None = None) -> Imported:
    return read_ddl(path, (SHARED_DATA / path).read_text("utf-8-sig"), dialect)


def pairs(truth: dict[str, Any]) -> list[tuple[Table, dict[str, Any]]]:
    tables = {table.key: table for table in imported(truth["source"]).design().tables}
    found = []
    for entry in truth["tables"]:
        schema = entry.get("schema", "public")
        key = entry["name"] if schema == "public" else f"{schema}.{entry['name']}"
        found.append((tables[key], entry))
    return found


POSTGRES = truths("pg15")


@pytest.mark.parametrize("truth", POSTGRES)
def test_tables_are_those_of_the_catalog(truth: dict[str, Any]) -> None:
    design = imported(truth["source"]).design()
    keys = {table.key for table, _ in pairs(truth)}
    if not truth["load_errors"]:
        assert {table.key for table in design.tables} == keys
    views = {sql_object.name for sql_object in design.sql_objects if "view" in sql_object.type}
    assert views == set(truth["views"])
    enums = {
        sql_object.name: list(sql_object.values)
        for sql_object in design.sql_objects
        if sql_object.type is SqlObjectType.enum
    }
    assert truth["enums"].items() <= enums.items()


@pytest.mark.parametrize("truth", POSTGRES)
def test_columns_are_those_of_the_catalog(truth: dict[str, Any]) -> None:
    for table, entry in pairs(truth):
        found = [
            (
                column.name,
                catalog_type(column.type),
                not column.nullable,
                bool(column.identity),
                bool(column.generated),
            )
            for column in table.columns
        ]
        expected = [
            (
                column["name"],
                catalog_type(column["type"]),
                column["not_null"],
                bool(column["identity"]),
                bool(column["generated"]),
            )
            for column in entry["columns"] or []
        ]
        assert found == expected, table.key
        for column, other in zip(table.columns, entry["columns"] or [], strict=True):
            # The second sequence of one name is called `…_seq1`; nothing in the script says so.
            shown = re.sub(r"_seq\d'", "_seq'", plain_expression(other["default"]))
            if not other["generated"]:
                assert catalog_default(table, column) == shown, (table.key, column.name)


@pytest.mark.parametrize("truth", POSTGRES)
def test_constraints_are_those_of_the_catalog(truth: dict[str, Any]) -> None:
    for table, entry in pairs(truth):
        key = table.primary_key
        assert (list(key.columns) if key else None) == entry["pk"], table.key
        written = [definition["def"].replace('"', "") for definition in entry["fks"]]
        assert len(table.foreign_keys) == len(written), table.key
        for foreign in table.foreign_keys:
            match = [text for text in written if text.startswith(catalog_key(foreign))]
            assert match, (table.key, foreign)
            for event, action in (("DELETE", foreign.on_delete), ("UPDATE", foreign.on_update)):
                stated = bool(action and action != "NO ACTION")
                assert any((f"ON {event} {action}" in text) == stated for text in match)
        assert len(table.uniques) == len(entry["uniques"]), table.key
        assert len(table.checks) == len(entry["checks"]), table.key
        assert table.description == (entry["comment"] or ""), table.key


@pytest.mark.parametrize("truth", POSTGRES)
def test_indexes_are_those_of_the_catalog(truth: dict[str, Any]) -> None:
    for table, entry in pairs(truth):
        written = {}
        for text in entry["indexes"]:
            match = re.match(r'CREATE (?:UNIQUE )?INDEX "?([^ "]+)', text)
            assert match
            written[match[1]] = text
        found = {index.name: index for index in table.indexes}
        # An index on a partitioned table is made on its partitions too, by the database.
        assert found.keys() <= written.keys(), table.key
        assert found.keys() == written.keys() or table.partition_of, table.key
        for name, index in found.items():
            text = written[name]
            assert ("CREATE UNIQUE" in text) == index.unique
            assert (" WHERE " in text) == bool(index.where)
            assert f"USING {index.method or 'btree'} " in text
            for part in index.parts:
                assert (part.column or plain_expression(part.expression)) in (
                    text.replace('"', "") if part.column else plain_expression(text)
                )


@pytest.mark.parametrize("truth", truths("sqlite"))
def test_sqlite_made_the_same_tables(truth: dict[str, Any]) -> None:
    found = imported(truth["source"])
    assert {table.key for table in found.design().tables} == {
        entry["name"] for entry in truth["tables"]
    }
    for table, entry in pairs(truth):
        columns = [
            (column.name, column.type.upper().replace(" ", ""), not column.nullable, column.default)
            for column in table.columns
        ]
        assert columns == [
            (
                column["name"],
                column["type"].upper().replace(" ", ""),
                column["not_null"],
                column["default"] or "",
            )
            for column in entry["columns"]
        ]
        assert len(table.foreign_keys) == len(entry["fks"])
        automatic = {name for name in entry["indexes"] if name.startswith("sqlite_autoindex")}
        assert {index.name for index in table.indexes} == set(entry["indexes"]) - automatic
    design = found.design()
    triggers = [
        sql_object for sql_object in design.sql_objects if sql_object.type is SqlObjectType.trigger
    ]
    assert len(triggers) == truth["summary"].get("triggers", 0)


@pytest.mark.parametrize("database", ["postgresql", "mysql", "sqlite"])
def test_one_schema_in_three_dialects(database: str) -> None:
    path = f"sql/chinook/chinook_{database}.schema.sql"
    design = imported(path).design()

    def spelled(name: str) -> str:
        return name.replace("_", "").lower()

    tables = {
        spelled(table.key): (
            {spelled(column.name) for column in table.columns},
            {spelled(key.target) for key in table.foreign_keys},
            {spelled(name) for name in table.primary_key.columns} if table.primary_key else set(),
        )
        for table in design.tables
    }
    reference = imported("sql/chinook/chinook_postgresql.schema.sql").design().tables
    assert len(tables) == 11
    for wanted in reference:
        columns, targets, key = tables[spelled(wanted.key)]
        assert columns == {spelled(column.name) for column in wanted.columns}
        assert targets == {spelled(foreign.target) for foreign in wanted.foreign_keys}
        assert wanted.primary_key is not None
        assert key == {spelled(name) for name in wanted.primary_key.columns}


def test_mysql_with_routines_and_delimiters() -> None:
    design = imported("sql/sakila/mysql-sakila-schema.sql").design()
    other = imported("sql/sakila/sqlite-sakila-schema.sql").design()
    assert {table.key for table in design.tables} == {table.key for table in other.tables}
    kinds = [sql_object.type for sql_object in design.sql_objects]
    assert kinds.count(SqlObjectType.function) == 6
    assert kinds.count(SqlObjectType.view) == 7
    film = next(table for table in design.tables if table.key == "film")
    assert next(column for column in film.columns if column.name == "rating").type.startswith(
        "ENUM('G'"
    )


# --- The other parser's results ------------------------------------------------------------------

#: Where that parser leaves out what the database would have done: ALTER, DROP, a nested DELIMITER,
#: the tables that CREATE SCHEMA makes.
BEYOND = {"alter_multiple_specs", "rename_truncate", "delimiter", "cmd_create_table",
          "cmd_create_index", "ignore_syntax"}  # fmt: skip
PARSED = sorted((SHARED_DATA / "sql-dbml/parser").rglob("*.out.json"))
DRAWN = sorted((SHARED_DATA / "sql-dbml/importer").rglob("*.out.dbml"))


def script_of(path: Path) -> Imported:
    dialect = "mysql" if "mysql" in str(path) else "postgresql"
    name = re.sub(r"\.out\.\w+$", ".in.sql", str(path.relative_to(SHARED_DATA)))
    return imported(name.replace("/output/", "/input/"), dialect)


def full_name(entry: dict[str, Any]) -> str:
    schema = entry.get("schemaName")
    return entry["name"] if schema in {None, "public"} else f"{schema}.{entry['name']}"


@pytest.mark.parametrize(
    "path", [path for path in PARSED if path.name.split(".")[0] not in BEYOND], ids=str
)
def test_the_other_parser_found_the_same(path: Path) -> None:
    truth = json.loads(path.read_text("utf-8"))
    design = script_of(path).design()
    tables = {table.key: table for table in design.tables}
    assert tables.keys() == {full_name(entry) for entry in truth["tables"]}
    assert sum(len(table.foreign_keys) for table in design.tables) == len(truth["refs"])
    for entry in truth["tables"]:
        table = tables[full_name(entry)]
        assert [column.name for column in table.columns] == [
            field["name"] for field in entry["fields"]
        ]
        for column, field in zip(table.columns, entry["fields"], strict=True):
            assert not (field.get("not_null") and column.nullable)
            assert bool(field.get("dbdefault")) == bool(column.default)
            note = field.get("note") or ""
            assert (note["value"] if isinstance(note, dict) else note) == column.comment
        keys = [field["name"] for field in entry["fields"] if field.get("pk")]
        for index in entry["indexes"]:
            keys += [part["value"] for part in index["columns"]] if index.get("pk") else []
        assert keys == (list(table.primary_key.columns) if table.primary_key else [])
        plain = [
            listed
            for listed in entry["indexes"]
            if not listed.get("pk") and not listed.get("unique")
        ]
        assert len(plain) == sum(not index.unique for index in table.indexes)
        checks = [
            *entry.get("checks", ()),
            *(c for f in entry["fields"] for c in f.get("checks", ())),
        ]
        assert len(checks) == len(table.checks)


@pytest.mark.parametrize(
    "path", [path for path in DRAWN if path.name.split(".")[0] not in BEYOND], ids=str
)
def test_dbml_says_the_same_as_the_script_it_was_made_of(path: Path) -> None:
    script = script_of(path).design()
    drawn = read_dbml(path.name, path.read_text("utf-8"))
    assert drawn.notes == ()
    tables = {table.key: table for table in drawn.design().tables}
    assert tables.keys() == {table.key for table in script.tables}
    for written in script.tables:
        other = tables[written.key]

        def columns(table: Table) -> list[tuple[str, bool, bool, str]]:
            return [(c.name, c.nullable, bool(c.default), c.comment) for c in table.columns]

        assert columns(written) == columns(other)
        assert written.description == other.description

        def keys(table: Table) -> list[str]:
            found = [(k.columns, k.target, k.on_delete, k.on_update) for k in table.foreign_keys]
            return sorted(map(str, found))

        assert keys(written) == keys(other)
        assert (written.primary_key and written.primary_key.columns) == (
            other.primary_key and other.primary_key.columns
        )
        assert len(written.indexes) + len(written.uniques) == len(other.indexes) + len(
            other.uniques
        )


# --- Splitting -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", sorted((SHARED_DATA / "sql-lex").glob("*.sql")), ids=lambda path: path.name
)
def test_statements_end_where_the_goldens_end_them(path: Path) -> None:
    text = path.read_text("utf-8")
    golden = path.with_name(path.name + ".golden").read_text("utf-8").split("\n-- end --\n")
    split = split_sql(text, "mysql")
    found = [split.source(statement) for statement in split.statements]
    assert found == [statement for statement in golden if statement.strip()]


# --- Hostile and large ---------------------------------------------------------------------------


def test_psql_commands_and_rows_are_passed_over_and_listed() -> None:
    found = imported("hostile/sql-psql-meta.sql")
    assert [table.key for table in found.design().tables] == ["ok", "ok2"]
    assert sum(len(table.foreign_keys) for table in found.design().tables) == 1
    told = {note.line: note.message for note in found.notes}
    assert {1, 2, 3, 4, 5, 6, 8, 9} <= told.keys()


def test_side_effects_are_named_and_nothing_happens() -> None:
    found = imported("hostile/sql-side-effects.sql")
    tables = {table.key: table for table in found.design().tables}
    assert tables.keys() == {"b", 'tbl"quote; DROP TABLE x; --'}
    names = [column.name for column in tables['tbl"quote; DROP TABLE x; --'].columns]
    assert names == ["sel'ect", "a b", "Ünï", "عمود"]
    told = {note.line: note.message for note in found.notes}
    assert "dropped" in told[2]
    assert "DO $$" in told[3]
    assert "pg_sleep" in told[6]


def test_lines_are_those_of_the_definitions() -> None:
    found = imported("sql/pagila/pagila-schema-2022.sql")
    lines = (shared_data() / "sql/pagila/pagila-schema-2022.sql").read_text("utf-8").split("\n")
    for item in found.items:
        if isinstance(item.item, Table):
            assert f"CREATE TABLE public.{item.item.key} " in lines[item.line - 1]
            assert lines[item.end_line - 1].rstrip().endswith(";")
            for part in item.parts:
                if part.kind == "column" and not item.item.partition_of:
                    assert lines[part.line - 1].split()[0].strip('"') == part.key.split(".")[-1]


def test_a_large_dump_is_read_in_time() -> None:
    dump = (shared_data() / "sql/pagila/pagila-schema-2022.sql").read_text("utf-8")
    body = "\n".join(
        dump.replace("public.", f"public.t{number}_").replace("TO public", "TO x")
        for number in range(10)
    )
    assert len(body) > 530_000
    begin = time.process_time()
    found = read_ddl("dump.sql", body)
    assert time.process_time() - begin < 1.5
    assert len(found.design().tables) == 220
