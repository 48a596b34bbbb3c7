"""The API's error handlers: each refusal of an action becomes a problem."""

from __future__ import annotations

from flask import Blueprint, Response
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from workbench.http.problems import Problem, http_problem, problem_response
from workbench.review.errors import (
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    StaleDecision,
    StaleWrite,
    invalid_of,
)


def install(bp: Blueprint) -> None:
    """Report every error of the blueprint's views as a problem."""
    bp.register_error_handler(Problem, problem_response)
    bp.register_error_handler(NotFound, _not_found)
    bp.register_error_handler(StaleWrite, _stale_write)
    bp.register_error_handler(StaleDecision, _stale_decision)
    bp.register_error_handler(Refused, _refused)
    bp.register_error_handler(Invalid, _invalid)
    bp.register_error_handler(ValidationError, lambda error: _invalid(invalid_of(error)))
    bp.register_error_handler(HTTPException, http_problem)


def _not_found(error: NotFound) -> Response:
    return problem_response(Problem(404, "Not found", str(error)))


def _stale_decision(error: StaleDecision) -> Response:
    return problem_response(Problem(409, "Stale decision", str(error)))


def _refused(error: Refused) -> Response:
    status, title = (
        (403, "Forbidden")
        if isinstance(error, Forbidden)
        else (409, "Not possible in the current state")
    )
    links = [
        {"page": link.page, "kind": link.kind, "item": link.item, "pointer": link.pointer}
        for link in error.links
    ]
    more = {"links": links} if links else {}
    return problem_response(Problem(status, title, error.reason, more=more))


def _stale_write(error: StaleWrite) -> Response:
    current = error.current
    more = {"current": {"version": current.version} if current else None}
    return problem_response(Problem(409, "Stale version", str(error), more=more))


def _invalid(error: Invalid) -> Response:
    errors = [
        {"field": field, "message": message}
        for field, messages in error.errors.items()
        for message in messages
    ]
    return problem_response(
        Problem(422, "Validation failed", "Each entry in `errors` is one field.", errors=errors)
    )
