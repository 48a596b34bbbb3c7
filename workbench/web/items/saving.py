"""Saving what a form of an item holds, and telling two people apart who save the same item."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from flask import request
from pydantic import ValidationError

from workbench.accounts.people import names_of
from workbench.design.base import Item
from workbench.design.design import item_data
from workbench.design.json_values import same_json
from workbench.design.kinds import get_kind
from workbench.http.database import db
from workbench.review.commands import SaveItem
from workbench.review.draft.editing import Saved, history_of, save_item
from workbench.review.draft.items import StoredItem, find_item
from workbench.review.errors import Invalid, StaleWrite
from workbench.review.projects.access import ProjectAccess
from workbench.web.items.fields import fields_of
from workbench.web.items.forms import Shown, Typed, read_form, shown_fields
from workbench.web.items.values import data_to_text
from workbench.web.shell.access import actor


@dataclass(frozen=True, slots=True)
class Difference:
    """One field on which two versions do not agree."""

    name: str
    label: str
    mine: str
    theirs: str
    prefer: str
    """`mine` where the person changed it, else `theirs`."""


@dataclass(frozen=True, slots=True)
class Collision:
    """Two people, one item: what each of them has."""

    differences: tuple[Difference, ...]
    body: str
    """Mine, as JSON."""
    version: int
    """Of theirs; 0 where they deleted it."""
    who: str
    at: datetime | None


@dataclass(slots=True)
class Outcome:
    """How saving went: exactly one of saved, errors and collision says something."""

    fields: list[Shown]
    saved: Saved | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)
    collision: Collision | None = None
    names: frozenset[str] = frozenset()
    """Fields that the form held."""


def sent_version() -> int:
    """The version that the form was made from; 0 for a new item or where none was sent."""
    text = request.form.get("_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0  # noqa: PLR2004


def save_sent(
    access: ProjectAccess, kind: str, key: str, extra: dict[str, Any] | None = None
) -> Outcome:
    """Save what this request's form holds. Raises Refused as the action does."""
    stored = find_item(db(), access, kind, key) if key else None
    typed = read_form(kind, request.form, stored.item if stored else None)
    typed.body.update(extra or {})
    return save_typed(access, kind, key, typed)


def save_typed(access: ProjectAccess, kind: str, key: str, typed: Typed) -> Outcome:
    """Save what was read from this request's form, unless a part of it cannot be read."""
    if typed.errors:
        return Outcome(typed.fields, errors=typed.errors, names=typed.names)
    return save_body(access, kind, key, typed, sent_version())


def save_body(access: ProjectAccess, kind: str, key: str, typed: Typed, version: int) -> Outcome:
    """Save a body that was read already."""
    outcome = Outcome(typed.fields, names=typed.names)
    try:
        command = SaveItem(kind=kind, key=key, body=typed.body, expected_version=version)
        outcome.saved = save_item(db(), actor=actor(), project=access.project.slug, command=command)
    except Invalid as error:
        outcome.errors = error.errors
    except StaleWrite as error:
        outcome.collision = _collide(
            access, kind, key, typed=typed, version=version, now=error.current
        )
    return outcome


def settle_sent(access: ProjectAccess, kind: str, key: str) -> Outcome:
    """Save what was chosen field by field from two versions.

    Where the choice cannot be saved, both versions are there to choose from again.
    """
    stored = find_item(db(), access, kind, key)
    theirs = item_data(stored.item) if stored else {}
    mine = _json(request.form.get("_mine", ""))
    body = dict(theirs)
    for one in fields_of(kind):
        if request.form.get(f"_pick {one.name}", "") == "mine":
            if one.name in mine:
                body[one.name] = mine[one.name]
            else:
                body.pop(one.name, None)
    wanted = body if stored else mine
    fields = _shown(kind, wanted, stored)
    outcome = save_body(access, kind, key, Typed(wanted, {}, fields), sent_version())
    if outcome.errors and stored is not None:
        outcome.fields = _shown(kind, mine, stored)
        outcome.collision = _as_picked(
            _collide(
                access,
                kind,
                key,
                typed=Typed(mine, {}, outcome.fields),
                version=sent_version(),
                now=stored,
            )
        )
    return outcome


def _item(kind: str, body: dict[str, Any]) -> Item | None:
    try:
        return get_kind(kind).model.model_validate(body)
    except ValidationError:
        return None


def _shown(kind: str, body: dict[str, Any], stored: StoredItem | None) -> list[Shown]:
    """The controls of a body, or of what is stored where the body is none of its kind."""
    return shown_fields(kind, _item(kind, body) or (stored.item if stored else None))


def _as_picked(collision: Collision) -> Collision:
    """A collision with the choices that this request's form made."""
    picked = tuple(
        replace(one, prefer=request.form.get(f"_pick {one.name}", one.prefer))
        for one in collision.differences
    )
    return replace(collision, differences=picked)


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _collide(
    access: ProjectAccess,
    kind: str,
    key: str,
    *,
    typed: Typed,
    version: int,
    now: StoredItem | None,
) -> Collision:
    theirs = item_data(now.item) if now else {}
    body = _as_stored(kind, typed.body)
    base = _body_at(access, kind, key, version)
    who = names_of(db(), {now.updated_by}).get(now.updated_by, "") if now else "Somebody"
    differences = []
    for one in fields_of(kind):
        mine, other = body.get(one.name, one.default), theirs.get(one.name, one.default)
        if one.fixed or _same(mine, other):
            continue
        changed = base is None or not _same(mine, base.get(one.name, one.default))
        differences.append(
            Difference(
                one.name, one.label, _words(mine), _words(other), "mine" if changed else "theirs"
            )
        )
    return Collision(
        tuple(differences),
        json.dumps(body, ensure_ascii=False),
        now.version if now else 0,
        who,
        now.updated_at if now else None,
    )


def _as_stored(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """A body as it would be stored: a form states defaults that an item leaves out."""
    item = _item(kind, body)
    return item_data(item) if item is not None else body


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401 - a field has any type
    """Whether two values of a field agree; a default has tuples where JSON has lists."""
    return same_json(_plain(one), _plain(other))


def _plain(value: Any) -> Any:  # noqa: ANN401 - a field has any type
    return json.loads(json.dumps(value, default=str))


def _body_at(access: ProjectAccess, kind: str, key: str, version: int) -> dict[str, Any] | None:
    """The body that a version had: what the first write after it found."""
    history = history_of(db(), access=access, kind=kind, key=key)
    after = [one for one in history if one.version > version]
    if not after or after[-1].before is None:
        return None
    return _json(after[-1].before)


def _words(value: Any) -> str:  # noqa: ANN401 - a field has any type
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    if isinstance(value, dict | list | tuple):
        return data_to_text(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
