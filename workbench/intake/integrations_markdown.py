"""Integration points: webhooks, third-party APIs and events, as sections or as tables."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from workbench.design.base import Item
from workbench.design.integrations import Event, ThirdParty, Webhook
from workbench.intake import escapes
from workbench.intake.blocks import Markdown
from workbench.intake.columns import Columns
from workbench.intake.inventory_markdown import endpoint_of
from workbench.intake.item_sections import reference_keys
from workbench.intake.reading import Reading, clean_key, clean_keys, clean_line
from workbench.intake.sections import Section, outline

_SHARED = {
    "timeout": "Timeout|Time Out",
    "retry": "Retry|Retries|Retry Policy",
    "fallback": "Fallback|When It Fails|Failure Behaviour|Failure Handling|On Failure",
    "owner": "Owner|Owned By|Contact",
}
WEBHOOK = Columns(
    {
        "key": "Webhook|Name|Key",
        "event": "Event|Event Type",
        "description": "Description|Purpose",
        "trigger": "Trigger|When|Sent When",
        "covers": "Covers|FRs|FR-ID|FR-IDs|Requirements",
        "authenticity": "Authenticity|Auth Check|Signature|Auth|Authentication|Verification|Signed",
        **_SHARED,
    }
)
THIRD_PARTY = Columns(
    {
        "key": "Name|Third Party|API|Service|Provider|System|Integration",
        "purpose": "Purpose|Description|Used For|What For",
        "direction": "Direction",
        "protocol": "Protocol|Transport",
        "auth": "Auth|Authentication|Credentials",
        "data_class": "Data Class|Data Classification|Data|Sensitivity",
        "rate_limit": "Rate Limit|Rate Limits|Limits",
        "expected_volume": "Expected Volume|Volume|Load",
        "idempotency": "Idempotency|Idempotency Key",
        "endpoints": "Endpoints|Our Endpoints|Calls",
        "notes": "Notes|Note|Comments",
        **_SHARED,
    }
)
EVENT = Columns(
    {
        "key": "Event|Name|Type|Event Type|Key",
        "description": "Description|Meaning|When",
        "version": "Version|Schema Version",
        "payload_words": "Payload|Payload Words|Data|Fields",
        "ordering": "Ordering|Order",
        "duplicates": "Duplicates|Delivery|Delivery Guarantee",
        "compatibility": "Compatibility",
        "sensitive_reason": "Sensitive Reason|Sensitive Data Reason|Sensitive Data",
        "consumers": "Consumers|Consumed By|Subscribers",
    }
)
_LINES: Mapping[type[Item], frozenset[str]] = {
    Webhook: frozenset({"event", "timeout", "owner"}),
    ThirdParty: frozenset(
        {
            "direction",
            "protocol",
            "auth",
            "data_class",
            "timeout",
            "owner",
            "rate_limit",
            "expected_volume",
        }
    ),
    Event: frozenset({"version", "compatibility", "consumers"}),
}
_KINDS: tuple[tuple[re.Pattern[str], type[Item], Columns], ...] = (
    (re.compile(r"^(?:outgoing |outbound )?webhooks?\b"), Webhook, WEBHOOK),
    (re.compile(r"^(?:third[ -]?part(?:y|ies)\b|external (?:apis?|services?|systems?)\b"
                r"|integrations?$)"),
     ThirdParty, THIRD_PARTY),
    (re.compile(r"^(?:domain )?events?\b(?!ual)"), Event, EVENT),
)  # fmt: skip
_HEADING = re.compile(
    r"^(?P<kind>webhook|third[ -]?party|event)\s*[:\uff1a–—-]\s*(?P<name>.+)$", re.IGNORECASE
)


def read_integrations(document: Markdown, reading: Reading) -> None:
    """Read webhooks, third parties and events into `reading`."""
    for section in outline(document).walk():
        named = _HEADING.match(section.title)
        if named:
            _, model, columns = _kind(named["kind"].lower()) or _KINDS[0]
            _from_section(section, clean_key(escapes.name(named["name"])), model, columns, reading)
            continue
        found = _kind(section.label)
        if found is None:
            continue
        _, model, columns = found
        for table in section.tables():
            if columns.fits(table, "key") and len(table.header.cells) > 1:
                for row, cells in columns.rows(table, reading):
                    key = clean_key(escapes.name(cells["key"]))
                    extra = [
                        f"{escapes.plain(title)}: {escapes.value(cell)}"
                        for title, cell in columns.unknown(table, row)
                        if escapes.value(cell)
                    ]
                    _add(model, key, cells, row.line, row.line, reading, extra)
        for child in section.children:
            if not _HEADING.match(child.title) and child.fields():
                _from_section(child, clean_key(escapes.name(child.title)), model, columns, reading)
    if not reading.items:
        reading.warn(1, "no webhook, third-party API or event was found")


def _kind(said: str) -> tuple[re.Pattern[str], type[Item], Columns] | None:
    return next((one for one in _KINDS if one[0].search(said)), None)


def _from_section(
    section: Section, key: str, model: type[Item], columns: Columns, reading: Reading
) -> None:
    cells: dict[str, str] = {}
    extra: list[str] = []
    for one in section.fields():
        meaning = next(iter(columns.positions([one.title])), None)
        if meaning and meaning != "key":
            cells.setdefault(meaning, one.raw)
        elif one.key in {"event", "name", "id"} and model is not Webhook:
            continue
        elif one.text:
            extra.append(f"{one.title}: {one.text}")
    payload = _payload(section, reading) if model in {Event, Webhook} else None
    _add(model, key, cells, section.line, section.end_line, reading, extra, payload)


def _payload(section: Section, reading: Reading) -> dict[str, Any] | None:
    for part in section.walk():
        for code in part.codes():
            if code.info.split(" ")[0].lower() != "json":
                continue
            try:
                found = json.loads(code.text)
            except (ValueError, RecursionError) as error:
                reading.warn(code.line, f"{section.title}: the payload is no JSON: {error}")
                continue
            if isinstance(found, dict):
                return found
    return None


def _add(
    model: type[Item],
    key: str,
    cells: Mapping[str, str],
    line: int,
    end_line: int,
    reading: Reading,
    extra: list[str],
    payload: dict[str, Any] | None = None,
) -> None:
    if not key:
        reading.warn(line, "left out: it has no name")
        return
    values: dict[str, Any] = {}
    lines = _LINES[model]
    for name, raw in cells.items():
        if name == "key" or name.endswith(" header"):
            continue
        if name == "covers":
            values[name] = reference_keys(raw)
        elif name == "endpoints":
            values[name] = _endpoints(raw)
        elif name == "event":
            values[name] = clean_line(escapes.name(raw))
        else:
            values[name] = clean_line(escapes.value(raw)) if name in lines else escapes.value(raw)
    if payload is not None:
        values["payload" if model is Event else "path_item"] = payload
    if extra:
        name = "notes" if model is ThirdParty else "description"
        values[name] = "\n".join(one for one in (values.get(name, ""), *extra) if one)
    reading.add(reading.part(model, line, key=key, **values), line, end_line)


def _endpoints(raw: str) -> tuple[str, ...]:
    found = []
    for one in escapes.names(raw):
        pair = endpoint_of(one)
        found.append(f"{pair[0]} {pair[1]}" if pair else one)
    return clean_keys(found)
