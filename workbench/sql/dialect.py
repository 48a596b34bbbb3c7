"""Which database a script is written for, told by words that only one of them has."""

from __future__ import annotations

import re

from workbench.sql.lexer import Dialect

# Words in comments and values say nothing; what MySQL runs in `/*! … */` stays.
_LITERALS = re.compile(r"'(?:[^'\\\n]|\\.|'')*'|--[^\n]*|/\*(?!!)[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z)")
_ROWS = re.compile(r"(?m)^(copy\s[^;]{1,4000}from\s+stdin\b[^;\n]*;\n)(?s:.*?)(?:^\\\.$|\Z)")
_DIALECT_SAMPLE = 200_000
#: One word that only one database has counts as much as several that are only likelier in it.
_STRONG = 10
_ENOUGH = 20
_PATH_WEIGHT = 12
_ONLY_IN: dict[Dialect, re.Pattern[str]] = {
    "postgres": re.compile(
        r"\bpg_catalog\b|\$\$|::|\b(?:big|small)?serial\b|\bjsonb\b(?!\s*\()|\btimestamptz\b"
        r"|\bplpgsql\b|\balter\s+table\s+only\b|\bcharacter\s+varying\b|\bbytea\b"
        r"|\btimestamp(?:\s*\(\d\))?\s+with(?:out)?\s+time\s+zone\b|\bfrom\s+stdin\b"
        r"|\bcreate\s+(?:type|domain|extension|policy|sequence|materialized)\b"
        r"|\busing\s+(?:gin|gist|brin|spgist)\b|\bset\s+client_encoding\b|\bsearch_path\b"
        r"|\bgen_random_uuid\b|\buuid_generate_v\d|\btstzrange\b|\btext\s*\[\]"
        r"|\balter\s+column\s+\S{1,100}\s+(?:type|set|drop)\b|\bcomment\s+on\s"
    ),
    "mysql": re.compile(
        r"(?m)\bengine\s*=|\bauto_increment\b|^[ \t]*delimiter\s|\bunsigned\b|\btinyint\(1\)"
        r"|\b(?:medium|long)(?:text|blob)\b|\bmediumint\b|/\*!\d+|^[ \t]*use\s+[\w`]+\s*;"
        r"|\bon\s+update\s+current_timestamp\b|\bcharset\s*=|\bcharacter\s+set\b|^[ \t]*\#\s"
        r"|(?<!as\s)\benum\s*\(\s*''|\bmodify\s+(?:column\s+)?[`\w]|\bdefault_storage_engine\b"
        r"|\b(?:un)?lock\s+tables\b"
        r"|\bprocedure\s+\S{1,200}\s*\([^)$]{0,1000}\)\s*begin\b"
    ),
    "sqlite": re.compile(
        r"(?m)\bautoincrement\b|\bwithout\s+rowid\b|\bpragma\s"
        r"|(?<!\])\[[a-z_][\w ]*\](?=[\s(.,])|\)\s*strict\s*(?:;|,\s*without)"
        r"|\b(?:datetime|strftime)\s*\(\s*''"
        r"|\bsqlite_(?:sequence|master|schema|autoindex|stat1)|\bcollate\s+nocase\b"
        r"|^\.(?:bail|mode|headers?|open|import|read|echo|separator|once|output)\b"
        r"|\bunixepoch\s*\(|\bcreate\s+virtual\s+table\b|\binsert\s+or\s+(?:ignore|replace)\b"
    ),
}
_TRIGGER_BODY = re.compile(r"\bbegin\s+(?:update|insert|delete|select)\b")
_BACKTICKS = re.compile(r"`[^`\n]+`")
_TYPES_OF_BOTH = re.compile(r"\b(?:datetime|blob|tinyint)\b")
_LOOSE_TEXT = re.compile(r"\btext\s+(?:not\s+null\s+)?(?:primary\s+key|unique|default\s+'')")
_PATHS: dict[Dialect, re.Pattern[str]] = {
    "postgres": re.compile(r"(?i)(?<![a-z])(?:postgres(?:ql)?|pg|pgsql|psql)(?![a-z])"),
    "mysql": re.compile(r"(?i)(?<![a-z])(?:my[_-]?sql|mariadb|innodb)(?![a-z])"),
    "sqlite": re.compile(r"(?i)(?<![a-z])sqlite3?(?![a-z])"),
}
# The first line of the scripts that we write ourselves.
_SAID = re.compile(r"\ufeff?-- (PostgreSQL|MySQL|SQLite) schema of ")
_NAMES: dict[str, Dialect] = {"PostgreSQL": "postgres", "MySQL": "mysql", "SQLite": "sqlite"}


def detect_dialect(text: str, path: str = "", otherwise: Dialect = "postgres") -> Dialect:
    """Which database a script is written for, by words that only one of them has.

    What the path says (`migrations/sqlite/1.sql`) counts where the words say little, and
    `otherwise` where nothing does.
    """
    said = _SAID.match(text)
    if said:
        return _NAMES[said[1]]
    sample = _LITERALS.sub("''", _ROWS.sub(r"\1", text[:_DIALECT_SAMPLE].lower()))
    votes: dict[Dialect, int] = dict.fromkeys((otherwise, "postgres", "mysql", "sqlite"), 0)
    for one, pattern in _ONLY_IN.items():
        votes[one] = _STRONG * len(pattern.findall(sample))
        votes[one] += _PATH_WEIGHT * bool(_PATHS[one].search(path))
    if max(votes.values()) <= _ENOUGH:
        _weigh(sample, votes)
    return max(votes, key=lambda one: votes[one])


def _weigh(sample: str, votes: dict[Dialect, int]) -> None:
    """Count what is only likelier in one database: generators quote names each in their way."""
    votes["sqlite"] += 2 * bool(_TRIGGER_BODY.search(sample))
    if _BACKTICKS.search(sample):
        votes["mysql"] += 3
        # MySQL can neither index a TEXT without a length nor give it a default.
        votes["sqlite"] += 4 * bool(_LOOSE_TEXT.search(sample))
    elif _TYPES_OF_BOTH.search(sample):
        votes["sqlite"] += 3
