"""Changing the rows of a list in a form: adding, removing, moving, and pasting rows."""

from __future__ import annotations

from workbench.web.items.fields import Field, Widget
from workbench.web.items.forms import MAX_SHOWN_ROWS, FormField, is_row_number, too_many_rows
from workbench.web.items.pasted_rows import read_cells
from workbench.web.items.values import WrongValueError

_MAX_EXCERPT = 40
_YES = frozenset({"yes", "y", "true", "x", "1", "✓", "✔"})
_NO = frozenset({"no", "n", "false", "0", "-", "–"})


def change_rows(fields: list[FormField], action: str) -> bool:
    """Add, remove or move a row: `add columns`, `remove columns.3`, `up columns.3`.

    Returns whether anything has changed.
    """
    verb, _, place = action.partition(" ")
    name, _, number = place.partition(".")
    rows = _rows_of(fields, name)
    if rows is None:
        return False
    at = int(number) if is_row_number(number) else -1
    match verb:
        case "add":
            rows.rows.append(rows.blank)
        case "remove" if 0 <= at < len(rows.rows):
            del rows.rows[at]
        case "up" if 0 < at < len(rows.rows):
            rows.rows[at - 1], rows.rows[at] = rows.rows[at], rows.rows[at - 1]
        case _:
            return False
    return True


def paste_rows(fields: list[FormField], name: str, text: str, column: str = "") -> list[str]:
    """Append rows copied from a spreadsheet to a list, starting at a column.

    Appends all rows or none. Returns the problems with them; the list is unchanged if there
    are any.
    """
    target = _rows_of(fields, name)
    if target is None:
        return ["there is no list to paste into"]
    names = [column.name for column in target.field.columns]
    columns = target.field.columns[names.index(column) if column in names else 0 :]
    rows, problems = [], []
    for number, cells in enumerate(read_cells(text), start=1):
        if not any(cells):
            continue
        row, wrong = _pasted_row(target, columns, cells)
        rows.append(row)
        problems += [f"row {number}{problem}" for problem in wrong]
    if len(target.rows) + len(rows) > MAX_SHOWN_ROWS:
        problems = [f"the list {too_many_rows(MAX_SHOWN_ROWS)}"]
    if not problems:
        target.rows.extend(rows)
    return problems


def _rows_of(fields: list[FormField], name: str) -> FormField | None:
    found = next((shown for shown in fields if shown.field.name == name), None)
    return found if found is not None and found.field.widget is Widget.rows else None


def _pasted_row(
    target: FormField, columns: tuple[Field, ...], cells: list[str]
) -> tuple[dict[str, str], list[str]]:
    """The texts of one pasted row and what is wrong with it, to follow the row's number."""
    problems = []
    surplus = [cell for cell in cells[len(columns) :] if cell]
    if surplus:
        problems.append(f" has more cells than columns ({_excerpt(surplus[0])})")
    row = target.blank
    for column, cell in zip(columns, cells, strict=False):
        try:
            row[column.name] = _pasted_text(column, cell)
        except WrongValueError as error:
            problems.append(f", {column.label}: {error}")
    return row, problems


def _pasted_text(column: Field, text: str) -> str:
    """The text of a control for a pasted cell."""
    match column.widget:
        case Widget.tick | Widget.tristate:
            return _pasted_yes_or_no(column, text)
        case Widget.choice if text:
            return _pasted_choice(column, text)
        case Widget.keys:
            return ", ".join(line.strip().rstrip(",") for line in text.split("\n") if line.strip())
        case Widget.line | Widget.number:
            # The control has one line, and a browser would drop the line breaks.
            return " ".join(text.split("\n"))
        case _:
            return text


def _pasted_yes_or_no(column: Field, text: str) -> str:
    """`yes`, `no` or empty; accepts various spellings."""
    word = text.casefold()
    if word in _YES:
        return "yes"
    if word and word not in _NO:
        raise WrongValueError(f"{_excerpt(text)} is neither yes nor no")
    return "no" if word and column.widget is Widget.tristate else ""


def _pasted_choice(column: Field, text: str) -> str:
    word = text.casefold()
    for value, label in column.choices:
        if word in {value.casefold(), label.casefold()}:
            return value
    raise WrongValueError(f"{_excerpt(text)} is not one of the choices")


def _excerpt(text: str) -> str:
    words = " ".join(text.split())
    return f"“{words[:_MAX_EXCERPT]}{'…' if len(words) > _MAX_EXCERPT else ''}”"
