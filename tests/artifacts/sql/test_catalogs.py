"""SQL in, SQL out: PostgreSQL itself says that both built the same, and that plans go both ways."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.artifacts.sql.catalog import Catalog, catalog, run_script
from tests.postgres import PostgresServer
from tests.shared_data import shared_data
from workbench.artifacts.sql.ddl import write_ddl
from workbench.artifacts.sql.migrations import propose_migrations
from workbench.design.design import Design
from workbench.design.handoff import Setup
from workbench.design.kinds import KIND_OF_MODEL
from workbench.intake.sql.reader import read_ddl

# Chinook's scripts make a database of their own and move into it.
_ABOUT_THE_SERVER = re.compile(r"^(?:CREATE DATABASE|DROP DATABASE|\\c).*$", re.MULTILINE)
_EVERYTHING = Path(__file__).with_name("everything.sql").read_text()
_DUMPS = (
    "sql/pagila/pagila-schema-2022.sql",
    "sql/sakila/postgres-sakila-schema.sql",
    "sql/chinook/chinook_postgresql.schema.sql",
    "sql/chinook/chinook_postgresql_serialpks.schema.sql",
    "sql/azimutt/structure.sql",
    "sql-diff/pagila/old.sql",
    "sql-diff/pagila/new.sql",
)
#: Scripts that parsers are tried with speak of things that are nowhere; here these are made first.
_NEEDED = {
    "full.postgres.sql": 'CREATE SCHEMA cms; CREATE SCHEMA "legacy schema";',
    "cmd_create_table.in.sql": "CREATE TYPE employee_type AS (name text, salary int);"
    " CREATE TABLE b (z int); CREATE TABLE measurement (unitsales int, at date)"
    " PARTITION BY RANGE (at); CREATE TABLE measurement_year_month (y int, m int)"
    " PARTITION BY RANGE (y, m); CREATE TABLE cities (city_id int, name text)"
    " PARTITION BY LIST (name);",
    "general_schema.in.sql": "CREATE DOMAIN datetime AS timestamp;",
    "referential_actions.in.sql": "CREATE DOMAIN datetime AS timestamp;"
    " CREATE TYPE orders_status_enum AS ENUM ('new');",
    "multiple_schema.in.sql": "CREATE SCHEMA schemab; CREATE TYPE schemab.gender AS ENUM ('x');",
    "increment_type.in.sql": "CREATE DOMAIN intdsfsd AS integer;",
    "ignore_syntax.in.sql": "CREATE TABLE distributors (name text);",
}
#: Foreign keys to what is no key, which nobody can make.
_WRONG = re.compile(
    r'ALTER TABLE "order_items" ADD FOREIGN KEY \("product_id"\) [^;]*;'
    r'|ALTER TABLE "[^;]* REFERENCES "users" \("name"\);'
    r'|ALTER TABLE "schemaA"\."\w+" ADD FOREIGN KEY \("name"\)[^;]*;'
)


def as_postgresql(text: str) -> Design:
    read = read_ddl("schema.sql", text, "postgresql").design()
    return Design.from_items([Setup(database="PostgreSQL"), *read.items()])


def without_comment_on_public(found: Catalog) -> Catalog:
    """The schema that is always there cannot be taken away, so its comment stays."""
    return {**found, "schemas": [row[:1] for row in found["schemas"]]}


@pytest.mark.parametrize("name", ["", *_DUMPS])
def test_a_schema_and_its_plan_build_the_same_again(
    name: str, postgres_server: PostgresServer
) -> None:
    text = _ABOUT_THE_SERVER.sub("", (shared_data() / name).read_text()) if name else _EVERYTHING
    design = as_postgresql(text)
    plan = propose_migrations(design)
    assert [step.key for step in plan] == [f"{n:03}" for n in range(1, len(plan) + 1)]
    with (
        postgres_server.database() as first,
        postgres_server.database() as second,
        postgres_server.database() as third,
    ):
        assert run_script(first, text) == ""
        wanted = catalog(first)
        assert run_script(second, write_ddl(design)) == ""
        made = catalog(second)
        for subject, rows in wanted.items():
            assert made[subject] == rows, subject
        empty = catalog(third)
        quiet = "SET check_function_bodies = false;\n"
        assert run_script(third, quiet + "\n".join(step.up for step in plan)) == ""
        assert catalog(third) == wanted
        assert run_script(third, "\n".join(step.down for step in reversed(plan))) == ""
        left = catalog(third)
    assert without_comment_on_public(left) == without_comment_on_public(empty)


def test_what_was_written_is_read_as_the_same_design() -> None:
    design = as_postgresql(_EVERYTHING)
    again = read_ddl("schema.sql", write_ddl(design), "postgresql").design()
    for item in design.items():
        kind = KIND_OF_MODEL[type(item)].name
        # A partition that counts with its parent's sequence says so where it is written anew.
        if kind != "setup" and not item.item_key.startswith("events_"):
            assert again.find(kind, item.item_key) == item


def test_options_of_columns_count_and_what_the_server_notes_there_does_not(
    postgres_server: PostgresServer,
) -> None:
    table = "CREATE TABLE t (a int, b int);"
    analysed = "ALTER TABLE t ALTER b SET (n_distinct = 5, n_distinct_inherited = 7);"
    rewritten = "ALTER TABLE t ALTER a TYPE bigint; ALTER TABLE t ALTER a TYPE int;"
    found = []
    for script in (table, table + rewritten, table + analysed, table + analysed + rewritten):
        with postgres_server.database() as url:
            assert run_script(url, script) == ""
            found.append(catalog(url))
    never, rewritten_only, set_once, set_and_rewritten = found
    assert never == rewritten_only
    assert set_once == set_and_rewritten
    assert never != set_once


def prepared(path: Path) -> str:
    """A script with what it needs before it, and without what nobody can make."""
    text = _ABOUT_THE_SERVER.sub("", path.read_text())
    return f"{_NEEDED.get(path.name, '')}\n{_WRONG.sub('', text)}"


def scripts_of_parsers() -> list[str]:
    base = shared_data()
    found = base.glob("sql-dbml/*/postgres*/input/*.sql")
    return ["sql/azimutt/full.postgres.sql", *sorted(str(path.relative_to(base)) for path in found)]


def test_whatever_runs_of_a_parser_s_script_is_there_again(
    postgres_server: PostgresServer,
) -> None:
    names = scripts_of_parsers()
    for name in names:
        path = shared_data() / name
        text = prepared(path)
        design = as_postgresql(text)
        with postgres_server.database() as first, postgres_server.database() as second:
            # Some statements have errors on purpose, which nobody can run.
            run_script(first, text)
            run_script(second, write_ddl(design))
            wanted, made = catalog(first), catalog(second)
        for subject, rows in wanted.items():
            assert [row for row in rows if row not in made[subject]] == [], (name, subject)
    assert len(names) >= 15


def test_what_cannot_be_carried_is_named() -> None:
    text = """
    CREATE TABLE a (
      id int PRIMARY KEY, b_id int, note text
    ) PARTITION BY RANGE (id);
    CREATE INDEX noted ON a (note);
    COMMENT ON INDEX noted IS 'said';
    CREATE STATISTICS both_of ON id, note FROM a;
    CREATE TABLE c (LIKE a INCLUDING ALL);
    CREATE TABLE d (LIKE nowhere);
    CREATE TABLE typed OF pair;
    CREATE TEMP TABLE passing (id int);
    CREATE INDEX lonely ON ONLY a (note);
    CREATE INDEX nowhere_idx ON nowhere (id);
    GRANT SELECT ON a TO PUBLIC;
    CREATE ROLE clerk;
    MERGE INTO a USING c ON true WHEN MATCHED THEN DELETE;
    INSERT INTO a VALUES (1);
    ALTER TABLE a OWNER TO clerk;
    """
    notes = [note.message for note in read_ddl("schema.sql", text, "postgresql").notes]
    for words in (
        "comments of indexes of a are not copied to table c",
        "statistics of a are not copied to table c",
        "table d copies nowhere",
        "there is no type pair for table typed",
        "temporary table passing",
        "index lonely is ON ONLY its table",
        "index nowhere_idx is on nowhere",
        "GRANT",
        "databases, database roles and servers",
        "MERGE",
        "INSERT",
        "OWNER",
    ):
        assert [note for note in notes if words in note], (words, notes)
