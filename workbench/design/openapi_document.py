"""The OpenAPI document that a design makes: the inverse of reading one.

Rules check it and documents show it; as those packages must not import one another, it is made
here.
"""

from __future__ import annotations

from typing import Any

from workbench.design.base import JsonObject
from workbench.design.contract import COMPONENT_SECTIONS, Contract
from workbench.design.design import Design
from workbench.design.ids import split_endpoint_key

_MAJOR_AND_MINOR = 2


def build_openapi(design: Design) -> JsonObject:
    """Assemble the document of a design: its frame, paths, components and webhooks.

    Paths are in the order of the endpoints, then of operations that no endpoint names.
    Endpoints without an operation are left out, and so are webhooks without a path item or
    where the version (3.0) has no place for them. What a design does not state is left out
    too, so the result is valid only if the design is complete. It shares its inner values
    with the design: it is to be read, not changed.
    """
    contract = design.contract or Contract()
    document: JsonObject = {"openapi": contract.version, "info": contract.info}
    if contract.external_docs:
        document["externalDocs"] = contract.external_docs
    if contract.servers:
        document["servers"] = list(contract.servers)
    if contract.security is not None:
        document["security"] = list(contract.security)
    if contract.tags:
        document["tags"] = list(contract.tags)
    paths = build_paths(design, contract)
    if paths or contract.has_paths:
        document["paths"] = paths
    if has_webhooks(contract.version):
        webhooks = {
            webhook.key: webhook.path_item for webhook in design.webhooks if webhook.path_item
        }
        if webhooks:
            document["webhooks"] = webhooks
    components = build_components(design, contract)
    if components:
        document["components"] = components
    return _completed(document, contract.extra)


def build_paths(design: Design, contract: Contract) -> dict[str, JsonObject]:
    """Path items by path: operations verbatim, and what the frame keeps beside them."""
    bodies = {operation.endpoint: operation.body for operation in design.operations}
    wanted = [endpoint.item_key for endpoint in design.endpoints]
    known = set(wanted)
    wanted += [key for key in bodies if key not in known]
    paths: dict[str, JsonObject] = {}
    for key in wanted:
        body = bodies.get(key)
        if body is None:
            continue
        method, path = split_endpoint_key(key)
        if path not in paths:
            paths[path] = dict(contract.path_items.get(path, {}))
        paths[path][method.lower()] = body
    for path, item in contract.path_items.items():
        paths.setdefault(path, item)
    return paths


def build_components(design: Design, contract: Contract) -> JsonObject:
    """The `components` object, its sections in the order of the specification."""
    sections: dict[str, dict[str, Any]] = {
        "schemas": {schema.key: schema.body for schema in design.schemas}
    }
    sections |= {section: {} for section in COMPONENT_SECTIONS}
    for component in design.components:
        sections.setdefault(component.section, {})[component.name] = component.body
    components: JsonObject = {name: members for name, members in sections.items() if members}
    return _completed(components, contract.components_extra)


def _completed(made: JsonObject, extra: JsonObject) -> JsonObject:
    """Add what is kept beside the items; an object that is there already takes its members.

    `extra` may hold `{"paths": {"x-note": …}}` or a webhook that is not an object: what is
    beside the items in the document and is not an item. An empty `info` is one that the design
    does not state.
    """
    for name, value in extra.items():
        there = made.get(name)
        if isinstance(there, dict) and isinstance(value, dict):
            made[name] = {**value, **there}
        elif name not in made or (not there and name == "info"):
            made[name] = value
    return made


def has_webhooks(version: str) -> bool:
    """Whether documents of that OpenAPI version have `webhooks` (3.1 and later).

    >>> has_webhooks("3.0.3"), has_webhooks("3.1.0"), has_webhooks("3.2")
    (False, True, True)
    """
    parts = version.split(".")
    if len(parts) < _MAJOR_AND_MINOR or not (parts[0].isdecimal() and parts[1].isdecimal()):
        return False
    return (int(parts[0]), int(parts[1])) >= (3, 1)
