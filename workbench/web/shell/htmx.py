"""htmx-flask with types: requests and responses of htmx."""

from __future__ import annotations

from typing import Any, Protocol, cast

import htmx_flask
from flask import Request, Response
from flask import redirect as http_redirect


class HtmxHeaders(Protocol):
    """Headers of an htmx request; false if the browser requested a whole page."""

    #: The address that the browser shows.
    current_url: str | None

    def __bool__(self) -> bool:
        """Whether htmx sent the request."""


class HtmxRequest(Request):
    """A request as htmx-flask extends it."""

    htmx: HtmxHeaders


#: The current request: Flask's own, which htmx-flask extends by `htmx`.
request = cast("HtmxRequest", htmx_flask.request)


def make_response(
    body: str,
    status: int = 200,
    *,
    redirect: str | None = None,
    reswap: str | None = None,
    retarget: str | None = None,
    trigger: str | dict[str, Any] | None = None,
) -> Response:
    """A response with the headers of htmx: redirect, swap, target and events to trigger."""
    response: Response = htmx_flask.make_response(
        body, status, redirect=redirect, reswap=reswap, retarget=retarget, trigger=trigger
    )
    return response


def redirect_page(target: str) -> Response:
    """Redirect the whole page, whether htmx or the browser sent the request."""
    if request.htmx:
        return make_response("", redirect=target)
    return cast("Response", http_redirect(target, code=303))
