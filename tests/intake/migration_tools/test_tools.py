"""Each migration tool is told by its names or marks; tools that write code get advice."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from tests.intake.markdown_documents import keys
from workbench.design.tables import Migration
from workbench.intake.folder import read_files
from workbench.intake.migration_tools.tool import Direction
from workbench.intake.migration_tools.tools import parse_name, recognise
from workbench.intake.result import Imported, NoteLevel


def read(files: dict[str, str]) -> Imported:
    return read_files({path: text.encode() for path, text in files.items()})


def plan(found: Imported) -> dict[str, Migration]:
    return {read.item.key: read.item for read in found.items if isinstance(read.item, Migration)}


@pytest.mark.parametrize(
    ("path", "text", "title"),
    [
        ("db/V1.2__books.sql", "SELECT 1;", "Flyway"),
        ("db/1_books.sql", "--changeset ada:1\nSELECT 1;", "Liquibase"),
        ("db/1_books.sql", "-- +goose Up\nSELECT 1;", "goose"),
        ("db/1_books.sql", "-- migrate:up\nSELECT 1;", "dbmate"),
        ("db/1_books.up.sql", "SELECT 1;", "golang-migrate"),
        ("db/2024-01-01-101010_books/down.sql", "SELECT 1;", "Diesel"),
        ("db/20240101_books/migration.sql", "SELECT 1;", "Prisma"),
        ("db/0000_calm_cat.sql", "SELECT 1;--> statement-breakpoint\nSELECT 2;", "Drizzle"),
        ("upgrade.sql", "-- Running upgrade  -> ab12\n\nSELECT 1;", "Alembic"),
        ("migrations/001_books.sql", "SELECT 1;", "numbered files"),
        ("db/001_books.sql", "SELECT 1;", ""),
        ("schema.sql", "CREATE TABLE a (id int);", ""),
    ],
)
def test_tool_of_a_file(path: str, text: str, title: str) -> None:
    tool = recognise(path, text)
    assert (tool.title if tool else "") == title


@pytest.mark.parametrize(
    ("path", "folder", "version", "name", "direction"),
    [
        ("db/U1_2__books.sql", "db", "1.2", "books", Direction.down),
        ("db/R__views.sql", "db", "R views", "views", None),
        ("db/B7__all.sql", "db", "B7", "all", None),
        ("a/2024-01-01_books/up.sql", "a", "2024-01-01", "books", Direction.up),
        ("a/2024_books/migration.sql", "a", "2024", "books", None),
        ("a/0001_books.mysql.down.sql", "a", "0001", "books", Direction.down),
        ("7.up.sql", "", "7", "7", Direction.up),
    ],
)
def test_name_of_a_file(
    path: str, folder: str, version: str, name: str, direction: Direction | None
) -> None:
    step = parse_name(path)
    assert step is not None
    assert (step.folder, step.version, step.name, step.direction) == (
        folder, version, name, direction,
    )  # fmt: skip


def test_indented_mark_is_a_comment_to_dbmate() -> None:
    text = "-- migrate:up\nSELECT 1;\n -- migrate:down\nSELECT 2;\n\n-- migrate:down\nSELECT 3;\n"
    (step,) = plan(read({"migrations/001_a.sql": text})).values()
    assert step.up == "SELECT 1;\n-- migrate:down\nSELECT 2;"
    assert step.down == "SELECT 3;"


def test_changesets_of_one_id_all_stay() -> None:
    text = "".join(f"--changeset 1\nCREATE TABLE {name} (id int);\n" for name in "abc")
    found = read({"changes.sql": text})
    assert len(plan(found)) == 3
    assert keys(found, "table") == ["a", "b", "c"]


_REVISION = '''\
"""Books."""

from alembic import op

revision = "{revision}"
down_revision = {down!r}


def upgrade():
    op.execute("{up}")


def downgrade():
    op.execute("{back}")
'''


def test_offline_sql_of_alembic(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = Config()
    config.set_main_option("script_location", str(tmp_path))
    (tmp_path / "env.py").write_text(
        "from alembic import context\n"
        "context.configure(dialect_name='postgresql', literal_binds=True)\n"
        "with context.begin_transaction():\n    context.run_migrations()\n"
    )
    versions = tmp_path / "versions"
    versions.mkdir()
    first = {"revision": "ab12", "down": None, "up": "CREATE TABLE a (id int)",
             "back": "DROP TABLE a"}  # fmt: skip
    second = {"revision": "cd34", "down": "ab12", "up": "ALTER TABLE a ADD b text",
              "back": "ALTER TABLE a DROP b"}  # fmt: skip
    for values in (first, second):
        (versions / f"{values['revision']}.py").write_text(_REVISION.format(**values))
    command.upgrade(config, "head", sql=True)
    upgrade = capsys.readouterr().out
    command.downgrade(config, "head:base", sql=True)
    found = read({"upgrade.sql": upgrade, "downgrade.sql": capsys.readouterr().out})
    assert [(step.key, step.up, step.down) for step in plan(found).values()] == [
        ("ab12", "CREATE TABLE a (id int);", "DROP TABLE a;"),
        ("cd34", "ALTER TABLE a ADD b text;", "ALTER TABLE a DROP b;"),
    ]
    assert keys(found, "table") == ["a"]
    assert not [note for note in found.notes if note.level is not NoteLevel.info]


@pytest.mark.parametrize(
    ("path", "text", "advice"),
    [
        ("db/migrate/1_a.rb", "class A < ActiveRecord::Migration[7.1]\nend\n", "structure.sql"),
        ("versions/a.py", "from alembic import op\n", "alembic upgrade head --sql"),
        ("a/migrations/0001_initial.py", "class Migration(migrations.Migration):\n  pass\n",
         "sqlmigrate"),
        ("changelog.xml", "<?xml version='1.0'?>\n<databaseChangeLog/>\n", "liquibase update-sql"),
        ("changelog.yaml", "databaseChangeLog:\n- changeSet: {id: 1}\n", "liquibase update-sql"),
        ("changelog.json", '{"databaseChangeLog": []}', "liquibase update-sql"),
        ("schema.prisma", "model A {\n  id Int @id\n}\n", "prisma migrate diff"),
        ("schema.ts", "import { pgTable } from 'drizzle-orm/pg-core';\n", "drizzle-kit generate"),
    ],
)  # fmt: skip
def test_migrations_in_code_get_advice(path: str, text: str, advice: str) -> None:
    (note,) = read({path: text}).notes
    assert (note.source, note.level) == (path, NoteLevel.warning)
    assert advice in note.message


def test_advice_comes_once_and_is_no_warning_beside_sql() -> None:
    code = {f"db/migrate/{number}_a.rb": "ActiveRecord::Migration[7.1]\n" for number in range(3)}
    notes = read(code).notes
    assert [note.level for note in notes] == [NoteLevel.warning, NoteLevel.info, NoteLevel.info]
    assert [note.message.count("db/migrate/0_a.rb") for note in notes] == [0, 1, 1]
    beside = read(code | {"db/structure.sql": "CREATE TABLE a (id int);"})
    assert {note.level for note in beside.notes} == {NoteLevel.info}
