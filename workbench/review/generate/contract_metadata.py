"""Drafts of the OpenAPI document's metadata: title, version, security scheme."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.design.base import Item, JsonObject
from workbench.design.contract import Component, Contract
from workbench.design.design import Design


def lacks_metadata(design: Design) -> bool:
    """Whether the document lacks a title, or a security requirement that phase 4 already states."""
    return any(True for _ in missing_metadata(design))


def missing_metadata(design: Design) -> Iterator[Item]:
    """The contract with title, version and security where they are missing.

    Security is added as soon as phase 4 names an authentication strategy that has a scheme.
    """
    contract = design.contract or Contract()
    changes: dict[str, Any] = {}
    if not contract.info:
        changes["info"] = _info(design)
    scheme = _security_scheme(design) if contract.security is None else None
    if scheme is not None:
        changes["security"] = ({scheme.name: []},)
    if changes:
        yield contract.model_copy(update=changes)
    if scheme is not None and design.find("component", scheme.item_key) is None:
        yield scheme


def _info(design: Design) -> JsonObject:
    product = design.handoff.product or "API"
    description = design.handoff.summary or f"The {product} API."
    return {"title": product, "version": "0.1.0", "description": description}


def _security_scheme(design: Design) -> Component | None:
    """The security scheme of the authentication strategy; None if it is not a known one."""
    strategy = design.auth.strategy.lower()
    if "jwt" in strategy or "bearer" in strategy:
        body: JsonObject = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
        return Component(section="securitySchemes", name="bearerAuth", body=body)
    if "key" in strategy:
        body = {"type": "apiKey", "in": "header", "name": "X-API-Key"}
        return Component(section="securitySchemes", name="apiKey", body=body)
    return None
