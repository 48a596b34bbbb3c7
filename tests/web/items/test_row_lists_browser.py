"""Rows of every list in a form: what is removed, moved, pasted or added is there after a reload."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.scenarios import Journey
from tests.web.phases.pages import HOME
from tests.web.saving import expect_saved, paste_into
from workbench.design.base import Item
from workbench.design.content import ContentField, ContentType, FeedbackChannel, FeedbackData
from workbench.design.dictionary import Attribute, Entity, LifecycleState, Relationship
from workbench.design.flows import EmptyState, ErrorState, Flow, Screen, ScreenField, Step
from workbench.design.handoff import Handoff, RuleLevel, Setup
from workbench.design.kinds import KIND_OF_MODEL, KINDS
from workbench.design.tables import Check, Column, ForeignKey, Index, IndexPart, Table, Unique
from workbench.http.body_limits import FORM_FIELDS
from workbench.web.items.fields import Widget, fields_of
from workbench.web.items.forms import form_fields

Browse = Callable[..., Page]
NAMES = ("alpha", "beta", "gamma")
_STATES = tuple(LifecycleState(name=name) for name in NAMES)

#: An item of each kind with lists; every list of it has three rows.
ITEMS: tuple[Item, ...] = (
    Table(
        key="kites",
        columns=tuple(Column(name=name, type="text") for name in NAMES),
        foreign_keys=tuple(ForeignKey(columns=(name,), target="winds") for name in NAMES),
        uniques=tuple(Unique(columns=(name,)) for name in NAMES),
        checks=tuple(Check(expression=f"{name} <> ''") for name in NAMES),
        indexes=tuple(Index(name=name, parts=(IndexPart(column=name),)) for name in NAMES),
    ),
    Entity(
        key="Kite",
        attributes=tuple(Attribute(name=name, type="Text") for name in NAMES),
        relationships=tuple(Relationship(target=name) for name in NAMES),
        states=_STATES,
    ),
    Flow(
        key="UF-9001",
        steps=tuple(Step(text=name, actor="clerk") for name in NAMES),
        errors=tuple(ErrorState(condition=name, message="Again.") for name in NAMES),
        empties=tuple(EmptyState(where=name, message="Nothing.") for name in NAMES),
    ),
    Screen(
        key="WF-9001",
        fields=tuple(ScreenField(name=name, notes="As it is.") for name in NAMES),
        states=tuple((name, "Shown.") for name in NAMES),
    ),
    ContentType(
        key="Leaflet",
        fields=tuple(ContentField(name=name, type="text") for name in NAMES),
        states=_STATES,
    ),
    FeedbackChannel(
        key="FB-901", data=tuple(FeedbackData(name=name, notes="Why.") for name in NAMES)
    ),
    Setup(
        rule_levels=tuple(
            RuleLevel(rule=rule, level="advice", reason="Ours.")
            for rule in ("API-01", "API-02", "API-03")
        )
    ),
    Handoff(extra=tuple((name, "Said.") for name in NAMES)),
)


def _lists(kind: str) -> list[str]:
    return [one.name for one in fields_of(kind) if one.widget is Widget.rows]


def _kind(item: Item) -> str:
    return KIND_OF_MODEL[type(item)].name


def _address(item: Item) -> str:
    return f"{HOME}/items/{_kind(item)}/{item.item_key}"


class _Rows:
    """The written rows of a list, told by what stands in their first cells."""

    def __init__(self, page: Page, field: str) -> None:
        self.page, self.field = page, field
        self.list = page.locator(f"#p-{field}")
        self.first_cells = page.locator(f"#rows-{field} tr:not(.new) td[data-col]:nth-child(2)")

    def first_fields(self) -> Locator:
        return self.first_cells.locator("input, textarea, select")

    def expect(self, texts: list[str]) -> None:
        fields = self.first_fields()
        expect(fields).to_have_count(len(texts))
        for at, text in enumerate(texts):
            expect(fields.nth(at)).to_have_value(text)

    def press(self, button: str) -> None:
        self.list.get_by_role("button", name=button, exact=True).press("Enter")


def test_every_list_is_tried_here() -> None:
    assert {_kind(item) for item in ITEMS} == {kind for kind in KINDS if _lists(kind)}
    for item in ITEMS:
        for shown in form_fields(_kind(item), item):
            if shown.field.widget is Widget.rows:
                assert len(shown.rows) == 3, (item.item_key, shown.field.name)


@pytest.mark.parametrize("item", ITEMS, ids=_kind)
def test_what_is_moved_removed_or_pasted_is_there_after_a_reload(
    journey: Journey, browse: Browse, item: Item
) -> None:
    journey.save(item)
    page = browse()
    page.goto(_address(item))
    wanted = {}
    for shown in form_fields(_kind(item), item):
        if shown.field.widget is not Widget.rows:
            continue
        rows = _Rows(page, shown.field.name)
        heading = shown.field.columns[0].name
        texts = [row[heading] for row in shown.rows]
        rows.press("Move row 2 up")
        rows.expect([texts[1], texts[0], texts[2]])
        expect_saved(page)
        rows.press("Remove row 1")
        rows.expect([texts[0], texts[2]])
        expect_saved(page)
        others = [text for name, text in shown.rows[0].items() if name != heading]
        added = [f"{texts[0]}{more}" for more in ("x", "y")]
        pasted = "\n".join("\t".join([text, *others]) for text in added)
        paste_into(rows.list.locator("tr.new td[data-col]").first, pasted + "\n")
        wanted[shown.field.name] = [texts[0], texts[2], *added]
        rows.expect(wanted[shown.field.name])
        expect_saved(page)
    page.reload()
    for field, texts in wanted.items():
        _Rows(page, field).expect(texts)


def test_an_added_row_is_filled_and_saved(journey: Journey, browse: Browse) -> None:
    journey.save(ITEMS[0])
    page = browse()
    page.goto(_address(ITEMS[0]))
    rows = page.locator("#rows-columns tr")
    expect(rows).to_have_count(4)
    page.locator("#p-columns").get_by_role("button", name="Add row").click()
    expect(rows).to_have_count(5)
    expect_saved(page)
    for at, name in ((3, "delta"), (4, "omega")):
        rows.nth(at).locator('[name$=".name"]').fill(name)
        rows.nth(at).locator('[name$=".type"]').fill("text")
        rows.nth(at).locator('[name$=".type"]').press("Tab")
    expect(rows).to_have_count(6)
    expect_saved(page)
    page.reload()
    _Rows(page, "columns").expect([*NAMES, "delta", "omega"])


def test_undo_brings_a_removed_row_back(journey: Journey, browse: Browse) -> None:
    journey.save(ITEMS[0])
    page = browse()
    page.goto(_address(ITEMS[0]))
    rows = _Rows(page, "indexes")
    rows.press("Remove row 2")
    rows.expect([NAMES[0], NAMES[2]])
    expect_saved(page)
    page.get_by_role("toolbar").get_by_role("button", name="Undo").click()
    _Rows(page, "indexes").expect(list(NAMES))


def test_rows_of_a_workspace_stay_as_it_shows_them(journey: Journey, browse: Browse) -> None:
    journey.save(ITEMS[0])
    page = browse()
    page.goto(f"{HOME}/schema?key=kites")
    headings = page.locator("#p-columns thead th")
    shown = headings.all_inner_texts()
    rows = _Rows(page, "columns")
    rows.press("Remove row 3")
    rows.expect(list(NAMES[:2]))
    expect_saved(page)
    expect(headings).to_have_text(shown)
    page.reload()
    _Rows(page, "columns").expect(list(NAMES[:2]))


def test_a_list_of_more_rows_than_a_form_has_fields_is_saved(
    journey: Journey, browse: Browse
) -> None:
    names = [f"column_{number:03}" for number in range(120)]
    wide = Table(key="wide", columns=tuple(Column(name=name, type="text") for name in names))
    journey.save(wide)
    page = browse()
    page.goto(_address(wide))
    assert page.evaluate("document.querySelectorAll('#p-columns [name]').length") > FORM_FIELDS
    rows = _Rows(page, "columns")
    rows.press("Remove row 2")
    expect(rows.first_fields()).to_have_count(119)
    expect_saved(page)
    last = page.locator("#rows-columns tr").nth(118).locator('[name$=".name"]')
    last.fill("the_last")
    last.press("Tab")
    expect_saved(page)
    page.reload()
    rows.expect([names[0], *names[2:119], "the_last"])


WORDS = {
    "Latin": "A note for whoever reviews this",
    "Arabic": "ملاحظة لمن يراجع هذا الجدول",
    "Japanese": "この表を確認する人のための注記",
    "signs": "100 % & more = a+b; “c”\n<d>\t\\ %26 %0A",
}


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_a_long_list_costs_its_bytes_in_every_script(
    journey: Journey, browse: Browse, words: str
) -> None:
    columns = tuple(
        Column(name=f"column_{number:03}", type="text", comment=words) for number in range(100)
    )
    journey.save(Table(key="wide", columns=columns))
    page = browse()
    page.goto(f"{HOME}/items/table/wide")
    with page.expect_request(lambda one: one.method == "POST") as sent:
        page.locator("[name=description]").fill(words)
        page.locator("[name=description]").press("Tab")
    expect_saved(page)
    plain = page.evaluate(PLAIN_BYTES)
    body = sent.value.post_data_buffer
    assert body is not None
    assert len(body) < plain * 1.02 + 1_000
    table = journey.find("table", "wide")
    assert isinstance(table, Table)
    assert table.description == words
    assert table.columns == columns


#: The bytes of a form's fields, each as `name=value&`.
PLAIN_BYTES = """() => {
  const fields = [...new FormData(document.querySelector(".item-form"))];
  return new Blob(fields.map(([name, value]) => `${name}=${value}&`)).size;
}"""


def test_a_form_that_the_browser_sends_may_have_as_many(journey: Journey, browse: Browse) -> None:
    assert journey.slug
    page = browse()
    page.goto(f"{HOME}/members")
    name = page.get_by_role("region", name="Settings").get_by_label("Name")
    name.fill("House of many fields")
    page.evaluate(
        """(count) => {
          const form = document.querySelector('main form[method=post]:has(#f-name)');
          for (let at = 0; at < count; at += 1) {
            const field = document.createElement('input');
            Object.assign(field, {type: 'hidden', name: `more-${at}`, value: '&=%'});
            form.append(field);
          }
        }""",
        FORM_FIELDS,
    )
    name.press("Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(name).to_have_value("House of many fields")
