"""The set-up's answer for the database, where the tables that were read do not show it."""

from __future__ import annotations

from workbench.design.access import Policy
from workbench.design.schema_dialect import database_of_schema
from workbench.design.tables import SqlObject, Table
from workbench.intake.result import Imported, Note, NoteLevel
from workbench.sql.dialect import DIALECT_TITLES, Dialect, dialect_for


def needs_answer(dialect: Dialect, read: Imported) -> bool:
    """Whether the tables of a script would pass for another dialect's than its own."""
    return dialect != "postgresql" or not _shows_postgresql(read)


def _shows_postgresql(read: Imported) -> bool:
    """Whether the tables of a script pass for PostgreSQL's without an answer in the set-up."""
    items = [entry.item for entry in read.items]
    shown = database_of_schema(
        "",
        [item for item in items if isinstance(item, Table)],
        [item for item in items if isinstance(item, SqlObject)],
        [item for item in items if isinstance(item, Policy)],
    )
    return dialect_for(shown) == "postgresql"


def answer_note(path: str, dialect: Dialect) -> Note:
    """Tell that a script answers the set-up's question for the database."""
    message = (
        f"this script is written for {DIALECT_TITLES[dialect]}; the set-up answer for the "
        "database is set accordingly"
    )
    return Note(path, 1, NoteLevel.info, message)
