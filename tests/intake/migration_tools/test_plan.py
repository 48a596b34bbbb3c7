"""Migration files of five tools become the same plan."""

from __future__ import annotations

import pytest

from tests.intake.markdown_documents import keys
from tests.shared_data import shared_data
from workbench.design.tables import Migration
from workbench.intake.folder import read_files, read_path
from workbench.intake.result import Imported


def steps(found: Imported) -> dict[str, Migration]:
    return {
        item.item.item_key: item.item for item in found.items if isinstance(item.item, Migration)
    }


@pytest.mark.parametrize(
    ("tool", "wanted"),
    [
        ("dbmate", {"1": ("initial", True), "2": ("second_migration", False)}),
        ("goose", {"1": ("initial", True), "2": ("second_migration", False)}),
        ("golang-migrate", {"1": ("initial", True), "2": ("second_migration", True)}),
        (
            "liquibase",
            {
                "1-1": ("initial", True),
                "1-2": ("initial", True),
                "1-3": ("initial", False),
                "2-1": ("second_migration", True),
            },
        ),
        (
            "flyway",
            {
                "1": ("initial", True),
                "2": ("second_migration", False),
                "3": ("third_migration", False),
                "3.1": ("fourth_migration", False),
                "B2": ("baseline", False),
                "R views": ("views", False),
            },
        ),
    ],
)
def test_plans_of_real_tools(tool: str, wanted: dict[str, tuple[str, bool]]) -> None:
    found = read_path(shared_data() / "sql/migration-tools" / tool)
    assert {key: (step.name, bool(step.down)) for key, step in steps(found).items()} == wanted
    assert all(
        "migrate:" not in step.up and "+goose" not in step.up for step in steps(found).values()
    )


def test_heads_and_halves() -> None:
    text = """\
-- description: one
-- description: two
-- data-loss: the old column
-- depends-on: 001, 002
-- migrate:up
ALTER TABLE a DROP b;

-- migrate:down
ALTER TABLE a ADD b text;
"""
    (step,) = steps(read_files({"migrations/003_drop_b.sql": text.encode()})).values()
    assert (step.key, step.name, step.description) == ("003", "drop_b", "one\ntwo")
    assert (step.up, step.down) == ("ALTER TABLE a DROP b;", "ALTER TABLE a ADD b text;")
    assert (step.data_loss, step.depends_on) == ("the old column", ("001", "002"))


def test_two_files_of_one_number_stay_two_steps() -> None:
    files = {
        f"migrations/001_{name}.sql": f"-- migrate:up\nCREATE TABLE {name} (id int);".encode()
        for name in ("a", "b")
    }
    found = read_files(files)
    assert len(steps(found)) == 2
    assert any("001" in note.message for note in found.notes if note.level == "warning")


def test_the_schema_follows_from_the_steps_where_there_is_no_other() -> None:
    first = b"-- migrate:up\nCREATE TABLE a (id int);\n\n-- migrate:down\nDROP TABLE a;\n"
    second = b"-- migrate:up\n\nCREATE TABLE b (id int);\nALTER TABLE a ADD c text;\n"
    found = read_files({"migrations/001_a.sql": first, "migrations/002_b.sql": second})
    assert keys(found, "table") == ["a", "b"]
    places = {
        item.item.item_key: (item.source, item.line) for item in found.items if item.kind == "table"
    }
    assert places == {"a": ("migrations/001_a.sql", 2), "b": ("migrations/002_b.sql", 3)}


def test_script_that_changes_what_it_does_not_make_is_a_step() -> None:
    alone = read_files({"add_note.sql": b"-- a\nALTER TABLE orders ADD COLUMN note text;\n"})
    assert list(steps(alone)) == ["add_note"]
    assert list(steps(read_files({"drop.sql": b"drop table if exists shop.orders;"}))) == ["drop"]
    index = b'CREATE UNIQUE INDEX CONCURRENTLY "i" ON ONLY "orders" (a);'
    assert list(steps(read_files({"index.sql": index}))) == ["index"]


def test_schema_in_several_scripts_is_no_plan() -> None:
    parts = {
        "tables.sql": b"CREATE TABLE IF NOT EXISTS shop.Orders (id bigint, a int);",
        "keys.sql": b'ALTER TABLE ONLY "orders" ADD PRIMARY KEY (id);',
        "indexes.sql": b"CREATE INDEX i ON shop.orders (a);",
    }
    found = read_files(parts)
    assert not steps(found)
    assert keys(found, "table") == ["shop.Orders"] or keys(found, "table") == ["shop.orders"]


def test_dump_with_owners_is_a_schema() -> None:
    text = b"DROP TABLE old; ALTER TABLE v OWNER TO me; CREATE TABLE a (id int);"
    assert not steps(read_files({"dump.sql": text}))
    assert not steps(read_files({"owners.sql": b"ALTER TABLE public.v OWNER TO me;"}))
