"""CSV files are read by the readers of Markdown tables, with the lines of the file."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.design.dictionary import Entity
from workbench.design.endpoints import Endpoint
from workbench.design.requirements import Requirement
from workbench.intake.folder import read_files
from workbench.intake.markdown.csv_tables import csv_document
from workbench.intake.markdown.document import Table
from workbench.intake.result import Imported


def read(text: str, name: str = "table.csv") -> Imported:
    return read_files({name: text.encode()})


def test_requirements() -> None:
    found = read(
        'ID;Title;Priority\nFR-001;Place orders, quickly;Must\nFR-002;"Cancel '
        '""my""\norders";Should\n'
        "NFR-003;Fast;Could\n"
    )
    items = [(item.line, item.item) for item in found.items if isinstance(item.item, Requirement)]
    assert [(line, item.key) for line, item in items] == [
        (2, "FR-001"),
        (3, "FR-002"),
        (5, "NFR-003"),
    ]
    assert items[1][1].title == 'Cancel "my" orders'


def test_endpoints_and_attributes() -> None:
    found = read('Method,Path,Covers\nGET,/orders,"FR-001, FR-002"\nPOST,/orders,FR-001\n')
    endpoints = [item.item for item in found.items if isinstance(item.item, Endpoint)]
    assert [endpoint.item_key for endpoint in endpoints] == ["GET /orders", "POST /orders"]
    assert endpoints[0].covers == ("FR-001", "FR-002")
    found = read(
        "Entity\tAttribute\tType\tPII\nOrder\tid\tUUID\tno\nOrder\tmail\tText\tyes\n", "d.tsv"
    )
    entities = [item.item for item in found.items if isinstance(item.item, Entity)]
    assert [[part.name for part in entity.attributes] for entity in entities] == [["id", "mail"]]


@pytest.mark.parametrize(
    "text",
    ["", "one\ntwo\n", "a,b\n", "Dear all, thanks\nbye\nsee you\n", 'a,b\n"open,1\n', ",\n1,2\n"],
)
def test_what_is_no_table_is_an_attachment(text: str) -> None:
    assert csv_document(text) is None
    assert read(text).items == ()


CELLS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=8)


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from(",;\t|"),
)
def test_cells_come_back_as_another_writer_wrote_them(rows: list[list[str]], mark: str) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=mark)
    writer.writerows([["Alpha", "Beta", "Gamma"], *rows])
    document = csv_document(buffer.getvalue())
    kept = [[" ".join(cell.split()) for cell in row] for row in rows if any(c.strip() for c in row)]
    if not kept:
        assert document is None
        return
    assert document is not None
    table = document.blocks[0]
    assert isinstance(table, Table)
    assert [list(row.cells) for row in table.rows] == kept


@given(st.text(max_size=200))
def test_no_text_raises_anything(text: str) -> None:
    csv_document(text)
