"""One database session per request: read-only for safe methods, one transaction for the others.

The transaction is committed once, after the view has answered; a response that reports a failure
(4xx, 5xx) commits nothing.
"""

from __future__ import annotations

from contextlib import ExitStack, suppress
from typing import Final

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from workbench.review.draft.reports import save_report, unsaved_report
from workbench.store.engine import Sessions, make_engine, make_sessions, reading, transaction

_SESSIONS: Final = "workbench_sessions"
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_FIRST_FAILURE: Final = 400


def connect(app: Flask, url: str) -> None:
    """Create the engine of the application; close the session at the end of each request."""
    app.extensions[_SESSIONS] = make_sessions(make_engine(url))
    app.after_request(_finish)
    app.teardown_request(_close)


def sessions() -> Sessions:
    """The application's session factory."""
    factory: Sessions = current_app.extensions[_SESSIONS]
    return factory


def db() -> Session:
    """The session of this request, opened when first asked for."""
    if "session" not in g:
        stack = ExitStack()
        context = reading if request.method in _SAFE_METHODS else transaction
        g.session = stack.enter_context(context(sessions()))
        g.session_stack = stack
    session: Session = g.session
    return session


def _finish(response: Response) -> Response:
    if "session" in g and response.status_code >= _FIRST_FAILURE:
        g.session.rollback()
    elif "session" in g:
        _save_report_afterwards(response, g.session)
        stack: ExitStack = g.session_stack
        del g.session, g.session_stack
        stack.close()
    return response


def _save_report_afterwards(response: Response, session: Session) -> None:
    """Store findings that the request has computed, after the response is sent."""
    unsaved = unsaved_report(session)
    if unsaved is not None:
        factory = sessions()

        @response.call_on_close
        def save() -> None:
            # The response is complete; the findings are computed again when they are needed.
            with suppress(SQLAlchemyError):
                save_report(factory, unsaved)


def _close(_error: BaseException | None) -> None:
    if "session" in g:
        g.session.rollback()
        g.session_stack.close()
        del g.session, g.session_stack
