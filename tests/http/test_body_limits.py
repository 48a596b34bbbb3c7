"""What a request may bring: refused by its size before anything of it is parsed."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from tests.cost import grows_too_fast
from tests.scenarios import Journey
from tests.users import MIRA, actor
from tests.web.conftest import TOKEN, Visitor
from tests.web.page_reader import words_of
from workbench.accounts.actor import Scope
from workbench.accounts.tokens import make_token
from workbench.http import body_limits
from workbench.http.body_limits import (
    FORM_BYTES,
    FORM_FIELDS,
    JSON_BYTES,
    PACKED,
    PACKED_FIELDS,
    takes_files,
)
from workbench.store.engine import Sessions, transaction
from workbench.store.people import find_person

Visit = Callable[..., Visitor]
HOUSE = "/projects/made-house"
URL_ENCODED = "application/x-www-form-urlencoded"
BOUNDARY = "part"
#: Views of every kind: open to all, a page's form, one that brings files, none at all.
PATHS = ("/sign-in", "/account", f"{HOUSE}/comments", f"{HOUSE}/import", "/nowhere")


def test_nobody_loosens_the_bounds_unseen() -> None:
    assert (FORM_BYTES, FORM_FIELDS, JSON_BYTES) == (1_048_576, 1_000, 2_097_152)


class _Counted(io.RawIOBase):
    """A body that knows how much of it was read."""

    def __init__(self, data: bytes) -> None:
        self.data, self.read_so_far = data, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self.data[self.read_so_far : self.read_so_far + len(buffer)]
        buffer[: len(piece)] = piece
        self.read_so_far += len(piece)
        return len(piece)


def _send(
    visitor: Visitor, path: str, body: bytes, content_type: str, method: str = "POST"
) -> tuple[TestResponse, int]:
    """The answer, and how many bytes of the body were read for it."""
    counted = _Counted(body)
    answer = visitor.client.open(
        path,
        method=method,
        environ_overrides={
            "wsgi.input": counted,
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": content_type,
        },
    )
    return answer, counted.read_so_far


def _parts(count: int) -> bytes:
    part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'.encode()
    return part * count + f"--{BOUNDARY}--\r\n".encode()


def token_of(visitor: Visitor) -> str:
    """The token that pages of a visitor carry."""
    serializer = URLSafeTimedSerializer(str(visitor.app.secret_key), salt="wtf-csrf-token")
    return str(serializer.dumps(TOKEN))


@pytest.fixture
def mira(journey: Journey, visit: Visit) -> Visitor:
    assert journey.slug
    return visit(MIRA)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["POST", "GET", "PUT"])
def test_a_large_form_is_refused_unread(mira: Visitor, path: str, method: str) -> None:
    answer, read = _send(mira, path, b"a=" + b"1" * FORM_BYTES, URL_ENCODED, method)
    assert (answer.status_code, read) == (413, 0)
    assert "larger than the limit of 1 MiB" in words_of(answer.text)


@pytest.mark.parametrize("path", [one for one in PATHS if not one.endswith("import")])
def test_a_large_form_in_parts_is_refused_unread(mira: Visitor, path: str) -> None:
    content_type = f"multipart/form-data; boundary={BOUNDARY}"
    answer, read = _send(mira, path, _parts(1) + b" " * FORM_BYTES, content_type)
    assert (answer.status_code, read) == (413, 0)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_form_of_too_many_fields_is_refused(mira: Visitor, path: str, method: str) -> None:
    answer, _ = _send(mira, path, b"&".join([b"a=1"] * (FORM_FIELDS + 1)), URL_ENCODED, method)
    assert answer.status_code == 413
    assert "more than 1,000 fields" in words_of(answer.text)


@pytest.mark.parametrize("path", [one for one in PATHS if not one.endswith("import")])
def test_a_form_of_too_many_parts_is_refused(mira: Visitor, path: str) -> None:
    content_type = f"multipart/form-data; boundary={BOUNDARY}"
    answer, _ = _send(mira, path, _parts(FORM_FIELDS + 1), content_type)
    assert answer.status_code == 413
    assert "more than 1,000 fields" in words_of(answer.text)


@pytest.mark.parametrize("fields", [1, FORM_FIELDS])
def test_a_form_within_the_bounds_arrives(mira: Visitor, fields: int) -> None:
    for body, content_type in (
        (b"&".join([b"a=1"] * fields), URL_ENCODED),
        (_parts(fields), f"multipart/form-data; boundary={BOUNDARY}"),
    ):
        answer, read = _send(mira, "/account", body, content_type)
        # It has no token, which is asked for after the bounds.
        assert (answer.status_code, read) == (403, len(body))


def _document(visitor: Visitor, path: str, **fields: bytes) -> TestResponse:
    """Send a form in parts, `files` as a file, with the token that pages carry."""
    body = b""
    for name, value in {"csrf_token": token_of(visitor).encode(), **fields}.items():
        file = '; filename="notes.md"' if name == "files" else ""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
        body += head.encode() + value + b"\r\n"
    body += f"--{BOUNDARY}--\r\n".encode()
    return _send(visitor, path, body, f"multipart/form-data; boundary={BOUNDARY}")[0]


def _packed(*fields: tuple[str, str]) -> bytes:
    return urlencode({PACKED: urlencode(fields)}).encode()


def test_many_fields_may_come_as_one(mira: Visitor, journey: Journey) -> None:
    many = [(f"more-{number}", "&=%") for number in range(FORM_FIELDS)]
    body = _packed(
        *many, ("csrf_token", token_of(mira)), ("name", "A & B"), ("required_approvals", "2")
    )
    answer, _ = _send(mira, f"{HOUSE}/settings", body, URL_ENCODED)
    assert answer.status_code == 303
    assert journey.access().project.name == "A & B"


def test_what_comes_as_one_may_come_as_a_part_of_its_own(mira: Visitor, journey: Journey) -> None:
    # As the page sends it: nothing is encoded but what separates fields.
    name = 'بيت\t日本 ; "a" 100%'
    many = "&".join(f"more-{number}=表" for number in range(FORM_FIELDS))
    fields = f"csrf_token={token_of(mira)}&name={name.replace('%', '%25')}&required_approvals=2"
    part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{PACKED}"\r\n\r\n'
    body = f"{part}{many}&{fields}\r\n--{BOUNDARY}--\r\n".encode()
    content_type = f"multipart/form-data; boundary={BOUNDARY}"
    assert _send(mira, f"{HOUSE}/settings", body, content_type)[0].status_code == 303
    assert journey.access().project.name == name


@pytest.mark.parametrize("path", ["/sign-in", "/account", "/nowhere"])
def test_only_pages_of_a_project_take_many(mira: Visitor, path: str) -> None:
    body = _packed(("csrf_token", token_of(mira)), ("name", "A"))
    assert _send(mira, path, body, URL_ENCODED)[0].status_code in {403, 404}


def test_what_comes_as_one_is_bounded_too(mira: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert PACKED_FIELDS == 50_000
    monkeypatch.setattr(body_limits, "PACKED_FIELDS", 40)
    path = f"{HOUSE}/settings"
    answer, _ = _send(mira, path, _packed(*[("a", "1")] * 41), URL_ENCODED)
    assert answer.status_code == 413
    assert "more than 40 fields" in words_of(answer.text)
    # Forty are read, and among them is no token.
    assert _send(mira, path, _packed(*[("a", "1")] * 40), URL_ENCODED)[0].status_code == 403


def test_fields_cost_no_more_than_their_number(mira: Visitor) -> None:
    def sent(count: int) -> Callable[[], tuple[TestResponse, int]]:
        fields = [("csrf_token", token_of(mira)), *((f"a{number}", "1") for number in range(count))]
        body = _packed(*fields)
        return lambda: _send(mira, f"{HOUSE}/settings", body, URL_ENCODED)

    assert sent(1)()[0].status_code == 422, "it arrives, and has no name"
    assert grows_too_fast(sent, 6_000) == ""


def test_files_and_their_corrected_texts_may_be_large(app: Flask, mira: Visitor) -> None:
    large = b"# PRD\n\n" + b"Words of a long document.\n" * 60_000
    assert FORM_BYTES < len(large) < app.config["MAX_CONTENT_LENGTH"]
    assert _document(mira, f"{HOUSE}/import", files=large).status_code == 303
    brought = _document(mira, f"{HOUSE}/import", files=b"# PRD\n")
    edit = f"{brought.location}/edit"
    assert 'enctype="multipart/form-data"' in mira.get(edit).text
    assert _document(mira, edit, source=b"notes.md", text=large).status_code == 303


def test_only_files_and_documents_may_be_large(app: Flask) -> None:
    large = {name for name, view in app.view_functions.items() if hasattr(view, "takes_files")}
    assert large == {"imports.upload", "import_choosing.save_edit"}
    assert hasattr(takes_files(lambda: None), "takes_files")


@pytest.fixture
def token(app_sessions: Sessions, journey: Journey) -> str:
    assert journey.slug
    with transaction(app_sessions) as session:
        person = find_person(session, actor(session, MIRA).id)
        assert person is not None
        scopes = frozenset({Scope.read, Scope.write})
        return make_token(session, person=person, name="Bounds", scopes=scopes)


def test_what_a_program_sends_is_bounded_too(app: Flask, token: str) -> None:
    client = app.test_client()
    told: dict[str, Any] = {
        "headers": {"Authorization": f"Bearer {token}"},
        "content_type": "application/json",
    }
    path = f"/api/v1{HOUSE}/comments"
    body = b'{"text": "' + b"a" * JSON_BYTES + b'"}'
    answer = client.post(path, data=body, **told)
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")
    assert "larger than the limit of 2 MiB" in answer.text
    assert client.post(path, data=body[: FORM_BYTES + 10] + b'"}', **told).status_code == 422
