"""References: where they are written, and whether a local one resolves in the document."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from workbench.design.base import Item
from workbench.design.contract import Component, Contract, Operation, Schema
from workbench.design.integrations import Webhook
from workbench.design.openapi_view import ContractView, references
from workbench.rules.lib.item_patch import get_in, parse_pointer

Reference = tuple[tuple[str | int, ...], str]
"""Place inside the item, and the reference as written."""


def references_in(item: Item) -> list[Reference]:
    """Every `$ref` written in an item of the contract; the data of examples holds none."""
    is_example = isinstance(item, Component) and item.section == "examples"
    return [
        ((field, *place), ref)
        for field, body in _bodies(item)
        for place, ref in references(body, is_example=is_example)
    ]


def _bodies(item: Item) -> Iterator[tuple[str, object]]:
    match item:
        case Operation() | Component() | Schema():
            yield "body", item.body
        case Contract():
            yield "path_items", item.path_items
            yield "components_extra", item.components_extra
        case Webhook():
            yield "path_item", item.path_item
        case _:
            pass


def resolves(view: ContractView, ref: str) -> bool:
    """Whether the target of a reference within the document exists.

    References by anchor (`#name`) and into definitions of the schema at hand (`#/$defs/…`)
    are relative to what encloses them and are not checked.
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
