"""What openapi-spec-validator says of a document, and that it gets no further than the document."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from workbench.design.design import Design
from workbench.design.second_opinion import (
    MAX_ERRORS,
    SecondOpinion,
    ask_second_opinion,
    second_opinion_on,
)

INFO = {"title": "Orders", "version": "1"}
VALIDATOR = "openapi-spec-validator 0."


def document(edition: str = "3.1.0", **schemas: Any) -> dict[str, Any]:
    components = {"schemas": schemas}
    return {"openapi": edition, "info": INFO, "paths": {}, "components": components}


@pytest.mark.parametrize("edition", ["3.0.3", "3.1.0", "3.2.0"])
def test_a_valid_document_is_valid(edition: str) -> None:
    opinion = ask_second_opinion(document(edition, Order={"type": "object"}))
    assert opinion.verdict == "valid"
    assert str(opinion).startswith(VALIDATOR)
    assert str(opinion).endswith(": valid")


@pytest.mark.parametrize("edition", ["3.0.3", "3.1.0"])
def test_an_invalid_document_has_its_first_errors_with_their_places(edition: str) -> None:
    responses: dict[str, Any] = {f"{status}": {} for status in range(200, 200 + MAX_ERRORS + 5)}
    paths = {"/a": {"get": {"responses": responses}}}
    opinion = ask_second_opinion({**document(edition), "paths": paths})
    assert opinion.verdict == "invalid"
    assert opinion.errors[0].pointer.startswith("/paths/~1a/get/responses")
    assert opinion.errors[0].message
    assert len(opinion.errors) <= MAX_ERRORS


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"type": "string"}')

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("edition", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "HOST/schema.json"},
        {"allOf": [{"$ref": "HOST/schema.json#/definitions/A"}]},
        {"$id": "HOST/base.json", "properties": {"a": {"$ref": "other.json"}}},
        {"default": "x", "$ref": "HOST/schema.json"},
    ],
    ids=["reference", "part of another document", "relative to an id", "beside a default"],
)
def test_no_address_is_asked(
    listener: tuple[str, list[str]], schema: dict[str, Any], edition: str
) -> None:
    address, asked = listener
    text = json.dumps(document(edition, Order=schema)).replace("HOST", address)
    opinion = ask_second_opinion(json.loads(text))
    assert asked == []
    assert opinion.verdict in {"not run", "invalid"}


@pytest.mark.parametrize("reference", ["file://{}", "{}", "ftp://127.0.0.1:9{}"])
def test_no_file_is_read(tmp_path: Path, reference: str) -> None:
    path = tmp_path / "schema.json"
    path.write_text('{"type": "no-such-type"}')
    opinion = ask_second_opinion(document(Order={"$ref": reference.format(path)}))
    assert opinion.verdict == "not run"
    assert opinion.reason.startswith("a reference leads outside the document")
    assert "no-such-type" not in repr(opinion)


def _nested(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        schema = {"type": "array", "items": schema}
    return schema


@pytest.mark.parametrize(
    ("tree", "reason"),
    [
        (None, "there is no OpenAPI document"),
        (document("4.0.0"), "it doesn’t validate OpenAPI 4.0"),
        (document(Order=_nested(120)), "the document is nested deeper than 100 levels"),
        (
            document(Order={"$ref": "#/components/schemas/Order"}),
            "it can’t follow a schema that contains itself",
        ),
        (
            document(Order={"$ref": "#/components/schemas/None"}),
            "a reference leads outside the document or to nothing: /components/schemas/None",
        ),
    ],
    ids=["no document", "unknown version", "too deep", "contains itself", "leads to nothing"],
)
def test_what_it_cannot_judge_is_not_run(tree: dict[str, Any] | None, reason: str) -> None:
    opinion = ask_second_opinion(tree)
    assert (opinion.verdict, opinion.reason) == ("not run", reason)


def test_it_stops_when_its_time_is_up() -> None:
    opinion = ask_second_opinion(document(), seconds=0.01)
    assert opinion == SecondOpinion("not run", reason="it took longer than 0.01 seconds")


def test_a_design_without_a_contract_has_no_document() -> None:
    assert second_opinion_on(Design()).reason == "there is no OpenAPI document"
