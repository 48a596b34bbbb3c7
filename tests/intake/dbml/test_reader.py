"""DBML: tables, references, enums and indexes, and notes on the rest."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cost import grows_too_fast, stack_of
from tests.shared_data import shared_data
from workbench.design.design import parse_item
from workbench.design.tables import Table
from workbench.intake.dbml.reader import looks_like_dbml, read_dbml


def tables(text: str) -> dict[str, Table]:
    found = read_dbml("a.dbml", text)
    assert found.notes == ()
    return {table.key: table for table in found.design().tables}


def test_a_real_file() -> None:
    text = (shared_data() / "sql/azimutt/complex.dbml").read_text("utf-8")
    imported = read_dbml("complex.dbml", text)
    assert imported.notes == ()
    found = {table.key: table for table in imported.design().tables}
    assert set(found) == {"users", "profiles", "projects", "roles", "user_roles", "blog.posts"}
    assert found["users"].primary_key is not None
    assert [unique.columns for unique in found["users"].uniques] == [("name",)]
    targets = {
        key: [foreign_key.target for foreign_key in table.foreign_keys]
        for key, table in found.items()
    }
    assert targets["profiles"] == ["users"]
    assert targets["user_roles"] == ["users", "roles"]
    assert targets["blog.posts"] == ["users"]
    roles = found["user_roles"]
    assert roles.primary_key is not None
    assert roles.primary_key.columns == ("user_id", "role_id")
    assert (roles.indexes[0].name, roles.indexes[0].comment) == ("created_at_index", "Date")
    assert found["blog.posts"].description == "Stores all posts"
    assert imported.design().sql_objects[0].values == ("draft", "published", "archived")
    lines = text.split("\n")
    for item in imported.items:
        if isinstance(item.item, Table):
            assert lines[item.line - 1].startswith("Table ")
            assert lines[item.end_line - 1] == "}"
            for part in item.parts:
                if part.kind == "column":
                    assert part.key.rpartition(".")[2] in lines[part.line - 1]


def test_columns_with_all_their_settings() -> None:
    found = tables(
        "Table t [note: 'about'] {\n"
        "  a int [pk, increment]\n"
        "  b \"decimal(10, 2)\" [not null, default: 1.5, note: 'it\\'s']\n"
        "  c varchar(255) [default: 'x y', unique, check: `length(c) > 1`]\n"
        "  d timestamp [default: `now()`, ref: > u.id]\n"
        "  e s.kind[] [null]\n"
        "}\nTable u { id int [pk] }\n"
    )["t"]
    assert found.description == "about"
    a, b, c, d, e = found.columns
    assert (a.nullable, a.identity) == (False, "by default")
    assert (b.type, b.nullable, b.default, b.comment) == ("decimal(10, 2)", False, "1.5", "it's")
    assert (c.type, c.default) == ("varchar(255)", "'x y'")
    assert d.default == "now()"
    assert e.type == "s.kind[]"
    assert [check.expression for check in found.checks] == ["length(c) > 1"]
    assert [(foreign_key.columns, foreign_key.target) for foreign_key in found.foreign_keys] == [
        (("d",), "u")
    ]


def test_references_in_each_direction_and_block() -> None:
    found = tables(
        "Table a as A { id int\n b_id int\n x int }\nTable b { id int\n y int }\n"
        "Ref name: A.b_id > b.id [delete: cascade, update: set null]\n"
        "Ref { a.x < b.y }\nRef: a.(id, x) - b.(id, y)\n"
    )
    first, second = found["a"].foreign_keys
    assert (first.name, first.on_delete, first.on_update) == ("name", "CASCADE", "SET NULL")
    assert (second.columns, second.target_columns) == (("id", "x"), ("id", "y"))
    assert [
        (foreign_key.columns, foreign_key.target) for foreign_key in found["b"].foreign_keys
    ] == [(("y",), "a")]


def test_what_is_not_read_is_named_and_the_rest_stands() -> None:
    imported = read_dbml(
        "a.dbml",
        "Table a { id int }\nWobble x\nTable b {\n  id int [pk\n}\nTable c { id int }\n"
        "Ref: a.id <> c.id\nRef: a.id > missing.id\n",
    )
    assert {table.key for table in imported.design().tables} >= {"a", "c"}
    told = {note.line: note.message for note in imported.notes}
    assert "Wobble" in told[2]
    assert 4 in told or 5 in told or 3 in told
    assert "many-to-many" in told[7]
    assert "missing" in told[8]


def test_drawing_is_left_out_without_a_word() -> None:
    text = (
        "Project p { database_type: 'PostgreSQL' }\nTableGroup g { a }\nNote n { 'x' }\n"
        "Table a [headercolor: #ccc] {\n  id int // comment\n"
        "  Note: '''\n    more\n      words\n  '''\n}"
    )
    assert tables(text)["a"].description == "more\n  words"


def test_recognising() -> None:
    assert looks_like_dbml("Table users {\n  id int\n}\n")
    assert looks_like_dbml('Table "a"."b" as X [headercolor: #fff] {\n')
    assert not looks_like_dbml("CREATE TABLE users (\n  id int\n);\n")
    assert not looks_like_dbml("A table that { is prose } here.\n")


# fmt: off
WORDS = st.sampled_from([
    "Table", "a", "{", "}", "[", "]", "(", ")", ":", ",", ".", "<", ">", "-", "<>", "Ref", "Enum",
    "indexes", "Note", "'x'", "'''", "`", "pk", "default", "note", "\n", "//", "/*", "int", "as",
])
# fmt: on


@given(st.lists(WORDS, max_size=50).map(" ".join) | st.text(max_size=80))
def test_no_text_raises_anything(text: str) -> None:
    for item in read_dbml("a.dbml", text).items:
        assert parse_item(item.kind, item.item.model_dump(mode="json")) == item.item


@pytest.mark.parametrize(
    "piece", ["/*", "'''", "Ref: ", "`", '"', "Table a { b c }\n", "Table a { b c [pk] }\n", "x "]
)
def test_repeated_pieces_take_time_that_grows_with_the_text(piece: str) -> None:
    def reading(size: int) -> Callable[[], object]:
        return partial(read_dbml, "a.dbml", piece * (size // len(piece)))

    assert not grows_too_fast(reading, 4_000)


@pytest.mark.parametrize("piece", ["Table a {", "[", "(", "Table a { b c ["])
def test_brackets_that_never_close_do_not_stand_on_the_stack(piece: str) -> None:
    few, many = (stack_of(partial(read_dbml, "a.dbml", piece * count)) for count in (8, 40))
    assert many == few


def test_tables_take_partials_in_wherever_these_stand() -> None:
    text = """\
Table orders [headercolor: #fff] {
  ~stamped
  total int [note: 'own']
  ~owned
}
TablePartial stamped [headercolor: #aaa] {
  id int [pk]
  total text
  indexes { total }
}
TablePartial owned { owner int [not null, ref: > users.id] }
Table users { id int [pk]
  ~nothing
}
TableGroup g [color: #111CCE] { orders }
Enum last { a }
"""
    found = read_dbml("a.dbml", text)
    design = found.design()
    orders, users = design.tables
    assert (orders.key, users.key) == ("orders", "users")
    assert [(column.name, column.type) for column in orders.columns] == [
        ("id", "int"),
        ("total", "int"),
        ("owner", "int"),
    ]
    assert [foreign_key.target for foreign_key in orders.foreign_keys] == ["users"]
    assert len(orders.indexes) == 1
    assert [column.name for column in users.columns] == ["id"]
    assert [sql_object.name for sql_object in design.sql_objects] == ["last"]
    assert [(note.line, note.message) for note in found.notes] == [
        (13, "there is no table partial nothing")
    ]
