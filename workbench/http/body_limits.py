"""How much a request may bring, asked before anything of it is parsed.

A form of a million tiny fields is small on the wire and large in memory, so both its bytes and
its fields are bounded. Only views that take files accept more, as much as the installation says.
A long list of rows has more fields than that: pages of a project send them as one
(static/js/pack-fields.js).
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from flask import Flask, current_app, request
from htmx_flask.requests import HtmxAwareRequest
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from workbench.http.access import MEMBER, View, access_of

#: The most that a form which brings no files may hold.
FORM_BYTES: Final = 1024 * 1024
FORM_FIELDS: Final = 1_000
#: Name of the field that holds all fields of a form, URL-encoded, and how many those may be: a list
#: of as many rows as one may have, with every column.
PACKED: Final = "_fields"
PACKED_FIELDS: Final = 50_000
#: The most that a program may send as JSON: one item, whose texts are bounded on their own.
JSON_BYTES: Final = 2 * FORM_BYTES

_URL_ENCODED: Final = "application/x-www-form-urlencoded"
_MULTIPART: Final = "multipart/form-data"
FORM_TYPES: Final = frozenset({_URL_ENCODED, _MULTIPART})
_TAKES_FILES: Final = "takes_files"


def takes_files(view: View) -> View:
    """The view's form brings files or whole documents, so it may be as large as an upload."""
    setattr(view, _TAKES_FILES, True)
    return view


def install(app: Flask) -> None:
    """Ask before every request, and before everything else that looks at its form."""
    app.before_request(_bound)


class PackedRequest(HtmxAwareRequest):  # type: ignore[misc]  # htmx_flask states no types
    """A request whose form may come as one field that holds all of them, on a project's pages.

    The application uses it in place of the class that `htmx_flask` gives it.
    """

    def _load_form_data(self) -> None:
        try:
            super()._load_form_data()
        except RequestEntityTooLarge as error:
            if self.max_form_parts != FORM_FIELDS:
                raise
            # Its bytes are within the bound, which was asked before.
            raise _too_many(FORM_FIELDS) from error
        packed: str | None = self.__dict__["form"].get(PACKED)
        view = current_app.view_functions.get(self.endpoint or "")
        if packed is None or view is None or access_of(view) != MEMBER:
            return
        try:
            fields = parse_qsl(packed, keep_blank_values=True, max_num_fields=PACKED_FIELDS)
        except ValueError:
            raise _too_many(PACKED_FIELDS) from None
        self.__dict__["form"] = ImmutableMultiDict(fields)


def _bound() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.mimetype == _MULTIPART and getattr(view, _TAKES_FILES, False):
        return
    request.max_form_parts = FORM_FIELDS
    request.max_content_length = FORM_BYTES if request.mimetype in FORM_TYPES else JSON_BYTES
    request.max_form_memory_size = FORM_BYTES
    if (request.content_length or 0) > request.max_content_length:
        raise _too_large()
    if request.mimetype == _URL_ENCODED and request.get_data().count(b"&") >= FORM_FIELDS:
        raise _too_many(FORM_FIELDS)


def _too_many(most: int) -> RequestEntityTooLarge:
    return RequestEntityTooLarge(
        f"This form has more than {most:,} fields. Nothing was saved. Save in smaller parts, or "
        "import a file."
    )


def _too_large() -> RequestEntityTooLarge:
    most = (request.max_content_length or 0) // FORM_BYTES
    return RequestEntityTooLarge(
        f"The request is larger than the limit of {most} MiB. Nothing was saved. Save in smaller "
        "parts, or import a file."
    )
