"""Integration points: webhooks, third-party APIs and events, as sections or as tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.design.base import Item
from workbench.design.integrations import Event, ThirdParty, Webhook
from workbench.intake.collector import DocumentCollector, clean_key, clean_keys, clean_line
from workbench.intake.markdown import inline
from workbench.intake.markdown.column_matching import Columns
from workbench.intake.markdown.document import Markdown, Table
from workbench.intake.markdown.item_sections import reference_keys
from workbench.intake.markdown.sections import Section, outline
from workbench.intake.phases.endpoint_inventory import endpoint_of
from workbench.intake.structured.parse import UnreadableError, parse_structured

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


@dataclass
class _Found:
    """One item as it was found: its fields by meaning, and what has no field."""

    model: type[Item]
    key: str
    line: int
    end_line: int
    cells: dict[str, str]
    extra: list[str]
    payload: dict[str, Any] | None = None


def read_integrations(document: Markdown, collector: DocumentCollector) -> None:
    """Read webhooks, third parties and events into `collector`."""
    for section in outline(document).walk():
        named = _HEADING.match(section.title)
        if named:
            _, model, columns = _kind(named["kind"].lower()) or _KINDS[0]
            _add_item(_from_section(section, named["name"], model, columns, collector), collector)
            continue
        kind = _kind(section.label)
        if kind is None:
            continue
        _, model, columns = kind
        for table in section.tables():
            if columns.fits(table, "key") and len(table.header.cells) > 1:
                for found in _from_table(table, model, columns, collector):
                    _add_item(found, collector)
        for child in section.children:
            if not _HEADING.match(child.title) and child.fields():
                _add_item(_from_section(child, child.title, model, columns, collector), collector)
    if not collector.items:
        collector.warn(1, "no webhook, third-party API or event found")


def _kind(title: str) -> tuple[re.Pattern[str], type[Item], Columns] | None:
    return next((kind for kind in _KINDS if kind[0].search(title)), None)


def _from_table(
    table: Table, model: type[Item], columns: Columns, collector: DocumentCollector
) -> Iterator[_Found]:
    for row, cells in columns.rows(table, collector):
        extra = [
            f"{inline.plain(title)}: {inline.value(cell)}"
            for title, cell in columns.unknown(table, row)
            if inline.value(cell)
        ]
        key = clean_key(inline.name(cells["key"]))
        yield _Found(model, key, row.line, row.line, cells, extra)


def _from_section(
    section: Section, title: str, model: type[Item], columns: Columns, collector: DocumentCollector
) -> _Found:
    cells: dict[str, str] = {}
    extra: list[str] = []
    for field in section.fields():
        meaning = next(iter(columns.positions([field.title])), None)
        if meaning and meaning != "key":
            cells.setdefault(meaning, field.raw)
        elif field.key not in {"event", "name", "id"} and field.text:
            extra.append(f"{field.title}: {field.text}")
    payload = None if model is ThirdParty else _payload(section, collector)
    key = clean_key(inline.name(title))
    return _Found(model, key, section.line, section.end_line, cells, extra, payload)


def _payload(section: Section, collector: DocumentCollector) -> dict[str, Any] | None:
    for part in section.walk():
        for code in part.codes():
            if code.info.split(" ")[0].lower() != "json":
                continue
            try:
                found = parse_structured(code.text).value
            except UnreadableError as error:
                collector.warn(
                    code.line, f"{section.title}: the payload is not valid JSON: {error.message}"
                )
                continue
            if isinstance(found, dict):
                return found
    return None


def _add_item(found: _Found, collector: DocumentCollector) -> None:
    if not found.key:
        collector.warn(found.line, "entry left out, because it has no name")
        return
    values: dict[str, Any] = {
        name: _value(found.model, name, raw)
        for name, raw in found.cells.items()
        if name != "key" and not name.endswith(" header")
    }
    if found.payload is not None:
        values["payload" if found.model is Event else "path_item"] = found.payload
    if found.extra:
        name = "notes" if found.model is ThirdParty else "description"
        values[name] = "\n".join(text for text in (values.get(name, ""), *found.extra) if text)
    item = collector.build(found.model, found.line, key=found.key, **values)
    collector.add(item, found.line, found.end_line)


def _value(model: type[Item], name: str, raw: str) -> str | tuple[str, ...]:
    if name == "covers":
        return reference_keys(raw)
    if name == "endpoints":
        pairs = [(word, endpoint_of(word)) for word in inline.names(raw)]
        return clean_keys(f"{pair[0]} {pair[1]}" if pair else entry for entry, pair in pairs)
    if name == "event":
        return clean_line(inline.name(raw))
    return clean_line(inline.value(raw)) if name in _LINES[model] else inline.value(raw)
