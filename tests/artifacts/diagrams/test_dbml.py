"""Tables in the words of drawing tools, and the page of the API."""

from __future__ import annotations

import re

import html5lib
import pytest
from hypothesis import given, settings

from tests.artifacts.designs import designs
from tests.artifacts.packages import example_design, package_of
from tests.shared_data import shared_data
from workbench.artifacts.diagrams.dbml import write_dbml, write_mermaid
from workbench.artifacts.openapi.reference_page import api_reference
from workbench.artifacts.overview import Overview
from workbench.design.contract import Operation
from workbench.design.design import Design
from workbench.design.endpoints import Endpoint
from workbench.design.package import Package
from workbench.intake.dbml.reader import read_dbml
from workbench.intake.sql.reader import read_ddl


@pytest.mark.parametrize(
    "name", ["sql/chinook/chinook_postgresql.schema.sql", "sql/azimutt/structure.sql"]
)
def test_dbml_says_the_same_tables(name: str) -> None:
    design = read_ddl("schema.sql", (shared_data() / name).read_text()).design()
    again = read_dbml("schema.dbml", write_dbml(design))
    assert not [note for note in again.notes if note.level == "warning"]
    found = {table.key: table for table in again.design().tables}
    assert sorted(found) == sorted(table.key for table in design.tables)
    for table in design.tables:
        other = found[table.key]
        assert [(c.name, c.type, c.nullable) for c in other.columns] == [
            (c.name, c.type, c.nullable) for c in table.columns
        ]
        assert {(k.columns, k.target, k.on_delete) for k in other.foreign_keys} == {
            (k.columns, k.target, k.on_delete) for k in table.foreign_keys
        }


@settings(max_examples=30)
@given(designs)
def test_mermaid_lines_keep_to_its_grammar(design: Design) -> None:
    text = write_mermaid(design)
    for line in text.splitlines()[1:]:
        assert re.fullmatch(
            r'  "[^"\n]+" \{|    [\w\[\]()-]+ [\w-]+( (PK|FK)(, (PK|FK))?)?|  \}'
            r'|  "[^"\n]+" \}o--(\|\||o\|) "[^"\n]+" : "[^"\n]*"',
            line,
        ), line


def test_the_reference_needs_nothing_else_and_runs_nothing() -> None:
    page = api_reference(Overview(package_of(example_design())))
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    ids = [
        element.attrib["id"]
        for element in tree.iter()
        if isinstance(element.tag, str) and "id" in element.attrib
    ]
    assert len(ids) == len(set(ids))
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in {"script", "link", "img", "iframe"}
        assert not any(name.startswith("on") for name in element.attrib)
        href = element.attrib.get("href", "")
        if href.startswith("#"):
            assert href[1:] in ids, href
    text = "".join(tree.itertext())
    for endpoint in example_design().endpoints:
        assert endpoint.path in text
    for schema in example_design().schemas:
        assert schema.key in text


def test_hostile_words_of_a_contract_stay_words() -> None:
    evil = "</style></title><script>alert(1)</script>"
    design = Design.from_items(
        [
            Endpoint(method="GET", path="/a/" + "x" * 300 + "<b>"),
            Operation(
                endpoint="GET /a/" + "x" * 300 + "<b>",
                body={
                    "summary": evil,
                    "description": evil,
                    "parameters": [{"name": evil, "in": evil, "schema": {"enum": [evil]}}],
                    "responses": {
                        "200": {
                            "description": evil,
                            "headers": {evil: {}},
                            "content": {
                                evil: {"schema": {"pattern": evil}, "example": {evil: evil}}
                            },
                        }
                    },
                },
            ),
        ]
    )
    page = api_reference(Overview(Package(design, evil)))
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    assert not list(tree.iter("script"))
    assert len(list(tree.iter("style"))) == 1


def test_no_endpoints_no_page() -> None:
    assert api_reference(Overview(Package(Design(), "x"))) == ""
    assert write_dbml(Design()) == ""
    assert write_mermaid(Design()) == ""
