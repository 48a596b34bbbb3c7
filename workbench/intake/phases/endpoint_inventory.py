"""Endpoint inventories: tables of method, path, kind and what each endpoint covers."""

from __future__ import annotations

import re
from typing import get_args

from workbench.design.endpoints import Endpoint, EndpointKind, Method
from workbench.intake.collector import DocumentCollector, clean_key
from workbench.intake.markdown import inline
from workbench.intake.markdown.column_matching import Columns
from workbench.intake.markdown.document import Markdown
from workbench.intake.markdown.item_sections import reference_keys
from workbench.intake.markdown.sections import label, outline
from workbench.intake.markdown.vocabulary import read_answer

ENDPOINT = Columns(
    {
        "method": "Method|HTTP Method|Verb|HTTP|Type|الطريقة|Methode|Méthode|Método|方法",
        "path": "Path|URL|Route|URI|Endpoint|Endpoint Path|Endpoint Slug|المسار|Pfad|Chemin|Ruta"
        "|路径",
        "endpoint": "Endpoint|API|Operation|API Endpoint",
        "kind": "Kind|Type|Operation Type|النوع",
        "covers": "Covers|FRs|FR-ID|FR-IDs|Requirements|Requirement|Requirement IDs|Traces To|يغطي",
        "description": "Description|Purpose|Summary|What It Does|الوصف"
        "|Beschreibung|Descripción|描述",
        "critical": "Critical|Critical?|Pagination Critical",
        "inferred": "Inferred",
    }
)
METHODS = frozenset(get_args(Method))
_ENDPOINT = re.compile(r"^\s*(?P<method>[A-Za-z]{3,7})\s+(?P<path>/\S*)\s*$")
_KINDS = {
    "list": "list",
    "search": "list",
    "read": "read",
    "get": "read",
    "detail": "read",
    "retrieve": "read",
    "create": "create",
    "add": "create",
    "update": "update",
    "patch": "update",
    "replace": "update",
    "edit": "update",
    "delete": "delete",
    "remove": "delete",
    "action": "action",
    "command": "action",
    "custom": "action",
}


def endpoint_of(raw: str) -> tuple[str, str] | None:
    """Method and path of a cell that is an endpoint (`GET /orders`), else None."""
    found = _ENDPOINT.match(inline.name(raw))
    if not found or found["method"].upper() not in METHODS:
        return None
    return found["method"].upper(), found["path"]


def read_inventory(document: Markdown, collector: DocumentCollector) -> None:
    """Read endpoints into `collector`, in document order."""
    for section in outline(document).walk():
        for table in section.tables():
            if not (ENDPOINT.fits(table, "method", "path") or ENDPOINT.fits(table, "endpoint")
                    or ENDPOINT.fits(table, "path")):  # fmt: skip
                continue
            for row, cells in ENDPOINT.rows(table, collector):
                _row(cells, row.line, collector)
    if not collector.items:
        collector.warn(
            1, "no endpoint found. List endpoints in a table with the columns Method and Path."
        )


def _row(cells: dict[str, str], line: int, collector: DocumentCollector) -> None:
    method, path = (
        inline.name(cells.get("method", "")).upper(),
        inline.name(cells.get("path", "")),
    )
    whole = endpoint_of(cells.get("endpoint", "")) or endpoint_of(cells.get("path", ""))
    if whole:
        method, path = whole
    if not path:
        collector.warn(line, "row left out, because it has no path")
        return
    if not method and not any(cells.get(name) for name in ("covers", "description", "kind")):
        collector.note_grouped(
            "rows that are headings",
            line,
            f"{path[:80]!r} is a heading of the rows below, not an endpoint",
        )
        return
    if method not in METHODS:
        collector.warn(
            line, f"{path[:80]!r} left out: {method[:20] or 'no method'!r} is not an HTTP method"
        )
        return
    written = label(cells.get("kind", ""))
    kind = _KINDS.get(written.split(" ")[0]) if written else None
    if written and kind is None:
        collector.info(line, f"{method} {path}: unknown kind {written!r}; left undecided")
    endpoint = collector.build(
        Endpoint, line, method=method, path=clean_key(path),
        kind=EndpointKind(kind) if kind else None, covers=reference_keys(cells.get("covers", "")),
        description=inline.value(cells.get("description", "")),
        critical=read_answer(cells.get("critical", ""))[0] is not False,
        inferred=inline.names(cells.get("inferred", "")),
    )  # fmt: skip
    collector.add(endpoint, line, line)
