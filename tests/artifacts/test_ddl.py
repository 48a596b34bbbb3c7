"""Scripts that run: names that attack, orders, and the words of other databases."""

from __future__ import annotations

import sqlite3

import pytest

from tests.artifacts.catalog import catalog, run_script
from tests.postgres import PostgresServer
from tests.shared_data import shared_data
from workbench.artifacts.ddl import write_ddl
from workbench.artifacts.sql_words import Dialect
from workbench.design.design import Design
from workbench.design.handoff import Handoff, Setup
from workbench.design.tables import Column, Table
from workbench.intake.ddl import read_ddl

_DUMPS = (
    "sql/pagila/pagila-schema-2022.sql",
    "sql/sakila/postgres-sakila-schema.sql",
    "sql/chinook/chinook_postgresql.schema.sql",
    "sql/azimutt/structure.sql",
)


def test_hostile_names_stay_names(postgres_server: PostgresServer) -> None:
    name = 'x"; DROP TABLE victims; --'
    design = Design.from_items(
        [
            Handoff(product="a\n; DROP TABLE victims; --"),
            Table(
                key=name,
                description="'; DROP TABLE victims; --",
                columns=(Column(name=name, type="text", comment="\\'; DROP TABLE victims;"),),
            ),
        ]
    )
    with postgres_server.database() as url:
        run_script(url, "CREATE TABLE victims (id int);")
        assert run_script(url, write_ddl(design, "postgresql")) == ""
        found = {row[1] for row in catalog(url)["tables"]}
    assert found == {"victims", name}


def test_tables_come_after_those_they_refer_to() -> None:
    text = """
    CREATE TABLE c (id int PRIMARY KEY, b_id int REFERENCES b (id));
    CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a (id));
    CREATE TABLE a (id int PRIMARY KEY, parent_id int REFERENCES a (id));
    """
    script = write_ddl(read_ddl("schema.sql", text).design())
    assert "ALTER TABLE" not in script
    places = [script.index(f"CREATE TABLE {name} ") for name in "abc"]
    assert places == sorted(places)


def test_nothing_to_build_is_no_script() -> None:
    assert write_ddl(Design()) == ""


@pytest.mark.parametrize(
    ("name", "dialect"),
    [
        ("sql/sakila/mysql-sakila-schema.sql", "mysql"),
        ("sql/chinook/chinook_mysql.schema.sql", "mysql"),
        ("sql/sakila/sqlite-sakila-schema.sql", "sqlite"),
        ("sql/chinook/chinook_sqlite.schema.sql", "sqlite"),
    ],
)
def test_other_databases_are_read_back_the_same(name: str, dialect: Dialect) -> None:
    read = read_ddl("schema.sql", (shared_data() / name).read_text(), dialect).design()
    design = Design.from_items([Setup(database=dialect), *read.items()])
    again = read_ddl("schema.sql", write_ddl(design, dialect), dialect).design()
    assert {one.key: one for one in again.tables} == {one.key: one for one in design.tables}


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("sql/sakila/mysql-sakila-schema.sql", "mysql"),
        ("sql/chinook/chinook_mysql.schema.sql", "mysql"),
        ("sql/chinook/chinook_sqlite.schema.sql", "sqlite"),
    ],
)
def test_another_database_s_schema_runs_on_postgresql(
    name: str, source: str, postgres_server: PostgresServer
) -> None:
    text = (shared_data() / name).read_text()
    read = read_ddl("schema.sql", text, source).design()
    design = Design.from_items([Setup(database=source), *read.items()])
    with postgres_server.database() as url:
        assert run_script(url, write_ddl(design, "postgresql")) == ""
        found = {row[1] for row in catalog(url)["tables"]}
    assert found == {one.key for one in design.tables}


@pytest.mark.parametrize("name", _DUMPS)
def test_a_postgresql_schema_runs_on_sqlite_and_reads_on_mysql(name: str) -> None:
    design = read_ddl("schema.sql", (shared_data() / name).read_text(), "postgres").design()
    script = write_ddl(design, "sqlite")
    assert {key.split()[0] for key in built_by_sqlite(script)}
    for function in (one for one in design.sql_objects if one.type == "function"):
        # What is left out is named.
        assert f"Not carried: function {function.name}" in script
    again = read_ddl("schema.sql", write_ddl(design, "mysql"), "mysql")
    assert not [note for note in again.notes if note.level != "info"]
    assert {one.key: [c.name for c in one.columns] for one in again.design().tables} == {
        one.key: [c.name for c in one.columns] for one in design.tables
    }


def test_types_and_checks_find_their_words() -> None:
    text = """
    CREATE TYPE mood AS ENUM ('sad', 'it''s fine');
    CREATE TABLE a (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(), n serial, at timestamptz DEFAULT now(),
      m mood DEFAULT 'sad'::mood, tags text[], amount numeric(10,2),
      CHECK (amount > 0), CHECK (tags = ANY (ARRAY['x'::text, 'y'::text]))
    );
    """
    design = read_ddl("schema.sql", text, "postgres").design()
    mysql, sqlite = write_ddl(design, "mysql"), write_ddl(design, "sqlite")
    assert "id char(36) NOT NULL" in mysql
    assert "at datetime(6) DEFAULT CURRENT_TIMESTAMP(6)" in mysql
    assert "m enum('sad', 'it''s fine') DEFAULT 'sad'" in mysql
    assert "Not carried: default gen_random_uuid() of a.id" in mysql
    assert "tags IN ('x', 'y')" in sqlite
    assert "m\" IN ('sad', 'it''s fine')" in sqlite
    assert "amount numeric" in sqlite


@pytest.mark.parametrize("name", ["sakila/sqlite-sakila-schema", "chinook/chinook_sqlite.schema"])
def test_sqlite_builds_what_it_is_given(name: str) -> None:
    text = (shared_data() / f"sql/{name}.sql").read_text()
    read = read_ddl("schema.sql", text, "sqlite").design()
    design = Design.from_items([Setup(database="SQLite 3"), *read.items()])
    assert built_by_sqlite(write_ddl(design, "sqlite")) == built_by_sqlite(text)


_SQLITE_QUERIES = {
    "columns": "SELECT * FROM pragma_table_xinfo(?)",
    "keys": "SELECT * FROM pragma_foreign_key_list(?)",
    "indexes": 'SELECT name, "unique", origin, partial FROM pragma_index_list(?)',
}


def built_by_sqlite(script: str) -> dict[str, list[tuple[object, ...]]]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(script)
    tables = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    ]
    found = {
        f"{table} {subject}": sorted(
            connection.execute(query, (table,)).fetchall(),
            key=repr,
        )
        for table in tables
        for subject, query in _SQLITE_QUERIES.items()
    }
    connection.close()
    return found
