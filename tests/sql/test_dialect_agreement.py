"""The set-up's answer, the words of scripts and tables, rules and exports name one dialect."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from workbench.artifacts.sql.ddl import write_ddl
from workbench.design.base import Item
from workbench.design.design import Design
from workbench.design.handoff import Setup
from workbench.design.schema_dialect import database_of, dialect_of
from workbench.design.tables import Column, PrimaryKey, SqlObject, SqlObjectType, Table
from workbench.intake.folder import read_files
from workbench.review.handoff.setup_proposals import setup_proposals
from workbench.rules.lib.facts import Facts
from workbench.sql.dialect import DIALECT_TITLES, database_named


def _table(*types: str, options: str = "") -> Table:
    columns = [Column(name=f"c{at}", type=written) for at, written in enumerate(types)]
    return Table(
        key="kites",
        columns=(Column(name="id", type="bigint", nullable=False), *columns),
        primary_key=PrimaryKey(columns=("id",)),
        options=options,
    )


_ENUM = SqlObject(
    key="enum mood", type=SqlObjectType.enum, name="mood", values=("calm", "wild"), sql=""
)
_DOMAIN = SqlObject(
    key="domain year",
    type=SqlObjectType.domain,
    name="year",
    sql="CREATE DOMAIN year AS integer;",
)
#: Answer, items, and the dialect for everybody. Each but the last rows was judged in one dialect
#: and exported in another before.
_CASES = [
    ("", [_table("year")], "mysql"),
    ("", [_table("datetime")], "mysql"),
    ("", [_table("mediumint")], "mysql"),
    ("", [_table("enum('a','b')")], "mysql"),
    ("", [_table("blob")], "mysql"),
    ("", [_table("tinyint(1)", "datetime", "uuid")], "mysql"),
    ("", [_table("int", options="AUTO_INCREMENT=7")], "mysql"),
    ("", [_table("int", options="COLLATE utf8mb4_bin")], "mysql"),
    ("", [_table("int", options="WITHOUT ROWID")], "sqlite"),
    ("", [_table("int", options="STRICT")], "sqlite"),
    ("", [_table("datetime", "datetime"), _ENUM], "mysql"),
    ("CockroachDB", [_table("datetime")], "postgresql"),
    ("CockroachDB 24", [_table("int", options="ENGINE=InnoDB")], "postgresql"),
    ("Supabase", [_table("tinyint(1)")], "postgresql"),
    ("Oracle 23", [_table("datetime")], "postgresql"),
    ("SQL Server", [_table("tinyint")], "postgresql"),
    ("", [_table("year"), _DOMAIN], "postgresql"),
    ("", [_table("jsonb", "timestamptz")], "postgresql"),
    ("", [_table("int")], "postgresql"),
    ("Postgres 16", [_table("datetime")], "postgresql"),
    ("MariaDB 11", [_table("timestamptz")], "mysql"),
    ("sqlite", [_table("jsonb")], "sqlite"),
]


@pytest.mark.parametrize(("answer", "items", "dialect"), _CASES)
def test_rules_and_exports_agree(answer: str, items: Sequence[Item], dialect: str) -> None:
    design = Design.from_items([Setup(database=answer), *items])
    assert dialect_of(design) == dialect
    assert write_ddl(design).startswith(f"-- {DIALECT_TITLES[dialect_of(design)]} schema")
    judged = Facts(design).dialect(design.tables[0])
    assert judged == database_of(design)
    assert judged in {dialect, "other"}


@pytest.mark.parametrize("answer", ["Oracle 23", "SQL Server", "Db2"])
def test_rules_about_one_database_leave_unknown_ones_alone(answer: str) -> None:
    design = Design.from_items([Setup(database=answer), _table("varchar(20)")])
    assert Facts(design).dialect(design.tables[0]) == "other"


@pytest.mark.parametrize(
    ("answer", "database"),
    [
        ("Postgres 16", "postgresql"),
        ("TimescaleDB", "postgresql"),
        ("CockroachDB", "postgresql"),
        ("Percona Server 8", "mysql"),
        ("MS SQL Server", "other"),
        ("", None),
    ],
)
def test_a_database_is_known_by_its_usual_names(answer: str, database: str | None) -> None:
    assert database_named(answer) == database


def test_a_type_of_no_known_database_is_not_taken_for_postgresql_by_rules() -> None:
    assert database_of(Design.from_items([_table("datetime2")])) == "other"


@pytest.mark.parametrize(("answer", "items", "dialect"), [case for case in _CASES if case[0] == ""])
def test_the_set_up_proposes_what_is_exported(
    answer: str, items: Sequence[Item], dialect: str
) -> None:
    design = Design.from_items([Setup(database=answer), *items])
    assert setup_proposals(design)["database"].value == dialect


_SQLITE = "CREATE TABLE kites (id INTEGER PRIMARY KEY AUTOINCREMENT, name text);\n"
_MYSQL = "CREATE TABLE `kites` (`id` int NOT NULL AUTO_INCREMENT, PRIMARY KEY (`id`));\n"
_POSTGRESQL = (
    "CREATE TABLE kites (id integer PRIMARY KEY, flown_at datetime, landed_at datetime);\n"
    "COMMENT ON TABLE kites IS 'Flown on ropes';\n"
    "CREATE INDEX by_id ON kites USING gin (id);\n"
)


@pytest.mark.parametrize("name", ["schema.sql", "schema.txt", "db/migrations/001_kites.sql"])
@pytest.mark.parametrize(
    ("text", "dialect"),
    [(_SQLITE, "sqlite"), (_MYSQL, "mysql"), (_POSTGRESQL, "postgresql")],
    ids=["sqlite", "mysql", "postgresql"],
)
def test_what_a_script_says_is_remembered(name: str, text: str, dialect: str) -> None:
    design = read_files({name: text.encode()}).design()
    assert design.setup.database == dialect
    assert dialect_of(design) == dialect


def test_a_script_that_shows_postgresql_leaves_the_answer_open() -> None:
    text = "CREATE TABLE kites (id bigint PRIMARY KEY, flown_at timestamptz);\n"
    assert read_files({"schema.sql": text.encode()}).design().setup.database == ""


@pytest.mark.parametrize(
    ("database", "answer"),
    [
        ("MySQL", "mysql"),
        ("mariadb", "mysql"),
        ("SQLite", "sqlite"),
        ("PostgreSQL", ""),
        ("SQL Server", "SQL Server"),
        ("Generic", ""),
    ],
)
def test_the_database_of_a_dbml_project_is_remembered(database: str, answer: str) -> None:
    text = (
        f"Project kites {{\n  database_type: '{database}'\n  Note: 'Flown on ropes'\n}}\n"
        "Table kites {\n  id uuid [pk]\n}\n"
    )
    imported = read_files({"schema.dbml": text.encode()})
    assert imported.design().setup.database == answer
    assert [note.line for note in imported.notes] == ([2] if answer else [])


def test_a_dbml_file_of_its_own_database_is_exported_for_it() -> None:
    text = "Project kites { database_type: 'MySQL' }\nTable kites {\n  id int [pk]\n}\n"
    design = read_files({"schema.dbml": text.encode()}).design()
    assert write_ddl(design).startswith("-- MySQL schema")
