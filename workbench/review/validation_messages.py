"""Validation messages in plain English, as shown at the field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: By pydantic error type; {…} is filled from the error's context.
_WORDS = {
    "missing": "Enter a value.",
    "string_type": "Enter text.",
    "int_parsing": "Enter a whole number.",
    "int_type": "Enter a whole number.",
    "int_from_float": "Enter a whole number.",
    "int_parsing_size": "Enter a smaller number.",
    "float_parsing": "Enter a number.",
    "bool_parsing": "Choose yes or no.",
    "bool_type": "Choose yes or no.",
    "greater_than_equal": "Enter {ge} or more.",
    "less_than_equal": "Enter {le} or less.",
    "greater_than": "Enter a number above {gt}.",
    "less_than": "Enter a number below {lt}.",
    "enum": "Choose one of: {expected}.",
    "literal_error": "Choose one of: {expected}.",
    "extra_forbidden": "Unknown field.",
    "date_from_datetime_parsing": "Enter a date, for example 2026-01-31.",
    "date_parsing": "Enter a date, for example 2026-01-31.",
}
#: Patterns of text fields, each with the message that says what fits it.
EMAIL_PATTERN = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
DATE_PATTERN = r"^(\d{4}-\d{2}-\d{2})?$"
SHA256_PATTERN = r"^[0-9a-f]{64}$"
PHASE_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
TOPIC_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+){1,3}$"
_OF_PATTERNS = {
    EMAIL_PATTERN: "Enter a valid e-mail address.",
    DATE_PATTERN: "Enter a date, for example 2026-01-31.",
    SHA256_PATTERN: "Enter the whole hash: 64 digits and letters from a to f.",
    PHASE_PATTERN: "Enter lower-case letters, digits and hyphens.",
    TOPIC_PATTERN: "Enter two to four words with hyphens, for example payment-change.",
}
_SHORT = {"string_too_short", "too_short"}
_LONG = {"string_too_long", "too_long"}
#: Pydantic's names for text fields; a constraint that follows a validator says Value.
_TEXTS = {"String", "Value"}


def user_message(kind: str, message: str, context: Mapping[str, Any]) -> str:
    """Return the message for a pydantic error; pydantic's own for an unknown error type.

    >>> user_message("less_than_equal", "Input should be …", {"le": 9})
    'Enter 9 or less.'
    >>> user_message("too_short", "Value should have …", {"field_type": "Value", "min_length": 1})
    'Enter a value.'
    >>> user_message("too_short", "Tuple should have …", {"field_type": "Tuple", "min_length": 1})
    'Choose at least 1.'
    """
    letters = kind.startswith("string") or context.get("field_type") in _TEXTS
    if kind in _SHORT:
        least = context["min_length"]
        if not letters:
            return f"Choose at least {least}."
        return "Enter a value." if least == 1 else f"Enter at least {least} characters."
    if kind in _LONG:
        return f"Enter at most {context['max_length']:,} {'characters' if letters else 'entries'}."
    if kind == "string_pattern_mismatch":
        return _OF_PATTERNS.get(context["pattern"], "Enter a value of the expected form.")
    words = _WORDS.get(kind)
    if words is None:
        return message.removeprefix("Value error, ")
    return words.format_map(context)
