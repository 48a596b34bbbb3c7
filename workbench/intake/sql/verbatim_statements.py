"""Statements for whose subject a design has no member, kept word for word as objects.

Storage of columns, comments on constraints, switched-off triggers: nobody designs with them, but
a schema that lost them would not be the same. They are written back behind everything else.
"""

from __future__ import annotations

from dataclasses import replace

from workbench.design.tables import SqlObject, SqlObjectType
from workbench.intake.sql.constraints import TablePart
from workbench.intake.sql.schema_state import SchemaState
from workbench.sql.cursor import Cursor
from workbench.sql.identifiers import quoted_if_needed

_MAX_LABEL = 120
#: Actions of ALTER TABLE that are kept, by the words they start with.
_ACTIONS = (
    ("CLUSTER", "ON"),
    ("REPLICA", "IDENTITY"),
    ("ENABLE", "TRIGGER"),
    ("ENABLE", "ALWAYS"),
    ("ENABLE", "REPLICA"),
    ("DISABLE", "TRIGGER"),
    ("DISABLE", "RULE"),
    ("SET", "LOGGED"),
    ("OF",),
    ("NOT", "OF"),
    ("SET", "UNLOGGED"),
    ("SET", "("),
)
#: Actions of ALTER COLUMN for which a design has no place, by the words behind its name.
_OF_A_COLUMN = (
    ("SET", "STORAGE"),
    ("SET", "STATISTICS"),
    ("SET", "COMPRESSION"),
    ("SET", "("),
)
#: Options of a column that PostgreSQL sets itself, another value in each database; a pg_dump
#: older than the server writes them out as if somebody had set them.
_NOTED_BY_SERVER = frozenset({"PG_ATTVER"})
_SEQUENCE_DEFAULTS = {"START": "1", "INCREMENT": "1", "CACHE": "1"}

#: ALTER of these changes owners, rights or options; of the latter, what is kept in PostgreSQL.
# fmt: off
_ALTERED_AND_KEPT = frozenset({
    "SEQUENCE", "FUNCTION", "PROCEDURE", "AGGREGATE", "VIEW", "MATERIALIZED", "POLICY", "TRIGGER",
    "STATISTICS", "TEXT", "OPERATOR",
})
_ALTERED_IN_VAIN = frozenset({
    "SCHEMA", "EXTENSION", "DEFAULT", "DATABASE", "EVENT", "PUBLICATION", "LARGE", "LANGUAGE",
    "PROCEDURAL", "COLLATION", "AUTHORIZATION",
})
# fmt: on


def add_verbatim(state: SchemaState, label: str, sql: str, line: int) -> None:
    """Keep a statement under a label; a later one of that label is kept beside it."""
    kind = SqlObjectType.other
    base = name = " ".join(label.split())[:_MAX_LABEL]
    count = 2
    while (known := state.find_object(kind, name)) is not None:
        if isinstance(known.item, SqlObject) and known.item.sql == f"{sql};":
            return
        name = f"{base} ({count})"
        count += 1
    item = SqlObject(key=f"{kind} {name}", type=kind, name=name, sql=f"{sql};")
    state.add_object(item, line, line)


def add_exclusions(part: TablePart, state: SchemaState, table: str, line: int) -> None:
    """Keep exclusion constraints and more for which a table has no place as objects."""
    name_in_sql = quoted_if_needed(*table.split("."))
    for action in part.verbatim_actions:
        add_verbatim(state, f"{table}: {action}", f"ALTER TABLE {name_in_sql} {action}", line)
    for number, (name, text) in enumerate(part.exclusions, start=1):
        label = f"{table}.{name or f'exclusion_{number}'}"
        clause = f"CONSTRAINT {quoted_if_needed(name)} {text}" if name else text
        sql = f"ALTER TABLE {name_in_sql} ADD {clause};"
        kind = SqlObjectType.other
        item = SqlObject(key=f"{kind} {label}", type=kind, name=label, sql=sql)
        state.add_object(item, line, line)


def add_verbatim_action(cursor: Cursor, state: SchemaState, table: str, line: int) -> bool:
    """Keep an action of ALTER TABLE that changes nothing a design has; False for any other.

    `table` is the name of the table as it is written there.
    """
    if cursor.dialect != "postgresql":
        return False
    found = any(_starts(cursor, 0, words) for words in _ACTIONS)
    if cursor.key() == "ALTER":
        behind = _action_offset(cursor)
        found = any(_starts(cursor, behind, words) for words in _OF_A_COLUMN)
    if not found:
        return False
    if text := verbatim_text(cursor):
        add_verbatim(state, f"{table}: {text}", f"ALTER TABLE {table} {text}", line)
    cursor.at = cursor.stop
    return True


def verbatim_text(action: Cursor) -> str:
    """An action of ALTER TABLE to keep verbatim, without options that the server sets itself.

    Empty if there are no others. Raises NotUnderstoodError for options without their end.

    >>> from workbench.sql.lexer import split_sql
    >>> text = "ALTER COLUMN n SET (pg_attver=7, n_distinct=5)"
    >>> tokens = split_sql(text, "postgresql").statements[0].tokens
    >>> verbatim_text(Cursor(text, tokens, "postgresql"))
    'ALTER COLUMN n SET (n_distinct=5)'
    """
    whole = action.source(action.at, action.stop)
    behind = _action_offset(action)
    if action.key() != "ALTER" or not _starts(action, behind, ("SET", "(")):
        return whole
    opening = action.at + behind + 1
    options = list(replace(action, at=opening).group().parts())
    settings = [option for option in options if option.key() not in _NOTED_BY_SERVER]
    if len(settings) == len(options):
        return whole
    written = ", ".join(part.source(part.at, part.stop) for part in settings)
    return f"{action.source(action.at, opening)} ({written})" if settings else ""


def _action_offset(cursor: Cursor) -> int:
    """How many tokens ahead the action on the column that ALTER names begins."""
    return 3 if cursor.key(1) == "COLUMN" else 2


def _starts(cursor: Cursor, at: int, words: tuple[str, ...]) -> bool:
    return all(cursor.key(at + ahead) == word for ahead, word in enumerate(words))


def sets_owner_only(cursor: Cursor) -> bool:
    """Whether a statement ends in `OWNER TO somebody`, and that is its only action."""
    last = [token.key for token in cursor.tokens[-4:-1]]
    return last[1:] == ["OWNER", "TO"] and last[0] != ","


def add_verbatim_alteration(word: str, cursor: Cursor, state: SchemaState, line: int) -> bool:
    """Keep an ALTER of an object other than a table; False for unknown kinds of objects."""
    if word in _ALTERED_AND_KEPT and cursor.dialect == "postgresql":
        text = cursor.source(0, cursor.stop)
        add_verbatim(state, text, text, line)
    return word in _ALTERED_AND_KEPT | _ALTERED_IN_VAIN


def sequence_changes(options: Cursor) -> str:
    """Options of an identity column as actions of ALTER COLUMN; empty for the usual ones.

    >>> from workbench.sql.lexer import split_sql
    >>> text = "START WITH 100 INCREMENT BY 1 NO MINVALUE"
    >>> tokens = split_sql(text, "postgresql").statements[0].tokens
    >>> sequence_changes(Cursor(text, tokens, "postgresql"))
    'SET START WITH 100 RESTART'
    """
    found: list[str] = []
    while not options.done:
        word = options.key()
        options.at += 1
        if word == "NO":
            if options.key() == "CYCLE":
                found.append("SET NO CYCLE")
            options.at += 1
        elif word == "CYCLE":
            found.append("SET CYCLE")
        elif word in {"SEQUENCE", "OWNED"}:
            options.at += 1
            options.qualified()
        elif word in {"START", "INCREMENT", "MINVALUE", "MAXVALUE", "CACHE"}:
            joining = f" {options.accept_any('WITH', 'BY')}".rstrip()
            begin = options.at
            options.at += 2 if options.key() in {"-", "+"} else 1
            value = options.source(begin, options.at)
            if _SEQUENCE_DEFAULTS.get(word) != value:
                found.append(f"SET {word}{joining} {value}")
    return " ".join([*found, "RESTART"]) if found else ""
