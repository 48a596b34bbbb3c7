"""The history of an item in words: who changed which fields, and when."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workbench.design.design import item_to_json
from workbench.design.json_values import same_json
from workbench.review.draft.items import DraftChange, StoredItem
from workbench.web.items.labels import field_label

_NAMED = 4


@dataclass(frozen=True, slots=True)
class Told:
    """One write, as a timeline shows it."""

    who: str
    words: str
    at: datetime
    icon: str
    kind: str = ""
    detail: str = ""
    url: str = ""
    id: str = ""


def tell_history(
    changes: Sequence[DraftChange], now: StoredItem | None, names: Mapping[int, str]
) -> list[Told]:
    """Writes, newest first as they come, each against what came after it."""
    after = item_to_json(now.item) if now else None
    told = []
    for one in changes:
        words, icon = _words(one.before, after)
        if one.undoes is not None:
            words, icon = f"took a change back: {words}", "back"
        told.append(Told(names.get(one.by, ""), words, one.at, icon))
        after = one.before
    return told


def _words(before: str | None, after: str | None) -> tuple[str, str]:
    if before is None:
        return "wrote it first", "plus"
    if after is None:
        return "deleted it", "trash"
    names = _changed(_data(before), _data(after))
    if not names:
        return "moved it to another place", "swap"
    shown = ", ".join(field_label(name).lower() for name in names[:_NAMED])
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"changed {shown}{more}", "edit"


def _data(text: str) -> dict[str, Any]:
    value = json.loads(text)
    return value if isinstance(value, dict) else {}


def _changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    names = [*after, *(name for name in before if name not in after)]
    return [name for name in names if not same_json(before.get(name), after.get(name))]
