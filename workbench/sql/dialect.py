"""The dialect of SQL: named in an answer, detected in a script, or shown by tables themselves.

This is the only place that decides it. Three dialects are read and written; a database of any
other name is treated as PostgreSQL.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

Dialect = Literal["postgresql", "mysql", "sqlite"]
Database = Dialect | Literal["other"]
"""A dialect, or `other` for a database whose own dialect is not known here."""

DIALECT_TITLES: dict[Dialect, str] = {
    "postgresql": "PostgreSQL",
    "mysql": "MySQL",
    "sqlite": "SQLite",
}
_TITLE_OF_DIALECT = {str(dialect): title for dialect, title in DIALECT_TITLES.items()}
_DIALECT_OF_TITLE = {title: dialect for dialect, title in DIALECT_TITLES.items()}

# --- Named in an answer --------------------------------------------------------------------------

#: Part of a database's name -> its dialect.
_NAMED: dict[str, Dialect] = {
    "postgres": "postgresql",
    "cockroach": "postgresql",
    "supabase": "postgresql",
    "timescale": "postgresql",
    "yugabyte": "postgresql",
    "alloydb": "postgresql",
    "mysql": "mysql",
    "maria": "mysql",
    "percona": "mysql",
    "tidb": "mysql",
    "sqlite": "sqlite",
    "libsql": "sqlite",
}
#: How prose names a database.
DIALECT_IN_TEXT: dict[Dialect, re.Pattern[str]] = {
    "postgresql": re.compile(r"\bpostgres(?:ql)?\b", re.IGNORECASE),
    "mysql": re.compile(r"\b(?:mysql|mariadb)\b", re.IGNORECASE),
    "sqlite": re.compile(r"\bsqlite\b", re.IGNORECASE),
}


def database_named(name: str) -> Database | None:
    """The database that a name means ("MariaDB 11" is MySQL); None for an empty name."""
    lowered = name.lower()
    for word, dialect in _NAMED.items():
        if word in lowered:
            return dialect
    return "other" if lowered.strip() else None


def database_title(name: str) -> str:
    """The name of a database as people write it: `PostgreSQL` for the answer `postgresql`."""
    return _TITLE_OF_DIALECT.get(name, name)


def dialect_titled(title: str) -> Dialect | None:
    """The dialect that has this title, in small or capital letters; None for other names."""
    return next(
        (dialect for dialect, known in DIALECT_TITLES.items() if known.lower() == title.lower()),
        None,
    )


def dialect_for(database: Database) -> Dialect:
    """The dialect in which SQL for a database is read and written."""
    return "postgresql" if database == "other" else database


# --- Detected in a script ------------------------------------------------------------------------

# Words in comments and values say nothing; what MySQL runs in `/*! … */` stays.
_LITERALS = re.compile(r"'(?:[^'\\\n]|\\.|'')*'|--[^\n]*|/\*(?!!)[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z)")
_ROWS = re.compile(r"(?m)^(copy\s[^;]{1,4000}from\s+stdin\b[^;\n]*;\n)(?s:.*?)(?:^\\\.$|\Z)")
_DIALECT_SAMPLE = 200_000
#: One word that only one database has counts as much as several that are only likelier in it.
_STRONG = 10
_ENOUGH = 20
_PATH_WEIGHT = 12
#: Words that only one database has, and what must stand behind them.
_WORDS: dict[Dialect, tuple[tuple[str, str], ...]] = {
    "postgresql": (
        ("pg_catalog", r"\b"),
        ("serial", r"\b"),
        ("bigserial", r"\b"),
        ("smallserial", r"\b"),
        ("jsonb", r"\b(?!\s*\()"),
        ("timestamptz", r"\b"),
        ("plpgsql", r"\b"),
        ("alter", r"\s+table\s+only\b"),
        ("alter", r"\s+column\s+\S{1,100}\s+(?:type|set|drop)\b"),
        ("character", r"\s+varying\b"),
        ("bytea", r"\b"),
        ("timestamp", r"(?:\s*\(\d\))?\s+with(?:out)?\s+time\s+zone\b"),
        ("from", r"\s+stdin\b"),
        ("create", r"\s+(?:type|domain|extension|policy|sequence|materialized)\b"),
        ("using", r"\s+(?:gin|gist|brin|spgist)\b"),
        ("set", r"\s+client_encoding\b"),
        ("search_path", r"\b"),
        ("gen_random_uuid", r"\b"),
        ("uuid_generate_v", r"\d"),
        ("tstzrange", r"\b"),
        ("text", r"\s*\[\]"),
        ("comment", r"\s+on\s"),
    ),
    "mysql": (
        ("engine", r"\s*="),
        ("auto_increment", r"\b"),
        ("unsigned", r"\b"),
        ("tinyint", r"\(1\)"),
        ("mediumtext", r"\b"),
        ("mediumblob", r"\b"),
        ("longtext", r"\b"),
        ("longblob", r"\b"),
        ("mediumint", r"\b"),
        ("on", r"\s+update\s+current_timestamp\b"),
        ("charset", r"\s*="),
        ("character", r"\s+set\b"),
        ("enum", r"(?<!as\senum)\s*\(\s*''"),
        ("modify", r"\s+(?:column\s+)?[`\w]"),
        ("default_storage_engine", r"\b"),
        ("lock", r"\s+tables\b"),
        ("unlock", r"\s+tables\b"),
        ("procedure", r"\s+\S{1,200}\s*\([^)$]{0,1000}\)\s*begin\b"),
    ),
    "sqlite": (
        ("autoincrement", r"\b"),
        ("without", r"\s+rowid\b"),
        ("pragma", r"\s"),
        ("datetime", r"\s*\(\s*''"),
        ("strftime", r"\s*\(\s*''"),
        ("sqlite_", r"(?:sequence|master|schema|autoindex|stat1)"),
        ("collate", r"\s+nocase\b"),
        ("unixepoch", r"\s*\("),
        ("create", r"\s+virtual\s+table\b"),
        ("insert", r"\s+or\s+(?:ignore|replace)\b"),
    ),
}
#: Signs that only one database has: what they hold in any case, and how they look.
_SIGNS: dict[Dialect, tuple[tuple[str, str], ...]] = {
    "postgresql": (("$$", r"\$\$"), ("::", r"::")),
    "mysql": (
        ("delimiter", r"(?m)^[ \t]*delimiter\s"),
        ("/*!", r"/\*!\d+"),
        ("use", r"(?m)^[ \t]*use\s+[\w`]+\s*;"),
        ("#", r"(?m)^[ \t]*\#\s"),
    ),
    "sqlite": (
        ("[", r"(?<!\])\[[a-z_][\w ]*\](?=[\s(.,])"),
        ("strict", r"\)\s*strict\s*(?:;|,\s*without)"),
        ("\n.", r"\n\.(?:bail|mode|headers?|open|import|read|echo|separator|once|output)\b"),
    ),
}


def _patterns(dialect: Dialect) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What each pattern holds in any case, and the pattern.

    A pattern that begins with its literal is searched for much faster than one that begins with
    a word boundary, so that what must not stand in front is looked at behind the literal.
    """
    words = ((word, rf"{word}(?<!\w{word}){behind}") for word, behind in _WORDS[dialect])
    return tuple((held, re.compile(look)) for held, look in (*words, *_SIGNS[dialect]))


_ONLY_IN = {dialect: _patterns(dialect) for dialect in DIALECT_TITLES}
_TRIGGER_BODY = re.compile(r"\bbegin\s+(?:update|insert|delete|select)\b")
_BACKTICKS = re.compile(r"`[^`\n]+`")
_TYPES_OF_BOTH = re.compile(r"\b(?:datetime|blob|tinyint)\b")
_LOOSE_TEXT = re.compile(r"\btext\s+(?:not\s+null\s+)?(?:primary\s+key|unique|default\s+'')")
_PATHS: dict[Dialect, re.Pattern[str]] = {
    "postgresql": re.compile(r"(?i)(?<![a-z])(?:postgres(?:ql)?|pg|pgsql|psql)(?![a-z])"),
    "mysql": re.compile(r"(?i)(?<![a-z])(?:my[_-]?sql|mariadb|innodb)(?![a-z])"),
    "sqlite": re.compile(r"(?i)(?<![a-z])sqlite3?(?![a-z])"),
}
# The first line of the scripts that we write ourselves.
_TITLE_LINE = re.compile(r"\ufeff?-- (PostgreSQL|MySQL|SQLite) schema of ")


def detect_dialect(text: str, path: str = "", otherwise: Dialect = "postgresql") -> Dialect:
    """Which database a script is written for, by words that only one of them has.

    What the path says (`migrations/sqlite/1.sql`) counts where the words say little, and
    `otherwise` where nothing does. The answer is remembered with the text.
    """
    stated = _TITLE_LINE.match(text)
    if stated:
        return _DIALECT_OF_TITLE[stated[1]]
    votes = dict(_votes(text, path))
    return max((otherwise, *DIALECT_TITLES), key=lambda dialect: votes[dialect])


@lru_cache(maxsize=64)
def _votes(text: str, path: str) -> tuple[tuple[Dialect, int], ...]:
    """How much evidence there is for each dialect."""
    sample = "\n" + _LITERALS.sub("''", _ROWS.sub(r"\1", text[:_DIALECT_SAMPLE].lower()))
    votes: dict[Dialect, int] = {}
    for dialect, patterns in _ONLY_IN.items():
        held = (pattern for literal, pattern in patterns if literal in sample)
        votes[dialect] = _STRONG * sum(len(pattern.findall(sample)) for pattern in held)
        votes[dialect] += _PATH_WEIGHT * bool(_PATHS[dialect].search(path))
    if max(votes.values()) <= _ENOUGH:
        _weigh(sample, votes)
    return tuple(votes.items())


def _weigh(sample: str, votes: dict[Dialect, int]) -> None:
    """Count what is only likelier in one database: generators quote names each in their way."""
    votes["sqlite"] += 2 * bool(_TRIGGER_BODY.search(sample))
    if _BACKTICKS.search(sample):
        votes["mysql"] += 3
        # MySQL can neither index a TEXT without a length nor give it a default.
        votes["sqlite"] += 4 * bool(_LOOSE_TEXT.search(sample))
    elif _TYPES_OF_BOTH.search(sample):
        votes["sqlite"] += 3


# --- Shown by the parts of a schema --------------------------------------------------------------

_OPTION_WORDS: dict[Dialect, re.Pattern[str]] = {
    "mysql": re.compile(
        r"\bengine\b(?:\s*=\s*\w+)?|\bauto_increment\b|\bcollate\s+utf8", re.IGNORECASE
    ),
    "sqlite": re.compile(r"\bwithout\s+rowid\b|^strict$", re.IGNORECASE),
}
_TYPE_WORDS: dict[Dialect, re.Pattern[str]] = {
    "postgresql": re.compile(
        r"\b(?:timestamptz|timetz|time(?:stamp)?(?:\s*\(\d\))?\s+with(?:out)?\s+time\s+zone"
        r"|character\s+varying|jsonb|bytea|uuid|citext|inet|cidr|tsvector"
        r"|(?:big|small)?serial[248]?|\w+\[\])(?!\w)",
        re.IGNORECASE,
    ),
    "mysql": re.compile(
        r"\bunsigned\b|\b(?:tiny|medium|long)(?:text|blob|int)\b|\b(?:datetime|blob|year)\b"
        r"|^(?:enum|set)\s*\(",
        re.IGNORECASE,
    ),
}
_DEFAULT_WORDS: dict[Dialect, re.Pattern[str]] = {
    "postgresql": re.compile(r"\bgen_random_uuid\b|::|\bnextval\b", re.IGNORECASE),
    "mysql": re.compile(r"\bon\s+update\s+current_timestamp\b", re.IGNORECASE),
    "sqlite": re.compile(r"\bstrftime\b", re.IGNORECASE),
}
#: Types that neither PostgreSQL nor any other dialect here has.
_UNKNOWN_TYPE = re.compile(r"\s*(?:datetime2|clob)\b", re.IGNORECASE)
_STRING = re.compile(r"'(?:[^']|'')*'")


class Evidence(NamedTuple):
    """Words of a schema that one dialect alone has."""

    dialect: Dialect
    words: str
    weight: int = 1


def option_evidence(options: str) -> Iterator[Evidence]:
    """What the options behind CREATE TABLE say: `ENGINE=InnoDB`, `WITHOUT ROWID`."""
    yield from _evidence(_OPTION_WORDS, options, _STRONG)


def column_evidence(type_: str, default: str) -> Iterator[Evidence]:
    """What the type and the default of a column say: `jsonb`, `gen_random_uuid()`."""
    yield from _evidence(_TYPE_WORDS, type_)
    if default:
        yield from _evidence(_DEFAULT_WORDS, _STRING.sub("''", default))


def object_evidence(statement: str) -> Evidence:
    """What an object says that only PostgreSQL has; `statement` names it: `CREATE DOMAIN`."""
    # Enumerated types come from drawing tools as well.
    return Evidence("postgresql", statement, 1 if statement == "CREATE ENUM" else _STRONG)


def _evidence(
    words: dict[Dialect, re.Pattern[str]], text: str, weight: int = 1
) -> Iterator[Evidence]:
    if not text:
        return
    for dialect, pattern in words.items():
        found = pattern.search(text)
        if found:
            yield Evidence(dialect, found[0].lower(), weight)


def likeliest_dialect(evidence: Iterable[Evidence]) -> Dialect | None:
    """The dialect with the most evidence; None without any."""
    votes = Counter[Dialect]()
    for evidence_ in evidence:
        votes[evidence_.dialect] += evidence_.weight
    if not votes:
        return None
    return max(DIALECT_TITLES, key=lambda dialect: votes[dialect])


def is_unknown_type(type_: str) -> bool:
    """Whether a type belongs to a database whose dialect is not known here: `datetime2`."""
    return _UNKNOWN_TYPE.match(type_) is not None
