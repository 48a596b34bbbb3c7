"""Buttons of a list of rows: adding, removing, moving or pasting rows without saving."""

from __future__ import annotations

from flask import request

from workbench.web.items.forms import ParsedForm
from workbench.web.items.row_edits import change_rows, paste_rows

_MAX_PROBLEMS = 5


def is_row_action() -> bool:
    """Whether this request changes the rows of a form and saves nothing."""
    return row_verb() in {"add", "remove", "up", "paste"}


def row_verb() -> str:
    """The verb of the pressed button: `save`, `add`, `paste` and so on."""
    return request.values.get("_do", "").partition(" ")[0]


def apply_row_action(parsed: ParsedForm) -> dict[str, list[str]]:
    """Apply this request's row action to the form; returns the problems of pasted rows by list."""
    action = request.values.get("_do", "")
    verb, _, name = action.partition(" ")
    if verb != "paste":
        change_rows(parsed.fields, action)
        return {}
    rows, column = request.form.get("rows", ""), request.form.get("col", "")
    problems = paste_rows(parsed.fields, name, rows, column)
    return {name: [_paste_error(problems)]} if problems else {}


def _paste_error(problems: list[str]) -> str:
    surplus = len(problems) - _MAX_PROBLEMS
    listed = "; ".join(problems[:_MAX_PROBLEMS]) + (f"; and {surplus} more" if surplus > 0 else "")
    return f"Nothing was pasted: {listed}."
