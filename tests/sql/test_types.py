"""Column types: synonyms, families, translation."""

from __future__ import annotations

import pytest

from workbench.sql.type_translation import portable_type
from workbench.sql.type_widening import type_action
from workbench.sql.types import compared_type, is_serial, parse_type, serial_of, value_type


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("INT", "integer"),
        ("int4", "integer"),
        ("int(11) UNSIGNED", "integer unsigned"),
        ("character varying(20)", "varchar"),
        ("dec(10,2)", "numeric"),
        ("float", "double precision"),
        ("double", "double precision"),
        ("timestamp(3) without time zone", "timestamp"),
        ("varbit(5)", "bit varying"),
        ("pg_catalog.int8", "bigint"),
        ('"public"."mood"', "public.mood"),
    ],
)
def test_synonyms_have_one_name(spelling: str, name: str) -> None:
    assert parse_type(spelling).name == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("float", "double precision"),
        ("dec", "decimal(10,2)"),
        ("varbit", "bit varying"),
        ("nvarchar2(20)", "text"),
        ("nchar(3)", "character(3)"),
    ],
)
def test_foreign_keys_and_comparison_take_synonyms_for_one_type(one: str, other: str) -> None:
    assert compared_type(one) == compared_type(other)


@pytest.mark.parametrize(
    ("one", "other"), [("float", "float8"), ("dec(8,2)", "decimal(8,2)"), ("varbit", "bit varying")]
)
def test_a_synonym_is_no_change(one: str, other: str) -> None:
    assert type_action(one, other) == "restated"


def test_numbered_columns() -> None:
    assert is_serial("BIGSERIAL")
    assert not is_serial("bigint")
    assert serial_of("int8") == "bigserial"
    assert serial_of("text") == ""


@pytest.mark.parametrize(
    ("written", "values"),
    [("varchar(3)", "text"), ("serial", "integer"), ("int[]", "array"), ("geometry", "")],
)
def test_values_of_types(written: str, values: str) -> None:
    assert value_type(written) == values


@pytest.mark.parametrize(
    ("written", "postgresql", "mysql", "sqlite"),
    [
        ("numeric(10,2)", "numeric(10,2)", "decimal(10,2)", "numeric"),
        ("tinyint(1)", "smallint", "smallint", "integer"),
        ("int(11) unsigned", "integer", "int", "integer"),
        ("timestamp(3) with time zone", "timestamptz", "datetime(6)", "text"),
        ("varchar", "varchar", "varchar(255)", "text"),
        ("text[]", "jsonb", "json", "text"),
        ("smallserial", "serial", "int", "integer"),
    ],
)
def test_types_are_translated(written: str, postgresql: str, mysql: str, sqlite: str) -> None:
    portable = portable_type(written)
    assert portable is not None
    assert portable.written("postgresql") == postgresql
    assert portable.written("mysql") == mysql
    assert portable.written("sqlite") == sqlite


def test_an_unknown_type_is_not_translated() -> None:
    assert portable_type("geometry(point)") is None
