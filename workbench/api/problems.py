"""Errors as problem details (RFC 9457): one shape for everything that goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from flask import Blueprint, Response
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from workbench.review.errors import (
    Invalid,
    NotFound,
    NotYours,
    Refused,
    StaleDecision,
    StaleWrite,
    invalid_of,
)

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):  # noqa: N818 - named by what it is on the wire
    """A problem that a view or the door itself reports."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        *,
        errors: list[dict[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep what the response says."""
        self.status, self.title, self.detail = status, title, detail
        self.errors, self.headers, self.more = errors or [], dict(headers or {}), dict(more or {})
        super().__init__(title)


def install(bp: Blueprint) -> None:
    """Answer every error of the interface as a problem."""
    bp.register_error_handler(Problem, _answer)
    bp.register_error_handler(NotFound, lambda e: _answer(Problem(404, "Not found", str(e))))
    bp.register_error_handler(StaleWrite, _stale_write)
    bp.register_error_handler(StaleDecision, lambda e: _answer(Problem(409, "Stale", str(e))))
    bp.register_error_handler(Refused, _refused)
    bp.register_error_handler(Invalid, _invalid)
    bp.register_error_handler(ValidationError, lambda e: _invalid(invalid_of(e)))
    bp.register_error_handler(HTTPException, http_problem)


def _answer(problem: Problem) -> Response:
    body: dict[str, Any] = {"title": problem.title, "status": problem.status}
    if problem.detail:
        body["detail"] = problem.detail
    if problem.errors:
        body["errors"] = problem.errors
    body |= problem.more
    return Response(
        orjson.dumps(body), problem.status, headers=problem.headers, mimetype=MEDIA_TYPE
    )


def _refused(error: Refused) -> Response:
    status, title = (403, "Not yours to do") if isinstance(error, NotYours) else (409, "Refused")
    links = [
        {"page": one.page, "kind": one.kind, "item": one.item, "pointer": one.pointer}
        for one in error.links
    ]
    return _answer(Problem(status, title, error.reason, more={"links": links} if links else {}))


def _stale_write(error: StaleWrite) -> Response:
    current = error.current
    more = {"current": {"version": current.version} if current else None}
    return _answer(Problem(409, "Changed meanwhile", str(error), more=more))


def _invalid(error: Invalid) -> Response:
    errors = [
        {"field": field, "message": message}
        for field, messages in error.errors.items()
        for message in messages
    ]
    return _answer(Problem(422, "Not valid", "See errors for what to correct.", errors=errors))


def http_problem(error: HTTPException) -> Response:
    """The problem of an address that is not there, a method it does not take, too many bytes."""
    return _answer(Problem(error.code or 500, error.name, error.description or ""))


def broken_problem(request_id: str) -> Response:
    """The problem of a fault in the workbench, without anything of its inside."""
    detail = f"The fault is in the workbench and is recorded under {request_id}."
    return _answer(Problem(500, "Something went wrong here", detail))
