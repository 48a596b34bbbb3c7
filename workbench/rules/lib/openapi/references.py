"""Whether a local reference resolves, wherever in the document it leads."""

from __future__ import annotations

from urllib.parse import unquote

from workbench.design.integrations import Webhook
from workbench.design.openapi_view import ContractView
from workbench.rules.lib.item_patch import get_in, parse_pointer


def resolves(view: ContractView, ref: str) -> bool:
    """Whether something stands where a reference within the document leads.

    References by anchor (`#name`) and into definitions of the schema at hand (`#/$defs/…`)
    are relative to what encloses them and are taken as they are.
    """
    if ref == "#" or not ref.startswith("#/"):
        return True
    if view.resolve(ref) is not None:
        return True
    parts = tuple(unquote(part) for part in parse_pointer(ref[1:]))
    if parts[0] in {"$defs", "definitions", "properties"}:
        return True
    return _in_frame(view, parts)


def _in_frame(view: ContractView, parts: tuple[str, ...]) -> bool:
    """Places that are no section of items: the document's frame, and webhooks."""
    if parts[0] == "webhooks" and len(parts) > 1:
        webhook = view.items.find("webhook", parts[1])
        return isinstance(webhook, Webhook) and get_in(webhook.path_item, parts[2:]) is not None
    contract = view.contract
    if contract is None:
        return False
    if parts[0] == "components":
        return get_in(contract.components_extra, parts[1:]) is not None
    if parts[0] == "paths":
        return get_in(contract.path_items, parts[1:]) is not None
    frame = {
        **contract.extra,
        "info": contract.info,
        "servers": contract.servers,
        "tags": contract.tags,
    }
    return get_in(frame, parts) is not None
