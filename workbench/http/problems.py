"""Errors of the API as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from flask import Response
from werkzeug.exceptions import HTTPException

MEDIA_TYPE: Final = "application/problem+json"
#: Errors below this path are problem details, all others are pages.
API_PREFIX: Final = "/api/"


class Problem(Exception):  # noqa: N818 - named as in RFC 9457
    """An error that a view raises; `errors` have `field` and `message`."""

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
        """Take the members of the response; `more` are additional members of its body."""
        self.status, self.title, self.detail = status, title, detail
        self.errors, self.headers, self.more = errors or [], dict(headers or {}), dict(more or {})
        super().__init__(title)


def problem_response(problem: Problem) -> Response:
    """The response for a problem."""
    body: dict[str, Any] = {"title": problem.title, "status": problem.status}
    if problem.detail:
        body["detail"] = problem.detail
    if problem.errors:
        body["errors"] = problem.errors
    body |= problem.more
    return Response(
        orjson.dumps(body), problem.status, headers=problem.headers, mimetype=MEDIA_TYPE
    )


def http_problem(error: HTTPException) -> Response:
    """The response for an HTTP error, such as an unknown URL, a method or a body too large."""
    return problem_response(Problem(error.code or 500, error.name, error.description or ""))


def internal_error(request_id: str) -> Response:
    """The response for an unexpected exception, without internal details."""
    detail = f"An unexpected error occurred. It is logged under request ID {request_id}."
    return problem_response(Problem(500, "Internal server error", detail))
