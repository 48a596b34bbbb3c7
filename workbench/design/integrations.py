"""Phase 5, integration points."""

from __future__ import annotations

from workbench.design.base import JsonObject, Key, Keyed, Line, Text


class Webhook(Keyed):
    """An outgoing webhook; its key is its name, `order.status_changed`."""

    event: Line = ""
    """Event that it delivers."""
    description: Text = ""
    trigger: Text = ""
    covers: tuple[Key, ...] = ()
    authenticity: Text = ""
    """How the receiver verifies the sender, such as a signature."""
    timeout: Line = ""
    retry: Text = ""
    fallback: Text = ""
    owner: Line = ""
    path_item: JsonObject = {}
    """OpenAPI path item of this webhook."""


class ThirdParty(Keyed):
    """A third-party API; its key is its name."""

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
    """Our endpoints that the third party calls."""
    notes: Text = ""


class Event(Keyed):
    """A published or consumed event; its key is its type, `order.status_changed`."""

    description: Text = ""
    version: Line = ""
    payload: JsonObject = {}
    """JSON Schema of the payload."""
    payload_words: Text = ""
    """Description of the payload, if there is no schema."""
    ordering: Text = ""
    duplicates: Text = ""
    compatibility: Line = ""
    sensitive_reason: Text = ""
    consumers: Line = ""
