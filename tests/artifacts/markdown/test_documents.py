"""The Markdown documents hold the whole design, well formed, whatever was typed."""

from __future__ import annotations

import re

import html5lib
import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from tests.artifacts.designs import designs
from tests.artifacts.packages import example_design, package_of
from workbench.artifacts.markdown.documents import (
    DESIGN_DOCUMENTS,
    PACKAGE_DOCUMENTS,
    has_content,
    render_document,
)
from workbench.artifacts.markdown.html import document_html
from workbench.design.design import Design
from workbench.design.handoff import Handoff
from workbench.design.package import Package
from workbench.design.requirements import Requirement


@settings(max_examples=60)
@given(designs)
def test_every_table_is_a_table_for_any_reader(design: Design) -> None:
    package = Package(design, "Made")
    for name in (*DESIGN_DOCUMENTS, *PACKAGE_DOCUMENTS):
        text = render_document(name, package)
        tokens = MarkdownIt("commonmark").enable("table").parse(text)
        rows = sum(1 for token in tokens if token.type == "tr_open")
        # Each table shows its delimiter row in the source and not as a row.
        delimiters = len(re.findall(r"^\|(?:-+\|)+$", text, re.MULTILINE))
        written = len(re.findall(r"^\| ", text, re.MULTILINE))
        assert rows == written, (name, text)
        assert delimiters == sum(1 for token in tokens if token.type == "table_open"), (name, text)


@settings(max_examples=40)
@given(designs)
def test_a_document_is_the_same_each_time(design: Design) -> None:
    for name in DESIGN_DOCUMENTS:
        assert render_document(name, Package(design, "x")) == render_document(
            name, Package(design, "y")
        )


def test_an_empty_design_makes_empty_documents() -> None:
    for name in DESIGN_DOCUMENTS:
        assert not has_content(name, Design())
        assert render_document(name, Package(Design(), "x")).startswith("# ")


@pytest.mark.parametrize(("product", "end"), [("Made", " — Made"), ("", "")])
def test_a_title_ends_with_the_product_if_it_has_a_name(product: str, end: str) -> None:
    design = Design.from_items([Handoff(product=product)])
    titles = [
        render_document(name, Package(design, "")).lstrip().partition("\n")[0]
        for name in DESIGN_DOCUMENTS
    ]
    assert f"# Schema Design{end}" in titles
    assert all(title.endswith(end) for title in titles)
    assert not [title for title in titles if title.endswith(("—", "— "))]


def test_no_document_of_another_name() -> None:
    with pytest.raises(KeyError):
        render_document("../secrets.md", Package(Design(), "x"))


def test_what_people_typed_cannot_run_on_the_page() -> None:
    design = Design.from_items(
        [
            Handoff(product="<img src=x onerror=alert(1)>"),
            Requirement(key="FR-001", text="<script>alert(1)</script> [x](javascript:alert(1))"),
        ]
    )
    page = document_html(render_document("prd.md", Package(design, "x"))).html
    assert "<script" not in page
    assert "onerror" not in page
    assert 'href="javascript' not in page
    assert "FR-001" in page


def test_documents_are_valid_pages() -> None:
    package = package_of(example_design())
    for name in (*DESIGN_DOCUMENTS, *PACKAGE_DOCUMENTS):
        body = document_html(render_document(name, package)).html
        page = (
            f"<!DOCTYPE html><html lang=en><head><title>x</title></head><body>{body}</body></html>"
        )
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        tree = parser.parse(page)
        ids = [
            element.attrib["id"]
            for element in tree.iter()
            if isinstance(element.tag, str) and "id" in element.attrib
        ]
        assert len(ids) == len(set(ids))


def test_the_overview_and_the_checklist_tell_the_state() -> None:
    package = package_of(example_design())
    overview = render_document("design-package.md", package)
    assert (
        "Presented for review by Ines Carvalho, 2026-01-20 09:30 UTC (presentation 2)" in overview
    )
    assert f"`{package.hash}`" in overview
    assert "| REVISE | Omar Haddad |" in overview
    checklist = render_document("checklist.md", package)
    assert "| Passes with waivers | Every list is paged | API-18 |" in checklist
    assert "| Not judged | Is anything ambiguous? |" in checklist
