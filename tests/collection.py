"""Markers by what a test needs, and ids that can be read.

`browser` and `database` are set by the fixtures that a test uses: nobody has to remember them.
"""

from __future__ import annotations

import re

import pytest

#: The fixture that starts a server, by the marker of the tests that use it.
_MARKER_OF_FIXTURE = {"browser": "browser", "postgres_server": "database"}
_LONGEST_PART = 48
_LONGEST_ID = 160


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a browser or a PostgreSQL server."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        parameters = getattr(getattr(item, "callspec", None), "params", {}).values()
        for fixture, marker in _MARKER_OF_FIXTURE.items():
            if fixture in fixtures:
                item.add_marker(marker)
        # A fixture with this parameter asks for the server only when it runs.
        if any(value == "postgresql" for value in parameters if isinstance(value, str)):
            item.add_marker("database")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a parameter by its text or its first words, without escapes; None leaves it to pytest.

    Text in any script is readable; pytest would escape it.
    """
    if isinstance(val, bytes):
        return readable(
            val.decode("ascii", "replace").replace("\N{REPLACEMENT CHARACTER}", " "), argname
        )
    if isinstance(val, str | int | float):
        return readable(str(val), argname)
    return None


def readable(text: str, otherwise: str) -> str:
    """The text itself where it is short and plain, else its first words, else the other name."""
    if len(text) <= _LONGEST_PART and text.isprintable() and "\\" not in text:
        return text
    words = re.findall(r"\w+", text[: 4 * _LONGEST_PART])
    return "-".join(words)[:_LONGEST_PART].strip("-") or otherwise


def is_readable(test_id: str) -> bool:
    """Whether an id has no control characters and no escapes, and is no whole document."""
    return len(test_id) <= _LONGEST_ID and test_id.isprintable() and "\\" not in test_id
