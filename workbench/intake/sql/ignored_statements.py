"""What of a SQL script is passed over: queries, commands of shells, rows, placeholders."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.ids import count_of
from workbench.intake.result import NoteLevel
from workbench.sql.dialect import Dialect
from workbench.sql.lexer import PLACEHOLDER, SplitSql, StatementTokens

_HEAD = 60


def is_silent_select(statement: StatementTokens) -> bool:
    """Whether this is what pg_dump writes to set a sequence or the search path."""
    words = [token.key for token in statement.tokens[:6]]
    return words[0] == "SELECT" and bool({"SETVAL", "SET_CONFIG"} & set(words))


def may_build(statement: StatementTokens) -> bool:
    """Whether a query calls a function for what that does: `SELECT create_hypertable(…)`."""
    words = [token.key for token in statement.tokens[:_HEAD]]
    return words[0] == "SELECT" and words[2:3] in (["("], ["."]) and "FROM" not in words


def skipped_notes(split: SplitSql, dialect: Dialect) -> Iterator[tuple[int, str, NoteLevel]]:
    """Line, message and level of a note on each stretch that is no SQL; placeholders in one."""
    if split.unclosed >= 0:
        message = "the quote or comment that starts here is never closed; all below is part of it"
        yield split.line(split.unclosed), message, NoteLevel.error
    places = [part.offset for part in split.skipped if part.what == PLACEHOLDER]
    if places:
        message = f"skipped {count_of(len(places), 'template placeholder')} ({PLACEHOLDER})"
        yield split.line(places[0]), message, NoteLevel.warning
    shell = "sqlite3" if dialect == "sqlite" else "psql"
    for part in split.skipped:
        if part.what == PLACEHOLDER:
            continue
        what = part.what if part.what == "rows of COPY" else f"{shell} command {part.what}"
        yield split.line(part.offset), f"skipped {what[:180]}", NoteLevel.info
