"""Names of items in a document become links, and nothing else of it changes."""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import tostring

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.artifacts.packages import example_design, package_of
from workbench.artifacts.markdown.document_view import (
    CONTRACT,
    SCHEMA,
    read_document,
    readable,
    source_of,
)
from workbench.artifacts.markdown.html import document_html
from workbench.design.design import Design
from workbench.design.endpoints import Endpoint
from workbench.design.handoff import Handoff
from workbench.design.package import Package
from workbench.design.requirements import Requirement

_PARTS = (
    "FR-001",
    "GET /orders",
    "`FR-001`",
    '<a title="x> FR-001">',
    "</a>",
    "<b>",
    "[FR-001](#x)",
    "\n\n# FR-001\n\n",
    "```\nFR-001\n```\n",
    "&lt;FR-001>",
    "<",
    '"',
    "words",
    "| FR-001 |",
)
_WORDS = st.lists(st.sampled_from(_PARTS), max_size=12).map(" ".join)


def address(kind: str, key: str) -> str:
    """An address with signs that HTML must escape."""
    return f'/{kind}?at="{key}"&more'


def words_of(body: str) -> str:
    return "".join(html5lib.parse(body, namespaceHTMLElements=False).itertext())


@given(_WORDS)
def test_links_change_no_word_and_add_no_attribute(text: str) -> None:
    design = Design.from_items(
        [
            Handoff(product="Made", summary=text),
            Requirement(key="FR-001", text="One"),
            Endpoint(method="GET", path="/orders"),
        ]
    )
    package = Package(design, "Made")
    made = read_document("handoff-package.md", package, address).html
    plain = document_html(source_of("handoff-package.md", package)).html
    plain = re.sub(r"<h1\b[^>]*>.*?</h1>\s*", "", plain, count=1, flags=re.DOTALL)
    assert words_of(made) == words_of(plain)
    link = r'<a href="/(?:requirement|endpoint)\?at=&quot;[^"]*?&quot;&amp;more">(.*?)</a>'
    before = tostring(html5lib.parse(plain, namespaceHTMLElements=False))
    taken = re.sub(link, r"\1", made)
    assert tostring(html5lib.parse(taken, namespaceHTMLElements=False)) == before


def test_what_is_named_leads_to_the_item() -> None:
    made = read_document("schema-design.md", package_of(example_design()), address)
    assert html.escape(address("table", "orders")) in made.html
    parts = [heading.title for heading in made.contents if heading.level == 2]
    assert parts[:11] == [f"Table: {table.key}" for table in example_design().tables]
    assert "Columns" not in {heading.title for heading in made.contents}, (
        "it stands under every table"
    )
    (picture,) = made.pictures
    assert "order_items" in picture.svg


@pytest.mark.parametrize("name", [CONTRACT, SCHEMA])
def test_code_is_cut_into_parts_and_none_of_it_is_lost(name: str) -> None:
    package = package_of(example_design())
    assert name in readable(package)
    made = read_document(name, package, address)
    code = [
        html.unescape(re.sub(r"<[^>]+>", "", block))
        for block in re.findall(r"<pre\b.*?</pre>", made.html, re.DOTALL)
    ]
    wanted = [line for line in made.source.splitlines() if line.strip()]
    assert [line for part in code for line in part.splitlines() if line.strip()] == wanted
    wanted_part = "/v1/orders" if name == CONTRACT else "orders"
    assert any(heading.title.endswith(wanted_part) for heading in made.contents)
    anchors = [heading.anchor for heading in made.contents]
    assert len(set(anchors)) == len(anchors)
