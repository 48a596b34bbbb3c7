"""Each table of a design as CSV that no spreadsheet runs.

RFC 4180 with a header row, UTF-8 with a byte order mark so that spreadsheets read it right. A
cell that would start a formula gets an apostrophe in front (OWASP, "CSV Injection").
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from workbench.design.base import Item
from workbench.design.design import Design
from workbench.design.kinds import KINDS

#: What makes a spreadsheet take a cell for a formula, full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_LIST_SIGN = "; "

#: Parts of items that make a table of their own: file, section, member, column of the owner.
_PARTS = (
    ("attributes", "entities", "attributes", "entity"),
    ("flow-steps", "flows", "steps", "flow"),
    ("screen-fields", "screens", "fields", "screen"),
    ("content-fields", "content_types", "fields", "content type"),
    ("feedback-data", "feedback_channels", "data", "feedback channel"),
    ("columns", "tables", "columns", "table"),
    ("foreign-keys", "tables", "foreign_keys", "table"),
    ("indexes", "tables", "indexes", "table"),
)


def csv_files(design: Design) -> Iterator[tuple[str, str]]:
    """Name and text of every table that has rows: one per section, and one per kind of part."""
    for kind in KINDS.values():
        if not kind.single:
            items: Sequence[Item] = getattr(design, kind.section)
            if items:
                yield f"{kind.section.replace('_', '-')}.csv", csv_text(map(_row, items))
    for name, section, member, owner in _PARTS:
        rows = [
            {owner: item.item_key, **part.model_dump(mode="json")}
            for item in getattr(design, section)
            for part in getattr(item, member)
        ]
        if rows:
            yield f"{name}.csv", csv_text(rows)
    if design.grants:
        yield "permission-matrix.csv", csv_text(_matrix(design))


def csv_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows with the same members as CSV, members that are empty in every row left out."""
    all_rows = list(rows)
    used = [
        name
        for name in (all_rows[0] if all_rows else ())
        if any(row[name] not in (None, "", [], {}) for row in all_rows)
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_safe(name.replace("_", " ")) for name in used])
    for row in all_rows:
        writer.writerow([_safe(_cell(row[name])) for name in used])
    return "\ufeff" + out.getvalue()


def _row(item: Item) -> dict[str, Any]:
    return item.model_dump(mode="json")


def _cell(value: Any) -> str:  # noqa: ANN401 - JSON has any shape
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return _LIST_SIGN.join(value)
    if isinstance(value, dict | list):
        try:
            return orjson.dumps(value).decode()
        except TypeError:
            return str(value)
    return str(value)


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _matrix(design: Design) -> Iterator[dict[str, Any]]:
    roles = dict.fromkeys([*(r.key for r in design.roles), *(g.role for g in design.grants)])
    permissions = dict.fromkeys(
        [*(p.key for p in design.permissions), *(g.permission for g in design.grants)]
    )
    cells = {(grant.permission, grant.role): grant.effect.value for grant in design.grants}
    for permission in permissions:
        row = {role: cells.get((permission, role), "") for role in roles}
        yield {"permission": permission, **row}
