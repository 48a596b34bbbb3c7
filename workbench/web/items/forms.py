"""Forms of items: what is stored as controls, and what was typed as a body.

A form need not hold every field: what it does not hold stays as it is stored, so the whole
page, a row of a spreadsheet and a single cell send to the same address.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from workbench.design.base import Item
from workbench.design.design import item_data
from workbench.web.items.fields import Field, Widget, fields_of
from workbench.web.items.pasted_rows import read_cells
from workbench.web.items.values import WrongValueError, from_text, keys_to_text, to_text

#: Names of controls that are no fields start with it.
OWN = "_"
#: A list with more rows than this is refused as a whole, never cut.
MAX_ROWS = 2_000
#: So many rows of a list that is refused are shown again.
_MOST_SHOWN = 2 * MAX_ROWS
_LONGEST_TOLD = 40
_YES = frozenset({"yes", "y", "true", "x", "1", "✓", "✔"})
_NO = frozenset({"no", "n", "false", "0", "-", "–"})


class Form(Protocol):
    """As much of a request's form as is needed."""

    def __contains__(self, name: object) -> bool:
        """Whether a control of that name was sent."""
        ...

    def getlist(self, name: str) -> list[str]:
        """Everything sent under a name, in order."""
        ...

    def keys(self) -> Iterable[str]:
        """Every name that was sent."""
        ...


@dataclass(slots=True)
class Shown:
    """A field with what stands in it."""

    field: Field
    text: str = ""
    rows: list[dict[str, str]] = dataclasses.field(default_factory=list)
    """Texts of each row by column; one row for a part."""
    value: Any = None
    """As stored, for reading."""

    @property
    def folded(self) -> bool:
        """Whether it is rarely needed and nothing stands in it."""
        said = self.text not in {"", to_text(self.field, self.field.default)}
        return self.field.rare and not said and not any(self.rows)

    @property
    def blank(self) -> dict[str, str]:
        """Texts of a row in which nothing is typed."""
        return {column.name: to_text(column, column.default) for column in self.field.columns}


def shown_fields(kind: str, item: Item | None) -> list[Shown]:
    """Every field of a kind with what an item has in it."""
    return [_shown(one, _value(item, one)) for one in fields_of(kind)]


def _value(item: Item | None, one: Field) -> Any:  # noqa: ANN401 - a field has any type
    if item is None:
        return one.default
    return item.model_dump(mode="json", include={one.name}).get(one.name, one.default)


def _shown(one: Field, value: Any) -> Shown:  # noqa: ANN401 - a field has any type
    if one.widget is Widget.part:
        rows = [_row(one, value)] if value else [{}]
        return Shown(one, rows=rows, value=value)
    if one.widget is Widget.rows:
        return Shown(one, rows=[_row(one, member) for member in value or ()], value=value)
    return Shown(one, text=to_text(one, value), value=value)


def _row(one: Field, member: Any) -> dict[str, str]:  # noqa: ANN401 - an object or a pair
    if one.as_pairs:
        return {column.name: str(member[int(column.name)]) for column in one.columns}
    return {
        column.name: to_text(column, member.get(column.name, column.default))
        for column in one.columns
    }


@dataclass(slots=True)
class Typed:
    """What a form said: the body it makes, its errors, and the controls to show again."""

    body: dict[str, Any]
    errors: dict[str, list[str]]
    fields: list[Shown]

    @property
    def names(self) -> frozenset[str]:
        """Fields that the form held."""
        return self._names

    _names: frozenset[str] = frozenset()

    def read_again(self) -> Typed:
        """The body and the errors of the controls as they stand now, with rows changed."""
        again = Typed(dict(self.body), {}, self.fields, self._names)
        for shown in self.fields:
            if shown.field.name in self._names:
                _take(again, shown)
        return again


def read_form(kind: str, form: Form, item: Item | None) -> Typed:
    """The body that a form asks for, on top of what the item has.

    A row of which nothing is typed is left out. Nothing is validated here beyond what the
    text of a control can be; the model does the rest.
    """
    body = dict(item_data(item)) if item is not None else {}
    shown: list[Shown] = []
    held = set()
    for one in fields_of(kind):
        if one.fixed or not _sent(form, one):
            shown.append(_shown(one, _value(item, one)))
            continue
        held.add(one.name)
        shown.append(_typed(one, form))
    typed = Typed(body, {}, shown, frozenset(held)).read_again()
    if item is not None:
        _forget_inferred(typed.body, item_data(item))
    return typed


def _take(typed: Typed, shown: Shown) -> None:
    """Read one field's controls into the body, or into the errors."""
    try:
        typed.body[shown.field.name] = _read(shown.field, shown)
    except WrongValueError as error:
        typed.errors.setdefault(shown.field.name, []).append(str(error))
    except _RowError as error:
        typed.errors.setdefault(error.place, []).append(error.message)


class _RowError(Exception):
    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place, self.message = place, message


def _sent(form: Form, one: Field) -> bool:
    return one.name in form


def _typed(one: Field, form: Form) -> Shown:
    """The controls of a field as they were sent."""
    if one.widget in {Widget.rows, Widget.part}:
        return Shown(one, rows=_typed_rows(one, form))
    text = form.getlist(one.name)[-1]
    added = [part for part in form.getlist(f"{one.name}+") if part.strip()]
    if added and one.widget is Widget.keys:
        text = ", ".join([*([text] if text.strip() else []), keys_to_text(added)])
    return Shown(one, text=text)


def is_number(text: str) -> bool:
    """Whether a part of a field's name is a row's number, and no longer than one can be."""
    return text.isascii() and text.isdigit() and len(text) < 10  # noqa: PLR2004


def _typed_rows(one: Field, form: Form) -> list[dict[str, str]]:
    if one.widget is Widget.part:
        cells = {c.name: f"{one.name}.{c.name}" for c in one.columns}
        return [{name: form.getlist(at)[-1] for name, at in cells.items() if at in form}]
    rows = []
    for number in sorted(_row_numbers(one, form))[:_MOST_SHOWN]:
        cells = {c.name: f"{one.name}.{number}.{c.name}" for c in one.columns}
        row = {name: form.getlist(at)[-1] for name, at in cells.items() if at in form}
        if any(_says_something(one, name, text) for name, text in row.items()):
            rows.append(row)
    return rows


def _row_numbers(one: Field, form: Form) -> set[int]:
    return {
        int(parts[1])
        for parts in (name.split(".") for name in form.keys())  # noqa: SIM118 - names, repeated
        if len(parts) == 3 and parts[0] == one.name and is_number(parts[1])  # noqa: PLR2004
    }


def _says_something(one: Field, name: str, text: str) -> bool:
    column = next(column for column in one.columns if column.name == name)
    if column.widget in {Widget.tick, Widget.choice}:
        return text != to_text(column, column.default)
    return bool(text.strip())


def _read(one: Field, again: Shown) -> Any:  # noqa: ANN401 - a field has any type
    if one.widget is Widget.part:
        row = again.rows[0]
        stated = any(_says_something(one, name, text) for name, text in row.items())
        return _read_row(one, row, one.name) if stated else None
    if one.widget is Widget.rows:
        if len(again.rows) > MAX_ROWS:
            raise WrongValueError(
                f"has more than {MAX_ROWS:,} rows; import a list this long from a file"
            )
        return [
            _read_row(one, row, f"{one.name}.{at}")
            for at, row in enumerate(again.rows)
            if any(_says_something(one, name, text) for name, text in row.items())
        ]
    return from_text(one, again.text)


def _read_row(one: Field, row: Mapping[str, str], place: str) -> Any:  # noqa: ANN401
    if one.as_pairs:
        return [row.get(column.name, "").replace("\r\n", "\n") for column in one.columns]
    made = {}
    for column in one.columns:
        if column.name not in row:
            continue
        try:
            made[column.name] = from_text(column, row[column.name])
        except WrongValueError as error:
            raise _RowError(f"{place}.{column.name}", str(error)) from error
    return made


def _forget_inferred(body: dict[str, Any], before: dict[str, Any]) -> None:
    """What a person has changed is inferred no more."""
    inferred = body.get("inferred")
    if inferred:
        body["inferred"] = [name for name in inferred if body.get(name) == before.get(name)]


def change_rows(shown: list[Shown], action: str) -> bool:
    """Add, remove or move a row of the controls: `add columns`, `remove columns.3`, `up …`.

    Says whether anything was changed.
    """
    verb, _, place = action.partition(" ")
    name, _, number = place.partition(".")
    one = next((each for each in shown if each.field.name == name), None)
    if one is None or one.field.widget is not Widget.rows:
        return False
    at = int(number) if is_number(number) else -1
    match verb:
        case "add":
            one.rows.append(one.blank)
        case "remove" if 0 <= at < len(one.rows):
            del one.rows[at]
        case "up" if 0 < at < len(one.rows):
            one.rows[at - 1], one.rows[at] = one.rows[at], one.rows[at - 1]
        case _:
            return False
    return True


def paste_rows(shown: list[Shown], name: str, text: str, column: str = "") -> list[str]:
    """Append rows that were copied from a spreadsheet, from a column on.

    All or none: gives what is wrong with them, in words, and then appends nothing.
    """
    one = next((each for each in shown if each.field.name == name), None)
    if one is None or one.field.widget is not Widget.rows:
        return ["There is no list of that name to paste into."]
    names = [each.name for each in one.field.columns]
    columns = one.field.columns[names.index(column) if column in names else 0 :]
    rows, problems = [], []
    for number, cells in enumerate(read_cells(text), start=1):
        if not any(cells):
            continue
        surplus = [cell for cell in cells[len(columns) :] if cell]
        if surplus:
            problems.append(f"row {number} has more cells than columns ({_told(surplus[0])})")
        row = one.blank
        for each, said in zip(columns, cells, strict=False):
            try:
                row[each.name] = _pasted(each, said)
            except WrongValueError as error:
                problems.append(f"row {number}, {each.label}: {error}")
        rows.append(row)
    if len(one.rows) + len(rows) > _MOST_SHOWN:
        problems = [
            f"the list has more than {_MOST_SHOWN:,} rows; import a list this long from a file"
        ]
    if not problems:
        one.rows.extend(rows)
    return problems


def _pasted(column: Field, text: str) -> str:
    """A pasted cell as its control has it: yes and no in whatever words they came."""
    word = text.casefold()
    match column.widget:
        case Widget.tick | Widget.tristate:
            if word in _YES:
                return "yes"
            if word and word not in _NO:
                raise WrongValueError(f"{_told(text)} is neither yes nor no")
            return "no" if word and column.widget is Widget.tristate else ""
        case Widget.choice if word:
            for value, words in column.choices:
                if word in {value.casefold(), words.casefold()}:
                    return value
            raise WrongValueError(f"{_told(text)} is none of its choices")
        case Widget.keys:
            return ", ".join(line.strip().rstrip(",") for line in text.split("\n") if line.strip())
        case Widget.line | Widget.number:
            # Its control is one line, and a browser drops the others' ends.
            return " ".join(text.split("\n"))
        case _:
            return text


def _told(text: str) -> str:
    words = " ".join(text.split())
    return f"“{words[:_LONGEST_TOLD]}{'…' if len(words) > _LONGEST_TOLD else ''}”"


def by_field(errors: dict[str, list[str]]) -> dict[str, list[str]]:
    """Errors at their top-level field; a place inside it is put into words."""
    found: dict[str, list[str]] = {}
    for place, messages in errors.items():
        name, _, rest = place.partition(".")
        steps = rest.split(".") if rest else []
        where = " · ".join(f"row {int(step) + 1}" if step.isdecimal() else step for step in steps)
        for message in messages:
            found.setdefault(name, []).append(f"{where}: {message}" if where else message)
    return found


def grown_rows(kind: str, form: Form) -> dict[str, int]:
    """Lists whose last, blank row was filled in: the number of the next one."""
    grown = {}
    for one in fields_of(kind):
        if one.widget is not Widget.rows or one.name not in form:
            continue
        last = max(_row_numbers(one, form), default=-1)
        cells = (name for name in form.keys() if name.startswith(f"{one.name}.{last}."))  # noqa: SIM118 - names, repeated
        if last >= 0 and any(form.getlist(name)[0].strip() for name in cells):
            grown[one.name] = last + 1
    return grown
