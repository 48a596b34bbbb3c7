"""Reads the cases of rules: small designs, written short, and what a rule says about each.

A case file has `pass` and `fail`, each a mapping from a name to a design. A design maps
sections to `{key: body}`; a failing one has `expect`: per item, written `kind key`, the
pointers found there. Columns may be written `name: type`, with `!` for NOT NULL.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from workbench.design.base import Item
from workbench.design.design import Design, parse_item
from workbench.design.ids import split_endpoint_key
from workbench.design.kinds import KINDS

FOLDER = Path(__file__).parent / "cases"

_BODIES = {"operation": "endpoint", "schema": "key"}


@dataclass(frozen=True)
class Case:
    """One design and the places at which one rule finds something."""

    area: str
    rule: str
    name: str
    design: Design
    expect: frozenset[tuple[str, str, str]]
    """(kind, key, pointer)."""

    @property
    def good(self) -> bool:
        return not self.expect


def read_cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*/*.yaml")):
        data = yaml.safe_load(path.read_text())
        for name, body in data["pass"].items():
            yield Case(path.parent.name, path.stem, f"pass: {name}", make(body), frozenset())
        for name, body in data["fail"].items():
            expect = frozenset(_expected(body.pop("expect")))
            assert expect, f"{path}: {name} expects nothing"
            yield Case(path.parent.name, path.stem, f"fail: {name}", make(body), expect)


def _expected(rows: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for address, pointers in rows.items():
        kind, _, key = address.partition(" ")
        for pointer in pointers if isinstance(pointers, list) else [pointers]:
            yield kind, key or kind, pointer


def make(sections: dict[str, Any]) -> Design:
    return Design.from_items(_items(sections or {}))


def _items(sections: dict[str, Any]) -> Iterator[Item]:
    kinds = {kind.section: kind for kind in KINDS.values()}
    for section, members in sections.items():
        kind = kinds[section]
        if kind.single:
            yield parse_item(kind.name, members)
            continue
        for key, body in members.items():
            yield parse_item(kind.name, _full(kind.name, str(key), body))


def _full(kind: str, key: str, body: Any) -> dict[str, Any]:  # noqa: PLR0911
    body = {} if body is None else body
    first, _, rest = key.partition(" ")
    match kind:
        case "operation":
            return {"endpoint": key, "body": body}
        case "schema":
            return {"key": key, "body": body}
        case "component":
            section, _, name = key.partition("/")
            return {"section": section, "name": name, "body": body}
        case "endpoint":
            method, path = split_endpoint_key(key)
            return {"method": method, "path": path, **body}
        case "score" | "access":
            return {"endpoint": key, **body}
        case "grant":
            effect = {"effect": body} if isinstance(body, str) else body
            return {"role": first, "permission": rest, **effect}
        case "policy":
            table, _, name = key.rpartition(".")
            return {"table": table, "name": name, **body}
        case "sql_object":
            return {"key": key, "type": first, "name": rest, **body}
        case "table":
            return {"key": key, **_table(body)}
        case _:
            return {"key": key, **body}


def _table(body: dict[str, Any]) -> dict[str, Any]:
    full = dict(body)
    if isinstance(full.get("columns"), dict):
        full["columns"] = [_column(name, column) for name, column in full["columns"].items()]
    if isinstance(full.get("primary_key"), list):
        full["primary_key"] = {"columns": full["primary_key"]}
    if isinstance(full.get("indexes"), dict):
        full["indexes"] = [_index(name, index) for name, index in full["indexes"].items()]
    return full


def _column(name: str, body: Any) -> dict[str, Any]:
    if isinstance(body, str):
        return {"name": name, "type": body.rstrip("!"), "nullable": not body.endswith("!")}
    return {"name": name, **body}


def _index(name: str, body: Any) -> dict[str, Any]:
    if isinstance(body, list):
        return {"name": name, "parts": [{"column": column} for column in body]}
    parts = [{"column": column} for column in body.pop("columns")]
    return {"name": name, "parts": parts, **body}
