"""Authentication of the API: the bearer token of a request and the actor behind it."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from flask import Blueprint, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError

from workbench.accounts.actor import Actor
from workbench.accounts.tokens import find_token_actor, is_use_due, note_use
from workbench.http.access import BY_TOKEN, PUBLIC, View, access_of, require
from workbench.http.database import db, sessions
from workbench.http.problems import Problem
from workbench.store.engine import transaction

_BEARER: Final = "bearer"


def token(view: View) -> View:
    """Decorator of views that need a token; `authenticate` checks it before the view runs."""
    return require(BY_TOKEN)(view)


def public(view: View) -> View:
    """Decorator of views that need no token, such as the API's own OpenAPI document."""
    return require(PUBLIC)(view)


def install(bp: Blueprint) -> None:
    """Authenticate every request of the blueprint."""
    bp.before_request(authenticate)
    bp.teardown_request(_record_token_use)


def authenticate() -> None:
    """Find the actor of the bearer token. Raises Problem 401 without a valid one."""
    view = current_app.view_functions[request.endpoint or ""]
    if access_of(view) != BY_TOKEN:
        return
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    found = None
    if scheme.lower() == _BEARER and secret:
        found = find_token_actor(db(), secret.strip())
        if found is not None and is_use_due(db(), secret.strip()):
            g.token_used = secret.strip()
    if found is None:
        raise Problem(
            401,
            "Invalid or missing token",
            "Send the header `Authorization: Bearer <token>` with a token from your account page.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    g.api_actor = found


def _record_token_use(_error: BaseException | None) -> None:
    """Record now and then that the token was used, whatever came of the request.

    This is a transaction of its own, so that reading requests stay read-only; if it fails, the
    request does not.
    """
    secret: str | None = g.pop("token_used", None)
    if secret is not None:
        with suppress(SQLAlchemyError), transaction(sessions()) as session:
            note_use(session, secret)


def actor() -> Actor:
    """The actor of this request."""
    found: Actor = g.api_actor
    return found
