"""Scripts that run: names full of signs, orders, and the words of other databases."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlglot

from tests.artifacts.sql.catalog import catalog, run_script
from tests.postgres import PostgresServer
from tests.shared_data import shared_data
from workbench.artifacts.sql.ddl import write_ddl
from workbench.design.design import Design
from workbench.design.handoff import Handoff, Setup
from workbench.design.tables import Column, Table
from workbench.intake.sql.reader import read_ddl
from workbench.sql.dialect import Dialect
from workbench.sql.identifiers import identifier

_SCHEMAS: tuple[tuple[str, Dialect], ...] = (
    ("everything.sql", "postgresql"),
    ("sql/pagila/pagila-schema-2022.sql", "postgresql"),
    ("sql/sakila/postgres-sakila-schema.sql", "postgresql"),
    ("sql/chinook/chinook_postgresql.schema.sql", "postgresql"),
    ("sql/azimutt/structure.sql", "postgresql"),
    ("sql/sakila/mysql-sakila-schema.sql", "mysql"),
    ("sql-dbml/importer/mysql_importer/input/general_schema.in.sql", "mysql"),
    ("sql-dbml/importer/mysql_importer/input/multiple_schema.in.sql", "mysql"),
    ("sql/sakila/sqlite-sakila-schema.sql", "sqlite"),
)


def test_names_that_look_like_statements_stay_names(postgres_server: PostgresServer) -> None:
    name = 'x"; CREATE TABLE beside (); --'
    design = Design.from_items(
        [
            Handoff(product="a\n; CREATE TABLE beside (); --"),
            Table(
                key=name,
                description="'; CREATE TABLE beside (); --",
                columns=(Column(name=name, type="text", comment="\\'; CREATE TABLE beside ();"),),
            ),
        ]
    )
    with postgres_server.database() as url:
        assert run_script(url, write_ddl(design, "postgresql")) == ""
        found = {row[1] for row in catalog(url)["tables"]}
    assert found == {name}


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
    assert {table.key: table for table in again.tables} == {
        table.key: table for table in design.tables
    }


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("sql/sakila/mysql-sakila-schema.sql", "mysql"),
        ("sql/chinook/chinook_mysql.schema.sql", "mysql"),
        ("sql/chinook/chinook_sqlite.schema.sql", "sqlite"),
    ],
)
def test_another_database_s_schema_runs_on_postgresql(
    name: str, source: Dialect, postgres_server: PostgresServer
) -> None:
    text = (shared_data() / name).read_text()
    read = read_ddl("schema.sql", text, source).design()
    design = Design.from_items([Setup(database=source), *read.items()])
    with postgres_server.database() as url:
        assert run_script(url, write_ddl(design, "postgresql")) == ""
        found = {row[1] for row in catalog(url)["tables"]}
    assert found == {table.key for table in design.tables}


def test_every_schema_is_taken_by_every_other_database() -> None:
    for name, source in _SCHEMAS:
        path = Path(__file__).with_name(name) if "/" not in name else shared_data() / name
        read = read_ddl("schema.sql", path.read_text(), source).design()
        design = Design.from_items([Setup(database=source), *read.items()])
        wanted = [table for table in design.tables if table.columns]
        script = write_ddl(design, "sqlite")
        if source != "sqlite":
            assert len(built_by_sqlite(script)) == 3 * len(wanted), name
        if source != "mysql":
            script = write_ddl(design, "mysql")
            assert not understood_by_nobody(script), name
            again = read_ddl("schema.sql", script, "mysql")
            assert not [note for note in again.notes if note.level != "info"]
            written = sorted(wanted, key=lambda table: script.index(f"TABLE {name_in(table)} ("))
            assert [[c.name for c in table.columns] for table in again.design().tables] == [
                [c.name for c in table.columns] for table in written
            ]
        for sql_object in design.sql_objects:
            if sql_object.type in {"function", "view", "trigger", "domain"}:
                # What is left out is named.
                assert f"Not carried: {sql_object.type} {sql_object.name}\n" in script


def name_in(table: Table) -> str:
    return identifier(table.key.replace(".", "_"), "mysql")


def understood_by_nobody(script: str) -> list[str]:
    """Statements that sqlglot's reader of MySQL does not understand."""
    found = sqlglot.parse(script, read="mysql", error_level=sqlglot.ErrorLevel.RAISE)
    return [statement.sql() for statement in found if isinstance(statement, sqlglot.exp.Command)]


def test_what_another_database_has_no_place_for_is_named() -> None:
    text = """
    CREATE TYPE mood AS ENUM ('sad');
    CREATE TABLE empty ();
    CREATE TABLE audit.log (
      k text PRIMARY KEY, j jsonb UNIQUE, b bytea UNIQUE DEFERRABLE, n numeric(10,-2),
      e_id int NOT NULL REFERENCES parents ON DELETE SET NULL DEFERRABLE
    );
    CREATE TABLE parents (id int PRIMARY KEY, m mood, gone int REFERENCES nowhere);
    CREATE INDEX on_j ON audit.log (j);
    CREATE INDEX with_n ON audit.log (k COLLATE "C") INCLUDE (n);
    """
    design = read_ddl("schema.sql", text, "postgresql").design()
    script = write_ddl(design, "mysql")
    for words in (
        "table empty, which has no columns",
        "name of table audit.log, which is audit_log here",
        "length of audit.log.k, which is varchar(255) here",
        "length of audit.log.b, which is varbinary(255) here",
        "unique (j) of audit_log, whose type has no keys",
        "index on_j of audit_log, whose type has no keys",
        "deferral of unique (b) of audit_log",
        "rounding of audit.log.n",
        "ON DELETE SET NULL of foreign key (e_id) of audit_log",
        "deferral of foreign key (e_id) of audit_log",
        "foreign key (gone) of parents, whose table nowhere is not here",
        "operator classes and collations of index with_n of audit.log",
        "included columns n of index with_n of audit_log",
    ):
        assert f"-- Not carried: {words}\n" in script
    assert "FOREIGN KEY (e_id) REFERENCES parents (id)" in script
    assert "n decimal(12)" in script
    assert not understood_by_nobody(script)
    assert "audit_log columns" in built_by_sqlite(write_ddl(design, "sqlite"))


def test_tables_that_differ_in_case_alone_keep_apart_on_sqlite() -> None:
    text = "CREATE TABLE Orders (id int); CREATE TABLE orders (id int, o_id int);"
    read = read_ddl("schema.sql", text, "mysql").design()
    script = write_ddl(Design.from_items([Setup(database="MySQL"), *read.items()]), "sqlite")
    assert "-- Not carried: name of table orders, which is orders_2 here" in script
    assert {name.split()[0] for name in built_by_sqlite(script)} == {"Orders", "orders_2"}


def test_a_schema_of_mysql_is_moved_into() -> None:
    text = (shared_data() / "sql/sakila/mysql-sakila-schema.sql").read_text()
    design = read_ddl("schema.sql", text, "mysql").design()
    assert "CREATE SCHEMA sakila;\n\nUSE sakila;\n\nCREATE TABLE" in write_ddl(design, "mysql")


def test_types_and_checks_find_their_words() -> None:
    text = """
    CREATE TYPE mood AS ENUM ('sad', 'it''s fine');
    CREATE TABLE a (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(), n serial, at timestamptz DEFAULT now(),
      m mood DEFAULT 'sad'::mood, tags text[], amount numeric(10,2),
      CHECK (amount > 0), CHECK (tags = ANY (ARRAY['x'::text, 'y'::text]))
    );
    """
    design = read_ddl("schema.sql", text, "postgresql").design()
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
