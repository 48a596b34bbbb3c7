"""Schema designs in Markdown: tables with columns, keys, indexes and what SQL cannot express.

Entities, attributes, data classes and deviations are only here; the rest repeats the SQL
schema, which counts where both are given.
"""

from __future__ import annotations

import re
from typing import Any, get_args

from workbench.design.tables import (
    Action,
    Check,
    Column,
    ForeignKey,
    Index,
    IndexPart,
    PrimaryKey,
    SqlObject,
    SqlObjectType,
    Table,
    Unique,
)
from workbench.intake.collector import DocumentCollector, clean_key, clean_keys, clean_line
from workbench.intake.markdown import inline
from workbench.intake.markdown.column_matching import Columns
from workbench.intake.markdown.document import Markdown, Row
from workbench.intake.markdown.sections import Section, outline
from workbench.intake.markdown.vocabulary import read_answer
from workbench.intake.result import ReadPart

COLUMN = Columns(
    {
        "name": "Column|Name|Field|Column Name",
        "type": "Type|Data Type|SQL Type",
        "nullable": "Nullable|Null|Nullable?|Not Null|Required",
        "default": "Default|Default Value",
        "identity": "Identity",
        "generated": "Generated",
        "collation": "Collation",
        "attribute": "Attribute|Dictionary|Source|Dictionary Attribute",
        "data_class": "Data Class|Class|Classification|PII",
        "comment": "Comment|Description|Notes|Meaning",
        "deviation": "Deviation",
    }
)
FOREIGN = Columns(
    {
        "columns": "Columns|Column",
        "references": "References|Refers To|Target",
        "on_delete": "On Delete",
        "on_delete_columns": "On Delete Columns",
        "on_update": "On Update",
        "match": "Match",
        "deferrable": "Deferrable",
        "options": "Options",
        "name": "Name|Constraint",
    }
)
UNIQUE = Columns(
    {
        "columns": "Columns|Column",
        "name": "Name|Constraint",
        "nulls": "Nulls Not Distinct",
        "deferrable": "Deferrable",
        "options": "Options",
    }
)
CHECK = Columns(
    {
        "expression": "Expression|Check|Condition",
        "name": "Name|Constraint",
        "options": "Options",
    }
)
INDEX = Columns(
    {
        "name": "Name|Index",
        "parts": "Parts|Columns|Column",
        "unique": "Unique",
        "method": "Method|Type",
        "where": "Where|Predicate",
        "include": "Include",
        "nulls": "Nulls Not Distinct",
        "options": "Options",
        "comment": "Comment|Purpose|Notes|Supports",
    }
)
OBJECT = Columns(
    {
        "type": "Type",
        "name": "Name",
        "values": "Values",
        "comment": "Comment",
        "sql": "SQL|Definition",
    }
)
_HEADING = re.compile(r"^table\s*[:\uff1a–—-]\s*(?P<name>.+)$", re.IGNORECASE)
_ACTIONS = frozenset(get_args(Action))
_LONGEST_END = 40
_PART_END = re.compile(
    r"\s+NULLS\s+(?P<nulls>FIRST|LAST)$|\s+(?P<direction>ASC|DESC)$", re.IGNORECASE
)
_FIELDS = frozenset({"entity", "junction", "mutable", "row security", "deviation"})


def read_schema_design(document: Markdown, collector: DocumentCollector) -> None:
    """Read tables and SQL objects into `collector`."""
    for section in outline(document).walk():
        named = _HEADING.match(section.title)
        if named:
            _table(section, clean_key(inline.name(named["name"])), collector)
        elif section.label == "sql objects":
            _objects(section, collector)
    if not collector.items:
        collector.warn(
            1,
            "no table found. Write each as a heading `## Table: orders` above a table of columns.",
        )


def _table(section: Section, key: str, collector: DocumentCollector) -> None:
    values: dict[str, Any] = {}
    for field in section.fields(_FIELDS):
        name = field.key.replace(" ", "_")
        if name in {"entity", "partition_of", "partition_by"}:
            values[name] = clean_line(inline.name(field.raw))
        elif name in {"description", "deviation", "partition_bound", "options"}:
            values[name] = field.text
        elif name in {"junction", "mutable", "row_security", "force_row_security"}:
            answer = read_answer(field.raw)[0]
            if answer is not None:
                values[name] = answer
        elif name == "inherits":
            values[name] = clean_keys(inline.names(field.raw))
        else:
            collector.info(field.line, f"{key}: unknown field {field.title!r}; not imported")
    parts: list[ReadPart] = []
    values["columns"] = _columns(section, key, collector, parts)
    primary = section.child("primary key")
    if primary:
        fields = {field.key: field for field in primary.fields()}
        if "columns" in fields:
            values["primary_key"] = collector.build(
                PrimaryKey, primary.line, columns=clean_keys(inline.names(fields["columns"].raw)),
                name=inline.name(fields["name"].raw) if "name" in fields else "",
                options=fields["options"].text if "options" in fields else "",
            )  # fmt: skip
    values["foreign_keys"] = _foreign_keys(section, collector)
    values["uniques"] = _uniques(section, collector)
    values["checks"] = _checks(section, collector)
    values["indexes"] = _indexes(section, collector)
    table = collector.build(Table, section.line, key=key, **values)
    if table:
        parts.extend(_constraint_parts(table, section.line))
    collector.add(table, section.line, section.end_line, parts)


def _constraint_parts(table: Table, line: int) -> list[ReadPart]:
    found = [
        ReadPart("foreign_key", f"{table.key}({', '.join(foreign_key.columns)})", line,
                 {"table": table.key, **foreign_key.model_dump(mode="json", exclude_defaults=True)})
        for foreign_key in table.foreign_keys
    ]  # fmt: skip
    found.extend(
        ReadPart("index", index.name or f"{table.key}({', '.join(index.columns)})", line,
                 {"table": table.key, **index.model_dump(mode="json", exclude_defaults=True)})
        for index in table.indexes
    )  # fmt: skip
    return found


def _rows(section: Section, columns: Columns, *titles: str) -> list[tuple[Row, dict[str, str]]]:
    part = section.child(*titles)
    return [pair for table in part.tables() for pair in columns.rows(table)] if part else []


def _columns(
    section: Section, key: str, collector: DocumentCollector, parts: list[ReadPart]
) -> tuple[Column, ...]:
    rows = _rows(section, COLUMN, "columns")
    if not rows:
        rows = [
            pair
            for table in section.tables()
            if COLUMN.fits(table, "name", "type")
            for pair in COLUMN.rows(table, collector)
        ]
    found: list[Column] = []
    for row, cells in rows:
        name = clean_key(inline.name(cells.get("name", "")))
        if not name:
            continue
        nullable = read_answer(cells.get("nullable", ""))[0]
        if nullable is not None and cells.get("nullable header") in {"not null", "required"}:
            nullable = not nullable
        generated = inline.value(cells.get("generated", ""))
        stored = not generated.startswith("virtual: ")
        identity = inline.value(cells.get("identity", ""))
        column = collector.build(
            Column, row.line, name=name, type=clean_line(inline.name(cells.get("type", ""))),
            nullable=nullable is not False, default=inline.expression(cells.get("default", "")),
            identity=identity if identity in {"always", "by default"} else "",
            generated=generated if stored else generated.removeprefix("virtual: "),
            generated_stored=stored, collation=inline.name(cells.get("collation", "")),
            comment=inline.value(cells.get("comment", "")),
            attribute=inline.name(cells.get("attribute", "")),
            data_class=inline.name(cells.get("data_class", "")),
            deviation=inline.value(cells.get("deviation", "")),
        )  # fmt: skip
        if column:
            found.append(column)
            data = {"table": key, **column.model_dump(mode="json", exclude_defaults=True)}
            parts.append(ReadPart("column", f"{key}.{name}", row.line, data))
    return tuple(found)


def _action(raw: str) -> str | None:
    action = inline.name(raw).upper().replace("_", " ")
    return action if action in _ACTIONS else None


def _foreign_keys(section: Section, collector: DocumentCollector) -> tuple[ForeignKey, ...]:
    found = []
    for row, cells in _rows(section, FOREIGN, "foreign keys"):
        reference = inline.value(cells.get("references", ""))
        if not reference:
            continue
        target, columns = _reference(reference)
        key = collector.build(
            ForeignKey, row.line, columns=clean_keys(inline.names(cells.get("columns", ""))),
            target=inline.name(target),
            target_columns=clean_keys(inline.names(columns)),
            name=inline.name(cells.get("name", "")), on_delete=_action(cells.get("on_delete", "")),
            on_delete_columns=clean_keys(inline.names(cells.get("on_delete_columns", ""))),
            on_update=_action(cells.get("on_update", "")),
            match=inline.value(cells.get("match", "")).upper(),
            deferrable=inline.value(cells.get("deferrable", "")),
            options=inline.value(cells.get("options", "")),
        )  # fmt: skip
        found.extend([key] if key else [])
    return tuple(found)


def _reference(text: str) -> tuple[str, str]:
    """`customers (id)` → table and columns; parentheses inside code spans are part of a name."""
    spans = inline.code_spans(text)
    if text.endswith(")"):
        for found in re.finditer(r"\(", text):
            at = found.start()
            if not any(start <= at < end for start, end in spans):
                return text[:at], text[at + 1 : -1]
    return text, ""


def _uniques(section: Section, collector: DocumentCollector) -> tuple[Unique, ...]:
    found = []
    for row, cells in _rows(section, UNIQUE, "unique constraints", "uniques"):
        unique = collector.build(
            Unique, row.line, columns=clean_keys(inline.names(cells.get("columns", ""))),
            name=inline.name(cells.get("name", "")),
            nulls_not_distinct=read_answer(cells.get("nulls", ""))[0] is True,
            deferrable=inline.value(cells.get("deferrable", "")),
            options=inline.value(cells.get("options", "")),
        )  # fmt: skip
        found.extend([unique] if unique else [])
    return tuple(found)


def _checks(section: Section, collector: DocumentCollector) -> tuple[Check, ...]:
    found = []
    for row, cells in _rows(section, CHECK, "checks", "check constraints"):
        check = collector.build(
            Check, row.line, expression=inline.expression(cells.get("expression", "")),
            name=inline.name(cells.get("name", "")),
            options=inline.value(cells.get("options", "")),
        )  # fmt: skip
        found.extend([check] if check else [])
    return tuple(found)


def _indexes(section: Section, collector: DocumentCollector) -> tuple[Index, ...]:
    found = []
    for row, cells in _rows(section, INDEX, "indexes", "indices"):
        parts = [
            _index_part(split_part, row.line, collector)
            for split_part in _split_parts(cells.get("parts", ""))
        ]
        index = collector.build(
            Index,
            row.line,
            name=inline.name(cells.get("name", "")),
            parts=tuple(part for part in parts if part),
            unique=read_answer(cells.get("unique", ""))[0] is True,
            method=inline.name(cells.get("method", "")),
            where=inline.expression(cells.get("where", "")),
            include=clean_keys(inline.names(cells.get("include", ""))),
            nulls_not_distinct=read_answer(cells.get("nulls", ""))[0] is True,
            options=inline.value(cells.get("options", "")),
            comment=inline.value(cells.get("comment", "")),
        )
        found.extend([index] if index and index.parts else [])
    return tuple(found)


def _split_parts(raw: str) -> list[str]:
    """Parts of an index, split at commas outside parentheses, quotes and code spans."""
    text = inline.value(raw)
    parts, depth, quote, start = [], 0, "", 0
    for at, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "`'\"":
            quote = character
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "," and depth <= 0:
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def _index_part(text: str, line: int, collector: DocumentCollector) -> IndexPart | None:
    values: dict[str, Any] = {}
    while True:
        tail = max(0, len(text) - _LONGEST_END)
        found = _PART_END.search(text, tail)
        if not found:
            break
        if found["nulls"]:
            values["nulls"] = found["nulls"].lower()
        elif found["direction"].upper() == "DESC":
            values["descending"] = True
        text = text[: found.start()]
    if text.startswith("("):
        end = _closing(text)
        values["expression"] = text[1:end]
        rest = text[end + 1 :].strip()
    else:
        spans = inline.code_spans(text) if text.startswith("`") else []
        end = spans[0][1] if spans else len(text.split(" ")[0])
        values["column"] = inline.name(text[:end]) if spans else text[:end]
        rest = text[end:].strip()
    collate = re.match(r"COLLATE\s+(\S+)\s*", rest, re.IGNORECASE)
    if collate:
        values["collation"] = inline.name(collate[1])
        rest = rest[collate.end() :]
    if rest:
        values["opclass"] = inline.name(rest)
    return collector.build(IndexPart, line, **values)


def _closing(text: str) -> int:
    depth, quote = 0, ""
    for at, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth == 0:
                return at
    return len(text)


def _objects(section: Section, collector: DocumentCollector) -> None:
    for table in section.tables():
        for row, cells in OBJECT.rows(table, collector):
            kind, name = (
                inline.name(cells.get("type", "")),
                clean_key(inline.name(cells.get("name", ""))),
            )
            if kind not in set(SqlObjectType) or not name:
                collector.warn(
                    row.line, f"SQL object {name[:60]!r} left out: unknown type {kind[:40]!r}"
                )
                continue
            found = collector.build(
                SqlObject,
                row.line,
                key=f"{kind} {name}",
                type=SqlObjectType(kind),
                name=name,
                values=inline.names(cells.get("values", "")),
                comment=inline.value(cells.get("comment", "")),
                sql=inline.value(cells.get("sql", "")),
            )
            collector.add(found, row.line, row.line)
