"""Values that no page offers, sent into every field and every query: never a fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest

from tests.postgres import PostgresServer
from tests.users import MIRA, REN, Character
from tests.web.conftest import close_application
from tests.web.page_reader import Form
from tests.web.states import IN_DESIGN, PRESENTED, House, build_house
from tests.web.walk import addresses_in, addresses_outside, client_of, match, send, walk

pytestmark = pytest.mark.xdist_group("bad-fields")

_ENDING = {"accounts.sign_out", "accounts.password", "admin.close"}
_NUL = "a\x00b"
HUGE = "9" * 24
ODD = "é\u202e\u2028" + "x" * 5_000
BAD = ("-1", HUGE, "²", ODD, _NUL)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    folder, states = tmp_path_factory.mktemp("house"), (IN_DESIGN, PRESENTED)
    if request.param == "sqlite":
        built = build_house(sqlite_template, folder, states=states)
        yield built
        close_application(built.app)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("postgres_template")
    with server.database(template=template) as url:
        built = build_house(sqlite_template, folder, url=url, states=states)
        yield built
        close_application(built.app)


def _values(house: House, now: str) -> tuple[str, ...]:
    """What to send instead of what stands there.

    PostgreSQL differs in what it can keep and in how large numbers may be.
    """
    if now.isdecimal():
        return ("-1", HUGE, "²")
    return (_NUL,) if house.sessions.kw["bind"].dialect.name == "postgresql" else (ODD,)


@pytest.mark.parametrize(("who", "state"), [(MIRA, IN_DESIGN), (REN, PRESENTED), (MIRA, "")])
def test_no_value_in_a_form_is_a_fault(house: House, who: Character, state: str) -> None:
    begin = addresses_in(house, state) if state else addresses_outside(house)
    client = client_of(house, who)
    faults, sent = [], set()
    for target, form, endpoint in _forms(house, who, begin):
        for name, now in form.fields:
            if name == "csrf_token" or (endpoint, name) in sent:
                continue
            sent.add((endpoint, name))
            for value in _values(house, now):
                status = send(house, client, target, form, {name: value})
                if status >= 500:
                    faults.append((target, name, value[:30], status))
    assert len(sent) > 3
    assert faults == []


def _forms(house: House, who: Character, begin: list[str]) -> Iterator[tuple[str, Form, str]]:
    for one in walk(house, who, begin, each=1 if len(begin) > 30 else 0):
        for form in one.page.forms if one.page is not None and one.status == 200 else ():
            target = urljoin(one.address, form.action or one.address)
            endpoint, _ = match(house.app, urlsplit(target).path, "POST")
            if form.method == "post" and form.buttons and endpoint not in _ENDING:
                yield target, form, endpoint


@pytest.mark.parametrize(("who", "state"), [(MIRA, IN_DESIGN), (REN, PRESENTED)])
def test_no_query_is_a_fault(house: House, who: Character, state: str) -> None:
    client = client_of(house, who)
    begin = [*addresses_in(house, state), *addresses_outside(house)]
    asked: set[tuple[str, str]] = set()
    faults = []
    for one in walk(house, who, begin, each=1):
        parts = urlsplit(one.address)
        told = dict(parse_qsl(parts.query))
        for name in {*told, "page", "after", "q", "key", "tab"}:
            if (one.endpoint, name) in asked or one.endpoint.startswith("downloads."):
                continue
            asked.add((one.endpoint, name))
            for value in (HUGE, _NUL, ODD):
                address = f"{parts.path}?{urlencode({**told, name: value})}"
                status = client.get(address, buffered=True).status_code
                if status >= 500:
                    faults.append((address[:150], status))
    assert len(asked) > 100
    assert faults == []


@pytest.mark.parametrize(
    "value", [*BAD, "a/b", "a//b", ".", "%2e%2e", "a b", "éü", "a\\b", "?", "#"]
)
def test_no_part_of_an_address_is_a_fault(house: House, value: str) -> None:
    client = client_of(house, MIRA)
    adapter = house.app.url_map.bind("localhost")
    for rule in house.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or not rule.arguments or not value.strip("/"):
            continue
        for name in rule.arguments:
            if name in {"number", "old"}:
                continue
            told = {"slug": IN_DESIGN, "kind": "table", "key": "t", "number": 1, "old": 1}
            told |= {"new": "1", "part": "schema-design", "which": "draft", "code": "API-18"}
            told |= {
                "artifact": "schema-design",
                "preview": "x",
                "secret": "x",
                "filename": "app.css",
                "name": "prd.md",
            }
            if rule.endpoint.startswith("api."):
                continue
            address = adapter.build(rule.endpoint, {**told, name: value})
            status = client.get(address, buffered=True).status_code
            assert status < 500, address
