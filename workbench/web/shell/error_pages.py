"""Error pages: what happened and what to do, without internal details."""

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
#: Statuses that are shown with the page of another.
_SHOWN_AS = {400: 422, 405: 422, 415: 422, 428: 422}
#: Headers: ID of the person for whom the page was made, and a new token for its forms.
PERSON = "X-Person"
TOKEN = "X-Form-Token"  # noqa: S105 - the name of a header
_OTHER_PERSON = (
    "someone else is signed in now. Sign in as yourself in another tab and try again; "
    "what you typed stays here"
)
_PLAIN = " !\"#$&'()*+,/:;<=>?@[]^`{|}"
_LONGEST = 300


def install(app: Flask) -> None:
    """Register the handlers that render error pages."""
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(StaleDecision, _stale)
    app.register_error_handler(StaleWrite, _stale)
    app.register_error_handler(Invalid, _invalid)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def error_page(status: int, reason: str = "", **more: object) -> ResponseReturnValue:
    """The page of an error status, or that of a similar status."""
    shown = _SHOWN_AS.get(status, status)
    page = shown if shown in _PAGES else (500 if status >= 500 else 404)  # noqa: PLR2004
    html = render_template(
        f"shell/errors/{page}.html", reason=reason, request_id=g.get("request_id", ""), **more
    )
    response = make_response(html, status)
    if reason and request.htmx:
        # htmx does not show the page: the script shows the reason and leaves the form as it is.
        response.headers["X-Reason"] = header_words(reason)
    return response


def header_words(text: str) -> str:
    """A sentence as the value of a header: one line of at most 300 characters, percent-encoded.

    The script decodes it.

    >>> header_words("“Orders” is locked")
    '%E2%80%9COrders%E2%80%9D is locked'
    """
    return quote(" ".join(text.split())[:_LONGEST], safe=_PLAIN)


def own_description(error: HTTPException) -> str:
    """The description that our code gave the error; empty for the framework's own."""
    description = error.description or ""
    return "" if description == type(error).description else description


def _not_found(error: NotFound) -> ResponseReturnValue:
    return error_page(404, str(error))


def _refused(error: Refused) -> ResponseReturnValue:
    slug = g.access.project.slug if "access" in g else ""
    return error_page(
        403,
        error.reason,
        not_now=not isinstance(error, Forbidden),
        links=[link_url(slug, link) for link in error.links[:1]] if slug else [],
        project_url=url_for("projects.overview", slug=slug) if slug else "",
    )


def _stale(error: StaleDecision | StaleWrite) -> ResponseReturnValue:
    return error_page(409, str(error))


def _invalid(error: Invalid) -> ResponseReturnValue:
    # Views with a form show these messages at its fields.
    return error_page(422, str(error))


def _expired(error: CSRFError) -> ResponseReturnValue:
    if not request.htmx:
        return error_page(403, f"This form has expired ({error.description}) Reload the page.")
    if not current_user.is_authenticated:
        return error_page(401)
    if request.headers.get(PERSON) != str(current_user.person.id):
        return error_page(403, _OTHER_PERSON)
    # The person has signed in again in another tab: the script sends the form with this token.
    response = make_response(error_page(403, "This form has expired. Try again."))
    response.headers[TOKEN] = generate_csrf()
    return response


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.response is not None:
        return error.get_response()
    if request.path.startswith(API_PREFIX):
        return http_problem(error)
    has_reason = error.code in {400, 403, 405, 413, 422}
    return error_page(error.code, own_description(error) if has_reason else "")


def _broken(error: Exception) -> ResponseReturnValue:
    # The page reads the signed-in person, which needs a transaction that has not failed.
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
