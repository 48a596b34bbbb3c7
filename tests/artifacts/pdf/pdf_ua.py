"""What a program can check of PDF/UA-1: points of the Matterhorn Protocol 1.1 (PDF Association).

Its numbers stand before each problem. What a person must judge (whether an alternative text says
the right thing) is not here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

#: What may stand in what; other elements may hold anything.
_HELD = {
    "/L": {"/L", "/LI", "/Caption"},
    "/LI": {"/Lbl", "/LBody"},
    "/Table": {"/TR", "/THead", "/TBody", "/TFoot", "/Caption"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TR": {"/TH", "/TD"},
}
_STANDARD_ROLES = """
    /Document /Part /Sect /Div /NonStruct /P /H1 /H2 /H3 /H4 /H5 /H6 /L /LI /Lbl /LBody /Table
    /THead /TBody /TFoot /TR /TH /TD /Caption /Figure /Link /Span /Code /BlockQuote /Quote
    /Reference /Note /TOC /TOCI
"""
_STANDARD = frozenset(_STANDARD_ROLES.split())
_PAINTS = frozenset(
    {b"Tj", b"TJ", b"'", b'"', b"Do", b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*"}
)
_PAGE_STEP = 8
"""Every page would take as long as making them."""


def problems(raw: bytes) -> list[str]:
    """Everything that a file is not as PDF/UA-1 wants it; empty for a good one."""
    reader: Any = PdfReader(io.BytesIO(raw), strict=True)
    found = [*_about_itself(reader), *_structure(reader)]
    for number, page in enumerate(reader.pages, 1):
        found += [f"page {number}: {problem}" for problem in _page(page)]
    for page in reader.pages[::_PAGE_STEP]:
        found += _painted_outside(page, reader)
    return [*found, *_fonts(reader)]


def _about_itself(reader: Any) -> Iterator[str]:
    root = reader.root_object
    xmp = root["/Metadata"].get_object().get_data().decode()
    if not re.search(r"<dc:title>.*?<rdf:li[^>]*>[^<]+</rdf:li>", xmp):
        yield "06-003 no title in the metadata"
    if "<pdfuaid:part>1</pdfuaid:part>" not in xmp:
        yield "05-001 not named as PDF/UA-1"
    if not root["/ViewerPreferences"]["/DisplayDocTitle"]:
        yield "07-002 the title is not shown"
    if not root.get("/Lang"):
        yield "11-006 no language"
    if not root["/MarkInfo"]["/Marked"] or root["/MarkInfo"].get("/Suspects"):
        yield "06-001 not marked as tagged"
    if reader.is_encrypted:
        yield "26-001 encrypted"


def _structure(reader: Any) -> Iterator[str]:
    tree = reader.root_object["/StructTreeRoot"]
    identifiers = set(_names(tree["/IDTree"]))
    level, waiting = 0, list(reversed(_kids(tree)))
    while waiting:
        element = waiting.pop()
        if isinstance(element, int) or "/S" not in element:
            continue
        role, held = element["/S"], _kids(element)
        if role not in _STANDARD:
            yield f"02-001 no standard element: {role}"
        roles = {kid.get("/S", "/MCR") for kid in held if not isinstance(kid, int)}
        roles |= {"a mark" for kid in held if isinstance(kid, int)}
        if role in _HELD and roles - _HELD[role]:
            yield f"09-004 {role} holds {roles - _HELD[role]}"
        described = element.get("/Alt") or element.get("/ActualText")
        if role in {"/Figure", "/Formula"} and not described:
            yield "13-004 a figure without an alternative text"
        if role == "/TH" and not element.get("/A", {}).get("/Scope"):
            yield "15-003 the head of a table does not say what it heads"
        if set(element.get("/A", {}).get("/Headers", ())) - identifiers:
            yield "15-003 a cell names a head that is nowhere"
        if re.fullmatch(r"/H\d", role):
            if int(role[2]) > level + 1:
                yield f"14-003 a heading of level {role[2]} below one of level {level}"
            level = int(role[2])
        waiting += reversed(held)


def _kids(element: Any) -> list[Any]:
    held = element.get("/K", [])
    held = held.get_object() if hasattr(held, "get_object") else held
    held = held if isinstance(held, list) else [held]
    return [kid if isinstance(kid, int) else kid.get_object() for kid in held]


def _names(tree: Any) -> Iterator[str]:
    yield from tree.get("/Names", [])[::2]
    for kid in tree.get("/Kids", ()):
        yield from _names(kid.get_object())


def _page(page: Any) -> Iterator[str]:
    if page.get("/Tabs") != "/S":
        yield "28-008 the order of tabs is not that of the structure"
    for reference in page.get("/Annots", ()):
        annotation = reference.get_object()
        if annotation["/Subtype"] == "/Link" and "/StructParent" not in annotation:
            yield "28-011 a link outside the structure"
        if not annotation.get("/Contents"):
            yield "28-012 a link without a description"


def _painted_outside(page: Any, reader: Any) -> Iterator[str]:
    depth = 0
    for _, operator in ContentStream(page["/Contents"], reader).operations:
        depth += operator in {b"BDC", b"BMC"}
        depth -= operator == b"EMC"
        if not depth and operator in _PAINTS:
            yield f"01-003 {operator.decode()} is neither tagged nor an artifact"


def _fonts(reader: Any) -> Iterator[str]:
    seen: set[int] = set()
    for page in reader.pages:
        for reference in page["/Resources"]["/Font"].values():
            font = reference.get_object()
            if id(font) in seen:
                continue
            seen.add(id(font))
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            described = inner["/FontDescriptor"].get_object()
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described):
                yield f"31-009 {font['/BaseFont']} is not in the file"
            if "/ToUnicode" not in font:
                yield f"31-027 {font['/BaseFont']} does not say what its signs mean"
            if inner.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in inner:
                yield f"31-004 {font['/BaseFont']} has no CIDToGIDMap"
