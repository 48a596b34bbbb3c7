"""SQL that comes in goes out as SQL that builds the same schema, as PostgreSQL itself sees it."""

from __future__ import annotations

import re

import pytest

from tests.artifacts.catalog import catalog, run_script
from tests.postgres import PostgresServer
from tests.shared_data import shared_data
from workbench.artifacts.ddl import write_ddl
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
