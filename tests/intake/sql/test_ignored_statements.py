"""Notes on what of a SQL script is not imported."""

from __future__ import annotations

from workbench.intake.sql.reader import read_ddl


def notes(text: str) -> list[str]:
    return [note.message for note in read_ddl("a.sql", text).notes]


def test_a_command_of_psql_is_named_as_it_is_written() -> None:
    assert notes("\\c shop;\nCREATE TABLE a (b int);") == ["skipped psql command \\c shop;"]


def test_a_kind_of_statement_is_counted_in_one_note() -> None:
    grant = "GRANT SELECT ON a TO me;"
    why = "privileges of database roles are not imported"

    assert notes(f"CREATE TABLE a (b int);{grant}") == [f"left out 1 GRANT statement: {why}"]
    assert notes(f"CREATE TABLE a (b int);{grant * 2}") == [f"left out 2 GRANT statements: {why}"]


def test_an_unexpected_token_is_named() -> None:
    assert notes("CREATE TABLE (b int);") == [
        "CREATE TABLE (b int) not read: expected a name, found '('"
    ]
