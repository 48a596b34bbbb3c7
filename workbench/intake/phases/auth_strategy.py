"""How callers prove who they are: the strategy section of a permission model."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from workbench.design.access import Auth
from workbench.intake.collector import DocumentCollector, clean_line
from workbench.intake.markdown.sections import Field, Section, label

_FIELDS = {
    "strategy": "strategy",
    "authentication strategy": "strategy",
    "authentication": "strategy",
    "token location": "token_location",
    "token": "token_location",
    "expiry": "expiry",
    "token expiry": "expiry",
    "access token expiry": "expiry",
    "expiration": "expiry",
    "session expiry": "expiry",
    "refresh": "refresh",
    "refresh token": "refresh",
    "refresh token expiry": "refresh",
    "denied status": "denied_status",
    "not found policy": "denied_status",
    "tenancy": "tenancy",
    "notes": "notes",
}
_KNOWN = frozenset(_FIELDS)
_LINES = frozenset({"strategy", "token_location", "expiry", "tenancy"})
_TENANCIES = frozenset({"none", "tenant", "owner"})
_SECTIONS = frozenset(
    {
        "strategy",
        "auth strategy",
        "authentication",
        "authentication strategy",
        "auth",
        "token",
        "session",
    }
)


def read_strategy(sections: Iterable[Section], collector: DocumentCollector) -> None:
    """Read the strategy into `collector`; what has no field of its own goes to its notes."""
    values: dict[str, Any] = {}
    notes: list[str] = []
    line = 0
    for section in sections:
        if section.label not in _SECTIONS:
            continue
        for field in section.fields(_KNOWN):
            if field.text:
                line = line or field.line
                _take(values, notes, field)
    if notes:
        values["notes"] = "\n".join([*filter(None, [values.get("notes", "")]), *notes])
    if values:
        collector.add(collector.build(Auth, line, **values), line, line)


def _take(values: dict[str, Any], notes: list[str], field: Field) -> None:
    name = _FIELDS.get(field.key)
    note = f"{field.title}: {field.text}"
    if name == "denied_status":
        found = re.search(r"\b(403|404)\b", field.text)
        if found:
            values.setdefault("denied_status", int(found[1]))
        if not found or field.text != found[1]:
            notes.append(note)
    elif name == "tenancy" and label(field.text).split(" ")[0] in _TENANCIES:
        values[name] = label(field.text).split(" ")[0]
        if label(field.text) != values[name]:
            notes.append(note)
    elif name is None or name in values:
        notes.append(note)
    else:
        values[name] = clean_line(field.text) if name in _LINES else field.text
