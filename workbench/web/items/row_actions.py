"""What a button of a list of rows asks for: one more row, one less, another order, pasted rows."""

from __future__ import annotations

from flask import request

from workbench.web.items.forms import Typed, change_rows, paste_rows

_PROBLEMS_TOLD = 5


def is_row_action() -> bool:
    """Whether this request changes the rows of a form and saves nothing."""
    return row_verb() in {"add", "remove", "up", "paste"}


def row_verb() -> str:
    """The first word of what the pressed button asks for."""
    return request.values.get("_do", "").partition(" ")[0]


def change_sent_rows(typed: Typed) -> dict[str, list[str]]:
    """Do the row action of this request; gives what is wrong with pasted rows, by list."""
    action = request.values.get("_do", "")
    verb, _, name = action.partition(" ")
    if verb != "paste":
        change_rows(typed.fields, action)
        return {}
    rows, column = request.form.get("rows", ""), request.form.get("col", "")
    problems = paste_rows(typed.fields, name, rows, column)
    return {name: [_not_pasted(problems)]} if problems else {}


def _not_pasted(problems: list[str]) -> str:
    more = len(problems) - _PROBLEMS_TOLD
    told = "; ".join(problems[:_PROBLEMS_TOLD]) + (f"; and {more} more" if more > 0 else "")
    return f"Nothing was pasted: {told}."
