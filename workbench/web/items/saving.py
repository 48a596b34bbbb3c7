"""Saving the form of an item, and resolving edit conflicts between two editors."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from flask import request

from workbench.accounts.people import names_of
from workbench.design.design import item_data
from workbench.http.database import db
from workbench.review.commands import SaveItem
from workbench.review.draft.editing import Saved, save_item
from workbench.review.draft.items import StoredItem, find_item
from workbench.review.draft.merging import (
    body_at,
    differing_fields,
    merged_body,
    normalised_body,
    valid_item,
)
from workbench.review.errors import Invalid, StaleWrite
from workbench.review.projects.access import ProjectAccess
from workbench.web.items.fields import fields_of
from workbench.web.items.forms import FormField, ParsedForm, form_fields, parse_form
from workbench.web.items.values import data_to_text
from workbench.web.shell.access import actor


@dataclass(frozen=True, slots=True)
class Difference:
    """A field on which two versions differ, as texts."""

    name: str
    label: str
    mine: str
    theirs: str
    prefer: str
    """`mine` if the person changed it, else `theirs`."""


@dataclass(frozen=True, slots=True)
class Collision:
    """An edit conflict: the versions of two editors of the same item."""

    differences: tuple[Difference, ...]
    body: str
    """My version, as JSON."""
    version: int
    """Number of their version; 0 if they deleted the item."""
    editor: str
    own: bool
    """Whether the other editor is the same person, in another tab."""
    at: datetime | None


@dataclass(slots=True)
class Outcome:
    """Result of saving: exactly one of `saved`, `errors` and `collision` is set."""

    fields: list[FormField]
    saved: Saved | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)
    collision: Collision | None = None
    names: frozenset[str] = frozenset()
    """Fields that the form held."""

    @property
    def stored(self) -> StoredItem | None:
        """The saved item."""
        return self.saved.stored if self.saved is not None else None


def sent_version() -> int:
    """The version that the submitted form shows; 0 for a new item or if none was sent."""
    text = request.form.get("_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0  # noqa: PLR2004


def save_sent(
    access: ProjectAccess, kind: str, key: str, extra: dict[str, Any] | None = None
) -> Outcome:
    """Save the submitted form, with `extra` fields. Raises Refused as the action does."""
    stored = find_item(db(), access, kind, key) if key else None
    parsed = parse_form(kind, request.form, stored.item if stored else None)
    parsed.body.update(extra or {})
    return save_parsed(access, kind, key, parsed)


def save_parsed(access: ProjectAccess, kind: str, key: str, parsed: ParsedForm) -> Outcome:
    """Save a parsed form, unless it has errors."""
    if parsed.errors:
        return Outcome(parsed.fields, errors=parsed.errors, names=parsed.names)
    return _save_body(access, kind, key, parsed, sent_version())


def _save_body(
    access: ProjectAccess, kind: str, key: str, parsed: ParsedForm, version: int
) -> Outcome:
    outcome = Outcome(parsed.fields, names=parsed.names)
    command = SaveItem(kind=kind, key=key, body=parsed.body, expected_version=version)
    try:
        outcome.saved = save_item(db(), actor=actor(), project=access.project.slug, command=command)
    except Invalid as error:
        outcome.errors = error.errors
    except StaleWrite as error:
        outcome.collision = _collision(
            access, kind, key, body=parsed.body, version=version, current=error.current
        )
    return outcome


def save_resolution(access: ProjectAccess, kind: str, key: str) -> Outcome:
    """Save the version that was selected field by field in an edit conflict.

    If the selection is not valid, the outcome has its errors and the conflict to select again.
    """
    stored = find_item(db(), access, kind, key)
    mine = _json_object(request.form.get("_mine", ""))
    body = _selected_body(kind, mine, stored)
    fields = _fields_of_body(kind, body, stored)
    version = sent_version()
    outcome = _save_body(access, kind, key, ParsedForm(body, {}, fields), version)
    if outcome.errors and stored is not None:
        outcome.fields = _fields_of_body(kind, mine, stored)
        collision = _collision(access, kind, key, body=mine, version=version, current=stored)
        outcome.collision = _with_selection(collision)
    return outcome


def _selected_body(kind: str, mine: dict[str, Any], stored: StoredItem | None) -> dict[str, Any]:
    if stored is None:
        return mine
    selected = [field.name for field in fields_of(kind) if _selection(field.name) == "mine"]
    return merged_body(mine=mine, theirs=item_data(stored.item), take_mine=selected)


def _selection(name: str, default: str = "") -> str:
    """Whose version of a field was selected: `mine` or `theirs`."""
    return request.form.get(f"_pick {name}", default)


def _fields_of_body(kind: str, body: dict[str, Any], stored: StoredItem | None) -> list[FormField]:
    """The controls of a body, or of the stored item if the body is not valid."""
    return form_fields(kind, valid_item(kind, body) or (stored.item if stored else None))


def _with_selection(collision: Collision) -> Collision:
    selected = tuple(
        replace(difference, prefer=_selection(difference.name, difference.prefer))
        for difference in collision.differences
    )
    return replace(collision, differences=selected)


def _json_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _collision(
    access: ProjectAccess,
    kind: str,
    key: str,
    *,
    body: dict[str, Any],
    version: int,
    current: StoredItem | None,
) -> Collision:
    mine = normalised_body(kind, body)
    found = differing_fields(
        kind,
        mine=mine,
        theirs=item_data(current.item) if current else {},
        base=body_at(db(), access=access, kind=kind, key=key, version=version),
    )
    labels = {field.name: field.label for field in fields_of(kind) if not field.fixed}
    differences = tuple(
        Difference(
            difference.name,
            labels[difference.name],
            _text(difference.mine),
            _text(difference.theirs),
            "mine" if difference.changed_by_me else "theirs",
        )
        for difference in found
        if difference.name in labels
    )
    body_text = json.dumps(mine, ensure_ascii=False)
    if current is None:
        return Collision(differences, body_text, version=0, editor="", own=False, at=None)
    names = names_of(db(), {current.updated_by})
    return Collision(
        differences,
        body_text,
        version=current.version,
        editor=names.get(current.updated_by, ""),
        own=current.updated_by == actor().id,
        at=current.updated_at,
    )


def _text(value: Any) -> str:  # noqa: ANN401 - a field has any type
    if isinstance(value, list | tuple) and all(isinstance(entry, str) for entry in value):
        return ", ".join(value)
    if isinstance(value, dict | list | tuple):
        return data_to_text(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
