"""Documents of a whole package: the files, and the PDF at first, after an edit, in one pass.

CPU time counts every process, so `first export` is held against `one straight pass` by what both
cost together: where it costs no more and is shared by two processors, it takes half the time.

Others, for comparison, measured once (20 November 2026, Python 3.11, the same two cores, user and
system time of the whole program): to publish 2,000 requirements of one sentence each, StrictDoc
0.30.4 took 12.9 s of CPU (`strictdoc export`, HTML) and Doorstop 3.2 took 1.6 s (`doorstop
publish`, one HTML page). The folder of 1,000 endpoints and 2,000 such requirements took 1.1 s.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from weasyprint import CSS, HTML

from tests.benchmarks.measure import Limits, Step
from tests.factories import made_design
from workbench.artifacts.bundle import build_files, write_zip
from workbench.artifacts.openapi.document import openapi_text
from workbench.artifacts.overview import Overview
from workbench.artifacts.pdf.cache import FolderCache
from workbench.artifacts.pdf.chapters import Chapters
from workbench.artifacts.pdf.content import Content
from workbench.artifacts.pdf.engine import stylesheet
from workbench.artifacts.pdf.package import Typeset, typeset
from workbench.artifacts.pdf.sheets import SHEETS
from workbench.artifacts.sql.ddl import write_ddl
from workbench.design.base import Item
from workbench.design.contract import Operation
from workbench.design.design import Design
from workbench.design.package import Package
from workbench.design.requirements import Requirement

SIZES = (50, 200, 600, 1_200)
#: One straight pass takes minutes and gigabytes beyond this.
_LARGEST_STRAIGHT = 200
#: From here on the engine's start, half a second of CPU, is little beside the work.
_LARGE = 200
_REQUIREMENTS = 2_000
#: A tenth of what StrictDoc takes for the requirements alone.
_FOLDER_SECONDS = 1.29


def run(size: int) -> Iterator[Step]:
    """Write everything but the PDF, then the PDF in the ways in which it is made."""
    package = Package(made_design(size), "Made")
    yield Step("OpenAPI document", lambda: openapi_text(package.design, "yaml"))
    yield Step("DDL", lambda: write_ddl(package.design))
    yield Step("folder without PDF", lambda: write_zip(build_files(package, pdf=False)))
    if size == max(SIZES):
        large = _with_requirements()
        yield Step(
            "1,000 and 2,000 without PDF",
            lambda: write_zip(build_files(large, pdf=False)),
            limits=Limits(seconds=_FOLDER_SECONDS, up_to=size),
        )
    yield from _pdf(package, size)


def _pdf(package: Package, size: int) -> Iterator[Step]:
    straight = "PDF, one straight pass"
    if size <= _LARGEST_STRAIGHT:
        yield Step(straight, lambda: straight_pass(package), once=True)
    folder = Path(tempfile.mkdtemp(prefix="wb-chapters-"))
    cache = FolderCache(folder)
    made: list[Typeset] = []
    first = "PDF, first export"
    yield Step(
        first,
        lambda: made.append(typeset(package, cache=cache)),
        once=True,
        limits=Limits(growth=1.1, against=(straight, 1.0) if size >= _LARGE else None),
    )
    print(f"{size}: {made[0].pages} pages, {len(made[0].content):,} bytes", file=sys.stderr)
    edited = Package(_edited(package.design), "Made")
    yield Step(
        "PDF, after one edit",
        lambda: typeset(edited, cache=cache),
        once=True,
        # Contents, pages and hashes of the whole are put together anew each time.
        limits=Limits(growth=1.1, against=(first, 0.1) if size >= _LARGE else None),
    )
    shutil.rmtree(folder)


def _with_requirements() -> Package:
    """A package of 1,000 endpoints and 2,000 requirements of one sentence each."""
    items: list[Item] = [*made_design(1_000).items()]
    items += [
        Requirement(
            key=f"REQ-{number:04}",
            title=f"Requirement {number}",
            text=f"The system shows the list of orders number {number} within two seconds, "
            "newest first, and says when there is none.",
        )
        for number in range(1, _REQUIREMENTS + 1)
    ]
    return Package(Design.from_items(items), "Made")


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
