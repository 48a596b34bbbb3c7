"""Rows pasted from a spreadsheet: all of what they say is stored, or the page says why not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.scenarios import Journey
from tests.web.phases.pages import HOME
from tests.web.saving import asks_before_leaving, expect_saved, expect_state, paste_into
from workbench.design.tables import Column, Table

Browse = Callable[..., Page]
TABLE = Table(key="kites", columns=(Column(name="alpha", type="text"),))
ROWS = "#rows-columns tr:not(.new)"


@pytest.fixture
def page(journey: Journey, browse: Browse) -> Page:
    """The page of a table with one column."""
    journey.save(TABLE)
    opened = browse()
    opened.goto(f"{HOME}/items/table/kites")
    return opened


def blank(page: Page) -> Locator:
    return page.locator("#rows-columns tr.new td[data-col]").first


def columns_of(journey: Journey) -> tuple[Column, ...]:
    table = journey.find("table", "kites")
    assert isinstance(table, Table)
    return table.columns


def test_a_cell_with_line_breaks_is_stored_as_one(journey: Journey, page: Page) -> None:
    paste_into(blank(page), 'beta\ttext\tno\t"first\nsecond ""line"""\ngamma\tuuid\n')
    expect(page.locator(ROWS)).to_have_count(3)
    expect_saved(page)
    stored = columns_of(journey)
    assert [one.name for one in stored] == ["alpha", "beta", "gamma"]
    assert stored[1].default == 'first\nsecond "line"'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("beta\ttext\tno\ngamma\ttext\tperhaps\n", "row 2, Nullable: “perhaps”"),
        ("beta\ttext\tno\t\tnever\n", "row 1, Identity: “never”"),
        ("beta\tx" + "\t" * 10 + "\tmore\tstill more\n", "row 1 has more cells than columns"),
    ],
)
def test_rows_that_do_not_fit_are_told_and_not_saved(
    journey: Journey, page: Page, text: str, told: str
) -> None:
    paste_into(blank(page), text)
    expect_state(page, "failed")
    expect(page.locator("[data-save-why]")).to_contain_text(told)
    expect(page.locator("#err-columns")).to_contain_text(told)
    assert asks_before_leaving(page)
    expect(page.locator(ROWS)).to_have_count(1)
    assert columns_of(journey) == TABLE.columns
    paste_into(blank(page), "beta\ttext\nomega\ttext\n")
    expect(page.locator(ROWS)).to_have_count(3)
    expect_saved(page)
    assert [one.name for one in columns_of(journey)] == ["alpha", "beta", "omega"]


def test_refused_rows_do_not_keep_the_page_unsaved_for_ever(journey: Journey, page: Page) -> None:
    paste_into(blank(page), "beta\ttext\tperhaps\n")
    expect_state(page, "failed")
    page.locator("[name=description]").fill("Typed instead")
    page.locator("[name=description]").blur()
    expect_saved(page)
    expect(page.locator("#err-columns")).to_be_empty()
    assert columns_of(journey) == TABLE.columns
