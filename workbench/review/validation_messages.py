"""What a validator complains of, as a person would say it at the field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: By the kind of complaint; {…} is filled from what the validator knows.
_WORDS = {
    "missing": "Fill this in.",
    "string_type": "Write text here.",
    "int_parsing": "Write a whole number.",
    "int_type": "Write a whole number.",
    "int_from_float": "Write a whole number.",
    "int_parsing_size": "That number is too large.",
    "float_parsing": "Write a number.",
    "bool_parsing": "Say yes or no.",
    "bool_type": "Say yes or no.",
    "greater_than_equal": "Write {ge} or more.",
    "less_than_equal": "Write {le} or less.",
    "greater_than": "Write more than {gt}.",
    "less_than": "Write less than {lt}.",
    "enum": "Choose one of: {expected}.",
    "literal_error": "Choose one of: {expected}.",
    "extra_forbidden": "There is no such field.",
    "date_from_datetime_parsing": "Write a date such as 2026-01-31.",
    "date_parsing": "Write a date such as 2026-01-31.",
}
_SHORT = {"string_too_short", "too_short"}
_LONG = {"string_too_long", "too_long"}
#: How the validator names what holds letters; a constraint after a validator says Value.
_TEXTS = {"String", "Value"}


def user_message(kind: str, message: str, context: Mapping[str, Any]) -> str:
    """The complaint in plain words; the validator's own where there are none for it.

    >>> user_message("less_than_equal", "Input should be …", {"le": 9})
    'Write 9 or less.'
    >>> user_message("too_short", "Value should have …", {"field_type": "Value", "min_length": 1})
    'Fill this in.'
    >>> user_message("too_short", "Tuple should have …", {"field_type": "Tuple", "min_length": 1})
    'Choose at least 1.'
    """
    letters = kind.startswith("string") or context.get("field_type") in _TEXTS
    if kind in _SHORT:
        least = context["min_length"]
        if not letters:
            return f"Choose at least {least}."
        return "Fill this in." if least == 1 else f"Write at least {least} characters."
    if kind in _LONG:
        return f"At most {context['max_length']:,} {'characters' if letters else 'entries'}."
    words = _WORDS.get(kind)
    if words is None:
        return message.removeprefix("Value error, ")
    return words.format_map(context)
