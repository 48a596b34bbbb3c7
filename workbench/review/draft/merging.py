"""Merging two versions of an item that were edited at the same time, field by field."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from workbench.design.base import Item
from workbench.design.design import item_data
from workbench.design.json_values import same_json
from workbench.design.kinds import get_kind
from workbench.review.draft.editing import history_of
from workbench.review.projects.access import ProjectAccess


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field whose value differs between two versions of an item."""

    name: str
    mine: Any
    theirs: Any
    changed_by_me: bool
    """Whether my version differs from the version that I started from."""


def differing_fields(
    kind: str,
    *,
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    base: Mapping[str, Any] | None,
) -> tuple[FieldDifference, ...]:
    """Fields on which two bodies of an item differ, in the order of its model.

    `base` is the body that both versions started from; None if it is unknown, which makes every
    difference count as mine.
    """
    found = []
    for name, info in get_kind(kind).model.model_fields.items():
        default = None if info.is_required() else info.default
        own, other = mine.get(name, default), theirs.get(name, default)
        if _same(own, other):
            continue
        changed = base is None or not _same(own, base.get(name, default))
        found.append(FieldDifference(name, own, other, changed))
    return tuple(found)


def merged_body(
    *, mine: Mapping[str, Any], theirs: Mapping[str, Any], take_mine: Collection[str]
) -> dict[str, Any]:
    """Their body with the fields that are to be taken from mine."""
    body = dict(theirs)
    for name in take_mine:
        if name in mine:
            body[name] = mine[name]
        else:
            body.pop(name, None)
    return body


def body_at(
    session: Session, *, access: ProjectAccess, kind: str, key: str, version: int
) -> dict[str, Any] | None:
    """The body that an item had in a version; None if that is unknown or the item was missing."""
    history = history_of(session, access=access, kind=kind, key=key)
    later = [change for change in history if change.version > version]
    if not later or later[-1].before is None:
        return None
    body = json.loads(later[-1].before)
    return body if isinstance(body, dict) else None


def valid_item(kind: str, body: Mapping[str, Any]) -> Item | None:
    """The item that a body describes; None if the body is not valid."""
    try:
        return get_kind(kind).model.model_validate(body)
    except ValidationError:
        return None


def normalised_body(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A body without its defaults, as it would be stored; unchanged if it is not valid."""
    item = valid_item(kind, body)
    return item_data(item) if item is not None else dict(body)


def _same(first: Any, second: Any) -> bool:  # noqa: ANN401 - a field has any type
    """Whether two values of a field are the same JSON; a default has tuples instead of lists."""
    return same_json(_as_json(first), _as_json(second))


def _as_json(value: Any) -> Any:  # noqa: ANN401 - a field has any type
    return json.loads(json.dumps(value, default=str))
