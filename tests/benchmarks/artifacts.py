"""Documents of a whole package: the files, and the PDF at first, after an edit, in one pass."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from weasyprint import CSS, HTML

from tests.benchmarks.measure import Limits, Step
from tests.made import made_design
from workbench.artifacts.bundle import build_files, write_zip
from workbench.artifacts.ddl import write_ddl
from workbench.artifacts.openapi import openapi_text
from workbench.artifacts.overview import Overview
from workbench.artifacts.pdf import render_pdf
from workbench.artifacts.pdf_cache import FolderCache
from workbench.artifacts.pdf_chapters import Chapters
from workbench.artifacts.pdf_content import Content
from workbench.artifacts.pdf_engine import stylesheet
from workbench.artifacts.pdf_sheets import SHEETS
from workbench.design.contract import Operation
from workbench.design.design import Design
from workbench.design.package import Package

SIZES = (50, 200, 600, 1_200)
#: One straight pass takes minutes and gigabytes beyond this.
_LARGEST_STRAIGHT = 200


def run(size: int) -> Iterator[Step]:
    """Write everything but the PDF, then the PDF in the ways in which it is made."""
    package = Package(made_design(size), "Made")
    yield Step("OpenAPI document", lambda: openapi_text(package.design, "yaml"))
    yield Step("DDL", lambda: write_ddl(package.design))
    yield Step("folder without PDF", lambda: write_zip(build_files(package, pdf=False)))
    folder = Path(tempfile.mkdtemp(prefix="wb-chapters-"))
    cache = FolderCache(folder)
    yield Step("PDF, first export", lambda: render_pdf(package, cache=cache), once=True)
    edited = Package(_edited(package.design), "Made")
    yield Step(
        "PDF, after one edit",
        lambda: render_pdf(edited, cache=cache),
        once=True,
        # Contents, pages and hashes of the whole are put together anew each time.
        limits=Limits(growth=1.1),
    )
    shutil.rmtree(folder)
    if size <= _LARGEST_STRAIGHT:
        yield Step("PDF, one straight pass", lambda: straight_pass(package), once=True)


def _edited(design: Design) -> Design:
    """The design with one operation described anew."""
    first = design.operations[0]
    body = {**first.body, "description": "Described anew."}
    operations = (Operation(endpoint=first.endpoint, body=body), *design.operations[1:])
    return Design.from_items(design.model_copy(update={"operations": operations}).items())


def straight_pass(package: Package) -> bytes:
    """The same chapters as one HTML document through the same engine, as its manual says."""
    chapters = Chapters(Overview(package), Content.everything)
    pieces = [chapters.cover(), *chapters.pieces()]
    parts = []
    for before, piece in pairwise([None, *pieces]):
        if piece is None:
            continue
        new = before is None or before.sheet != piece.sheet or before.title != piece.title
        style = "break-before: page" if new else ""
        parts.append(f'<section style="page: {piece.sheet}; {style}">{piece.body}</section>')
    pages = "".join(
        f"@page {name} {{ size: {size}; margin: 20mm 17mm 20mm;"
        f" @bottom-right {{ content: 'Page ' counter(page) ' of ' counter(pages) }}"
        f" @bottom-left {{ content: '{package.hash}' }} }}"
        for name, (size, _, _) in SHEETS.items()
    )
    links = "p.l a::after { content: target-counter(attr(href), page) }"
    html = (
        '<html lang="en"><head><title>Made</title></head><body>'
        + "".join(parts).replace('href="wb:', 'href="#')
        + "</body></html>"
    )
    styles = [CSS(string=stylesheet()), CSS(string=pages + links)]
    made: bytes = HTML(string=html).write_pdf(stylesheets=styles, pdf_variant="pdf/ua-1")
    return made
