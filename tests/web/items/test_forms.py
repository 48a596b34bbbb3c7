"""Forms of items: whatever an item says survives its own form unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from tests.factories import made_design
from workbench.design.base import Item
from workbench.design.contract import Contract, Operation
from workbench.design.dictionary import Attribute, Entity, LifecycleState
from workbench.design.flows import Screen, ScreenField
from workbench.design.kinds import KIND_OF_MODEL, KINDS, get_kind
from workbench.design.requirements import Requirement
from workbench.design.tables import (
    Check,
    Column,
    ForeignKey,
    Index,
    IndexPart,
    PrimaryKey,
    Table,
    Unique,
)
from workbench.web.items.fields import Widget, fields_of
from workbench.web.items.forms import (
    MAX_ROWS,
    FormField,
    form_fields,
    parse_form,
)
from workbench.web.items.pasted_rows import endpoint_rows, read_cells, skipped_lines
from workbench.web.items.row_edits import change_rows, paste_rows
from workbench.web.items.values import (
    WrongValueError,
    from_text,
    index_part_from_text,
    index_part_to_text,
    keys_from_text,
    keys_to_text,
)

FULL_TABLE = Table(
    key="orders",
    entity="Order",
    columns=(
        Column(name="id", type="uuid", nullable=False, default="gen_random_uuid()"),
        Column(
            name="total", type="bigint", identity="always", generated_stored=False, comment="Sum"
        ),
    ),
    primary_key=PrimaryKey(columns=("id",), name="pk_orders"),
    foreign_keys=(ForeignKey(columns=("customer_id",), target="customers", on_delete="CASCADE"),),
    uniques=(Unique(columns=("a", "b, c")),),
    checks=(Check(expression="total > 0 AND a IN ('x,y', 'z')"),),
    indexes=(
        Index(
            name="idx",
            parts=(
                IndexPart(column="created_at", descending=True, nulls="last"),
                IndexPart(expression="lower(email, ')')", collation="C", opclass="text_ops"),
            ),
        ),
    ),
    mutable=False,
)
SAMPLES: tuple[Item, ...] = (
    FULL_TABLE,
    Entity(
        key="Order",
        attributes=(Attribute(name="status", values=("new", "paid, late"), pii=False),),
        states=(LifecycleState(name="new", transitions=("paid",)),),
    ),
    Screen(
        key="WF-001",
        auth_required=False,
        fields=(ScreenField(name="total", derived=True),),
        states=(("Default", "Content\nover lines"), ("Empty", "Nothing")),
    ),
    Requirement(key="FR-001", criteria=("One\ntwo", "Three"), mvp=True, stories=("US-1", "US-2")),
    Operation(
        endpoint="GET /a", body={"responses": {"200": {"description": "no: yes"}}, "x-n": 1.5}
    ),
    Contract(info={"title": "A"}, security=(), servers=({"url": "https://example.org"},)),
)


def controls(shown: list[FormField]) -> MultiDict[str, str]:
    """What a browser sends for a form that nobody has touched."""
    form: MultiDict[str, str] = MultiDict()
    for one in shown:
        if one.field.fixed:
            continue
        form.add(one.field.name, one.text)
        for at, row in enumerate([*one.rows, one.blank] if one.field.widget is Widget.rows else []):
            for name, text in row.items():
                form.add(f"{one.field.name}.{at}.{name}", text)
        if one.field.widget is Widget.part:
            for name, text in one.rows[0].items():
                form.add(f"{one.field.name}.{name}", text)
    return form


def round_trip(item: Item) -> Item:
    kind = KIND_OF_MODEL[type(item)].name
    typed = parse_form(kind, controls(form_fields(kind, item)), item)
    assert not typed.errors
    return get_kind(kind).model.model_validate(typed.body)


@pytest.mark.parametrize("item", SAMPLES, ids=lambda one: one.item_key)
def test_an_untouched_form_changes_nothing(item: Item) -> None:
    assert round_trip(item) == item


def test_every_item_of_a_whole_design_survives_its_form() -> None:
    for item in made_design(10).items():
        assert round_trip(item) == item, item.item_key


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_labelled_fields(kind: str) -> None:
    fields = fields_of(kind)
    assert fields
    assert all(one.label for one in fields)
    assert {one.name for one in fields} <= set(KINDS[kind].model.model_fields)


def test_fields_that_a_form_does_not_hold_stay() -> None:
    form = MultiDict({"key": "orders", "description": "New"})
    typed = parse_form("table", form, FULL_TABLE)
    assert Table.model_validate(typed.body) == FULL_TABLE.model_copy(update={"description": "New"})


def test_blank_rows_are_skipped_lines_and_gaps_close() -> None:
    form = MultiDict(
        {
            "columns": "",
            "columns.0.name": "id",
            "columns.0.type": "uuid",
            "columns.3.name": "",
            "columns.3.nullable": "yes",
            "columns.7.name": "total",
            "columns.7.type": "bigint",
        }
    )
    typed = parse_form("table", form, FULL_TABLE)
    assert [one["name"] for one in typed.body["columns"]] == ["id", "total"]


def test_what_a_person_changes_is_inferred_no_more() -> None:
    item = Requirement(key="FR-1", title="A", text="B", inferred=("title", "text"))
    typed = parse_form("requirement", MultiDict({"title": "Better"}), item)
    assert typed.body["inferred"] == ["text"]


def test_the_signature_of_a_read_back_cannot_be_typed() -> None:
    typed = parse_form("handoff", MultiDict({"read_back_by": "Somebody"}), None)
    assert "read_back_by" not in typed.body


@pytest.mark.parametrize(
    ("kind", "field", "text", "said"),
    [
        ("operation", "body", "a: [1", "Line"),
        ("setup", "max_nesting", "two", "whole number"),
        ("operation", "body", "a: 1\na: 2", "Line 2"),
    ],
)
def test_what_cannot_be_read_says_where(kind: str, field: str, text: str, said: str) -> None:
    typed = parse_form(kind, MultiDict({field: text}), None)
    assert said in typed.errors[field][0]


def test_an_added_key_joins_the_list() -> None:
    form = MultiDict([("covers", "FR-1"), ("covers+", "FR-2"), ("covers+", "")])
    assert parse_form("endpoint", form, None).body["covers"] == ["FR-1", "FR-2"]


def test_rows_are_added_moved_and_removed() -> None:
    shown = form_fields("table", FULL_TABLE)
    columns = next(one for one in shown if one.field.name == "columns")
    assert change_rows(shown, "up columns.1")
    assert [row["name"] for row in columns.rows] == ["total", "id"]
    assert change_rows(shown, "remove columns.0")
    assert [row["name"] for row in columns.rows] == ["id"]
    assert not change_rows(shown, "up columns.0")
    assert not change_rows(shown, "remove columns.9")
    assert not change_rows(shown, "remove key.0")


def test_rows_pasted_from_a_spreadsheet_start_at_their_column() -> None:
    shown = form_fields("table", None)
    assert not paste_rows(shown, "columns", "text\tNo\nuuid\tyes\n\n", "type")
    columns = next(one for one in shown if one.field.name == "columns")
    assert len(columns.rows) == 2
    assert [(row["type"], row["nullable"]) for row in columns.rows] == [
        ("text", ""),
        ("uuid", "yes"),
    ]


@pytest.mark.parametrize("more", [1, 2])
def test_a_list_that_is_too_long_is_refused_and_never_cut(more: int) -> None:
    rows = {f"columns.{at}.name": f"c{at}" for at in range(MAX_ROWS + more)}
    typed = parse_form("table", MultiDict({"columns": "", **rows}), FULL_TABLE)
    assert "more than 2,000 rows" in typed.errors["columns"][0]
    columns = next(one for one in typed.fields if one.field.name == "columns")
    assert len(columns.rows) == MAX_ROWS + more, "what was typed is shown again"
    assert [one["name"] for one in typed.body["columns"]] == ["id", "total"]


def test_a_list_as_long_as_allowed_is_read_whole() -> None:
    rows = {f"columns.{at}.name": f"c{at}" for at in range(MAX_ROWS)}
    typed = parse_form("table", MultiDict({"columns": "", **rows}), FULL_TABLE)
    assert not typed.errors
    assert len(typed.body["columns"]) == MAX_ROWS


def test_pasting_too_many_rows_shows_them_all() -> None:
    shown = form_fields("table", FULL_TABLE)
    text = "\n".join(f"c{at}\ttext" for at in range(MAX_ROWS + 5))
    before = len(rows_of(shown, "columns"))
    assert not paste_rows(shown, "columns", text)
    assert len(rows_of(shown, "columns")) == before + MAX_ROWS + 5


def rows_of(shown: list[FormField], name: str) -> list[dict[str, str]]:
    return next(one for one in shown if one.field.name == name).rows


def test_a_pasted_cell_with_line_breaks_stays_one_cell() -> None:
    shown = form_fields("table", None)
    text = 'id\tuuid\tno\t"first\nsecond ""line"""\r\n"a\nb"\ttext\n"c"\ttext\t\t"d\n'
    assert not paste_rows(shown, "columns", text)
    assert [(row["name"], row["default"]) for row in rows_of(shown, "columns")] == [
        ("id", 'first\nsecond "line"'),
        ("a b", ""),
        ('"c"', '"d'),
    ]


def test_a_pasted_list_of_names_in_one_cell_stays_a_list() -> None:
    shown = form_fields("table", None)
    assert not paste_rows(shown, "uniques", '"a\nb,\nc"\tuq_abc')
    assert rows_of(shown, "uniques")[0]["columns"] == "a, b, c"


def test_pasted_rows_have_the_defaults_of_an_added_row() -> None:
    shown = form_fields("table", None)
    assert not paste_rows(shown, "columns", "id\tuuid")
    change_rows(shown, "add columns")
    pasted, added = rows_of(shown, "columns")
    assert pasted == added | {"name": "id", "type": "uuid"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("id\tuuid\nat\tdate\tperhaps", "row 2, Nullable: “perhaps” is neither yes nor no"),
        ("id\tuuid\tno\t\tsometimes", "row 1, Identity: “sometimes” is not one of the choices"),
        ("\n\nid" + "\tx" * 2 + "\t" * 9 + "\tmore", "row 3 has more cells than columns (“more”)"),
        ("\n".join(["id\tuuid"] * (2 * MAX_ROWS + 1)), "the list has more than 4,000 rows"),
    ],
)
def test_pasted_rows_that_do_not_fit_are_refused_as_a_whole(text: str, problem: str) -> None:
    shown = form_fields("table", FULL_TABLE)
    before = list(rows_of(shown, "columns"))
    problems = paste_rows(shown, "columns", text)
    assert problem in "; ".join(problems)
    assert rows_of(shown, "columns") == before


@pytest.mark.parametrize("word", ["yes", "X", "TRUE", "no", "0", ""])
def test_pasted_words_for_yes_and_no_are_understood(word: str) -> None:
    shown = form_fields("table", None)
    assert not paste_rows(shown, "columns", f"id\tuuid\t{word}\t\tBy Default")
    row = rows_of(shown, "columns")[0]
    assert row["nullable"] == ("yes" if word in {"yes", "X", "TRUE"} else "")
    assert row["identity"] == "by default"


def test_empty_cells_beyond_the_columns_are_nothing() -> None:
    shown = form_fields("table", None)
    assert not paste_rows(shown, "columns", "id\tuuid" + "\t" * 30)


def test_pasting_into_no_list_is_refused() -> None:
    assert paste_rows(form_fields("table", None), "description", "a\tb")
    assert paste_rows(form_fields("table", None), "nothing", "a\tb")


@given(st.lists(st.lists(st.text(" ab,", max_size=6), min_size=1, max_size=4), min_size=1))
def test_cells_that_spreadsheets_do_not_quote_are_read_as_they_are(rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(cells) for cells in rows)
    told = [[cell.strip() for cell in cells] for cells in rows]
    assert read_cells(text) == told


@given(st.lists(st.lists(st.text("ab\n\t", max_size=6), min_size=1, max_size=4), min_size=1))
def test_cells_that_spreadsheets_quote_are_read_whole(rows: list[list[str]]) -> None:
    quoted = [[f'"{cell}"' if set(cell) & set("\n\t") else cell for cell in one] for one in rows]
    assert read_cells("\n".join("\t".join(cells) for cells in quoted)) == [
        [cell.strip() for cell in cells] for cells in rows
    ]


def test_endpoints_may_have_descriptions_of_several_lines() -> None:
    text = 'GET\t/orders\tFR-001\t"All orders,\nnewest first"\nnonsense\nPOST\t/orders'
    assert endpoint_rows(text) == [
        {
            "method": "GET",
            "path": "/orders",
            "covers": ["FR-001"],
            "description": "All orders,\nnewest first",
        },
        {"method": "POST", "path": "/orders"},
    ]
    assert skipped_lines(text) == ["line 3 (nonsense)"]


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).map(
    str.strip
)


@given(st.lists(NAMES.filter(bool), unique=True))
def test_any_names_survive_the_list_they_are_typed_in(names: list[str]) -> None:
    assert keys_from_text(keys_to_text(names)) == names


IDENTIFIERS = st.from_regex(r"[a-z_][a-z0-9_]{0,12}", fullmatch=True).filter(
    lambda one: one.upper() not in {"ASC", "DESC", "NULLS", "FIRST", "LAST", "COLLATE"}
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "descending": st.just(True),
            "nulls": st.sampled_from(("first", "last")),
            "opclass": IDENTIFIERS,
            "collation": IDENTIFIERS,
        },
    ),
    st.one_of(
        IDENTIFIERS.map(lambda name: {"column": name}),
        IDENTIFIERS.map(lambda name: {"expression": f"lower({name}, ')')"}),
    ),
)
def test_any_part_of_an_index_survives_its_words(
    more: dict[str, object], head: dict[str, object]
) -> None:
    part = {**head, **more}
    assert index_part_from_text(index_part_to_text(part)) == part


def test_an_open_parenthesis_is_an_error_at_the_field() -> None:
    field = next(one for one in fields_of("table") if one.name == "indexes").columns[1]
    assert field.widget is Widget.index_parts
    with pytest.raises(WrongValueError, match="closing parenthesis"):
        from_text(field, "(lower(a)")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "Method\tPath\tCovers\nPOST\t/orders\tFR-001, FR-002\tcreate\tPlaces an order",
            [
                {
                    "method": "POST",
                    "path": "/orders",
                    "covers": ["FR-001", "FR-002"],
                    "kind": "create",
                    "description": "Places an order",
                }
            ],
        ),
        ("get /orders/{id}", [{"method": "GET", "path": "/orders/{id}"}]),
        ("| GET | `/orders` | list |", [{"method": "GET", "path": "/orders", "kind": "list"}]),
        ("just words", []),
    ],
)
def test_pasted_endpoints_are_understood(text: str, rows: list[dict[str, object]]) -> None:
    assert endpoint_rows(text) == rows
