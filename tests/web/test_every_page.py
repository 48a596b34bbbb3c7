"""Every page in every state, as everybody: opened, read, its links followed, its forms sent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest
from flask import Flask

from tests.users import ADA, MIRA, OTTO, PAULA, REN, SAM, VIC, Character
from tests.web.conftest import close_application
from tests.web.states import (
    APPROVED,
    EMPTY,
    ESCALATED,
    HALTED,
    IN_DESIGN,
    PRESENTED,
    REVISED,
    House,
    build_house,
)
from tests.web.walk import (
    EACH,
    Seen,
    addresses_in,
    addresses_outside,
    client_of,
    endpoints_with_addresses,
    match,
    send,
    walk,
)

Look = Callable[[Character, str], list[Seen]]

#: Forms that end the session or the account that sends them.
_ENDING = {"accounts.sign_out", "admin.close"}
#: Who walks where, following every link.
WALKS = (
    (MIRA, IN_DESIGN),
    (MIRA, REVISED),
    (MIRA, EMPTY),
    (MIRA, HALTED),
    (REN, PRESENTED),
    (PAULA, APPROVED),
    (OTTO, ESCALATED),
    (ADA, ""),
)
#: Who opens every page where, without going further.
VISITS = (
    (VIC, IN_DESIGN),
    (REN, IN_DESIGN),
    (PAULA, IN_DESIGN),
    (OTTO, REVISED),
    (ADA, IN_DESIGN),
    (VIC, EMPTY),
    (PAULA, HALTED),
    (MIRA, PRESENTED),
    (VIC, PRESENTED),
    (MIRA, APPROVED),
    (VIC, APPROVED),
    (MIRA, ESCALATED),
    (REN, ESCALATED),
)


def _each(*pairs: tuple[Character, str]) -> pytest.MarkDecorator:
    """Parametrise by walks; half of them go to each of two processes."""
    return pytest.mark.parametrize(
        ("who", "state"),
        [
            pytest.param(
                who,
                state,
                marks=pytest.mark.xdist_group(f"every-page-{number % 2}"),
                id=f"{who.name.split()[0].lower()}-{state or 'outside'}",
            )
            for number, (who, state) in enumerate(pairs)
        ],
    )


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    built = build_house(sqlite_template, tmp_path_factory.mktemp("house"))
    yield built
    close_application(built.app)


@pytest.fixture(scope="module")
def seen(house: House) -> Look:
    """Give a function that walks one project, or what lies outside all, once per person."""

    @cache
    def look(who: Character, state: str) -> list[Seen]:
        begin = addresses_in(house, state) if state else addresses_outside(house)
        return walk(house, who, begin, each=EACH if (who, state) in WALKS else 0)

    return look


def _rules(app: Flask, method: str) -> list[str]:
    return [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and not rule.rule.startswith(("/api/", "/static/"))
    ]


def test_the_walk_begins_at_every_route(house: House) -> None:
    assert endpoints_with_addresses() == set(_rules(house.app, "GET"))


def test_every_route_answers_somewhere(house: House, seen: Look) -> None:
    answered = {
        one.endpoint
        for who, state in ((ADA, ""), (MIRA, IN_DESIGN), (REN, PRESENTED))
        for one in seen(who, state)
        if one.status in {200, 303}
    }
    # Files written in the background, the page of a finding with a fix, and former addresses.
    elsewhere = {
        "downloads.zip",
        "downloads.pdf",
        "findings.fix",
        "findings.waive_under_former_address",
        "home.inbox_again",
    }
    assert set(_rules(house.app, "GET")) - answered - elsewhere == set()


@_each(*WALKS, *VISITS)
def test_no_page_fails_and_no_link_is_dead(seen: Look, who: Character, state: str) -> None:
    answers = seen(who, state)
    assert len(answers) > (6 if not state else 50)
    assert [(one.address, one.status) for one in answers if one.status >= 500] == []
    dead = [(one.origin, one.address, one.status) for one in answers if one.origin]
    assert [one for one in dead if one[2] not in {200, 303}] == []


@_each(*WALKS, *VISITS)
def test_every_page_is_named_and_labelled(seen: Look, who: Character, state: str) -> None:
    wrong = {
        one.address: one.page.faults()
        for one in seen(who, state)
        if one.page is not None and one.page.faults()
    }
    assert wrong == {}


@_each(*WALKS, *VISITS)
def test_every_page_links_to_its_section_of_the_handbook(
    seen: Look, who: Character, state: str
) -> None:
    # The text of a redirect is read by nobody.
    pages = [
        look
        for look in seen(who, state)
        if look.page is not None and look.status not in range(300, 400)
    ]
    without = [
        look.address
        for look in pages
        if look.page is not None and not any(link.startswith("/help") for link in look.page.links)
    ]
    assert without == []


@_each(*WALKS)
def test_every_page_is_valid_html(seen: Look, who: Character, state: str) -> None:
    wrong = {}
    done: Counter[str] = Counter()
    for one in seen(who, state):
        if one.page is None or done[f"{one.endpoint} {one.status}"]:
            continue
        done[f"{one.endpoint} {one.status}"] += 1
        try:
            html5lib.HTMLParser(strict=True).parse(one.text)
        except html5lib.html5parser.ParseError as error:
            wrong[one.address] = str(error)
    assert wrong == {}


@pytest.mark.parametrize("state", [IN_DESIGN, PRESENTED, EMPTY])
def test_a_stranger_finds_nothing(house: House, state: str) -> None:
    answers = walk(house, SAM, addresses_in(house, state), each=0)
    assert {(one.address, one.status) for one in answers if one.status != 404} == set()
    name = state.replace("-", " ").title()
    shown = [one.address for one in answers if re.search(rf"{name}\b", one.text)]
    assert shown == []


def test_nobody_gets_further_than_the_sign_in_page(house: House) -> None:
    open_to_all = {"/health", "/sign-in", "/first-run", f"/invitations/{house.invitation}"}
    open_to_all |= {"/invitations/nothing"}
    client = client_of(house, None)
    for address in (*addresses_outside(house), *addresses_in(house, IN_DESIGN)):
        if address in open_to_all or address.startswith("/help"):
            continue
        answer = client.get(address)
        assert answer.status_code == 303, address
        assert urlsplit(answer.location).path == "/sign-in"
        partial = client.get(address, headers={"HX-Request": "true"})
        assert partial.status_code == 401, address


@_each(*WALKS, *VISITS)
def test_no_form_that_is_offered_is_refused(
    house: House, seen: Look, who: Character, state: str
) -> None:
    client = client_of(house, who)
    refused = []
    sent = set()
    for one in seen(who, state):
        for form in one.page.forms if one.page is not None and one.status == 200 else ():
            target = urljoin(one.address, form.action or one.address)
            endpoint, _ = match(house.app, urlsplit(target).path, "POST")
            if form.method != "post" or not form.buttons:
                continue
            assert endpoint, f"{one.address}: nothing takes {target}"
            if endpoint in _ENDING or (endpoint, target.partition("?")[0]) in sent:
                continue
            sent.add((endpoint, target.partition("?")[0]))
            status = send(house, client, target, form)
            if status not in {200, 303, 422}:
                refused.append((one.address, target, status))
    assert refused == []


def test_no_form_is_taken_without_its_token(house: House) -> None:
    client = client_of(house, MIRA)
    told = {"slug": IN_DESIGN, "kind": "table", "key": "amber_anchors", "number": 1, "old": 1}
    told |= {"new": "1", "part": "schema-design", "artifact": "schema-design", "which": "draft"}
    told |= {"preview": house.previews[IN_DESIGN], "secret": house.invitation, "code": "API-18"}
    adapter = house.app.url_map.bind("localhost")
    sent = 0
    for rule in house.app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.rule.startswith("/api/"):
            continue
        names = {name: told[name] for name in rule.arguments}
        target = adapter.build(rule.endpoint, names, method="POST")
        answer = client.post(target, data={})
        assert answer.status_code == 403, target
        assert "expired" in answer.get_data(as_text=True), target
        sent += 1
    assert sent > 50
