"""Names as each database spells them."""

from __future__ import annotations

import pytest

from workbench.sql.dialect import Dialect
from workbench.sql.identifiers import (
    identifier,
    identifier_length,
    is_reserved,
    max_identifier,
    quoted_if_needed,
    unquote,
)


@pytest.mark.parametrize(
    ("name", "dialect", "written"),
    [
        ("orders", "postgresql", "orders"),
        ("Orders", "postgresql", '"Orders"'),
        ("Orders", "mysql", "Orders"),
        ("order", "mysql", "`order`"),
        ('say "hi"', "sqlite", '"say ""hi"""'),
    ],
)
def test_names_are_quoted_where_they_must_be(name: str, dialect: Dialect, written: str) -> None:
    assert identifier(name, dialect) == written
    assert unquote(written) == name or written == name


def test_limits_of_names() -> None:
    assert max_identifier("sqlite") is None
    assert max_identifier("other") == 63
    assert max_identifier("mysql") == 64
    assert identifier_length("größe", "postgresql") == 7
    assert identifier_length("größe", "mysql") == 5


def test_words_that_only_mysql_reserves() -> None:
    assert is_reserved("Order", "sqlite")
    assert is_reserved("rank", "mysql")
    assert not is_reserved("rank", "postgresql")


def test_reserved_words_are_left_as_they_are_where_only_the_spelling_counts() -> None:
    assert quoted_if_needed("audit", "order", "Line") == 'audit.order."Line"'
