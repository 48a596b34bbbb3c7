"""`CREATE SCHEMA x CREATE TABLE … CREATE VIEW …`: one statement that makes a schema's contents."""

from __future__ import annotations

from itertools import pairwise

from workbench.sql.lexer import StatementTokens, Token

_ELEMENTS = frozenset({"CREATE", "GRANT"})


def schema_elements(statement: StatementTokens) -> list[StatementTokens]:
    """The statement without its elements, then each element; empty where it has none."""
    tokens = statement.tokens
    if len(tokens) < 4 or tokens[1].key != "SCHEMA":  # noqa: PLR2004 - as many as an element needs
        return []
    starts = list(_starts(tokens))
    if not starts:
        return []
    return [
        StatementTokens(tokens[begin:end], tokens[begin].start, tokens[end - 1].end)
        for begin, end in pairwise([0, *starts, len(tokens)])
    ]


def _starts(tokens: tuple[Token, ...]) -> list[int]:
    found: list[int] = []
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token.key == "(") - (token.key == ")")
        if at > 1 and not depth and token.key in _ELEMENTS:
            found.append(at)
    return found


def schema_name(head: StatementTokens, text: str) -> str:
    """Name of the schema that a statement makes, folded as PostgreSQL does; '' for none."""
    words = [token for token in head.tokens[2:] if token.key not in {"IF", "NOT", "EXISTS"}]
    if not words:
        return ""
    first = words[1] if words[0].key == "AUTHORIZATION" and len(words) > 1 else words[0]
    raw = text[first.start : first.end]
    return raw[1:-1] if first.kind == "quoted" else raw.lower()
