"""Text fields of commands that have a form of their own."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from workbench.review.validation_messages import (
    DATE_PATTERN,
    EMAIL_PATTERN,
    PHASE_PATTERN,
    SHA256_PATTERN,
    TOPIC_PATTERN,
)


def _existing_date(value: str) -> str:
    if value:
        try:
            date.fromisoformat(value)
        except ValueError:
            message = "Enter a date that exists, for example 2026-01-31."
            raise ValueError(message) from None
    return value


Email = Annotated[str, StringConstraints(max_length=254, pattern=EMAIL_PATTERN)]
OptionalDate = Annotated[
    str, StringConstraints(pattern=DATE_PATTERN), AfterValidator(_existing_date)
]
"""A day as YYYY-MM-DD, or nothing."""
Sha256 = Annotated[str, StringConstraints(pattern=SHA256_PATTERN)]
PhaseName = Annotated[str, StringConstraints(max_length=60, pattern=PHASE_PATTERN)]
Topic = Annotated[
    str, StringConstraints(max_length=120, pattern=TOPIC_PATTERN, strip_whitespace=True)
]
"""Two to four words in kebab-case."""
