"""OpenAPI documents: everything is read, with its line, and makes the same document again."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cost import calls_of
from tests.intake.documents import expected, read_document, read_text, tree_of, warnings_of
from tests.limits import Lower
from tests.shared_data import SHARED_DATA, shared_data
from workbench.design import openapi_references as lookups
from workbench.design.access import Access
from workbench.design.contract import Operation
from workbench.design.design import parse_item
from workbench.design.endpoints import Endpoint, EndpointKind
from workbench.design.openapi_document import build_openapi
from workbench.design.openapi_validation import validate_openapi
from workbench.intake.folder import read_files
from workbench.intake.openapi import bundle, references
from workbench.intake.openapi.reader import looks_like_openapi, read_openapi
from workbench.intake.result import Imported, NoteLevel
from workbench.intake.structured.parse import UnreadableError, parse_structured

STATS: dict[str, dict[str, Any]] = expected("openapi-stats.json")
WHOLE = [
    path
    for path, truth in STATS.items()
    if not truth["external_refs"] and not path.startswith("openapi-multifile")
]
VERSION_3 = [path for path in WHOLE if not STATS[path]["version"].startswith("2")]


def endpoint(imported: Imported, key: str) -> Endpoint:
    found = imported.design().find("endpoint", key)
    assert isinstance(found, Endpoint)
    return found


def access(imported: Imported, key: str) -> Access | None:
    found = imported.design().find("access", key)
    return found if isinstance(found, Access) else None


def operation(
    path: str = "/orders", method: str = "get", more: str = "", head: str = ""
) -> Imported:
    return read_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
        f"{head}paths:\n  {path}:\n    {method}:\n"
        f"      responses: {{'204': {{description: d}}}}\n{more}"
    )


# --- Truth over real documents -------------------------------------------------------------------


@pytest.mark.parametrize("path", WHOLE)
def test_counts_of_real_documents(path: str) -> None:
    truth = STATS[path]
    imported = read_document(path)
    design = imported.design()
    schemas = tree_of(path).get("components", {}).get("schemas", {})
    kept = {name for name, body in schemas.items() if isinstance(body, dict | bool)}
    assert len(design.operations) == len(design.endpoints) == truth["operations"]
    assert len(design.webhooks) == truth["webhooks"]
    assert len(design.schemas) == (len(kept) if schemas else truth["schemas"])
    assert all(item.line > 0 for item in imported.items)
    assert not imported.errors


@pytest.mark.parametrize("path", VERSION_3)
def test_real_documents_come_back_the_same(path: str) -> None:
    tree = tree_of(path)
    before = copy.deepcopy(tree)
    design = read_document(path).design()
    rebuilt = build_openapi(design)
    if "info" not in tree:
        rebuilt.pop("info")
    assert rebuilt == tree
    assert tree == before


@pytest.mark.parametrize("path", WHOLE)
def test_items_of_real_documents_can_be_stored(path: str) -> None:
    for item in read_document(path).items:
        assert parse_item(item.kind, item.item.model_dump(mode="json")) == item.item


def test_lines_are_those_of_the_definitions() -> None:
    imported = read_document("openapi/museum.yaml")
    lines = (shared_data() / "openapi/museum.yaml").read_text("utf-8").split("\n")
    for item in imported.items:
        if isinstance(item.item, Operation):
            method = item.item.endpoint.partition(" ")[0].lower()
            assert lines[item.line - 1].strip() == f"{method}:"
            assert item.end_line > item.line


# --- Several files -------------------------------------------------------------------------------


def test_a_document_in_many_files_becomes_one() -> None:
    imported = read_document(
        "openapi-multifile/redocly-museum-split/openapi.yaml",
        "openapi-multifile/redocly-museum-split",
    )
    design = imported.design()
    assert len(design.operations) == 8
    assert {schema.key for schema in design.schemas} >= {"Error", "TicketType", "EventPrice"}
    assert len(design.schemas) == 23
    assert not warnings_of(imported)
    single = tree_of("openapi/museum.yaml")
    rebuilt = build_openapi(design)
    assert rebuilt["paths"].keys() == single["paths"].keys()
    assert rebuilt["components"]["schemas"]["TicketType"]["enum"] == ["event", "general"]
    tickets = next(
        item for item in imported.items if item.address == ("operation", "POST /tickets")
    )
    assert tickets.source.endswith("paths/tickets.yaml")
    assert tickets.line == 1
    assert len(imported.sources) == 49


def test_references_upwards_and_through_other_files() -> None:
    folder = "openapi-multifile/parent-reference"
    imported = read_document(f"{folder}/openapi.yaml", folder)
    tree = build_openapi(imported.design())
    assert not warnings_of(imported)
    assert tree["components"]["schemas"]["Pet"]["allOf"] == [{"$ref": "#/components/schemas/Model"}]
    parameter = tree["paths"]["/pets"]["get"]["parameters"][0]["$ref"].rpartition("/")[2]
    target = tree["components"]["parameters"][parameter]["$ref"].rpartition("/")[2]
    assert tree["components"]["parameters"][target]["name"] == "sampleParameter"


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_swagger_in_several_files(form: str) -> None:
    folder = f"openapi/oai-examples/v2.0/{form}/petstore-separate"
    imported = read_document(f"{folder}/spec/swagger.{form}", folder)
    design = imported.design()
    assert {schema.key for schema in design.schemas} == {"Pet", "NewPet", "Error"}
    assert len(design.operations) == 4
    assert not warnings_of(imported)


def test_files_that_were_not_given_are_named() -> None:
    imported = read_document("openapi-multifile/mixedref-burgershop.openapi.yaml")
    notes = warnings_of(imported)
    assert [line for line, _ in notes] == [38, 111, 169]
    assert "not fetched" in notes[0][1]
    assert "not among the imported files" in notes[2][1]
    assert len(imported.design().operations) == 5


def test_nothing_outside_is_ever_read(monkeypatch: pytest.MonkeyPatch) -> None:
    document = shared_data() / "hostile/openapi-ssrf-refs.yaml"
    text = document.read_text("utf-8")
    tree = parse_structured(text).value

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("io.open", refuse)
    monkeypatch.setattr("socket.socket", refuse)
    imported = read_openapi("a/b/api.yaml", tree, text, {"etc/passwd": b"x"})
    assert len(imported.design().operations) == text.count("operationId")
    assert len(warnings_of(imported)) == text.count("$ref")
    assert all(line > 0 for line, _ in warnings_of(imported))


def test_another_file_that_is_broken_is_named_with_its_line() -> None:
    text = "openapi: 3.0.3\npaths:\n  /a:\n    $ref: a.yaml\n"
    tree = parse_structured(text).value
    imported = read_openapi("x/api.yaml", tree, text, {"x/a.yaml": b"get: 1\nget: 2\n"})
    assert ("x/a.yaml", 2) in [(note.source, note.line) for note in imported.notes]
    assert build_openapi(imported.design())["paths"] == {"/a": {"$ref": "a.yaml"}}


# --- References inside ---------------------------------------------------------------------------


def test_circles_are_reported_and_recursion_is_fine() -> None:
    imported = read_document("hostile/openapi-ref-cycles.yaml")
    messages = [message for _, message in warnings_of(imported)]
    assert sum("form a cycle" in message for message in messages) == len(messages) >= 3
    assert not any("Node" in message or "Na~1me" in message for message in messages)
    rebuilt = build_openapi(imported.design())
    assert rebuilt == tree_of("hostile/openapi-ref-cycles.yaml")


def test_dangling_references_are_named_with_their_lines() -> None:
    imported = read_document("openapi/badref-burgershop.openapi.yaml")
    found = {line for line, message in warnings_of(imported) if "cannot be resolved" in message}
    assert {38, 220, 294} <= found


def test_a_path_item_behind_a_local_reference_has_its_operations() -> None:
    imported = read_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
        "paths:\n  /a:\n    $ref: '#/components/pathItems/A'\n"
        "components:\n  pathItems:\n    A:\n      get: {responses: {}}\n"
    )
    assert [operation.endpoint for operation in imported.design().operations] == ["GET /a"]


# --- Hostile and odd -----------------------------------------------------------------------------


def test_names_of_javascript_are_ordinary_names() -> None:
    design = read_document("hostile/openapi-proto-pollution.json").design()
    names = {schema.key for schema in design.schemas}
    assert names == {"__proto__", "constructor", "toString", "hasOwnProperty"}
    assert build_openapi(design) == tree_of("hostile/openapi-proto-pollution.json")


def test_a_schema_inside_schemas_and_byte_order_marks(lower: Lower) -> None:
    text = (
        "openapi: 3.0.3\npaths: {}\ncomponents: {schemas: {A: "
        + "{properties: {a: " * 6
        + "{type: string}"
        + "}}" * 6
        + "}}\n"
    )
    assert build_openapi(read_text(text).design())["components"]["schemas"]["A"]["properties"]
    lower(levels=10)
    with pytest.raises(UnreadableError, match="nested deeper than 10 levels"):
        read_text(text)
    assert len(read_document("hostile/openapi-utf8-bom-crlf.yaml").design().operations) == 1


def test_members_without_a_place_come_back() -> None:
    text = """openapi: 3.1.0
info: {title: T, version: '1'}
servers: []
tags: [{name: a, x-b: 1}, word]
security: []
jsonSchemaDialect: https://example.org/dialect
x-mine: {a: [1]}
paths:
  x-note: kept
  /empty: {}
  /odd: null
  /a:
    summary: S
    parameters: [{name: q, in: query, schema: true}]
    get: {responses: {}, x-e: 1}
    post: null
    additionalOperations: {COPY: {responses: {}}}
webhooks:
  fired: {post: {responses: {}}}
  none: {}
components:
  x-c: 1
  schemas: {A: true, B: null, C: {type: object}}
  responses: {}
  headers: {H: {schema: {}}, I: 3}
  mediaTypes: {M: {}}
"""
    imported = read_text(text)
    assert build_openapi(imported.design()) == parse_structured(text).value
    assert [endpoint.item_key for endpoint in imported.design().endpoints] == ["GET /a"]


@pytest.mark.parametrize("tree", [[], "text", None, 3])
def test_what_is_no_object_is_refused(tree: object) -> None:
    imported = read_openapi("a.yaml", tree, "", {})
    assert imported.errors
    assert not imported.items


def test_recognising() -> None:
    assert looks_like_openapi({"openapi": "3.1.0"})
    assert looks_like_openapi({"swagger": "2.0"})
    assert looks_like_openapi({"swagger": 2.0})
    others: list[object] = [{"asyncapi": "3.0.0"}, {"openapi": None}, [], "openapi", {"paths": {}}]
    assert not any(looks_like_openapi(other) for other in others)


WORDS = st.sampled_from(
    [
        "$ref",
        "paths",
        "/a",
        "get",
        "post",
        "parameters",
        "components",
        "schemas",
        "A",
        "info",
        "openapi",
        "webhooks",
        "responses",
        "200",
        "content",
        "schema",
        "security",
        "in",
        "name",
        "definitions",
        "items",
        "properties",
        "servers",
        "tags",
        "requestBody",
        "x-covers",
        "x-a",
    ]
)
ANYTHING = st.recursive(
    st.none() | st.integers(0, 3) | st.sampled_from(["#/paths/~1a", "x", "get", "3.1.0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=40,
)
SECTIONS = st.sampled_from(["paths", "components", "webhooks", "info", "security"])


@given(st.dictionaries(SECTIONS, ANYTHING))
def test_any_tree_is_read_and_rebuilt(tree: dict[str, Any]) -> None:
    tree = {"openapi": "3.1.0", **tree}
    before = copy.deepcopy(tree)
    text = "openapi: 3.1.0\n"
    rebuilt = build_openapi(read_openapi("a.yaml", tree, text, {}).design())
    if "info" not in tree:
        rebuilt.pop("info")
    assert tree == before
    if not any(isinstance(value, dict) and "$ref" in value for value in _items_of(tree)):
        assert rebuilt == before


def _items_of(tree: dict[str, Any]) -> list[Any]:
    paths = tree.get("paths")
    return list(paths.values()) if isinstance(paths, dict) else []


@given(ANYTHING)
def test_any_swagger_tree_raises_nothing(tree: Any) -> None:
    whole = {"swagger": "2.0", **(tree if isinstance(tree, dict) else {"paths": tree})}
    whole.pop("openapi", None)
    read_openapi("a.json", whole, "{}", {})


# --- What is inferred ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("get", "/orders", EndpointKind.list),
        ("get", "/orders/{id}", EndpointKind.read),
        ("get", "/me", EndpointKind.read),
        ("post", "/orders", EndpointKind.create),
        ("post", "/orders/{id}/cancel", EndpointKind.action),
        ("post", "/orders/{id}/cancellations", EndpointKind.create),
        ("post", "/v1/login", EndpointKind.action),
        ("put", "/orders/{id}", EndpointKind.update),
        ("patch", "/orders/{id}", EndpointKind.update),
        ("delete", "/orders/{id}", EndpointKind.delete),
    ],
)
def test_kinds_by_method_and_path(method: str, path: str, kind: EndpointKind) -> None:
    found = endpoint(operation(path, method), f"{method.upper()} {path}")
    assert found.kind is kind
    assert "kind" in found.inferred


@pytest.mark.parametrize(
    ("path", "schema", "kind"),
    [
        ("/search", "{type: array, items: {}}", EndpointKind.list),
        ("/feed", "{properties: {data: {type: array}, next_cursor: {}}}", EndpointKind.list),
        ("/orders/{id}", "{properties: {items: {type: array}, total: {}}}", EndpointKind.read),
        ("/cart", "{properties: {items: {type: array}}}", EndpointKind.read),
        ("/orders", "{$ref: '#/components/schemas/Page'}", EndpointKind.list),
        ("/settings", "{properties: {a: {type: string}}}", EndpointKind.read),
    ],
)
def test_kinds_by_what_a_get_answers(path: str, schema: str, kind: EndpointKind) -> None:
    imported = read_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
        f"paths:\n  {path}:\n    get:\n      responses:\n        '200':\n"
        f"          description: d\n          content: {{application/json: {{schema: {schema}}}}}\n"
        "components: {schemas: {Page: {properties: {orders: {type: array}, page: {}}}}}\n"
    )
    assert endpoint(imported, f"GET {path}").kind is kind


def test_requirements_that_are_stated_or_mentioned() -> None:
    stated = endpoint(operation(more="      x-covers: [FR-001, FR-002]\n"), "GET /orders")
    assert stated.covers == ("FR-001", "FR-002")
    assert stated.inferred == ("kind",)
    text = (
        "      description: Lists orders (FR-004, NFR-2); not XFR-9.\n      tags: [REQ-BOOK-010]\n"
    )
    mentioned = endpoint(operation(more=text), "GET /orders")
    assert set(mentioned.covers) == {"FR-004", "NFR-2", "REQ-BOOK-010"}
    assert mentioned.inferred == ("kind", "covers")


def test_access_from_security() -> None:
    head = "security: [{oauth: [orders:read]}]\n"
    assert access(operation(), "GET /orders") is None
    inherited = access(operation(head=head), "GET /orders")
    assert inherited is not None
    assert inherited.permissions == ("orders:read",)
    public = access(operation(head=head, more="      security: []\n"), "GET /orders")
    assert public is not None
    assert public.public
    assert public.reason == ""
    stated = access(
        operation(head=head, more="      x-permissions: [orders:write]\n"), "GET /orders"
    )
    assert stated is not None
    assert stated.permissions == ("orders:write",)
    either = access(operation(more="      security: [{a: [], b: []}, {}]\n"), "GET /orders")
    assert either is not None
    assert either.notes == "Security: a and b, or no authentication"


# --- Swagger 2.0 ---------------------------------------------------------------------------------

SWAGGER = """swagger: '2.0'
info: {title: T, version: '1'}
host: api.example.org
basePath: /v1
schemes: [https, http]
consumes: [application/json]
produces: [application/json, application/xml]
x-mine: 1
paths:
  /pets/{id}:
    parameters: [{$ref: '#/parameters/id'}]
    get:
      schemes: [wss]
      parameters:
        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: multi}
        - {name: odd, in: query, type: array, items: {type: string}, collectionFormat: tsv}
      responses:
        200:
          description: ok
          schema: {$ref: '#/definitions/Pet'}
          headers: {X-Rate: {type: integer, description: left}}
          examples: {application/json: {id: 1}}
        404: {$ref: '#/responses/Missing'}
    post:
      consumes: [multipart/form-data]
      parameters:
        - {name: photo, in: formData, type: file, required: true, description: picture}
      responses: {204: {description: ok}}
    put:
      parameters: [{$ref: '#/parameters/pet'}]
      responses: {204: {description: ok}}
parameters:
  id: {name: id, in: path, required: true, type: integer, format: int64}
  pet: {name: pet, in: body, required: true, schema: {$ref: '#/definitions/Pet'}}
responses:
  Missing: {description: none}
definitions:
  Pet:
    type: object
    discriminator: kind
    properties: {kind: {type: string, x-nullable: true}, type: {type: string}}
securityDefinitions:
  basic: {type: basic}
  key: {type: apiKey, in: header, name: X-Key}
  login: {type: oauth2, flow: accessCode, authorizationUrl: 'https://a', tokenUrl: 'https://t',
          scopes: {read: Read}}
"""


def test_swagger_becomes_openapi_3() -> None:
    imported = read_text(SWAGGER)
    tree = build_openapi(imported.design())
    assert tree["openapi"] == "3.0.3"
    assert [server["url"] for server in tree["servers"]] == [
        "https://api.example.org/v1",
        "http://api.example.org/v1",
    ]
    path = tree["paths"]["/pets/{id}"]
    assert path["parameters"] == [{"$ref": "#/components/parameters/id"}]
    tags = path["get"]["parameters"][0]
    assert (tags["style"], tags["explode"]) == ("form", True)
    assert tags["schema"] == {"type": "array", "items": {"type": "string"}}
    answer = path["get"]["responses"]["200"]
    assert answer["content"]["application/json"]["example"] == {"id": 1}
    assert answer["content"]["application/xml"]["schema"] == {"$ref": "#/components/schemas/Pet"}
    assert answer["headers"]["X-Rate"]["schema"] == {"type": "integer"}
    assert path["get"]["responses"]["404"] == {"$ref": "#/components/responses/Missing"}
    form = path["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert form["properties"]["photo"]["format"] == "binary"
    assert form["required"] == ["photo"]
    assert path["post"]["requestBody"]["required"] is True
    assert path["get"]["servers"] == [{"url": "wss://api.example.org/v1"}]
    assert path["put"]["requestBody"] == {"$ref": "#/components/requestBodies/pet"}
    parts = tree["components"]
    assert parts["parameters"]["id"]["schema"] == {"type": "integer", "format": "int64"}
    assert parts["requestBodies"]["pet"]["required"] is True
    assert parts["schemas"]["Pet"]["discriminator"] == {"propertyName": "kind"}
    assert parts["schemas"]["Pet"]["properties"]["kind"]["nullable"] is True
    assert parts["securitySchemes"]["basic"] == {"type": "http", "scheme": "basic"}
    assert (
        parts["securitySchemes"]["login"]["flows"]["authorizationCode"]["tokenUrl"] == "https://t"
    )
    assert tree["x-mine"] == 1


def test_fields_of_swagger_forms_keep_what_they_say() -> None:
    text = """swagger: '2.0'
info: {title: T, version: '1'}
paths:
  /a:
    post:
      consumes: [application/x-www-form-urlencoded]
      parameters:
        - {name: t, in: formData, type: array, items: {type: string}, x-mine: 1, example: [a]}
        - {name: m, in: formData, type: array, items: {type: string}, collectionFormat: multi}
      responses: {200: {description: ok, schema: {type: [string, 'null']}}}
"""
    operation = build_openapi(read_text(text).design())["paths"]["/a"]["post"]
    assert operation["requestBody"] == {
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "t": {
                            "type": "array",
                            "items": {"type": "string"},
                            "example": ["a"],
                            "x-mine": 1,
                        },
                        "m": {"type": "array", "items": {"type": "string"}},
                    },
                },
                "encoding": {"t": {"style": "form", "explode": False}},
            }
        }
    }
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer == {"type": "string", "nullable": True}


def test_what_swagger_cannot_carry_over_is_said_with_its_line() -> None:
    imported = read_text(SWAGGER)
    told = {note.message: note.level for note in imported.notes}
    assert any("tsv" in message for message in told)
    without_host = read_text(SWAGGER.replace("host: api.example.org\n", ""))
    assert any("schemes of an operation" in note.message for note in without_host.notes)
    assert told["Swagger 2.0 is converted to OpenAPI 3.0.3"] is NoteLevel.info
    lines = SWAGGER.split("\n")
    for item in imported.items:
        if item.kind == "schema":
            assert lines[item.line - 1].strip() == f"{item.address.key}:"


def test_the_shared_data_is_there_or_the_tests_above_say_so() -> None:
    shared_data()
    assert (SHARED_DATA / "expected/openapi-stats.json").is_file()
    assert len(WHOLE) > 60


REFERENCES: dict[str, tuple[int, str]] = {
    "to anchors": (60, "S{n}: {{$ref: '#a{n}'}}"),
    "to files": (60, "S{n}: {{$ref: 'x{n}.yaml'}}"),
    "into a file": (60, "S{n}: {{$ref: 'o.yaml#/a/{n}/x'}}"),
    "to one another": (12, "S{n}: {{$ref: '#/components/schemas/S{next}'}}"),
}


@pytest.mark.parametrize("shape", REFERENCES)
def test_many_bad_references_cost_no_more_than_their_number(shape: str) -> None:
    few, text = REFERENCES[shape]

    def reading(count: int) -> Callable[[], object]:
        schemas = "".join(f"    {text.format(n=n, next=n + 1)}\n" for n in range(count))
        document = f"openapi: 3.1.0\npaths: {{}}\ncomponents:\n  schemas:\n{schemas}"
        other = "a: [" + ", ".join("{x: {type: string}}" for _ in range(count)) + "]"
        tree = parse_structured(document).value

        def work() -> None:
            imported = read_openapi("a.yaml", tree, document, {"o.yaml": other.encode()})
            assert len(imported.notes) <= 201
            validate_openapi(tree)

        return work

    assert calls_of(reading(few * 4)) < calls_of(reading(few)) * 5


def test_a_place_in_a_list_has_few_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "openapi: 3.1.0\npaths: {}\ncomponents:\n  schemas:\n"
        "    A: {$ref: '#/x-list/9'}\n    B: {$ref: '#/x-list/10'}\n"
        f"x-list: [{', '.join(['{}'] * 11)}]\n"
    )
    assert not warnings_of(read_text(text))
    monkeypatch.setattr(lookups, "_MAX_DIGITS", 1)
    assert [
        (line, "cannot be resolved" in told) for line, told in warnings_of(read_text(text))
    ] == [(6, True)]


@pytest.mark.parametrize("where", ["#/nowhere/", "nowhere.yaml#/"])
def test_no_more_notes_on_references_than_people_read(
    monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    for module in (references, bundle):
        monkeypatch.setattr(module, "_MAX_NOTES", 10)
    lost = "".join(f"    S{n}: {{$ref: '{where}{n}'}}\n" for n in range(40))
    imported = read_text(f"openapi: 3.1.0\npaths: {{}}\ncomponents:\n  schemas:\n{lost}")
    assert len(imported.design().schemas) == 40
    assert len(warnings_of(imported)) in {10, 11}


@pytest.mark.parametrize(
    ("bound", "most", "why"),
    [
        ("_MAX_VALUES", 12, "too large or nested too deeply"),
        ("_MAX_DEPTH", 10, "too large or nested too deeply"),
        ("_MAX_PLACED", 2, "too many parts in other files"),
    ],
)
def test_files_put_together_are_bounded(
    monkeypatch: pytest.MonkeyPatch, bound: str, most: int, why: str
) -> None:
    parts = ", ".join(f"{{$ref: 'a.yaml#/{name}'}}" for name in "ABC")
    text = f"openapi: 3.0.3\npaths: {{}}\ncomponents: {{schemas: {{D: {{allOf: [{parts}]}}}}}}\n"
    part = "{properties: {a: " * 6 + "{type: string}" + "}}" * 6
    others = {"a.yaml": "".join(f"{name}: {part}\n" for name in "ABC").encode()}
    tree = parse_structured(text).value
    assert len(read_openapi("api.yaml", tree, text, others).design().schemas) == 4
    monkeypatch.setattr(bundle, bound, most)
    imported = read_openapi("api.yaml", tree, text, others)
    assert [schema.key for schema in imported.design().schemas] == ["D"], "nothing was put together"
    assert any(why in told for _, told in warnings_of(imported))


def test_the_bounds_of_documents_in_several_files_are_these() -> None:
    assert (bundle._MAX_VALUES, bundle._MAX_DEPTH) == (3_000_000, 240)
    assert (bundle._MAX_PLACED, references._MAX_NOTES) == (20_000, 200)
    assert (bundle._MAX_NOTES, lookups._MAX_DIGITS) == (200, 9)


def test_document_about_schema_versions_is_no_design() -> None:
    document = {
        "components": {"schemas": {"Event": {"properties": {"schema_version": {"default": 1}}}}},
        "info": {"title": "Events", "version": "1"},
        "openapi": "3.0.1",
        "paths": {},
    }
    found = read_files({"events.json": json.dumps(document).encode()})
    assert [source.kind for source in found.sources] == ["openapi"]
    assert [schema.key for schema in found.design().schemas] == ["Event"]
