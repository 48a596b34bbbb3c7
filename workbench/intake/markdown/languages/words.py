"""What a language has words for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """Words of one language for what requirement documents say; each text parts them by bars."""

    columns: Mapping[str, str]
    """Titles of columns and fields, by what they mean."""
    must: str = ""
    should: str = ""
    could: str = ""
    wont: str = ""
    top: str = ""
    """Of a priority above `high`, such as `Critical`."""
    high: str = ""
    middle: str = ""
    low: str = ""
    yes: str = ""
    no: str = ""
    withdrawn: str = ""
    """Of a requirement that no longer holds."""
