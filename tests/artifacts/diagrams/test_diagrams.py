"""Drawings hold everything they are asked to show, and nothing that runs."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hypothesis import given, settings

from tests.artifacts.designs import designs
from tests.shared_data import shared_data
from workbench.artifacts.diagrams.charts import coverage_strip, priority_plot
from workbench.artifacts.diagrams.entities import (
    MAX_WHOLE,
    entity_diagram,
    entity_sheets,
    neighbourhoods,
    svg_size,
)
from workbench.design.design import Design
from workbench.design.endpoints import Outcome, Score
from workbench.design.tables import Column, ForeignKey, Table
from workbench.design.trace import Coverage
from workbench.intake.sql.reader import read_ddl

_XLINK = "{http://www.w3.org/1999/xlink}href"


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own


def texts(svg: str) -> str:
    return " ".join(
        "".join(element.itertext()) for element in parsed(svg).iter() if "text" in element.tag
    )


def pagila() -> Design:
    text = (shared_data() / "sql/pagila/pagila-schema-2022.sql").read_text()
    return read_ddl("schema.sql", text).design()


def test_every_table_is_on_some_sheet_with_its_columns() -> None:
    design = pagila()
    sheets = entity_sheets(design)
    shown = " ".join(texts(sheet.svg) for sheet in sheets[1:])
    for table in design.tables:
        assert table.key in shown
        if not table.partition_of:
            for column in table.columns:
                assert column.name in shown
    assert len(design.tables) > MAX_WHOLE
    assert all(len(sheet.tables) <= MAX_WHOLE for sheet in sheets[1:])


def test_groups_hold_each_table_once() -> None:
    design = pagila()
    groups = neighbourhoods(design, 5)
    assert sorted(name for group in groups for name in group) == sorted(
        table.key for table in design.tables
    )
    assert max(map(len, groups)) <= 5


@settings(max_examples=15)
@given(designs)
def test_any_names_make_a_well_formed_drawing(design: Design) -> None:
    svg = entity_diagram(design, link=lambda key: f"/tables/{key}")
    if not design.tables:
        assert svg == ""
        return
    root = parsed(svg)
    assert svg_size(svg)[0] > 0
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    links = [element.attrib[_XLINK] for element in root.iter() if _XLINK in element.attrib]
    assert all(link.startswith("/tables/") for link in links)


def test_names_cannot_leave_their_label() -> None:
    name = '"]; evil [label=<x>]; a [URL="javascript:1"] </td><script>alert(1)</script>\\'
    table = Table(key=name, columns=(Column(name=name, type=name),))
    svg = entity_diagram(Design.from_items([table]), link=lambda key: f"/t/{key}")
    root = parsed(svg)
    assert "evil" in texts(svg)
    assert not [element for element in root.iter() if element.tag.endswith("script")]


def test_a_circle_and_a_lost_target_are_drawn() -> None:
    tables = [
        Table(
            key="a",
            columns=(Column(name="b_id", type="int"),),
            foreign_keys=(
                ForeignKey(columns=("b_id",), target="b"),
                ForeignKey(columns=("b_id",), target="nowhere"),
            ),
        ),
        Table(
            key="b",
            columns=(Column(name="a_id", type="int"),),
            foreign_keys=(ForeignKey(columns=("a_id",), target="a"),),
        ),
    ]
    design = Design.from_items(tables)
    assert "a_id" in texts(entity_diagram(design))
    # The other table stands outside as a name.
    alone = texts(entity_diagram(design, {"a"}))
    assert "b" in alone.split()
    assert "a_id" not in alone


def scores(count: int) -> list[Score]:
    return [
        Score(endpoint=f"GET /a<{at}>", impact=1 + at % 5, effort=1 + at * 7 % 5)  # type: ignore[arg-type]
        for at in range(count)
    ]


def test_the_plot_numbers_every_scored_endpoint() -> None:
    made = [*scores(20), Score(endpoint="GET /b", outcome=Outcome.deferred)]
    svg, numbered = priority_plot(made, 3, link=lambda key: f"#{key}")
    assert [number for number, _ in numbered] == list(range(1, 21))
    shown = texts(svg).split()
    assert {str(number) for number, _ in numbered} <= set(shown)
    assert "Quick" in shown
    titles = [element.text for element in parsed(svg).iter() if element.tag.endswith("title")]
    assert "GET /a<3>" in titles
    assert titles[0] == "20 endpoints by business impact and design effort"


def test_the_title_of_the_plot_agrees_with_the_number_of_endpoints() -> None:
    svg, _ = priority_plot(scores(1), 3)
    assert ">1 endpoint by business impact and design effort<" in svg


def test_a_crowded_cell_is_counted() -> None:
    crowd = [Score(endpoint=f"GET /{at}", impact=5, effort=1) for at in range(40)]
    svg, _ = priority_plot(crowd, 3)
    assert "40 endpoints" in texts(svg)


def test_the_strip_counts_requirements_in_scope() -> None:
    rows = [
        Coverage("FR-001", True, ("UF-001",), (), ("GET /a",), (), (), ()),
        Coverage("FR-002", True, (), (), (), (), (), ()),
        Coverage("FR-003", False, ("UF-001",), (), (), (), (), ()),
    ]
    shown = texts(coverage_strip(rows))
    assert "1 of 2" in shown
    assert "0 of 2" in shown
    assert coverage_strip(rows[2:]) == ""
