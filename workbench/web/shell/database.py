"""One session per request: reading for safe methods, one transaction for the others.

The door commits once, after the view has answered; an answer that reports a failure (4xx, 5xx)
commits nothing.
"""

from __future__ import annotations

from contextlib import ExitStack, suppress

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from workbench.api.authentication import FACTORY, SESSION, note_token
from workbench.store.engine import Sessions, make_engine, make_sessions, reading, transaction

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FAILED = 400


def connect(app: Flask, url: str) -> None:
    """Give the application its engine and close each request's session at its end."""
    app.extensions[FACTORY] = make_sessions(make_engine(url))
    app.extensions[SESSION] = db
    app.after_request(_finish)
    app.teardown_request(_close)


def sessions() -> Sessions:
    """The application's factory of sessions."""
    factory: Sessions = current_app.extensions[FACTORY]
    return factory


def db() -> Session:
    """The session of this request, opened when first asked for."""
    if "session" not in g:
        stack = ExitStack()
        context = reading if request.method in _SAFE else transaction
        g.session = stack.enter_context(context(sessions()))
        g.session_stack = stack
    session: Session = g.session
    return session


def _finish(response: Response) -> Response:
    if "session" in g and response.status_code >= _FAILED:
        g.session.rollback()
    elif "session" in g:
        stack: ExitStack = g.session_stack
        del g.session, g.session_stack
        stack.close()
    return response


def _close(error: BaseException | None) -> None:
    if "session" in g:
        g.session.rollback()
        g.session_stack.close()
        del g.session, g.session_stack
    # That a token was used is no reason for a request to fail.
    with suppress(SQLAlchemyError):
        note_token()
    del error
