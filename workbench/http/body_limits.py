"""Limits of request bodies, checked before a body is parsed.

Both bytes and fields of a form are limited, because a form of a million tiny fields is small on
the wire and large in memory. Views with file uploads accept as much as the installation allows.
Pages of a project send long lists of rows as one packed field (static/js/pack-fields.js).
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from flask import Flask, current_app, request
from htmx_flask.requests import HtmxAwareRequest
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from workbench.http.access import MEMBER, View, access_of

#: Limits of a form without files.
FORM_BYTES: Final = 1024 * 1024
FORM_FIELDS: Final = 1_000
#: Name of the field that contains all fields of a form, URL-encoded, and the limit of those: enough
#: for the longest list of rows with every column.
PACKED: Final = "_fields"
PACKED_FIELDS: Final = 50_000
#: Limit of a JSON body: one item, whose texts have limits of their own.
JSON_BYTES: Final = 2 * FORM_BYTES

_URL_ENCODED: Final = "application/x-www-form-urlencoded"
_MULTIPART: Final = "multipart/form-data"
FORM_TYPES: Final = frozenset({_URL_ENCODED, _MULTIPART})
_TAKES_FILES: Final = "takes_files"


def takes_files(view: View) -> View:
    """Decorator of views whose form has files or documents, which may be as large as an upload."""
    setattr(view, _TAKES_FILES, True)
    return view


def install(app: Flask) -> None:
    """Check every request, before anything else reads its form."""
    app.before_request(_bound)


class PackedRequest(HtmxAwareRequest):  # type: ignore[misc]  # htmx_flask states no types
    """A request that unpacks a form sent as one field, on the pages of a project.

    It replaces the request class of `htmx_flask`.
    """

    def _load_form_data(self) -> None:
        try:
            super()._load_form_data()
        except RequestEntityTooLarge as error:
            if self.max_form_parts != FORM_FIELDS:
                raise
            # The number of bytes has been checked before.
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
