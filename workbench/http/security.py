"""Protection of all requests and responses: request IDs, NUL characters, security headers."""

from __future__ import annotations

import secrets
from typing import Final

from flask import Flask, Response, abort, current_app, g, request

from workbench.http.body_limits import FORM_TYPES

_CONTENT_SECURITY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; manifest-src 'self'"
)
#: Browsers that have connected over HTTPS use nothing else for half a year.
_STRICT_TRANSPORT: Final = "max-age=15552000"


def install(app: Flask) -> None:
    """Check requests before their views, and add headers to responses."""
    app.before_request(_set_request_id)
    app.before_request(_refuse_nul)
    app.after_request(_add_headers)


def _set_request_id() -> None:
    g.request_id = secrets.token_hex(6)


def _refuse_nul() -> None:
    """Refuse NUL characters, which databases cannot store in texts."""
    texts = [request.path, *request.args, *request.args.values()]
    if request.mimetype in FORM_TYPES:
        for name, values in request.form.lists():
            texts += (name, *values)
    if any("\0" in text for text in texts):
        abort(404 if "\0" in request.path else 400, "Text cannot contain NUL characters.")


def _add_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _CONTENT_SECURITY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("X-Request-Id", g.get("request_id", ""))
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", _STRICT_TRANSPORT)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
        # A page and the parts that htmx requests have the same URL.
        response.vary.add("HX-Request")
    return response
