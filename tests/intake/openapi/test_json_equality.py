"""Two files that define one thing differ where one has a boolean and the other a number."""

from __future__ import annotations

import pytest

from workbench.intake.folder import read_files

SPEC = """\
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths: {}
components:
  schemas:
    Order: {const: VALUE}
"""


def _said(one: str, other: str) -> list[str]:
    files = {"a.yaml": one, "b.yaml": other}
    read = read_files({name: SPEC.replace("VALUE", text).encode() for name, text in files.items()})
    return [note.message for note in read.notes if "schema Order is also defined" in note.message]


@pytest.mark.parametrize(("one", "other"), [("1", "true"), ("false", "0"), ("[1]", "[true]")])
def test_a_boolean_against_a_number_is_said(one: str, other: str) -> None:
    (message,) = _said(one, other)
    assert "differs in body" in message


@pytest.mark.parametrize(("one", "other"), [("1", "1.0"), ("true", "true"), ("{a: 1}", "{a: 1}")])
def test_what_is_equal_is_not_said(one: str, other: str) -> None:
    assert _said(one, other) == []
