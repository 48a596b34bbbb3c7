"""Errors as pages: what happened, where, and what to do; never a traceback."""

from __future__ import annotations

import logging
from urllib.parse import quote

from flask import Flask, g, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import HTTPException

from workbench.http.problems import API_PREFIX, http_problem, internal_error
from workbench.review.errors import (
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    StaleDecision,
    StaleWrite,
)
from workbench.web.shell.htmx import request
from workbench.web.shell.links import link_url

_log = logging.getLogger("workbench.web")
_PAGES = frozenset({403, 404, 409, 413, 422, 429, 500})
#: Statuses that are told by the page of another.
_TOLD_AS = {400: 422, 405: 422, 415: 422, 428: 422}
#: Whom the page of a part was made for, and a new token for its forms.
PERSON = "X-Person"
TOKEN = "X-Form-Token"  # noqa: S105 - the name of a header
_OTHER_PERSON = (
    "someone else is signed in now. Sign in as yourself in another tab and try again; "
    "what you typed stays here"
)
_PLAIN = " !\"#$&'()*+,/:;<=>?@[]^`{|}"
_LONGEST = 300


def install(app: Flask) -> None:
    """Give every error its page."""
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(StaleDecision, _stale)
    app.register_error_handler(StaleWrite, _stale)
    app.register_error_handler(Invalid, _invalid)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def error_page(status: int, reason: str = "", **more: object) -> ResponseReturnValue:
    """The page of an error status, or the nearest there is."""
    told = _TOLD_AS.get(status, status)
    page = told if told in _PAGES else (500 if status >= 500 else 404)  # noqa: PLR2004
    html = render_template(
        f"shell/errors/{page}.html", reason=reason, request_id=g.get("request_id", ""), **more
    )
    answer = make_response(html, status)
    if reason and request.htmx:
        # A part shows no page: the script says these words in a message, and keeps what was typed.
        answer.headers["X-Reason"] = header_words(reason)
    return answer


def header_words(text: str) -> str:
    """A sentence as the value of a header: one line, percent-encoded where it is not ASCII.

    The script decodes it. At most 300 characters are told.

    >>> header_words("“Orders” is locked")
    '%E2%80%9COrders%E2%80%9D is locked'
    """
    return quote(" ".join(text.split())[:_LONGEST], safe=_PLAIN)


def own_words(error: HTTPException) -> str:
    """What was said where the error was raised; empty for the framework's own words."""
    said = error.description or ""
    return "" if said == type(error).description else said


def _not_found(error: NotFound) -> ResponseReturnValue:
    return error_page(404, str(error))


def _refused(error: Refused) -> ResponseReturnValue:
    slug = g.access.project.slug if "access" in g else ""
    return error_page(
        403,
        error.reason,
        not_now=not isinstance(error, Forbidden),
        links=[link_url(slug, one) for one in error.links[:1]] if slug else [],
        project_url=url_for("projects.overview", slug=slug) if slug else "",
    )


def _stale(error: StaleDecision | StaleWrite) -> ResponseReturnValue:
    return error_page(409, str(error))


def _invalid(error: Invalid) -> ResponseReturnValue:
    # Views show these at their fields; one that arrives here had no form to go back to.
    return error_page(422, str(error))


def _expired(error: CSRFError) -> ResponseReturnValue:
    if not request.htmx:
        return error_page(403, f"This form has expired ({error.description}) Reload the page.")
    if not current_user.is_authenticated:
        return error_page(401)
    if request.headers.get(PERSON) != str(current_user.person.id):
        return error_page(403, _OTHER_PERSON)
    # Whoever has the page open has signed in again: the script sends the form with this token.
    answer = make_response(error_page(403, "This form has expired. Try again."))
    answer.headers[TOKEN] = generate_csrf()
    return answer


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.response is not None:
        return error.get_response()
    if request.path.startswith(API_PREFIX):
        return http_problem(error)
    told = error.code in {400, 403, 405, 413, 422}
    return error_page(error.code, own_words(error) if told else "")


def _broken(error: Exception) -> ResponseReturnValue:
    # The page asks who is signed in, which a transaction that failed could not answer.
    if "session" in g:
        g.session.rollback()
    _log.error(
        "request %s failed: %s %s",
        g.get("request_id"),
        request.method,
        request.path,
        exc_info=error,
    )
    if request.path.startswith(API_PREFIX):
        return internal_error(g.get("request_id", ""))
    return error_page(500)
