"""What a program can do with a token, and what it cannot: never decide, never manage."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import validate
from pypdf import PdfReader
from werkzeug.test import TestResponse

from tests.limits import Lower
from tests.scenarios import Journey
from tests.users import ADA, MIRA, REN, SAM, VIC, Character, actor
from workbench.accounts.actor import Scope
from workbench.accounts.people import deactivate
from workbench.accounts.tokens import make_token, revoke_token, tokens_of
from workbench.design.contract import Schema
from workbench.design.kinds import Artifact
from workbench.http.access import BY_TOKEN, access_of
from workbench.http.local_worker import local_worker
from workbench.review.gate.machine import Stage
from workbench.store.base import utc_now
from workbench.store.engine import Sessions, transaction
from workbench.store.people import ApiToken, Person, find_person_by_email

HOME = "/api/v1/projects/made-house"
PATH = f"{HOME}/items/role/clerk"
READ, BOTH = (Scope.read,), (Scope.read, Scope.write)


@dataclass
class Program:
    """Something that calls with a token."""

    app: Flask
    secret: str

    def call(
        self, method: str, path: str, status: int, body: Any = None, **headers: str
    ) -> TestResponse:
        """Call and insist on the status; what goes wrong must be a problem document."""
        sent = {"Authorization": f"Bearer {self.secret}", **headers}
        answer = self.app.test_client().open(path, method=method, json=body, headers=sent)
        assert answer.status_code == status, answer.get_data(as_text=True)
        if status >= 400:
            assert answer.mimetype == "application/problem+json"
            problem = answer.get_json()
            assert problem["status"] == status
            assert problem["title"]
        return answer


Programs = Callable[..., Program]


@pytest.fixture
def program(app: Flask, app_sessions: Sessions) -> Programs:
    """A function that makes a token for somebody and gives what calls with it."""

    def make(who: Character = MIRA, scopes: tuple[Scope, ...] = BOTH) -> Program:
        with transaction(app_sessions) as session:
            person = _person(session, who)
            secret = make_token(session, person=person, name="test", scopes=frozenset(scopes))
        return Program(app, secret)

    return make


def _person(session: Any, who: Character) -> Person:
    found = find_person_by_email(session, who.email)
    assert found is not None
    return found


@pytest.mark.usefixtures("journey")
def test_reading_what_is_there(program: Programs) -> None:
    reader = program(scopes=READ)
    assert reader.call("GET", "/api/v1/projects", 200).get_json()["data"][0]["slug"] == "made-house"
    assert reader.call("GET", HOME, 200).get_json()["stage"] == "accepted"
    first = reader.call("GET", f"{HOME}/items/endpoint?limit=2", 200).get_json()
    assert [len(first["data"]), first["pagination"]["hasMore"]] == [2, True]
    cursor = first["pagination"]["nextCursor"]
    rest = reader.call(
        "GET", f"{HOME}/items/endpoint?limit=500&cursor={cursor.replace(' ', '%20')}", 200
    ).get_json()
    keys = [one["key"] for one in (*first["data"], *rest["data"])]
    assert len(keys) == len(set(keys)) == 5
    one = reader.call("GET", f"{HOME}/items/endpoint/{keys[0]}", 200)
    assert one.get_json()["body"]["path"] == keys[0].partition(" ")[2]
    for path in ("findings", "revisions", "comments"):
        reader.call("GET", f"{HOME}/{path}", 200)


def test_writing_names_the_version_that_was_seen(journey: Journey, program: Programs) -> None:
    writer = program()
    seen = writer.call("GET", PATH, 200)
    body = {**seen.get_json()["body"], "description": "Through a program."}
    tag = {"If-Match": seen.headers["ETag"]}
    saved = writer.call("PUT", PATH, 200, body, **tag)
    assert saved.headers["ETag"] != seen.headers["ETag"]
    stale = writer.call("PUT", PATH, 409, {**body, "description": "Late."}, **tag)
    assert stale.get_json()["current"]["version"] == saved.get_json()["version"]
    found = journey.find("role", "clerk")
    assert found is not None
    assert found.model_dump()["description"] == "Through a program."
    writer.call("DELETE", PATH, 428)
    writer.call("PUT", f"{HOME}/items/role/guest", 200, {"key": "guest"})
    version = writer.call("GET", f"{HOME}/items/role/guest", 200).headers["ETag"]
    writer.call("DELETE", f"{HOME}/items/role/guest", 204, **{"If-Match": version})
    writer.call("GET", f"{HOME}/items/role/guest", 404)


@pytest.mark.usefixtures("journey")
def test_an_address_and_a_body_name_the_same_item(program: Programs) -> None:
    wrong = program().call("PUT", f"{HOME}/items/role/guest", 422, {"key": "somebody"})
    assert wrong.get_json()["errors"][0]["field"] == "key"
    program().call("GET", f"{HOME}/items/role/somebody", 404)


@pytest.mark.usefixtures("journey")
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", PATH, {"key": "clerk"}),
        ("DELETE", PATH, None),
        ("POST", f"{HOME}/comments", {"kind": "role", "item": "clerk", "text": "Why?"}),
        ("POST", f"{HOME}/revisions", {}),
    ],
)
def test_a_token_that_reads_does_not_write(
    program: Programs, method: str, path: str, body: Any
) -> None:
    tag = {"If-Match": program().call("GET", PATH, 200).headers["ETag"]}
    refused = program(scopes=READ).call(method, path, 403, body, **tag)
    assert "read-only" in refused.get_json()["detail"]


@pytest.mark.usefixtures("journey")
def test_a_token_may_no_more_than_its_person(program: Programs) -> None:
    body = {"key": "guest"}
    refused = program(VIC).call("PUT", f"{HOME}/items/role/guest", 403, body)
    assert "architect" in refused.get_json()["detail"]
    program(SAM).call("GET", HOME, 404)
    program(SAM).call("PUT", f"{HOME}/items/role/guest", 404, body)
    assert program(SAM).call("GET", "/api/v1/projects", 200).get_json()["data"] == []


@pytest.mark.usefixtures("journey")
@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer wb_nothing", "Basic bWlyYTp4", "Bearer \u00e9"]
)
def test_nothing_is_said_without_a_token(app: Flask, header: str) -> None:
    answer = app.test_client().get(HOME, headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.mimetype == "application/problem+json"


@pytest.mark.usefixtures("journey")
def test_a_session_is_no_token(app: Flask) -> None:
    from tests.web.conftest import session_of  # noqa: PLC0415

    client = app.test_client()
    with client.session_transaction() as kept:
        kept.update(session_of(app.extensions["workbench_sessions"], MIRA))
    assert client.get("/").status_code == 200
    assert client.get(HOME).status_code == 401


@pytest.mark.usefixtures("journey")
@pytest.mark.parametrize("how", ["revoked", "expired", "closed"])
def test_a_token_that_ended_opens_nothing(
    program: Programs, app_sessions: Sessions, how: str
) -> None:
    caller = program()
    caller.call("GET", HOME, 200)
    with transaction(app_sessions) as session:
        mira = _person(session, MIRA)
        token: ApiToken = tokens_of(session, mira)[0]
        if how == "revoked":
            revoke_token(session, person=mira, token_id=token.id)
        elif how == "expired":
            token.expires_at = utc_now() - timedelta(seconds=1)
        else:
            deactivate(session, person=mira, by=actor(session, ADA).id)
    caller.call("GET", HOME, 401)


def test_use_of_a_token_is_noted(
    journey: Journey, program: Programs, app_sessions: Sessions
) -> None:
    program().call("POST", f"{HOME}/comments", 201, {"kind": "role", "item": "clerk", "text": "?"})
    with transaction(app_sessions) as session:
        assert tokens_of(session, _person(session, MIRA))[0].used_at is not None
    assert journey.slug


def test_a_program_presents_and_a_person_decides(
    journey: Journey, app: Flask, program: Programs
) -> None:
    journey.present()
    journey.revise(Artifact.access)
    deciding = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        and re.search("deci|settle|resume|hand-on|member|role|settings|token", rule.rule)
    ]
    assert deciding == []
    assert journey.stage() is Stage.in_design
    reviewer = program(REN)
    for path in ("decide", "revisions/1/decide", "decisions", "gate/settle"):
        reviewer.call("POST", f"{HOME}/{path}", 404, {"outcome": "APPROVED"})
    # The pages of people take no token.
    page = app.test_client().post(
        "/projects/made-house/revisions/1/decide",
        headers={"Authorization": f"Bearer {reviewer.secret}"},
    )
    assert page.status_code == 403
    assert journey.stage() is Stage.in_design


@pytest.mark.usefixtures("journey")
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"\xff\xfe", 400),
        (b'{"key": "\\ud800"}', 400),
        (b'{"key": "a\\u0000b"}', 422),
        (b'{"key": "guest", "description": "a\\u0000b"}', 422),
        (b'{"key": "guest", "admin": "perhaps"}', 422),
        (b'{"key": "guest", "nonsense": 1}', 422),
        (b'{"key": 5}', 422),
        (b"[" * 12, 400),
        (b'{"key": ' + b'{"a":' * 12 + b"1" + b"}" * 12 + b"}", 422),
        (b'{"key": 1e400}', 400),
        (b'{"key": NaN}', 400),
        (b'{"key": "' + b"x" * 700 + b'"}', 422),
    ],
)
def test_a_bad_body_is_a_problem_with_its_place(
    program: Programs, app: Flask, body: bytes, status: int
) -> None:
    sent = {"Authorization": f"Bearer {program().secret}", "Content-Type": "application/json"}
    answer = app.test_client().put(f"{HOME}/items/role/guest", data=body, headers=sent)
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.mimetype == "application/problem+json"
    if status == 422:
        assert all(one["message"] for one in answer.get_json()["errors"])


NUMBERS = {"default": 2**70, "minimum": -(2**64), "enum": [10**30]}


def test_numbers_of_any_size_come_back_as_they_were_sent(
    journey: Journey, program: Programs
) -> None:
    writer = program()
    path = f"{HOME}/items/schema/Large"
    saved = writer.call("PUT", path, 200, {"key": "Large", "body": NUMBERS})
    assert saved.get_json()["body"]["body"] == NUMBERS
    assert writer.call("GET", path, 200).get_json()["body"]["body"] == NUMBERS
    listed = writer.call("GET", f"{HOME}/items/schema?limit=500", 200).get_json()["data"]
    assert NUMBERS in [one["body"]["body"] for one in listed]
    kept = journey.find("schema", "Large")
    assert isinstance(kept, Schema)
    assert kept.body == NUMBERS


@pytest.mark.usefixtures("journey")
@pytest.mark.parametrize(
    ("bounds", "body", "why"),
    [
        ({"levels": 10}, 12, "nested deeper than 10 levels"),
        ({"values": 10}, 9, "more than 10 values"),
    ],
)
def test_a_body_is_held_to_the_bounds_of_what_is_read(
    program: Programs, lower: Lower, bounds: dict[str, int], body: int, why: str
) -> None:
    deep: dict[str, Any] = {}
    for _ in range(body):
        deep = {"items": deep}
    writer = program()
    path = f"{HOME}/items/schema/Deep"
    lower(**bounds)
    problem = writer.call("PUT", path, 400, {"key": "Deep", "body": deep}).get_json()
    assert why in problem["detail"]
    writer.call("GET", path, 404)
    writer.call("PUT", path, 200, {"key": "Deep", "body": {"items": {}}})


@pytest.mark.usefixtures("journey")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{HOME}/items/nothing", 404),
        (f"{HOME}/items/nothing/x", 404),
        (f"{HOME}/items/role/nobody", 404),
        (f"{HOME}/revisions/99", 404),
        (f"{HOME}/revisions/99999999999999999999999999", 404),
        (f"{HOME}/items/role?limit=-1&cursor=%00", 400),
        (f"{HOME}/items/role?limit=-1&cursor=zzz", 200),
        ("/api/v1/projects/no%00where", 404),
        ("/api/v1/nothing", 404),
    ],
)
def test_what_is_not_there_is_a_problem(program: Programs, path: str, status: int) -> None:
    program().call("GET", path, status)


def test_the_wrong_method_is_a_problem(program: Programs) -> None:
    program().call("PATCH", "/api/v1/projects", 405)


def test_the_document_is_valid_and_complete(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    validate(document)
    described = {
        (method.upper(), path)
        for path, item in document["paths"].items()
        for method in item
        if method in {"get", "put", "post", "delete", "patch"}
    }
    there = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule).removeprefix("/api/v1"))
        for rule in app.url_map.iter_rules()
        if access_of(app.view_functions[rule.endpoint]) == BY_TOKEN
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == there
    assert document["security"] == [{"token": []}]


def test_the_document_names_the_fields_of_each_body(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method == "post":
                schema = operation["requestBody"]["content"]["application/json"]["schema"]
                name = schema["$ref"].removeprefix("#/components/schemas/")
                assert document["components"]["schemas"][name]["properties"], path


def test_a_program_has_a_package_made_and_fetches_it(
    app: Flask, journey: Journey, program: Programs
) -> None:
    journey.present()
    caller = program(MIRA, READ)
    there = caller.call("GET", f"{HOME}/exports/1", 200).get_json()["data"]
    assert [one["content"] for one in there] == ["all", "summary", "changes"]
    assert {one["state"] for one in there} == {"none"}
    asked = caller.call("POST", f"{HOME}/exports/1", 202, {"content": "summary"})
    with app.app_context():
        worker = local_worker()
    worker.wake()
    worker.wait()
    made = caller.call("GET", asked.headers["Location"], 200).get_json()
    assert made["state"] == "done"
    (file,) = made["files"]
    with caller.call("GET", file["url"], 200) as answer:
        pdf = answer.data
    assert len(pdf) == file["bytes"]
    assert len(PdfReader(io.BytesIO(pdf)).pages) == made["pages"]
    caller.call("POST", f"{HOME}/exports/1", 409, {"content": "changes"})
    caller.call("POST", f"{HOME}/exports/1", 422, {"content": "half"})
    caller.call("POST", f"{HOME}/exports/2", 404, {})
    caller.call("GET", f"{HOME}/exports/01", 404)
    caller.call("GET", f"{HOME}/exports/1/half", 404)
    caller.call("GET", f"{HOME}/exports/1/summary/files/.about.json", 404)
    program(SAM, READ).call("GET", f"{HOME}/exports/1", 404)
