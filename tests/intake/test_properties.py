"""Whatever text comes in, the readers answer with items and notes, never with an exception."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.intake.collector import DocumentCollector
from workbench.intake.files.encoding import NotTextError, decode
from workbench.intake.folder import read_files
from workbench.intake.handoff.flows import read_flows
from workbench.intake.handoff.handoff_package import read_handoff
from workbench.intake.handoff.wireframes import read_wireframes
from workbench.intake.markdown import inline
from workbench.intake.markdown.identifiers import (
    canonical,
    leading_identifier,
    normalise_characters,
    whole_identifier,
)
from workbench.intake.markdown.parser import parse_markdown, split_row
from workbench.intake.merge.references import find_circles
from workbench.intake.permissions.reader import read_permissions
from workbench.intake.phases.endpoint_inventory import read_inventory
from workbench.intake.phases.integrations import read_integrations
from workbench.intake.phases.prioritization import read_prioritization
from workbench.intake.phases.schema_design import read_schema_design
from workbench.intake.phases.summary import read_summary
from workbench.intake.prd.reader import read_prd
from workbench.intake.result import Imported

_PIECES = (
    "# ",
    "## ",
    "### ",
    "- ",
    "  - ",
    "1. ",
    "> ",
    "| ",
    " |",
    "|---|---|\n",
    "\n",
    "\n\n",
    "**",
    "`",
    "~~",
    "FR-001",
    "FR-2",
    "US-1",
    "UF-1",
    "WF-1",
    "FR\u2011\u0663",
    "\uff26\uff32\uff0d\uff14",
    ": ",
    " — ",
    "Requirements",
    "Flow: x",
    "Entity: Order",
    "Screen: y",
    "Table: t",
    "**ID:** ",
    "**Covers:** ",
    "| ID | Requirement |\n|---|---|\n",
    "| Attribute | Type |\n|---|---|\n",
    "| Role | Description |\n",
    "| Permission | a |\n|---|---|\n",
    "| Method | Path |\n|---|---|\n",
    "GET /a",
    "Allow",
    "✅",
    "<br>",
    "<table><tr><td>",
    "</table>",
    "<!--",
    "-->",
    "```\n",
    "---\n",
    "\\",
    "&lt;br>",
    "[",
    "](x)",
    "(",
    ")",
    "P0",
    "Must",
    "MVP",
    "\u200b",
    "\t",
    "word",
    "é",
    "مرحبا",
    "## Conditions\n",
    "## Attributes\n",
    "## Columns\n",
    "Acceptance Criteria",
    "\x0b",
    "\u2028",
)
documents = st.lists(st.sampled_from(_PIECES), max_size=60).map("".join) | st.text(max_size=300)
_READERS: list[Callable[..., None]] = [
    read_prd,
    read_flows,
    read_wireframes,
    read_handoff,
    read_inventory,
    read_permissions,
    read_prioritization,
    read_integrations,
    read_schema_design,
    read_summary,
]
_SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(found: Imported, lines: int) -> None:
    """Every item and note names a line of its document, and the design can be built."""
    for item in found.items:
        assert 1 <= item.line <= lines
        assert item.line <= item.end_line
        assert all(1 <= part.line <= lines for part in item.parts)
    assert all(0 <= note.line <= lines for note in found.notes)
    found.design()


@_SETTINGS
@given(
    documents,
    st.sampled_from(["prd.md", "a.txt", "user-flows.md", "x.sql", "y.yaml", "z.json", "t.csv"]),
)
def test_any_document_is_read(text: str, name: str) -> None:
    found = read_files({name: text.encode("utf-8", "surrogatepass")})
    if name.endswith((".md", ".txt")):
        lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
        check(found, lines)


@_SETTINGS
@given(documents, st.sampled_from(_READERS))
def test_every_reader_takes_any_document(text: str, reader: Callable[..., None]) -> None:
    document = parse_markdown(text)
    collector = DocumentCollector("x.md")
    reader(document, collector)
    addresses = [item.address for item in collector.items]
    assert len(addresses) == len(set(addresses))


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        found = decode(data)
    except NotTextError:
        return
    assert "\r" not in found.text
    assert "\x00" not in found.text


@given(documents)
def test_blocks_stay_in_order_and_inside(text: str) -> None:
    document = parse_markdown(text)
    lines = len(document.lines)
    for block in document.blocks:
        assert 1 <= block.line <= block.end_line <= lines
    for block, other in pairwise(document.blocks):
        assert block.line <= other.line


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"])), min_size=1
    )
)
def test_cells_come_back(cells: list[str]) -> None:
    cells = [cell.strip() for cell in cells]
    written = "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    if not any("\\" in cell[-1:] for cell in cells):
        assert split_row(written) == [cell.strip() for cell in cells]


def written_inline(text: str) -> str:
    """The inverse of `inline.value`, as the writers of documents have it."""
    text = re.sub(
        r"&(?=(?:amp;)*(?:lt;/?(?:br|ul|ol|li)\b|#13;))", "&amp;", text, flags=re.IGNORECASE
    )
    text = re.sub(r"<(?=/?(?:br|ul|ol|li)\b)", "&lt;", text, flags=re.IGNORECASE)
    text = text.replace("\r", "&#13;").replace("\n", "<br>")
    return f"\\{text}" if re.fullmatch(r"\\*[-–—]", text) else text


@given(
    st.lists(
        st.sampled_from(
            [
                "<br>",
                "&lt;br>",
                "&amp;",
                "&lt;",
                "<ul>",
                "<li>",
                "a",
                " ",
                "\n",
                "\r",
                "-",
                "—",
                "\\",
                "&#13;",
                "&",
                "<",
            ]
        )
    ).map("".join)
)
def test_values_come_back(text: str) -> None:
    text = text.strip(" \t\n\r\u00a0")
    assert inline.value(written_inline(text)) == text


@given(st.text(max_size=60))
def test_identifiers_are_stable(text: str) -> None:
    assert normalise_characters(normalise_characters(text)) == normalise_characters(text)
    found = whole_identifier(text)
    if found:
        again = whole_identifier(found.key)
        assert again is not None
        assert (again.key, again.changed) == (found.key, False)
        assert canonical(found.key) == canonical(again.key)


@pytest.mark.parametrize("separator", [": ", " - ", " – ", " ", "\n"])
@given(
    st.sampled_from(["FR-001", "NFR1", "REQ-F-020", "FR-1.2.3", "FR-021a", "US-7"]),
    st.sampled_from(["", "**", "`", "~~"]),
)
def test_a_leading_identifier_is_found_in_any_markup(separator: str, key: str, mark: str) -> None:
    found = leading_identifier(f"{mark}{key}{mark}{separator}The system")
    assert found is not None
    assert (found.identifier.key, found.rest) == (key, "The system")


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=3)))
def test_circles_are_circles(links: dict[str, list[str]]) -> None:
    links = {
        key: [target for target in targets if target in links] for key, targets in links.items()
    }
    for circle in find_circles(links):
        for key, other in pairwise([*circle, circle[0]]):
            assert other in links[key]
