"""Forms of items: a stored item as form controls, and a submitted form as an item's body.

A form need not hold every field: a field that it does not hold stays as it is stored. So the
whole page, a row of a spreadsheet and a single cell can be sent to the same address.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from workbench.design.base import Item
from workbench.design.design import item_data
from workbench.web.items.fields import Field, Widget, fields_of
from workbench.web.items.values import WrongValueError, from_text, keys_to_text, to_text

#: Names of controls that are not fields start with it.
OWN = "_"
#: A list with more rows than this is refused as a whole, never cut.
MAX_ROWS = 2_000
#: Number of rows of a refused list that are shown again.
MAX_SHOWN_ROWS = 2 * MAX_ROWS


class Form(Protocol):
    """The part of a request's form that is needed here."""

    def __contains__(self, name: object) -> bool:
        """Whether a control of that name was sent."""
        ...

    def getlist(self, name: str) -> list[str]:
        """All values sent under a name, in order."""
        ...

    def keys(self) -> Iterable[str]:
        """All names that were sent."""
        ...


@dataclass(slots=True)
class FormField:
    """A field with the texts of its controls."""

    field: Field
    text: str = ""
    rows: list[dict[str, str]] = dataclasses.field(default_factory=list)
    """Texts of each row by column; a part has one row."""
    value: Any = None
    """The stored value, for reading."""

    @property
    def folded(self) -> bool:
        """Whether it is rarely needed and empty."""
        has_text = self.text not in {"", to_text(self.field, self.field.default)}
        return self.field.rare and not has_text and not any(self.rows)

    @property
    def blank(self) -> dict[str, str]:
        """Texts of an empty row."""
        return {column.name: to_text(column, column.default) for column in self.field.columns}

    @property
    def filled_columns(self) -> tuple[Field, ...]:
        """Columns with text in at least one row, for reading."""
        filled = {name for row in self.rows for name, text in row.items() if text}
        if "generated" not in filled:
            # Its default is true, which means nothing for a column that is not generated.
            filled.discard("generated_stored")
        return tuple(column for column in self.field.columns if column.name in filled)


def form_fields(kind: str, item: Item | None) -> list[FormField]:
    """Every field of a kind with its value in an item; with defaults where there is no item."""
    return [_form_field(field, _value(item, field)) for field in fields_of(kind)]


def _value(item: Item | None, field: Field) -> Any:  # noqa: ANN401 - a field has any type
    if item is None:
        return field.default
    return item.model_dump(mode="json", include={field.name}).get(field.name, field.default)


def _form_field(field: Field, value: Any) -> FormField:  # noqa: ANN401 - a field has any type
    if field.widget is Widget.part:
        rows = [_row_texts(field, value)] if value else [{}]
        return FormField(field, rows=rows, value=value)
    if field.widget is Widget.rows:
        rows = [_row_texts(field, member) for member in value or ()]
        return FormField(field, rows=rows, value=value)
    return FormField(field, text=to_text(field, value), value=value)


def _row_texts(field: Field, member: Any) -> dict[str, str]:  # noqa: ANN401 - an object or a pair
    if field.as_pairs:
        return {column.name: str(member[int(column.name)]) for column in field.columns}
    return {
        column.name: to_text(column, member.get(column.name, column.default))
        for column in field.columns
    }


@dataclass(slots=True)
class ParsedForm:
    """A submitted form: the body that it describes, its errors, and its controls."""

    body: dict[str, Any]
    errors: dict[str, list[str]]
    """Messages by place: `columns`, `columns.3.type`."""
    fields: list[FormField]
    names: frozenset[str] = frozenset()
    """Fields that the form held."""

    def parse_again(self) -> ParsedForm:
        """The body and the errors of the controls as they are now, after rows have changed."""
        again = ParsedForm(dict(self.body), {}, self.fields, self.names)
        for shown in self.fields:
            if shown.field.name in self.names:
                _parse_field(again, shown)
        return again


def parse_form(kind: str, form: Form, item: Item | None) -> ParsedForm:
    """The body that a form describes, on top of the body of the stored item.

    Empty rows are left out. Only the syntax of the texts is checked here; the item's model
    validates the rest.
    """
    body = dict(item_data(item)) if item is not None else {}
    fields: list[FormField] = []
    names = set()
    for field in fields_of(kind):
        if field.fixed or field.name not in form:
            fields.append(_form_field(field, _value(item, field)))
            continue
        names.add(field.name)
        fields.append(_submitted_field(field, form))
    parsed = ParsedForm(body, {}, fields, frozenset(names)).parse_again()
    if item is not None:
        _remove_inferred_marks(parsed.body, item_data(item))
    return parsed


def _parse_field(parsed: ParsedForm, shown: FormField) -> None:
    """Parse the controls of one field into the body, or into the errors."""
    try:
        parsed.body[shown.field.name] = _parsed_value(shown)
    except WrongValueError as error:
        parsed.errors.setdefault(shown.field.name, []).append(str(error))
    except _RowError as error:
        parsed.errors.setdefault(error.place, []).append(error.message)


class _RowError(Exception):
    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place, self.message = place, message


def _submitted_field(field: Field, form: Form) -> FormField:
    """The controls of a field as they were sent."""
    if field.widget in {Widget.rows, Widget.part}:
        return FormField(field, rows=_submitted_rows(field, form))
    text = form.getlist(field.name)[-1]
    added = [part for part in form.getlist(f"{field.name}+") if part.strip()]
    if added and field.widget is Widget.keys:
        text = ", ".join([*([text] if text.strip() else []), keys_to_text(added)])
    return FormField(field, text=text)


def is_row_number(text: str) -> bool:
    """Whether a part of a control's name is the number of a row."""
    return text.isascii() and text.isdigit() and len(text) < 10  # noqa: PLR2004


def _submitted_rows(field: Field, form: Form) -> list[dict[str, str]]:
    if field.widget is Widget.part:
        return [_submitted_row(field, form, field.name)]
    numbers = sorted(_row_numbers(field, form))[:MAX_SHOWN_ROWS]
    rows = [_submitted_row(field, form, f"{field.name}.{number}") for number in numbers]
    return [row for row in rows if _has_content(field, row)]


def _submitted_row(field: Field, form: Form, prefix: str) -> dict[str, str]:
    names = {column.name: f"{prefix}.{column.name}" for column in field.columns}
    return {column: form.getlist(name)[-1] for column, name in names.items() if name in form}


def _row_numbers(field: Field, form: Form) -> set[int]:
    return {
        int(parts[1])
        for parts in (name.split(".") for name in form.keys())  # noqa: SIM118 - names, repeated
        if len(parts) == 3 and parts[0] == field.name and is_row_number(parts[1])  # noqa: PLR2004
    }


def _has_content(field: Field, row: Mapping[str, str]) -> bool:
    """Whether a row differs from an empty one."""
    columns = {column.name: column for column in field.columns}
    return any(_differs_from_blank(columns[name], text) for name, text in row.items())


def _differs_from_blank(column: Field, text: str) -> bool:
    if column.widget in {Widget.tick, Widget.choice}:
        return text != to_text(column, column.default)
    return bool(text.strip())


def _parsed_value(shown: FormField) -> Any:  # noqa: ANN401 - a field has any type
    field = shown.field
    if field.widget is Widget.part:
        row = shown.rows[0]
        return _parsed_row(field, row, field.name) if _has_content(field, row) else None
    if field.widget is Widget.rows:
        if len(shown.rows) > MAX_ROWS:
            raise WrongValueError(too_many_rows(MAX_ROWS))
        return [
            _parsed_row(field, row, f"{field.name}.{number}")
            for number, row in enumerate(shown.rows)
            if _has_content(field, row)
        ]
    return from_text(field, shown.text)


def too_many_rows(limit: int) -> str:
    """The message about a list with more rows than the limit."""
    return f"has more than {limit:,} rows; import a list of this length from a file"


def _parsed_row(field: Field, row: Mapping[str, str], place: str) -> Any:  # noqa: ANN401
    if field.as_pairs:
        return [row.get(column.name, "").replace("\r\n", "\n") for column in field.columns]
    body = {}
    for column in field.columns:
        if column.name not in row:
            continue
        try:
            body[column.name] = from_text(column, row[column.name])
        except WrongValueError as error:
            raise _RowError(f"{place}.{column.name}", str(error)) from error
    return body


def _remove_inferred_marks(body: dict[str, Any], before: dict[str, Any]) -> None:
    """A field that a person has changed is no longer inferred."""
    inferred = body.get("inferred")
    if inferred:
        body["inferred"] = [name for name in inferred if body.get(name) == before.get(name)]


def errors_by_field(errors: dict[str, list[str]]) -> dict[str, list[str]]:
    """Errors by top-level field; the place inside the field becomes a part of the message.

    >>> errors_by_field({"columns.1.type": ["Enter a value."]})
    {'columns': ['row 2 · type: Enter a value.']}
    """
    found: dict[str, list[str]] = {}
    for place, messages in errors.items():
        name, _, rest = place.partition(".")
        steps = rest.split(".") if rest else []
        where = " · ".join(f"row {int(step) + 1}" if step.isdecimal() else step for step in steps)
        for message in messages:
            found.setdefault(name, []).append(f"{where}: {message}" if where else message)
    return found


def next_row_numbers(kind: str, form: Form) -> dict[str, int]:
    """Lists whose last, empty row was filled in, with the number that the next empty row gets."""
    numbers = {}
    for field in fields_of(kind):
        if field.widget is not Widget.rows or field.name not in form:
            continue
        last = max(_row_numbers(field, form), default=-1)
        prefix = f"{field.name}.{last}."
        names = (name for name in form.keys() if name.startswith(prefix))  # noqa: SIM118 - repeated
        if last >= 0 and any(form.getlist(name)[0].strip() for name in names):
            numbers[field.name] = last + 1
    return numbers


def fields_with_added_keys(kind: str, form: Form) -> frozenset[str]:
    """Fields to which the control beside the list added a key."""
    added = (field.name for field in fields_of(kind) if any(form.getlist(f"{field.name}+")))
    return frozenset(added)
