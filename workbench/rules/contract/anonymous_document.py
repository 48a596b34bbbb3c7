"""The document does not say what the API is or whom to contact.

What it checks: `info` has a description and a contact with a name and a URL or e-mail address. A
licence has a URL or an SPDX identifier.

Why it matters: People who receive the document without the project have nobody to ask.

How to fix: Describe in two sentences what the API is for, and name the team to contact.

Good: `contact: {name: Orders team, email: orders@shop.example}`

Bad: `info: {title: Shop, version: 1.0.0}`

Source: Spectral info-contact, contact-properties, info-description and license-url; Redocly
info-license-strict.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import JsonObject
from workbench.design.contract import Contract
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts


def check(contract: Contract, _: ItemFacts) -> Iterator[Found]:
    """Look at the head of the document."""
    missing = [] if contract.info.get("description") else ["description"]
    contact = contract.info.get("contact")
    if not contact:
        missing.append("contact")
    if missing:
        yield found(contract, f"`info` has no {' and no '.join(missing)}", "info")
    if isinstance(contact, dict) and contact and not _reaches_somebody(contact):
        yield found(
            contract, "the contact needs a name and a URL or e-mail address", "info", "contact"
        )
    licence = contract.info.get("license")
    if isinstance(licence, dict) and not (licence.get("url") or licence.get("identifier")):
        message = f"licence `{licence.get('name', '')}` has no URL or identifier"
        yield found(contract, message, "info", "license")


def _reaches_somebody(contact: JsonObject) -> bool:
    return bool(contact.get("name") and (contact.get("url") or contact.get("email")))


RULE = define(__name__, __doc__, "API-53", Level.advice, check_item=check, kinds=("contract",))
