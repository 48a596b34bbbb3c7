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
    contract = design.contract
    needs_info = contract is None or not contract.info
    scheme = _security_scheme(design)
    needs_security = scheme is not None and (contract is None or contract.security is None)
    if not needs_info and not needs_security:
        return
    changes: dict[str, Any] = {}
    if needs_info:
        product = design.handoff.product or "API"
        description = design.handoff.summary or f"The {product} API."
        changes["info"] = {"title": product, "version": "0.1.0", "description": description}
    if scheme is not None and needs_security:
        changes["security"] = ({scheme.name: []},)
    yield (contract or Contract()).model_copy(update=changes)
    is_known = scheme is not None and design.find("component", scheme.item_key) is not None
    if scheme is not None and needs_security and not is_known:
        yield scheme


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
