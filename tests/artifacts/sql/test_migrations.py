"""Migrations go up to the schema of the design and back down to nothing."""

from __future__ import annotations

import re

from hypothesis import given

from tests.artifacts.designs import designs
from tests.artifacts.sql.catalog import catalog, run_script
from tests.postgres import PostgresServer
from workbench.artifacts.sql.ddl import write_ddl
from workbench.artifacts.sql.migrations import migration_files, propose_migrations
from workbench.design.design import Design
from workbench.design.tables import Column, ForeignKey, Migration, PrimaryKey, Table


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


def test_a_circle_of_tables_goes_up_and_down(postgres_server: PostgresServer) -> None:
    plan = propose_migrations(circle())
    with postgres_server.database() as first, postgres_server.database() as second:
        empty = catalog(second)
        assert run_script(first, write_ddl(circle())) == ""
        assert run_script(second, "\n".join(step.up for step in plan)) == ""
        assert catalog(second) == catalog(first)
        assert run_script(second, "\n".join(step.down for step in reversed(plan))) == ""
        assert catalog(second) == empty


def test_schemas_that_only_names_speak_of_come_first_and_go_last() -> None:
    table = Table(key="audit.events", columns=(Column(name="id", type="int"),))
    plan = propose_migrations(Design.from_items([table]))
    assert [(step.name, step.up.split("\n")[0], step.down) for step in plan] == [
        ("create_schemas", "CREATE SCHEMA IF NOT EXISTS audit;", "DROP SCHEMA audit;"),
        ("create_audit_events", "CREATE TABLE audit.events (", "DROP TABLE audit.events;"),
    ]


def test_every_table_has_its_own_step_and_a_way_back() -> None:
    plan = propose_migrations(circle())
    assert [step.name for step in plan] == ["create_hens", "create_eggs", "add_foreign_keys"]
    assert all(step.down for step in plan)


def test_a_file_says_all_that_is_known() -> None:
    migration = Migration(
        key="001",
        name="create_orders",
        description="Orders.\nAnd more",
        up="CREATE TABLE orders (id int);\n-- migrate:down is only a word here",
        down="DROP TABLE orders;",
        data_loss="none",
        depends_on=("000",),
    )
    (name, text), *_ = migration_files((migration,))
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
    migration = Migration(key="../../etc", name="../x\ny")
    (name, text), *_ = migration_files((migration,))
    assert "/" not in name
    assert ".." not in name
    assert "-- migration: ../../etc" in text
