"""SQL that comes in goes out as SQL that builds the same schema, as PostgreSQL itself sees it."""

from __future__ import annotations

import re
import sqlite3

import pytest

from tests.artifacts.catalog import catalog, run_script
from tests.postgres import PostgresServer
from tests.shared_data import shared_data
from workbench.artifacts.ddl import write_ddl
from workbench.artifacts.sql_words import Dialect
from workbench.design.design import Design
from workbench.design.handoff import Handoff, Setup
from workbench.design.kinds import KIND_OF_MODEL
from workbench.design.tables import Column, Table
from workbench.intake.ddl import read_ddl

# Chinook's scripts make a database of their own and move into it.
_ABOUT_THE_SERVER = re.compile(r"^(?:CREATE DATABASE|DROP DATABASE|\\c).*$", re.MULTILINE)
_DUMPS = (
    "sql/pagila/pagila-schema-2022.sql",
    "sql/sakila/postgres-sakila-schema.sql",
    "sql/chinook/chinook_postgresql.schema.sql",
    "sql/chinook/chinook_postgresql_serialpks.schema.sql",
    "sql/azimutt/structure.sql",
    "sql-diff/pagila/old.sql",
    "sql-diff/pagila/new.sql",
)


@pytest.mark.parametrize("name", _DUMPS)
def test_a_dump_builds_the_same_schema_again(name: str, postgres_server: PostgresServer) -> None:
    text = _ABOUT_THE_SERVER.sub("", (shared_data() / name).read_text())
    design = read_ddl("schema.sql", text).design()
    with postgres_server.database() as first, postgres_server.database() as second:
        run_script(first, text)
        complaints = run_script(second, write_ddl(design))
        assert complaints == ""
        wanted, made = catalog(first), catalog(second)
    for subject, rows in wanted.items():
        assert made[subject] == rows, subject


#: Everything a table can have, in the words of somebody who uses all of them.
_EVERYTHING = """
CREATE SCHEMA audit;
CREATE TYPE mood AS ENUM ('sad', 'it''s fine', 'happy');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE SEQUENCE tickets;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := now(); -- ; not the end
  RETURN NEW;
END $$;
CREATE TABLE people (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  best_friend_id bigint,
  home_id uuid,
  "Mixed Case" text COLLATE "C",
  "order" integer DEFAULT nextval('tickets'::regclass),
  mood mood DEFAULT 'happy'::mood NOT NULL,
  tags text[] DEFAULT '{}'::text[],
  height positive,
  full_name text GENERATED ALWAYS AS (upper("Mixed Case")) STORED,
  updated_at timestamptz DEFAULT now(),
  during tstzrange,
  CONSTRAINT tall CHECK (height < 300),
  CONSTRAINT uq_name UNIQUE NULLS NOT DISTINCT ("Mixed Case", "order") DEFERRABLE
);
CREATE TABLE homes (
  id uuid CONSTRAINT pk_homes PRIMARY KEY DEFAULT gen_random_uuid(),
  owner_id bigint REFERENCES people (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
) WITH (fillfactor='70');
ALTER TABLE people ADD CONSTRAINT fk_home FOREIGN KEY (home_id) REFERENCES homes
  ON UPDATE CASCADE ON DELETE SET NULL;
ALTER TABLE people ADD FOREIGN KEY (best_friend_id) REFERENCES people MATCH FULL;
ALTER TABLE people ADD CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&);
CREATE TABLE audit.events (id serial, body jsonb) PARTITION BY RANGE (id);
CREATE TABLE audit.events_first PARTITION OF audit.events FOR VALUES FROM (1) TO (1000);
CREATE INDEX idx_lower ON people ((lower("Mixed Case")) text_pattern_ops DESC NULLS LAST)
  INCLUDE (mood) WITH (fillfactor='80') WHERE height IS NOT NULL;
CREATE INDEX idx_tags ON people USING gin (tags);
CREATE UNIQUE INDEX uq_c ON people ("order" DESC, mood) NULLS NOT DISTINCT;
CREATE INDEX ON audit.events (id);
CREATE VIEW happy AS SELECT id FROM people WHERE mood = 'happy';
CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM happy;
CREATE UNIQUE INDEX uq_counted ON counted (n);
CREATE TRIGGER touching BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE people ENABLE ROW LEVEL SECURITY;
ALTER TABLE people FORCE ROW LEVEL SECURITY;
CREATE POLICY own_row ON people AS RESTRICTIVE FOR UPDATE TO CURRENT_USER
  USING (id = 1) WITH CHECK (id = 1);
CREATE POLICY everybody ON people FOR SELECT USING (true);
COMMENT ON TABLE people IS 'It''s people; -- really
two lines';
COMMENT ON COLUMN people."Mixed Case" IS 'A "name"';
COMMENT ON INDEX idx_tags IS 'by tag';
COMMENT ON TYPE mood IS 'how it goes';
COMMENT ON VIEW happy IS 'the happy ones';
COMMENT ON FUNCTION touch() IS 'keeps time';
COMMENT ON TRIGGER touching ON people IS 'when touched';
"""


def test_everything_a_table_can_have_is_there_again(postgres_server: PostgresServer) -> None:
    design = read_ddl("schema.sql", _EVERYTHING, "postgres").design()
    script = write_ddl(design)
    with postgres_server.database() as first, postgres_server.database() as second:
        assert run_script(first, _EVERYTHING) == ""
        assert run_script(second, script) == ""
        wanted, made = catalog(first), catalog(second)
    for subject, rows in wanted.items():
        assert made[subject] == rows, subject
    again = read_ddl("schema.sql", script, "postgres").design()
    for item in design.items():
        # A partition that counts with its parent's sequence says so where it is written anew.
        if item.item_key != "audit.events_first":
            kind = KIND_OF_MODEL[type(item)].name
            assert again.find(kind, item.item_key) == item


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
