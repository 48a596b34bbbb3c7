"""Whether a text is a SQL script."""

from __future__ import annotations

import re

_DEFINITION = re.compile(
    r"^[ \t]*(?:CREATE\s+(?:OR\s+REPLACE\s+|UNLOGGED\s+|TEMP(?:ORARY)?\s+)?"
    r"(?:TABLE|TYPE|INDEX|UNIQUE"
    r"|SCHEMA"
    r"|EXTENSION|VIEW|DOMAIN|SEQUENCE)|ALTER\s+TABLE|INSERT\s+INTO|DROP\s+TABLE)\b",
    re.IGNORECASE | re.MULTILINE,
)
_START = re.compile(r"\s*(?:--|/\*|CREATE\s|ALTER\s|SET\s|BEGIN\b|DROP\s|PRAGMA\s)", re.IGNORECASE)
_SAMPLE = 200_000


def looks_like_sql(text: str) -> bool:
    """Whether a text begins as a script does, and some line of it defines or fills a table."""
    return bool(_START.match(text) and _DEFINITION.search(text[:_SAMPLE]))
