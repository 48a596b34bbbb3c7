"""How much a request may bring, asked before anything of it is parsed.

A form of a million tiny fields is small on the wire and large in memory, so both its bytes and
its fields are bounded. Only views that take files accept more, as much as the installation says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import Flask, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

#: The most that a form which brings no files may hold.
FORM_BYTES: Final = 1024 * 1024
FORM_FIELDS: Final = 1_000
#: The most that a program may send as JSON: one item, whose texts are bounded on their own.
JSON_BYTES: Final = 2 * FORM_BYTES

_URL_ENCODED: Final = "application/x-www-form-urlencoded"
_MULTIPART: Final = "multipart/form-data"
_FORMS: Final = frozenset({_URL_ENCODED, _MULTIPART})
_TAKES_FILES: Final = "takes_files"

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(view: View) -> View:
    """The view's form brings files or whole documents, so it may be as large as an upload."""
    setattr(view, _TAKES_FILES, True)
    return view


def install(app: Flask) -> None:
    """Ask before every request, and before everything else that looks at its form."""
    app.before_request(_bound)


def _bound() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.mimetype == _MULTIPART and getattr(view, _TAKES_FILES, False):
        return
    request.max_form_parts = FORM_FIELDS
    request.max_content_length = FORM_BYTES if request.mimetype in _FORMS else JSON_BYTES
    request.max_form_memory_size = FORM_BYTES
    if (request.content_length or 0) > request.max_content_length:
        raise _too_large()
    if request.mimetype == _URL_ENCODED and request.get_data().count(b"&") >= FORM_FIELDS:
        raise RequestEntityTooLarge(
            f"This form has more than {FORM_FIELDS:,} fields. Nothing was saved. Send it in parts, "
            "or import a file."
        )


def _too_large() -> RequestEntityTooLarge:
    most = (request.max_content_length or 0) // FORM_BYTES
    return RequestEntityTooLarge(
        f"This is larger than {most} MiB, the most that can be sent here. Nothing was saved. "
        "Send less at once, or import a file."
    )
