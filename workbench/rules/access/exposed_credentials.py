"""Credentials are sent where others can read them.

What it checks: No security scheme is HTTP Basic or an API key in the query, and no path or query
parameter is named like a password, token or key.

Why it matters: URLs are stored in logs, browser histories and Referer headers, and Basic sends the
password with every request.

How to fix: Send credentials in the Authorization header, as a bearer token.

Good: `{type: http, scheme: bearer}`

Bad: `{type: apiKey, in: query, name: api_key}`

Source: vacuum owasp-no-http-basic, owasp-no-api-keys-in-url and owasp-no-credentials-in-url.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.base import Item
from workbench.design.contract import Component
from workbench.design.ids import snake_case
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts

_SECRETS = frozenset(
    {
        "password",
        "passwd",
        "pwd",
        "secret",
        "client_secret",
        "token",
        "access_token",
        "refresh_token",
        "id_token",
        "api_key",
        "apikey",
        "credential",
        "credentials",
    }
)


def check(item: Item, facts: ItemFacts) -> Iterator[Found]:
    """Look at schemes and at parameters where they are written."""
    if isinstance(item, Component) and item.section == "securitySchemes":
        body = item.body
        if body.get("type") == "http" and str(body.get("scheme", "")).lower() == "basic":
            yield found(item, "HTTP Basic sends the password with every request", "body", "scheme")
        if body.get("type") == "apiKey" and body.get("in") == "query":
            yield found(item, f"API key `{body.get('name')}` is sent in the URL", "body", "in")
    for place in facts.written(item).parameters:
        in_url = not place.header and place.body.get("in") in ("path", "query")
        if in_url and snake_case(place.name) in _SECRETS:
            message = f"credential `{place.name}` is sent in the URL"
            yield found(item, message, *place.path)


RULE = define(
    __name__,
    __doc__,
    "AUT-04",
    Level.quality,
    check_item=check,
    kinds=("component", "operation", "contract"),
)
