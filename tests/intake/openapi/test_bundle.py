"""Documents over several files, in the ways in which people lay them out."""

from __future__ import annotations

import json
from typing import Any

from workbench.artifacts.openapi.document import openapi_text
from workbench.intake.folder import read_files

_ROOT = """\
openapi: 3.1.0
info: {title: Shop, version: '1', description: {$ref: ./docs/intro.md}}
components:
paths:
  /books:
    get:
      x-codeSamples: [{$ref: samples/curl.yml}, {lang: none, $ref: 'https://a.example/b.yml'}]
      x-shape: {$ref: parts/common.yaml#/components/schemas/Book}
      responses:
        '200':
          description: ok
          headers:
            x-session-id: {$ref: parts/common.yaml#/components/headers/x-session-id}
          content:
            application/json:
              schema: {$ref: parts/common.yaml#/components/schemas/Book}
              example: {$ref: parts/common.yaml#/books/first}
        x-note: {$ref: '#/not/ours'}
"""
_COMMON = """\
components:
  headers:
    x-session-id: {schema: {$ref: '#/components/schemas/x-id'}}
  schemas:
    x-id: {type: string}
    Book:
      type: object
      properties:
        x-id: {$ref: '#/components/schemas/x-id'}
        schema: {const: {$ref: '#/left/alone'}}
books:
  first: {x-id: a, schema: {$ref: '#/left/alone'}}
"""


def test_parts_in_extensions_examples_and_texts_are_brought_in() -> None:
    found = read_files(
        {
            "api/openapi.yaml": _ROOT.encode(),
            # Files of other systems are read as the document itself would be.
            "api/parts/common.yaml": _COMMON.encode("utf-16"),
            "api/samples/curl.yml": b"lang: cURL\r\nsource: curl -sS\r\n",
            "api/docs/intro.md": b"# Shop\n\nIt: sells *books*.\n",
        }
    )
    made: dict[str, Any] = json.loads(openapi_text(found.design(), "json"))
    operation = made["paths"]["/books"]["get"]
    assert made["info"]["description"] == "# Shop\n\nIt: sells *books*.\n"
    assert operation["x-codeSamples"] == [
        {"lang": "cURL", "source": "curl -sS"},
        {"lang": "none", "$ref": "https://a.example/b.yml"},
    ]
    answer = operation["responses"]["200"]
    book = {"$ref": "#/components/schemas/Book"}
    assert operation["x-shape"] == book
    assert answer["content"]["application/json"] == {
        "schema": book,
        "example": {"x-id": "a", "schema": {"$ref": "#/left/alone"}},
    }
    assert answer["headers"] == {"x-session-id": {"$ref": "#/components/headers/x-session-id"}}
    assert operation["responses"]["x-note"] == {"$ref": "#/not/ours"}
    schemas = made["components"]["schemas"]
    assert schemas == {
        "x-id": {"type": "string"},
        "Book": {
            "type": "object",
            "properties": {
                "x-id": {"$ref": "#/components/schemas/x-id"},
                "schema": {"const": {"$ref": "#/left/alone"}},
            },
        },
    }
