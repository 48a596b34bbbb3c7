"""Files and texts that try something, through the door: refused or defused, nothing fetched."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.limits import Lower
from tests.scenarios import Journey
from tests.shared_data import shared_data
from tests.users import MIRA, REN, VIC, Character, actor
from tests.web.conftest import Visitor, session_of
from tests.web.page_reader import read_page
from tests.web.states import House
from tests.web.walk import addresses_in, client_of, walk
from workbench import paths
from workbench.design.base import Item
from workbench.design.design import item_data
from workbench.design.kinds import Artifact
from workbench.review.commands import AddComment, RaiseIntervention, RaiseRfi
from workbench.review.discussion.comments import add_comment
from workbench.review.discussion.interventions import raise_intervention
from workbench.review.discussion.rfis import raise_rfi
from workbench.review.package.contents import package_of
from workbench.store.base import utc_now
from workbench.store.draft_bulk import put_many
from workbench.store.drafts import begin_write
from workbench.store.engine import transaction
from workbench.store.people import find_person_by_email

Visit = Callable[..., Visitor]
HOUSE = "/projects/made-house"
_REFS = """openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a:
    get:
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema: {$ref: "file://OUTSIDE"}
        "400": {$ref: "http://127.0.0.1:9/x.yaml#/a"}
        "404": {$ref: "../outside.yaml"}
        "409": {$ref: "OUTSIDE"}
"""
#: What the file says that none of the documents may bring in.
_OUTSIDE = "Words from outside"
_ALIASES = "a: &a [1, 2, 3, 4]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b]\n"


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of some files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


_SMALL = {"prd.md": b"# PRD\n\n### FR-001: Lend\n"}
#: Bounds that a case is held to, so that it may stay small.
LOW: dict[str, dict[str, int]] = {
    "deep": {"folders": 3},
    "tight": {"ratio": 4, "ratio_matters_from": 2_000},
    "large": {"file_bytes": 3_000},
    "many": {"files": 30},
    "aliases": {"values": 40, "aliased_characters": 100},
    "nesting": {"levels": 10},
    "long": {"text_bytes": 3_000},
}
#: What is sent, and words that the answer must have: of a refusal or of the preview.
CASES: dict[str, tuple[str, bytes, str]] = {
    "slip": ("a.zip", zipped({"../outside.md": b"# PRD"}), "points outside the archive"),
    "absolute": ("a.zip", zipped({"/outside.md": b"# PRD"}), "not a relative path"),
    "nested": ("a.zip", zipped({"inner.zip": zipped(_SMALL)}), "inner.zip"),
    "deep": ("a.zip", zipped({"a/b/c/prd.md": b"# PRD"}), "more than 3 folders deep"),
    "tight": ("a.zip", zipped({"prd.md": b" " * 4_000}), "compression ratio"),
    "large": ("a.zip", zipped({"prd.md": b"# PRD\n" * 600}), "the limit is 3,000"),
    "many": ("a.zip", zipped({f"{n}.md": b"x" for n in range(31)}), "more than 30 entries"),
    "no zip": ("a.zip", b"PK\x03\x04 and no more", "not a readable zip"),
    "aliases": ("openapi.yaml", f"openapi: 3.1.0\n{_ALIASES}".encode(), "more than 40 values"),
    "tags": ("openapi.yaml", b"openapi: !ours 3.1.0\n", "tag !ours is not supported"),
    "nesting": (
        "openapi.json",
        b'{"openapi": ' + b"[" * 12 + b"]" * 12 + b"}",
        "nested deeper than 10 levels",
    ),
    "long": ("prd.md", b"# PRD\n" * 600, "larger than 3,000 bytes"),
    "refs": ("openapi.yaml", _REFS.encode(), "openapi.yaml"),
    "latin-1": ("prd.md", "# PRD\n\n### FR-001: Prüfen\n".encode("latin-1"), "prd.md"),
    "utf-16": ("prd.md", "# PRD\n\n### FR-001: Prüfen\n".encode("utf-16"), "prd.md"),
    "binary": ("prd.md", bytes(range(256)) * 20, "prd.md"),
    "no DDL": ("schema.sql", b"DROP TABLE users; DELETE FROM orders; \\! ls\n", "schema.sql"),
    "empty": ("prd.md", b"", "prd.md"),
}


def upload(visitor: Visitor, name: str, data: bytes, *, status: int = 303) -> str:
    """Send one file and give the page that follows: the refusal or the preview."""
    answer = visitor.post(f"{HOUSE}/import", status=status, files=(io.BytesIO(data), name))
    return visitor.get(answer.location).text if status == 303 else answer.text


@pytest.fixture
def arriving(journey: Journey, visit: Visit) -> Visitor:
    assert journey.slug
    return visit(MIRA)


@pytest.mark.usefixtures("socket_disabled")
@pytest.mark.parametrize("case", CASES)
def test_a_file_that_is_not_to_be_had_is_told_of_and_changes_nothing(
    journey: Journey, arriving: Visitor, tmp_path: Path, lower: Lower, case: str
) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(f"description: {_OUTSIDE}\n", "utf-8")
    name, data, words = CASES[case]
    before = journey.access().project.draft_version
    lower(**LOW.get(case, {}))
    page = html.unescape(upload(arriving, name, data.replace(b"OUTSIDE", str(outside).encode())))
    assert words in page
    assert _OUTSIDE not in page
    assert read_page(page).faults() == []
    assert journey.access().project.draft_version == before


HOSTILE = [
    "csv-injection.json",
    "huge-table.md",
    "not-a-spec.txt",
    "openapi-duplicate-keys.yaml",
    "openapi-proto-pollution.json",
    "openapi-ref-cycles.yaml",
    "openapi-ssrf-refs.yaml",
    "openapi-utf8-bom-crlf.yaml",
    "prd-id-variants.md",
    "prd-xss.md",
    "sql-psql-meta.sql",
    "sql-side-effects.sql",
    "xss-dompurify.json",
]


@pytest.mark.usefixtures("socket_disabled")
@pytest.mark.parametrize("name", HOSTILE)
def test_what_others_made_hostile_is_shown_harmlessly(
    journey: Journey, arriving: Visitor, name: str
) -> None:
    data = (shared_data() / "hostile" / name).read_bytes()
    before = journey.access().project.draft_version
    answer = arriving.post(f"{HOUSE}/import", files=(io.BytesIO(data), name))
    for path in ("", "/changes", "/edit"):
        page = arriving.get(answer.location + path).text
        assert read_page(page).faults() == [], path
    assert name.partition(".")[0] in html.unescape(arriving.get(answer.location).text)
    assert journey.access().project.draft_version == before


class _Endless(io.RawIOBase):
    """A body that says it is large and counts how much of it anybody reads."""

    read_so_far = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.read_so_far += len(buffer)
        buffer[:] = b"x" * len(buffer)
        return len(buffer)


@pytest.mark.parametrize("path", ["/import", "/comments", "/items/role/new"])
def test_a_hundred_megabytes_are_refused_unread(app: Flask, arriving: Visitor, path: str) -> None:
    body = _Endless()
    answer = arriving.client.post(
        HOUSE + path,
        environ_overrides={"wsgi.input": body, "CONTENT_LENGTH": "100000000"},
        content_type="multipart/form-data; boundary=b",
    )
    assert answer.status_code == 413
    assert "too large" in answer.text
    assert body.read_so_far < 1_000_000
    assert app.config["MAX_CONTENT_LENGTH"] < 100_000_000


PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</textarea></title><script>alert(1)</script>",
    "[x](javascript:alert(1)) <a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>{{7*7}}${7*7}",
    "<style>*{display:none}</style><base href=//evil.example>",
    "--><!--<b onclick=alert(1) style=color:red>x</b>",
)


#: Texts that are read and never looked up, so that a design full of attacks can be presented.
PROSE = frozenset(
    {"description", "summary", "text", "notes", "title", "decision", "rationale", "situation"}
)


def _poisoned(item: Item, names: frozenset[str] | None) -> Item:
    """The item with a payload in every text that takes one, or in those of some names."""
    data = item_data(item)
    for number, name in enumerate(data):
        if not isinstance(data[name], str) or (names is not None and name not in names):
            continue
        try:
            changed = type(item).model_validate({**data, name: PAYLOADS[number % len(PAYLOADS)]})
        except ValueError:
            continue
        if changed.item_key == item.item_key:
            data[name] = PAYLOADS[number % len(PAYLOADS)]
    return type(item).model_validate(data)


@pytest.fixture
def poisoned(request: pytest.FixtureRequest, app: Flask, journey: Journey) -> House:
    """A project in which everything that people write is an attack."""
    names = PROSE if getattr(request, "param", "") == "prose" else None
    items = [_poisoned(one, names) for one in journey.see(MIRA, package_of).design.items()]
    with transaction(journey.sessions) as session:
        project = journey.access().project
        write = begin_write(
            session, project_id=project.id, by=actor(session, MIRA).id, at=utc_now()
        )
        put_many(session, write=write, items=items, remove=frozenset())
        for who in (MIRA, REN, VIC):
            person = find_person_by_email(session, who.email)
            assert person is not None
            person.name = PAYLOADS[0] + who.name
        found = session.merge(project)
        found.name = PAYLOADS[1]
    for kind, key in (("role", "clerk"), ("table", "amber_anchors")):
        for text in PAYLOADS:
            journey.do(REN, add_comment, AddComment(kind=kind, item=key, text=text))
    for text in PAYLOADS:
        told = RaiseIntervention(
            phase="all", topic="an-attack", type="other", urgency="backlog", feedback=text
        )
        journey.do(VIC, raise_intervention, told)
        journey.do(MIRA, raise_rfi, RaiseRfi(question=text))
    return House(app, journey.sessions)


@pytest.mark.parametrize("who", [MIRA, REN], ids=["architect", "reviewer"])
def test_what_people_write_never_becomes_part_of_a_page(poisoned: House, who: Character) -> None:
    begin = [one for one in addresses_in(poisoned, "made-house") if "preview" not in one]
    answers = walk(poisoned, who, begin, each=1)
    wrong = {}
    shown = 0
    for one in answers:
        assert one.status < 500, one.address
        if one.page is None:
            continue
        faults = [fault for fault in one.page.faults() if "h1" not in fault]
        if faults or "<img src=x" in one.text or ">49$" in one.text:
            wrong[one.address] = faults
        shown += "&lt;script&gt;alert(1)" in one.text
    assert wrong == {}
    assert shown > 20, "the attacks were not shown at all"


@pytest.mark.parametrize("poisoned", ["prose"], indirect=True)
def test_an_attack_is_frozen_as_harmlessly(poisoned: House, journey: Journey) -> None:
    journey.present()
    client = client_of(poisoned, REN)
    parts = [f"{HOUSE}/revisions/1", f"{HOUSE}/revisions/1/checklist"]
    parts += [f"{HOUSE}/revisions/1/parts/{one.value}" for one in Artifact]
    for path in parts:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert read_page(answer.text).inline == [], path


NAUGHTY = (
    "a/b",
    "..",
    "a/../b",
    "/leading",
    "trailing/",
    "a b",
    "a  b",
    "%2e%2e%2f",
    "100%",
    "a?b#c",
    "new",
    "-",
    "ключ",
    "مفتاح",
    "\u202eright",
    "e\u0301",
    "🤝🏽",
    "o'clock; -- x",
    "{{ name }}",
    "\\",
    "null",
    "a" * 600,
    "a" * 601,
    "\t",
    "line\nbreak",
    "\ufeff",
    "\ufffe",
)


def _naughty() -> list[str]:
    try:
        more = json.loads((shared_data() / "hostile" / "blns.json").read_text(encoding="utf-8"))
    except pytest.skip.Exception:
        more = []
    return [*NAUGHTY, *more[::4]]


def test_a_naughty_text_is_refused_at_its_field_or_kept_as_it_is(
    app: Flask, journey: Journey, visit: Visit
) -> None:
    mira = visit(MIRA)
    kept = 0
    for text in _naughty():
        answer = mira.client.post(
            f"{HOUSE}/items/role/new",
            data={"csrf_token": _token(mira), "key": text, "description": text},
        )
        assert answer.status_code in {303, 422, 400}, text
        if answer.status_code == 303:
            page = mira.get(answer.location).text
            assert read_page(page).faults() == [], text
            assert journey.find("role", " ".join(text.split("\x00")).strip()) is not None, text
            kept += 1
        found = mira.client.get(f"{HOUSE}/search", query_string={"q": text})
        assert found.status_code in {200, 400}, text
        assert read_page(found.text).faults() == [], text
    assert kept > 15
    assert app.secret_key


def _token(visitor: Visitor) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get("/account").text)
    assert found is not None
    return found[1]


def test_a_number_of_a_page_may_be_anything(arriving: Visitor) -> None:
    for path in ("/inventory", "/requests", "/schema", "/comments", "/findings", "/history"):
        for number in ("-1", "0", "999999999999999999999", "x", "1e9", "٣"):
            arriving.get(f"{HOUSE}{path}?page={number}&after={number}")


def test_a_folder_of_a_thousand_files_is_no_attack(arriving: Visitor) -> None:
    sent: dict[str, Any] = {
        "files": [(io.BytesIO(b"x"), f"{number}.md") for number in range(1_000)],
        "paths": [f"notes/{number}.md" for number in range(1_000)],
    }
    arriving.post(f"{HOUSE}/import", **sent)


@pytest.mark.parametrize("number", ["9" * 24, "99999999", "²", "-1", "٣", ""])
def test_a_row_of_any_number_is_no_fault(arriving: Visitor, number: str) -> None:
    told: dict[str, Any] = {"key": "t", f"columns.{number}.name": "id", "_version": number}
    for action in ("save", f"remove columns.{number}", "add columns"):
        answer = arriving.client.post(
            f"{HOUSE}/items/table/new",
            data={**told, "_do": action, "csrf_token": _token(arriving)},
        )
        assert answer.status_code < 500, action


def test_nobody_reads_a_file_beside_the_assets(app: Flask) -> None:
    client = app.test_client()
    absolute = paths.static() / "app.css"
    for path in ("../pyproject.toml", "..%2fpyproject.toml", "%2e%2e/README.md", f"/{absolute}"):
        answer = client.get(f"/static/{path}", follow_redirects=True)
        assert answer.status_code == 404, path
    with client.session_transaction() as kept:
        kept.update(session_of(app.extensions["workbench_sessions"], MIRA))
    for name in ("../../workbench.db", "..%2f..%2fworkbench.db", f"/{absolute}"):
        answer = client.get(f"{HOUSE}/downloads/draft/files/{name}", follow_redirects=True)
        assert answer.status_code == 404, name
