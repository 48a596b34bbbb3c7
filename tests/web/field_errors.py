"""Read the message at a field of a form."""

from __future__ import annotations

import re

from tests.web.page_reader import words_of


def error_at(page: str, field: str) -> str:
    """The message shown at the field with this id; fails where there is none."""
    found = re.search(rf'<p class="err" id="{field}-err">(.*?)</p>', page, re.DOTALL)
    assert found, f"no message at {field}"
    return words_of(found[1])
