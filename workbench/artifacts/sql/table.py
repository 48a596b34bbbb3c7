"""One table with its indexes, comments and policies as SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workbench.artifacts.sql.spelling import comment_lines, literal
from workbench.design.access import Policy
from workbench.design.annotations import column_comment, table_comment
from workbench.design.tables import (
    Check,
    Column,
    ForeignKey,
    Index,
    IndexPart,
    PrimaryKey,
    Table,
    Unique,
)
from workbench.sql.dialect import Dialect
from workbench.sql.identifiers import column_list, identifier, qualified

# Storage clauses each database knows; those of another are left out.
_OPTIONS = {
    "postgresql": re.compile(r"(?:WITH\b|WITHOUT OIDS|TABLESPACE|USING)", re.IGNORECASE),
    "mysql": re.compile(
        r"(?:ENGINE|DEFAULT|CHARSET|CHARACTER|COLLATE|AUTO_INCREMENT|ROW_FORMAT)", re.IGNORECASE
    ),
    "sqlite": re.compile(r"(?:WITHOUT ROWID|STRICT)", re.IGNORECASE),
}
#: What each database may say behind a constraint; what else was written there is left out.
_TAILS = {
    "postgresql": re.compile(r"(?:INCLUDE|WITH|NO INHERIT|NOT|DEFERRABLE)\b", re.IGNORECASE),
    "mysql": re.compile(r"NOT ENFORCED\b", re.IGNORECASE),
    "sqlite": re.compile(r"ON CONFLICT\b", re.IGNORECASE),
}
_SPECIAL_ROLES = frozenset({"PUBLIC", "CURRENT_USER", "SESSION_USER", "CURRENT_ROLE"})
_ON_UPDATE = re.compile(r"^(?P<default>.*?)\s*\bON UPDATE (?P<update>.+)$", re.DOTALL)


def create_table(table: Table, keys: Sequence[ForeignKey], dialect: Dialect) -> str:
    """CREATE TABLE with its columns, constraints and the given foreign keys."""
    entries = [*_columns(table, dialect), *_constraints(table, keys, dialect)]
    if dialect == "mysql":
        entries += [_mysql_index(index) for index in table.indexes]
    lines = []
    if dialect == "sqlite" and table.description:
        lines += comment_lines(table.description)
    body = ",\n".join(f"  {entry}" for entry in entries)
    head = f"CREATE TABLE {qualified(table.key, dialect)}"
    inherited = bool(table.inherits) and dialect == "postgresql"
    tail = _tail(table, dialect, inherited=inherited)
    lines.append(f"{head} (\n{body}\n){tail};" if entries else f"{head} (){tail};")
    return "\n".join(lines)


def _columns(table: Table, dialect: Dialect) -> Iterator[str]:
    numbered = _rowid_key(table, dialect)
    loose = _loose_columns(table, dialect)
    for column in table.columns:
        written = column.model_copy(update={"nullable": True}) if column.name in loose else column
        yield _column(written, dialect, numbered=numbered == column.name)


def _constraints(table: Table, keys: Sequence[ForeignKey], dialect: Dialect) -> Iterator[str]:
    if table.primary_key and not _rowid_key(table, dialect):
        yield _primary_key(table.primary_key, dialect)
    yield from (_unique(unique, dialect) for unique in table.uniques)
    yield from (
        _check(check, dialect) for check in table.checks if not is_unchecked(check, dialect)
    )
    yield from (foreign_key(key, dialect) for key in keys)


def _tail(table: Table, dialect: Dialect, *, inherited: bool) -> str:
    words = []
    if inherited:
        parents = ", ".join(qualified(inherit, dialect) for inherit in table.inherits)
        words.append(f"INHERITS ({parents})")
    if table.partition_by and dialect != "sqlite":
        words.append(f"PARTITION BY {table.partition_by}")
    if table.options and _OPTIONS[dialect].match(table.options):
        words.append(table.options)
    about = table_comment(table)
    if about and dialect == "mysql":
        words.append(f"COMMENT={literal(about, dialect)}")
    return "".join(f" {word}" for word in words)


def _rowid_key(table: Table, dialect: Dialect) -> str:
    """SQLite numbers rows by itself only where the key is declared with the column."""
    key = table.primary_key
    if dialect != "sqlite" or key is None or len(key.columns) != 1:
        return ""
    column = table.column(key.columns[0])
    return column.name if column and column.identity else ""


def _loose_columns(table: Table, dialect: Dialect) -> tuple[str, ...]:
    """Key columns that a SQLite script does not declare NOT NULL; its keys do not imply it."""
    key = table.primary_key
    return key.columns if key and dialect == "sqlite" and key.options[:4] == "NULL" else ()


def _column(column: Column, dialect: Dialect, *, numbered: bool) -> str:
    """A column; `numbered` where it is the key by which SQLite numbers its rows."""
    words = [
        identifier(column.name, dialect),
        column.type,
        _collation(column.collation, dialect),
        _numbering(column, dialect, numbered=numbered),
        "" if column.nullable else "NOT NULL",
        *_defaults(column, dialect),
    ]
    if dialect == "mysql":
        if column.identity:
            words.append("AUTO_INCREMENT")
        about = column_comment(column)
        if about:
            words.append(f"COMMENT {literal(about, dialect)}")
    return " ".join(word for word in words if word)


def _collation(name: str, dialect: Dialect) -> str:
    if not name:
        return ""
    quoted = (f'"{part}"' if dialect == "postgresql" else part for part in name.split("."))
    return f"COLLATE {'.'.join(quoted)}"


def _numbering(column: Column, dialect: Dialect, *, numbered: bool) -> str:
    """How the values of a column come about without anybody giving them."""
    if numbered:
        return "PRIMARY KEY AUTOINCREMENT"
    if column.generated:
        storage = "STORED" if column.generated_stored else "VIRTUAL"
        return f"GENERATED ALWAYS AS ({column.generated}) {storage}"
    if column.identity and dialect == "postgresql":
        return f"GENERATED {column.identity.upper()} AS IDENTITY"
    return ""


def _defaults(column: Column, dialect: Dialect) -> Iterator[str]:
    update = _ON_UPDATE.match(column.default)
    default = update["default"] if update else column.default
    if default and not column.generated:
        yield f"DEFAULT {default}"
    if update and dialect == "mysql":
        yield f"ON UPDATE {update['update']}"


def _named(name: str, dialect: Dialect) -> str:
    return f"CONSTRAINT {identifier(name, dialect)} " if name else ""


def _options(constraint: PrimaryKey | Unique | Check | ForeignKey, dialect: Dialect) -> str:
    """Words behind a constraint, if they are those of this database."""
    words = constraint.options.removeprefix("NULL").strip()
    return f" {words}" if _TAILS[dialect].match(words) else ""


def _deferrable(word: str) -> str:
    match word:
        case "deferrable":
            return " DEFERRABLE"
        case "initially deferred":
            return " DEFERRABLE INITIALLY DEFERRED"
    return ""


def _primary_key(key: PrimaryKey, dialect: Dialect) -> str:
    tail = _options(key, dialect)
    return f"{_named(key.name, dialect)}PRIMARY KEY {column_list(key.columns, dialect)}{tail}"


def _unique(unique: Unique, dialect: Dialect) -> str:
    nulls = " NULLS NOT DISTINCT" if unique.nulls_not_distinct and dialect == "postgresql" else ""
    tail = _options(unique, dialect)
    tail += _deferrable(unique.deferrable) if dialect == "postgresql" else ""
    return (
        f"{_named(unique.name, dialect)}UNIQUE{nulls} {column_list(unique.columns, dialect)}{tail}"
    )


def _check(check: Check, dialect: Dialect) -> str:
    return f"{_named(check.name, dialect)}CHECK ({check.expression}){_options(check, dialect)}"


def is_unchecked(constraint: Check | ForeignKey, dialect: Dialect) -> bool:
    """Whether rows may break a constraint, which only ALTER TABLE can say."""
    return dialect == "postgresql" and "NOT VALID" in constraint.options


def unchecked(table: Table, dialect: Dialect) -> list[str]:
    """Statements that add the checks which rows may break."""
    head = f"ALTER TABLE {qualified(table.key, dialect)}"
    found = [check for check in table.checks if is_unchecked(check, dialect)]
    return [f"{head}\n  ADD {_check(part, dialect)};" for part in found]


def foreign_key(key: ForeignKey, dialect: Dialect) -> str:
    """A foreign key as a constraint of its table."""
    words = [f"{_named(key.name, dialect)}FOREIGN KEY {column_list(key.columns, dialect)}"]
    columns = f" {column_list(key.target_columns, dialect)}" if key.target_columns else ""
    words.append(f"REFERENCES {qualified(key.target, dialect)}{columns}")
    if key.match:
        words.append(f"MATCH {key.match}")
    if key.on_update:
        words.append(f"ON UPDATE {key.on_update}")
    if key.on_delete:
        words.append(f"ON DELETE {key.on_delete}")
    if key.on_delete_columns and key.on_delete and dialect == "postgresql":
        words.append(column_list(key.on_delete_columns, dialect))
    tail = _deferrable(key.deferrable) if dialect != "mysql" else ""
    return " ".join(words) + tail + _options(key, dialect)


def add_foreign_key(table: Table, key: ForeignKey, dialect: Dialect) -> str:
    """A foreign key that is added when both tables are there."""
    return f"ALTER TABLE {qualified(table.key, dialect)}\n  ADD {foreign_key(key, dialect)};"


def create_index(table: Table, index: Index, dialect: Dialect) -> str:
    """CREATE INDEX with method, parts, included columns, options and predicate."""
    words = [
        "CREATE UNIQUE INDEX" if index.unique else "CREATE INDEX",
        identifier(index.name, dialect) if index.name else "",
        f"ON {qualified(table.key, dialect)}",
        f"USING {index.method}" if index.method and dialect == "postgresql" else "",
        "(" + ", ".join(_index_part(part, dialect) for part in index.parts) + ")",
        *(_postgresql_index_options(index) if dialect == "postgresql" else ()),
        index.options if _OPTIONS[dialect].match(index.options) else "",
        f"WHERE {index.where}" if index.where and dialect != "mysql" else "",
    ]
    return " ".join(word for word in words if word) + ";"


def _postgresql_index_options(index: Index) -> Iterator[str]:
    if index.include:
        yield f"INCLUDE {column_list(index.include, 'postgresql')}"
    if index.nulls_not_distinct:
        yield "NULLS NOT DISTINCT"


def _mysql_index(index: Index) -> str:
    special = index.method.upper() if index.method in {"fulltext", "spatial"} else ""
    words = ["UNIQUE KEY" if index.unique else f"{special} KEY".strip()]
    if index.name:
        words.append(identifier(index.name, "mysql"))
    if index.method and not special:
        words.append(f"USING {index.method.upper()}")
    words.append("(" + ", ".join(_index_part(part, "mysql") for part in index.parts) + ")")
    if index.comment:
        words.append(f"COMMENT {literal(index.comment, 'mysql')}")
    return " ".join(words)


def _index_part(part: IndexPart, dialect: Dialect) -> str:
    text = identifier(part.column, dialect) if part.column else f"({part.expression})"
    is_prefix = part.opclass.startswith("(")
    if is_prefix and dialect == "mysql":
        text += part.opclass
    words = [
        text,
        _collation(part.collation, dialect) if dialect != "mysql" else "",
        part.opclass if dialect == "postgresql" and not is_prefix else "",
        "DESC" if part.descending else "",
        f"NULLS {part.nulls.upper()}" if part.nulls and dialect != "mysql" else "",
    ]
    return " ".join(word for word in words if word)


def table_comments(table: Table, dialect: Dialect) -> Iterator[str]:
    """COMMENT ON for a table and its columns, where the database has that statement."""
    if dialect != "postgresql":
        return
    name = qualified(table.key, dialect)
    lines = []
    about = table_comment(table)
    if about:
        lines.append(f"COMMENT ON TABLE {name} IS {literal(about, dialect)};")
    comments = [(column.name, column_comment(column)) for column in table.columns]
    lines += [
        f"COMMENT ON COLUMN {name}.{identifier(column, dialect)} IS {literal(text, dialect)};"
        for column, text in comments
        if text
    ]
    if lines:
        yield "\n".join(lines)


def create_policy(policy: Policy) -> str:
    """CREATE POLICY with its roles and conditions."""
    name = identifier(policy.name, "postgresql")
    lines = [f"CREATE POLICY {name} ON {qualified(policy.table, 'postgresql')}"]
    if not policy.permissive:
        lines.append("  AS RESTRICTIVE")
    if policy.command != "ALL":
        lines.append(f"  FOR {policy.command}")
    if policy.roles:
        roles = (
            role.upper() if role.upper() in _SPECIAL_ROLES else identifier(role, "postgresql")
            for role in policy.roles
        )
        lines.append(f"  TO {', '.join(roles)}")
    if policy.using:
        lines.append(f"  USING ({policy.using})")
    if policy.check:
        lines.append(f"  WITH CHECK ({policy.check})")
    return "\n".join(lines) + ";"
