"""DO blocks of PostgreSQL that define something unless it is there; migration tools write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.sql.cursor import Cursor
from workbench.sql.lexer import StatementTokens, inner_statements

#: `BEGIN CREATE … EXCEPTION WHEN duplicate_object THEN NULL; END`.
_CATCHES_DUPLICATE = re.compile(
    r"(?is)\s*BEGIN\s+(?P<body>(?:CREATE|ALTER)\b.+?;)\s*EXCEPTION\s+WHEN\s+duplicate_\w+"
    r"(?:\s+OR\s+duplicate_\w+)*\s+THEN\s+(?:NULL|RAISE\s+NOTICE[^;]*);\s*END\b"
)
_UNLESS_THERE = re.compile(
    r"(?is)\s*(?:--[^\n]*\n\s*)*IF\s*\(?\s*NOT\s+EXISTS\s*\([^;]{0,2000}?\)\s*THEN\s"
    r"(?P<body>[^$]{0,8000}?;)\s*END\s+IF\s*;"
)
_BEGIN = re.compile(r"(?i)\s*BEGIN\s")
_END = re.compile(r"(?is)\s*(?:--[^\n]*\n\s*)*END\s*;?\s*(?=\$)")
_MAX_BLOCK = 20_000
_DEFINING = frozenset({"CREATE", "ALTER", "DROP"})
_BEFORE_STATEMENTS = frozenset({"BEGIN", "THEN", "ELSE", "LOOP"})


def guarded_statements(block: Cursor) -> list[StatementTokens]:
    """What a DO block defines unless it is there; nothing for a block that does anything else."""
    text = block.text
    begin, end = _body(block)
    found = [
        statement
        for begin, end in _guarded_stretches(text, begin, end)
        for statement in inner_statements(text, begin, end, block.dialect)
    ]
    defines = all(part.tokens[0].key in {"CREATE", "ALTER"} for part in found)
    return found if defines else []


def block_statements(block: Cursor) -> Iterator[StatementTokens]:
    """Every definition in a DO block, whether it will run or not."""
    begin, end = _body(block)
    for statement in inner_statements(block.text, begin, end, block.dialect):
        tokens = statement.tokens
        for at, token in enumerate(tokens):
            if token.key in _DEFINING and (not at or tokens[at - 1].key in _BEFORE_STATEMENTS):
                yield StatementTokens(tokens[at:], token.start, statement.end)
                break


def _body(block: Cursor) -> tuple[int, int]:
    """Where the body of a block in dollar quotes begins and ends; the same where it has none."""
    text = block.text
    bodies = (token for token in block.tokens if text.startswith("$", token.start))
    body = next((token for token in bodies if token.kind == "string"), None)
    if body is None or body.end - body.start > _MAX_BLOCK:
        return 0, 0
    return text.find("$", body.start + 1) + 1, body.end


def _guarded_stretches(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    """What a block defines unless it is there; nothing where it does anything else as well."""
    found = _CATCHES_DUPLICATE.match(text, begin, end)
    if found:
        return [found.span("body")]
    start = _BEGIN.match(text, begin, end)
    spans: list[tuple[int, int]] = []
    at = start.end() - 1 if start else end
    while block := _UNLESS_THERE.match(text, at, end):
        spans.append(block.span("body"))
        at = block.end()
    return spans if spans and _END.match(text, at, end) else []
