"""Tables in the languages of drawing tools: DBML (dbml.dbdiagram.io/docs) and Mermaid."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.design import Design
from workbench.design.schema_dialect import dialect_of
from workbench.design.tables import Column, ForeignKey, Index, SqlObjectType, Table
from workbench.sql.dialect import DIALECT_TITLES

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLAIN_TYPE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\(\d+(?:, ?\d+)?\))?")
_ODD = re.compile(r"[^A-Za-z0-9_\[\]()-]+")
_ODD_NAME = re.compile(r"[^\w-]+")


def write_dbml(design: Design) -> str:
    """Enums, tables and references as DBML; empty without tables."""
    if not design.tables:
        return ""
    product = design.handoff.product or "design"
    database = DIALECT_TITLES[dialect_of(design)]
    blocks = [f"Project {_name(product)} {{\n  database_type: {_text(database)}\n}}"]
    for sql_object in design.sql_objects:
        if sql_object.type is SqlObjectType.enum and sql_object.values:
            values = "\n".join(f"  {_name(value)}" for value in sql_object.values)
            blocks.append(f"Enum {_dotted(sql_object.name)} {{\n{values}\n}}")
    blocks += [_table(table) for table in design.tables]
    references = [_reference(table, key) for table in design.tables for key in table.foreign_keys]
    if references:
        blocks.append("\n".join(references))
    return "\n\n".join(blocks) + "\n"


def _name(text: str) -> str:
    clean = " ".join(text.split()).replace('"', "'")
    return clean if _PLAIN.fullmatch(clean) else f'"{clean}"'


def _dotted(key: str) -> str:
    return ".".join(map(_name, key.split(".", 1)))


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'''{escaped}'''" if "\n" in text else f"'{escaped}'"


def _table(table: Table) -> str:
    lines = [f"Table {_dotted(table.key)} {{"]
    lines += [f"  {_column(table, column)}" for column in table.columns]
    entries = list(_entries(table))
    if entries:
        lines += ["", "  indexes {", *(f"    {entry}" for entry in entries), "  }"]
    if table.description:
        lines += ["", f"  Note: {_text(table.description)}"]
    return "\n".join([*lines, "}"])


def _column(table: Table, column: Column) -> str:
    kind = column.type if _PLAIN_TYPE.fullmatch(column.type) else f'"{column.type}"'
    settings = []
    key = table.primary_key
    if key and key.columns == (column.name,):
        settings.append("pk")
    if column.identity:
        settings.append("increment")
    if not column.nullable:
        settings.append("not null")
    if any(unique.columns == (column.name,) for unique in table.uniques):
        settings.append("unique")
    if column.default:
        settings.append(f"default: `{column.default.replace('`', '')}`")
    if column.comment:
        settings.append(f"note: {_text(column.comment)}")
    shown = f" [{', '.join(settings)}]" if settings else ""
    return f"{_name(column.name)} {kind}{shown}"


def _entries(table: Table) -> Iterator[str]:
    key = table.primary_key
    if key and len(key.columns) > 1:
        yield f"({', '.join(map(_name, key.columns))}) [pk]"
    for unique in table.uniques:
        if len(unique.columns) > 1:
            name = f", name: {_text(unique.name)}" if unique.name else ""
            yield f"({', '.join(map(_name, unique.columns))}) [unique{name}]"
    for index in table.indexes:
        yield _index(index)


def _index(index: Index) -> str:
    parts = [
        _name(part.column) if part.column else f"`{part.expression.replace('`', '')}`"
        for part in index.parts
    ]
    settings = [
        "unique" if index.unique else "",
        f"name: {_text(index.name)}" if index.name else "",
        f"type: {index.method}" if index.method in {"btree", "hash"} else "",
        f"note: {_text(index.comment)}" if index.comment else "",
    ]
    shown = ", ".join(setting for setting in settings if setting)
    return f"({', '.join(parts)})" + (f" [{shown}]" if shown else "")


def _reference(table: Table, key: ForeignKey) -> str:
    sides = [
        f"{_dotted(name)}.{_columns(columns)}"
        for name, columns in ((table.key, key.columns), (key.target, key.target_columns or ("id",)))
    ]
    settings = [
        f"delete: {key.on_delete.lower()}" if key.on_delete else "",
        f"update: {key.on_update.lower()}" if key.on_update else "",
    ]
    shown = ", ".join(setting for setting in settings if setting)
    name = f" {_name(key.name)}" if key.name else ""
    single = [unique.columns for unique in table.uniques if unique.columns == key.columns]
    sign = "-" if single else ">"
    return f"Ref{name}: {sides[0]} {sign} {sides[1]}" + (f" [{shown}]" if shown else "")


def _columns(columns: tuple[str, ...]) -> str:
    names = [_name(column) for column in columns]
    return names[0] if len(names) == 1 else f"({', '.join(names)})"


def write_mermaid(design: Design) -> str:
    """Tables and references as a Mermaid entity diagram; empty without tables.

    Mermaid knows few signs in types and names; the others become an underscore.
    """
    if not design.tables:
        return ""
    known = {table.key for table in design.tables}
    lines = ["erDiagram"]
    for table in design.tables:
        lines += [f"  {_entity(table.key)} {{", *_mermaid_columns(table), "  }"]
    for table in design.tables:
        lines += _mermaid_references(table, known)
    return "\n".join(lines) + "\n"


def _mermaid_columns(table: Table) -> Iterator[str]:
    primary = set(table.primary_key.columns) if table.primary_key else set()
    foreign = {name for key in table.foreign_keys for name in key.columns}
    for column in table.columns:
        marks = [word for word, of in (("PK", primary), ("FK", foreign)) if column.name in of]
        kind = _ODD.sub("_", column.type).strip("_") or "unknown"
        name = _ODD_NAME.sub("_", column.name) or "_"
        yield f"    {kind} {name} {', '.join(marks)}".rstrip()


def _mermaid_references(table: Table, known: set[str]) -> Iterator[str]:
    for key in table.foreign_keys:
        if key.target in known:
            column = table.column(key.columns[0])
            head = "o|" if column is None or column.nullable else "||"
            label = ", ".join(key.columns).replace('"', "'")
            yield f'  {_entity(table.key)} }}o--{head} {_entity(key.target)} : "{label}"'


def _entity(key: str) -> str:
    clean = "".join(char if char.isprintable() and char not in '"%\\' else "_" for char in key)
    return f'"{clean}"'
