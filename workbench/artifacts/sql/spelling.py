"""Texts, comments and statements as each database spells them."""

from __future__ import annotations

import re

from workbench.sql.dialect import Dialect


def literal(text: str, dialect: Dialect) -> str:
    """A text as a string literal."""
    if dialect == "mysql":
        text = text.replace("\\", "\\\\")
    return "'" + text.replace("'", "''") + "'"


def comment_lines(text: str) -> list[str]:
    """A text as SQL comments, one per line; nothing of it can end the comment."""
    return [f"-- {line}".rstrip() for line in re.split(r"[\r\n\x0b\x0c\x85\u2028\u2029]+", text)]


def statement(sql: str) -> str:
    """A verbatim statement, ended by a semicolon."""
    text = sql.strip()
    return text if text.endswith(";") else f"{text};"
