"""The set-up's answer for the database, where the tables that were read do not show it."""

from __future__ import annotations

from workbench.design.access import Policy
from workbench.design.schema_dialect import database_of_schema
from workbench.design.tables import SqlObject, Table
from workbench.intake.result import Imported, Note, NoteLevel, StatedDatabase
from workbench.sql.dialect import DIALECT_TITLES, dialect_for


def needs_answer(database: StatedDatabase, read: Imported) -> bool:
    """Whether the tables of a document would pass for another database's than its own."""
    return database.name != "postgresql" or not _shows_postgresql(read)


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


def answer_note(path: str, database: StatedDatabase) -> Note:
    """Tell that a document answers the set-up's question for the database."""
    titles = {str(dialect): title for dialect, title in DIALECT_TITLES.items()}
    message = (
        f"this file is written for {titles.get(database.name, database.name)}; the set-up answer "
        "for the database is set accordingly"
    )
    return Note(path, database.line, NoteLevel.info, message)
