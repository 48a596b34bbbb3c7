"""Whether a new column type takes every value of the old one."""

from __future__ import annotations

from workbench.sql.types import SqlType, parse_type

#: Types in rising order: each takes what those before it take.
_LADDERS = (
    ("tinyint", "smallint", "mediumint", "integer", "bigint"),
    ("real", "double precision"),
    ("char", "varchar", "text"),
    ("tinytext", "text", "mediumtext", "longtext"),
    ("json", "jsonb"),
)
#: Digits of whole numbers.
_DIGITS = {"smallint": 5, "integer": 10, "bigint": 19}
_ANY_NUMBER_OF_DIGITS = 999


def type_action(before: str, after: str) -> str:
    """`restated`, `widened`, `narrowed` or `changed`: what a new type does to old values."""
    old, new = parse_type(before), parse_type(after)
    if old == new:
        return "restated"
    if _takes(new, old):
        return "widened"
    return "narrowed" if _takes(old, new) else "changed"


def _takes(wide: SqlType, narrow: SqlType) -> bool:
    if wide.dimensions != narrow.dimensions:
        return False
    if wide.name == narrow.name:
        return _takes_sizes(wide, narrow)
    if wide.name == "numeric" and narrow.name in _DIGITS:
        return _whole_digits(wide) >= _DIGITS[narrow.name]
    for ladder in _LADDERS:
        if wide.name in ladder and narrow.name in ladder:
            higher = ladder.index(wide.name) > ladder.index(narrow.name)
            return higher and (not wide.sizes or _takes_sizes(wide, narrow))
    return False


def _takes_sizes(wide: SqlType, narrow: SqlType) -> bool:
    if not wide.sizes:
        return wide.name != "char"
    if not narrow.sizes:
        return narrow.name == "char"
    if wide.name != "numeric":
        return wide.sizes[0] >= narrow.sizes[0]
    return _scale(wide) >= _scale(narrow) and _whole_digits(wide) >= _whole_digits(narrow)


def _scale(number: SqlType) -> int:
    return number.sizes[1] if len(number.sizes) > 1 else 0


def _whole_digits(number: SqlType) -> int:
    """Digits before the point."""
    return number.sizes[0] - _scale(number) if number.sizes else _ANY_NUMBER_OF_DIGITS
