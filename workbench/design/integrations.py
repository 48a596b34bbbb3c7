"""Phase 5, integration points (W5)."""

from __future__ import annotations

from workbench.design.base import JsonObject, Key, Keyed, Line, Text


class Webhook(Keyed):
    """An outgoing webhook; its key is its name, `order.status_changed`."""

    event: Line = ""
    """Key of the event it carries."""
    description: Text = ""
    trigger: Text = ""
    covers: tuple[Key, ...] = ()
    authenticity: Text = ""
    """How the receiver knows that it came from us."""
    timeout: Line = ""
    retry: Text = ""
    fallback: Text = ""
    owner: Line = ""
    path_item: JsonObject = {}
    """The OpenAPI path item of this webhook; empty where the document has none."""


class ThirdParty(Keyed):
    """An API of somebody else's; its key is its name."""

    purpose: Text = ""
    direction: Line = ""
    protocol: Line = ""
    auth: Line = ""
    data_class: Line = ""
    timeout: Line = ""
    retry: Text = ""
    fallback: Text = ""
    owner: Line = ""
    rate_limit: Line = ""
    expected_volume: Line = ""
    idempotency: Text = ""
    endpoints: tuple[Key, ...] = ()
    """Our endpoints that it calls."""
    notes: Text = ""


class Event(Keyed):
    """An event we publish or consume; its key is its type, `order.status_changed`."""

    description: Text = ""
    version: Line = ""
    payload: JsonObject = {}
    """JSON Schema of the payload."""
    payload_words: Text = ""
    """The payload as a document describes it, where that is no schema."""
    ordering: Text = ""
    duplicates: Text = ""
    compatibility: Line = ""
    sensitive_reason: Text = ""
    consumers: Line = ""
