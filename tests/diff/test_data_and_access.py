"""Changes of tables and of who may do what, judged from the data and the people there are."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.design.access import Access, Auth, Policy
from workbench.design.base import Item
from workbench.design.design import Design
from workbench.design.package import Change, Impact
from workbench.design.tables import (
    Check,
    Column,
    ForeignKey,
    Index,
    IndexPart,
    SqlObject,
    SqlObjectType,
    Table,
    Unique,
)
from workbench.diff.compare import compare
from workbench.sql.type_widening import type_action

A = Column(name="a", type="integer")


def diff(old: Item | None, new: Item | None) -> tuple[Change, ...]:
    return compare(*(Design.from_items([item] if item else []) for item in (old, new)))


def table(*columns: Column, **more: Any) -> Table:
    return Table(key="orders", columns=columns, **more)


def column(name: str = "b", **more: Any) -> Column:
    return Column(**{"name": name, "type": "text", **more})


def enum(*values: str) -> SqlObject:
    return SqlObject(key="enum status", type=SqlObjectType.enum, name="status", values=values)


def view(sql: str) -> SqlObject:
    return SqlObject(key="view v", type=SqlObjectType.view, name="v", sql=sql)


def function(sql: str) -> SqlObject:
    return SqlObject(key="function f", type=SqlObjectType.function, name="f", sql=sql)


def index(*, unique: bool) -> Index:
    return Index(name="i", parts=(IndexPart(column="a"),), unique=unique)


def policy(**more: Any) -> Policy:
    return Policy(**{"name": "own", "table": "orders", **more})


F_ONE = "CREATE FUNCTION f(a int) RETURNS int AS $$ SELECT 1 $$ LANGUAGE sql"
CASES: list[tuple[str, Item | None, Item | None, str, Impact]] = [
    ("a check comes", table(A), table(A, checks=(Check(expression="a > 0"),)),
     "check-added", Impact.breaking),
    ("a unique constraint comes", table(A), table(A, uniques=(Unique(columns=("a",)),)),
     "unique-added", Impact.breaking),
    ("a unique constraint goes", table(A, uniques=(Unique(columns=("a",)),)), table(A),
     "unique-removed", Impact.additive),
    ("a constraint is renamed", table(A, checks=(Check(expression="a > 0", name="x"),)),
     table(A, checks=(Check(expression="a > 0"),)), "check-renamed", Impact.editorial),
    ("a foreign key comes", table(A),
     table(A, foreign_keys=(ForeignKey(columns=("a",), target="t"),)),
     "foreign-key-added", Impact.breaking),
    ("deleting follows another rule",
     table(A, foreign_keys=(ForeignKey(columns=("a",), target="t", on_delete="CASCADE"),)),
     table(A, foreign_keys=(ForeignKey(columns=("a",), target="t", on_delete="RESTRICT"),)),
     "foreign-key-changed", Impact.breaking),
    ("an index comes", table(A), table(A, indexes=(index(unique=False),)),
     "index-added", Impact.additive),
    ("a unique index comes", table(A), table(A, indexes=(index(unique=True),)),
     "unique-index-added", Impact.breaking),
    ("a column must be filled", table(column()), table(column(nullable=False)),
     "column-not-null", Impact.breaking),
    ("a column comes with a default", table(A), table(A, column(nullable=False, default="''")),
     "column-added", Impact.additive),
    ("a column gets narrower", table(column(type="varchar(50)")), table(column(type="varchar(20)")),
     "column-type-narrowed", Impact.breaking),
    ("a column gets wider", table(column(type="varchar(20)")), table(column(type="text")),
     "column-type-widened", Impact.additive),
    ("a type is written another way", table(column(type="int4")), table(column(type="integer")),
     "column-type-restated", Impact.editorial),
    ("a default names the schema", table(column(default="nextval('s')")),
     table(column(default="nextval('public.s')")), "default-restated", Impact.editorial),
    ("a table goes", table(A), None, "table-removed", Impact.breaking),
    ("rows are guarded", table(A), table(A, row_security=True),
     "row-security-enabled", Impact.breaking),
    ("rows are no longer guarded", table(A, row_security=True), table(A),
     "row-security-disabled", Impact.additive),
    ("an enum loses a value", enum("a", "b"), enum("a"), "enum-value-removed", Impact.breaking),
    ("an enum gains a value", enum("a"), enum("a", "b"), "enum-value-added", Impact.additive),
    ("a view says something else", view("SELECT a FROM t"), view("SELECT b FROM t"),
     "database-object-changed", Impact.breaking),
    ("a view is laid out anew", view("SELECT a FROM t"), view("SELECT a\n  FROM public.t"),
     "database-object-restated", Impact.editorial),
    ("a function does something else", function(F_ONE), function(F_ONE.replace("1", "2")),
     "function-body-changed", Impact.additive),
    ("a function wants something else", function(F_ONE), function(F_ONE.replace("a int", "a text")),
     "database-object-changed", Impact.breaking),
    ("a policy lets more rows through", None, policy(), "policy-added", Impact.additive),
    ("a policy that let rows through goes", policy(), None, "policy-removed", Impact.breaking),
    ("a policy holds rows back", None, policy(permissive=False), "policy-added", Impact.breaking),
    ("a policy gets a condition", policy(), policy(using="owner = me()"),
     "row-policy-condition-added", Impact.breaking),
    ("a policy has another condition", policy(using="a"), policy(using="b"),
     "row-policy-changed", Impact.breaking),
    ("an endpoint demands more", Access(endpoint="GET /a", permissions=("p",)),
     Access(endpoint="GET /a", permissions=("p", "q")), "privilege-narrowed", Impact.breaking),
    ("tokens are proven another way", Auth(strategy="JWT"), Auth(strategy="session"),
     "auth-strategy-changed", Impact.breaking),
    ("the strategy is decided", None, Auth(strategy="JWT"),
     "auth-strategy-changed", Impact.additive),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "code", "impact"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_change_is_judged_by_what_it_does_to_what_exists(
    old: Item | None, new: Item | None, code: str, impact: Impact
) -> None:
    assert [(change.code, change.impact) for change in diff(old, new)] == [(code, impact)]


def test_what_is_lost_and_who_is_shut_out_is_said() -> None:
    (gone,) = diff(table(A, column()), table(A))
    assert "its data is lost" in gone.message
    (guarded,) = diff(table(A), table(A, row_security=True))
    assert "privilege narrowed" in guarded.message
    (opened,) = diff(None, policy())
    assert "privilege widened" in opened.message


def test_a_column_that_went_and_one_alike_that_came_may_be_a_rename() -> None:
    gone, came = diff(table(A, column("total")), table(A, column("amount")))[::-1]
    assert "possibly renamed to amount" in gone.message
    assert "possibly total renamed" in came.message
    other = diff(table(A, column("total")), table(A, column("amount", type="date")))
    assert not any("possibly" in change.message for change in other)
    two = diff(table(A, column("b"), column("c")), table(A, column("d")))
    assert not any("possibly" in change.message for change in two)


def test_a_table_that_went_and_one_alike_that_came_may_be_a_rename() -> None:
    old, new = Table(key="orders", columns=(A, column())), Table(key="sales", columns=(A, column()))
    gone = next(change for change in diff(old, new) if change.change == "removed")
    assert "possibly renamed to sales" in gone.message


@pytest.mark.parametrize(
    ("old", "new", "action"),
    [
        ("numeric(10,2)", "numeric(12,2)", "widened"),
        ("numeric(10,2)", "numeric(10,4)", "changed"),
        ("numeric(10,2)", "numeric", "widened"),
        ("integer", "numeric(10,0)", "widened"),
        ("bigint", "numeric(10,0)", "changed"),
        ("integer", "text", "changed"),
        ("timestamp(6) with time zone", "timestamptz(6)", "restated"),
        ("text[]", "varchar(3)[]", "narrowed"),
        ("text[]", "text", "changed"),
        ('"public"."status"', "status", "changed"),
        ("VARCHAR(10)", "character varying(10)", "restated"),
    ],
)
def test_types_of_columns(old: str, new: str, action: str) -> None:
    assert type_action(old, new) == action
