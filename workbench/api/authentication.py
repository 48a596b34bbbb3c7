"""Who calls: a bearer token, and the session of the request that it came in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, g, request
from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.accounts.tokens import find_token_actor, is_use_due, note_use
from workbench.api.problems import Problem
from workbench.store.engine import transaction

View = TypeVar("View", bound=Callable[..., Any])

#: Where the application puts the function that gives a request its session.
SESSION = "workbench_session"
#: Where it puts what makes sessions of their own.
FACTORY = "workbench_sessions"
#: Attribute of a view that says who may open it.
ACCESS = "workbench_access"
BY_TOKEN = "by token"  # noqa: S105 - a word about views, no secret


def token(view: View) -> View:
    """Say that a view is opened with a token; `authenticate` has checked it before."""
    setattr(view, ACCESS, BY_TOKEN)
    return view


def open_to_all(view: View) -> View:
    """Say that a view needs no token: the document that describes the interface."""
    setattr(view, ACCESS, "public")
    return view


def db() -> Session:
    """The session of this request."""
    session: Session = current_app.extensions[SESSION]()
    return session


def authenticate() -> None:
    """Find the actor behind the bearer token. Raises Problem 401 without a valid one."""
    view = current_app.view_functions[request.endpoint or ""]
    if getattr(view, ACCESS, None) != BY_TOKEN:
        return
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    found = None
    if scheme.lower() == "bearer" and secret:
        found = find_token_actor(db(), secret.strip())
        if found is not None and is_use_due(db(), secret.strip()):
            g.token_used = secret.strip()
    if found is None:
        raise Problem(
            401,
            "A valid token is needed",
            "Send the header “Authorization: Bearer …” with a token from your account page.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    g.api_actor = found


def note_token() -> None:
    """Note the use of this request's token, once in a while, whatever came of the request.

    It is a transaction of its own after the request's, so that reading stays reading.
    """
    secret: str | None = g.pop("token_used", None)
    if secret is not None:
        with transaction(current_app.extensions[FACTORY]) as session:
            note_use(session, secret)


def actor() -> Actor:
    """Who is acting in this request."""
    found: Actor = g.api_actor
    return found
