"""Which database a script is written for, told by words that only one of them has."""

from __future__ import annotations

import re

from workbench.design.sql_lexer import Dialect

_LITERALS = re.compile(r"'(?:[^'\\\n]|\\.|'')*'|--[^\n]*")
_MYSQL = re.compile(
    r"(?im)`[^`\n]+`|\bengine\s*=|\bauto_increment\b|^[ \t]*delimiter\s|\bunsigned\b"
    r"|\btinyint\(1\)|\bprocedure\s+\S{1,200}\s*\([^)$]{0,1000}\)\s*begin\b"
)
_SQLITE = re.compile(
    r"(?i)\bautoincrement\b|\bwithout\s+rowid\b|\bpragma\s|(?<!\])\[[a-z_][\w ]*\](?=[\s(.,])"
    r"|\bbegin\s+(?:update|insert|delete|select)\b|\b(?:datetime|strftime)\s*\(\s*''"
)
_POSTGRES = re.compile(
    r"(?i)\bpg_catalog\b|\$\$|::|\b(?:big|small)?serial\b|\bjsonb\b|\btimestamptz\b|\bplpgsql\b"
    r"|\balter\s+table\s+only\b|\bcharacter\s+varying\b|\bbytea\b"
)
_DIALECT_SAMPLE = 400_000
# The first line of the scripts that we write ourselves.
_SAID = re.compile(r"\ufeff?-- (PostgreSQL|MySQL|SQLite) schema of ")
_NAMES: dict[str, Dialect] = {"PostgreSQL": "postgres", "MySQL": "mysql", "SQLite": "sqlite"}


def detect_dialect(text: str) -> Dialect:
    """Which database a script is written for, by words that only one of them has."""
    said = _SAID.match(text)
    if said:
        return _NAMES[said[1]]
    sample = _LITERALS.sub("''", text[:_DIALECT_SAMPLE])
    votes: dict[Dialect, int] = {
        "postgres": len(_POSTGRES.findall(sample)),
        "mysql": len(_MYSQL.findall(sample)),
        "sqlite": len(_SQLITE.findall(sample)),
    }
    return max(votes, key=lambda one: votes[one])
