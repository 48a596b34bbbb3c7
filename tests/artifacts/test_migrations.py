"""Migrations go up to the schema of the design and back down to nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from tests.artifacts.catalog import catalog, run_script
from tests.artifacts.designs import designs
from tests.postgres import PostgresServer
from tests.shared_data import shared_data
from workbench.artifacts.ddl import write_ddl
from workbench.artifacts.migrations import migration_files, propose_migrations
from workbench.design.design import Design
from workbench.design.tables import Column, ForeignKey, Migration, PrimaryKey, Table
from workbench.intake.ddl import read_ddl


def circle() -> Design:
    def table(name: str, other: str) -> Table:
        return Table(
            key=name,
            columns=(
                Column(name="id", type="int", nullable=False),
                Column(name=f"{other}_id", type="int"),
            ),
            primary_key=PrimaryKey(columns=("id",)),
            foreign_keys=(ForeignKey(columns=(f"{other}_id",), target=other),),
        )

    return Design.from_items([table("hens", "eggs"), table("eggs", "hens")])


@pytest.mark.parametrize(
    "name", ["", "sql/sakila/postgres-sakila-schema.sql", "sql/pagila/pagila-schema-2022.sql"]
)
def test_a_proposed_plan_builds_the_schema_and_takes_it_down(
    name: str, postgres_server: PostgresServer
) -> None:
    text = (shared_data() / name).read_text() if name else ""
    design = read_ddl("schema.sql", text).design() if name else circle()
    plan = propose_migrations(design)
    assert [one.key for one in plan] == [f"{n:03}" for n in range(1, len(plan) + 1)]
    with postgres_server.database() as first, postgres_server.database() as second:
        empty = catalog(second)
        assert run_script(first, write_ddl(design)) == ""
        quiet = "SET check_function_bodies = false;\n"
        assert run_script(second, quiet + "\n".join(one.up for one in plan)) == ""
        assert catalog(second) == catalog(first)
        assert run_script(second, "\n".join(one.down for one in reversed(plan))) == ""
        left = catalog(second)
    # Functions of a trigger or an aggregate may hold one another; tables may not stay.
    assert left["tables"] == empty["tables"]
    assert left["types"] == empty["types"]


def test_every_table_has_its_own_step_and_a_way_back() -> None:
    plan = propose_migrations(circle())
    assert [one.name for one in plan] == ["create_hens", "create_eggs", "add_foreign_keys"]
    assert all(one.down for one in plan)


def test_a_file_says_all_that_is_known() -> None:
    one = Migration(
        key="001",
        name="create_orders",
        description="Orders.\nAnd more",
        up="CREATE TABLE orders (id int);\n-- migrate:down is only a word here",
        down="DROP TABLE orders;",
        data_loss="none",
        depends_on=("000",),
    )
    (name, text), *_ = migration_files((one,))
    assert name == "001_create_orders.sql"
    assert text == (
        "-- description: Orders.\n"
        "-- description: And more\n"
        "-- data-loss: none\n"
        "-- depends-on: 000\n"
        "-- migrate:up\n"
        "CREATE TABLE orders (id int);\n"
        " -- migrate:down is only a word here\n"
        "\n"
        "-- migrate:down\n"
        "DROP TABLE orders;\n"
    )


@given(designs)
def test_names_of_files_are_safe_and_their_own(design: Design) -> None:
    names = [name for name, _ in migration_files(design.migrations)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9]+_[a-z0-9_]+\.sql", name) for name in names)


def test_a_name_cannot_leave_its_folder() -> None:
    one = Migration(key="../../etc", name="../x\ny")
    (name, text), *_ = migration_files((one,))
    assert "/" not in name
    assert ".." not in name
    assert "-- migration: ../../etc" in text
