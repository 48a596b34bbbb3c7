"""The history of an item: who changed which fields, and when."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workbench.design.design import item_to_json
from workbench.design.json_values import same_json
from workbench.review.draft.items import DraftChange, StoredItem
from workbench.web.items.labels import field_label, lower_first

_MAX_NAMED_FIELDS = 4


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change of an item, as the timeline macro shows it."""

    who: str
    words: str
    at: datetime
    icon: str
    kind: str = ""
    detail: str = ""
    url: str = ""
    id: str = ""


def history_entries(
    kind: str, changes: Sequence[DraftChange], current: StoredItem | None, names: Mapping[int, str]
) -> list[HistoryEntry]:
    """Entries for the given changes of an item, which come newest first.

    `current` is the item as it is now, None if it is deleted; `names` are those of the editors.
    """
    after = item_to_json(current.item) if current else None
    entries = []
    for change in changes:
        words, icon = _description(kind, change.before, after)
        if change.undoes is not None:
            words, icon = f"undid a change: {words}", "back"
        entries.append(HistoryEntry(names.get(change.by, ""), words, change.at, icon))
        after = change.before
    return entries


def _description(kind: str, before: str | None, after: str | None) -> tuple[str, str]:
    if before is None:
        return "created it", "plus"
    if after is None:
        return "deleted it", "trash"
    names = _changed_fields(_parsed(before), _parsed(after))
    if not names:
        return "changed its position", "swap"
    labels = ", ".join(lower_first(field_label(name, kind)) for name in names[:_MAX_NAMED_FIELDS])
    surplus = len(names) - _MAX_NAMED_FIELDS
    return f"changed {labels}{f' and {surplus} more' if surplus > 0 else ''}", "edit"


def _parsed(text: str) -> dict[str, Any]:
    value = json.loads(text)
    return value if isinstance(value, dict) else {}


def _changed_fields(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    names = [*after, *(name for name in before if name not in after)]
    return [name for name in names if not same_json(before.get(name), after.get(name))]
