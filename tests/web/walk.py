"""Walking the application: an address for each route, and every link from there on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from tests.users import Character
from tests.web.conftest import TOKEN, session_of
from tests.web.page_reader import Form, Page, read_page
from tests.web.states import House

#: Addresses of one endpoint that are opened on a walk, whatever the number of its items.
EACH = 2

_ENDPOINT = quote("GET /v1/amber-anchors")
_TABLE = "amber_anchors"
_PLACES: dict[str, tuple[str, ...]] = {
    "phases.access": ("/access", "?tab=endpoints", "?tab=strategy", "?tab=policies"),
    "assumptions.index": ("/assumptions",),
    "phases.blockers": ("/blockers/schema-design", "/blockers/nothing"),
    "findings.checklist": ("/checklist",),
    "comments.index": ("/comments", "?show=all"),
    "comments.show": ("/comments/1", "/comments/999999"),
    "comments.new": (f"/comments/new?kind=table&item={_TABLE}&pointer=/columns/name",),
    "review.comparing": ("/compare", "?old=1&new=draft"),
    "review.compare": ("/compare/1/draft", "/compare/1/2"),
    "phases.documents": ("/documents", "?tab=migrations", "?tab=summary", "?tab=exceptions"),
    "downloads.index": ("/downloads",),
    "downloads.export": ("/downloads/draft", "/downloads/1"),
    "downloads.file": ("/downloads/draft/files/openapi-spec.yaml", "/downloads/1/files/nothing"),
    "downloads.zip": ("/downloads/draft/package.zip",),
    "downloads.pdf": ("/downloads/1/pdf",),
    "reading.index": ("/read/draft", "/read/1", "/read/01"),
    "reading.document": (
        "/read/draft/schema-design.md",
        "/read/1/openapi-spec.yaml",
        "/read/draft/nothing",
    ),
    "reading.source": ("/read/draft/schema.sql/source", "/read/1/design-package.md/source"),
    "findings.index": ("/findings", "?show=all"),
    "findings.waive": (f"/findings/waiver?rule=SCH-01&kind=table&item={_TABLE}",),
    "findings.waive_under_former_address": (
        f"/findings/exception?rule=SCH-01&kind=table&item={_TABLE}",
    ),
    "findings.fix": (f"/findings/fix?rule=SCH-01&kind=table&item={_TABLE}",),
    "review.gate": ("/gate",),
    "handoff.overview": ("/handoff",),
    "handoff_contents.index": ("/handoff/arrived/requirement", "/handoff/arrived/table"),
    "read_back.page": ("/handoff/read-back",),
    "review.history": ("/history",),
    "imports.page": ("/import",),
    "imports.preview": ("/import/{preview}",),
    "imports.changes": ("/import/{preview}/changes", "?status=added"),
    "import_choosing.edit": ("/import/{preview}/edit",),
    "phases.integrations": ("/integrations",),
    "interventions.index": ("/interventions", "?show=all"),
    "interventions.detail": ("/interventions/1",),
    "interventions.new": ("/interventions/new",),
    "phases.inventory": ("/inventory", "?show=findings"),
    "phases.inventory_checks": (f"/inventory/checks?keys={_ENDPOINT}",),
    "phases.inventory_panel": (f"/inventory/panel?key={_ENDPOINT}",),
    "phases.inventory_row": (f"/inventory/row?key={_ENDPOINT}", "/inventory/row"),
    "items.page": (f"/items/endpoint/{_ENDPOINT}", f"/items/table/{_TABLE}", "/items/no/no"),
    "items.new": ("/items/table/new", "/items/endpoint/new"),
    "projects.members": ("/members",),
    "review.present": ("/present",),
    "prioritise.plot": ("/prioritise",),
    "rfis.index": ("/questions", "?show=all"),
    "phases.requests": ("/requests", "?tab=schemas", "?tab=components"),
    "review.package": ("/revisions/1", "/revisions/99"),
    "review.checklist": ("/revisions/1/checklist",),
    "review.part": ("/revisions/1/parts/schema-design", "/revisions/1/parts/nothing"),
    "phases.item_row_get": (f"/rows/table?key={_TABLE}", "/rows/webhook"),
    "findings.rule": ("/rules/API-18", "/rules/NO-1"),
    "phases.schema": ("/schema", "?tab=diagram", "?tab=objects"),
    "phases.table_new": ("/schema/new",),
    "scope.page": ("/scope",),
    "projects.search": ("/search", "?q=amber"),
    "setup.page": ("/setup",),
    "suggestions.index": ("/suggestions",),
    "projects.overview": ("",),
}
_OUTSIDE: dict[str, tuple[str, ...]] = {
    "home.inbox": ("/",),
    "home.inbox_again": ("/inbox",),
    "home.health": ("/health",),
    "accounts.account": ("/account",),
    "accounts.sign_in": ("/sign-in",),
    "accounts.first_run": ("/first-run",),
    "accounts.invitation": ("/invitations/{invitation}", "/invitations/nothing"),
    "admin.people": ("/admin/people",),
    "help.chapter": ("/help/rules", "/help/api", "/help/nothing"),
    "help.index": ("/help", "/help?q=waiver"),
    "projects.index": ("/projects",),
    "projects.new": ("/projects/new",),
    "projects.search_all": ("/search", "/search?q=amber"),
}


def endpoints_with_addresses() -> frozenset[str]:
    """Endpoints that the walk begins at."""
    return frozenset(_PLACES) | frozenset(_OUTSIDE)


def addresses_in(house: House, slug: str) -> list[str]:
    """An address of every page of a project."""
    found = []
    for places in _PLACES.values():
        path, *others = places
        base = f"/projects/{slug}{path}"
        found.append(base)
        found += [
            urljoin(base, one) if one.startswith("?") else f"/projects/{slug}{one}"
            for one in others
        ]
    preview = house.previews.get(slug, "nothing-there")
    return [one.replace("{preview}", preview) for one in found]


def addresses_outside(house: House) -> list[str]:
    """An address of every page that belongs to no project."""
    found = [one for places in _OUTSIDE.values() for one in places]
    return [one.replace("{invitation}", house.invitation) for one in found]


def client_of(house: House, who: Character | None) -> FlaskClient:
    """A browser of somebody who has signed in, or of nobody."""
    client = house.app.test_client()
    if who is not None:
        with client.session_transaction() as kept:
            kept.update(session_of(house.sessions, who))
    return client


@dataclass(frozen=True)
class Seen:
    """One answer on a walk."""

    address: str
    origin: str
    """The page that linked here; empty for where the walk began."""
    endpoint: str
    status: int
    text: str
    page: Page | None
    """None where the answer is no whole page: a redirect, a part, a file."""


def walk(house: House, who: Character | None, begin: list[str], each: int = EACH) -> list[Seen]:
    """Open the addresses and what they link to, at most `each` more of one kind of address.

    Links into other projects than those that the walk begins in are left alone.
    """
    home = {one.split("/")[2] for one in begin if one.startswith("/projects/")} | {"new"}
    client = client_of(house, who)
    waiting = [(one, "") for one in begin]
    known = set(begin)
    opened: Counter[tuple[str, ...]] = Counter()
    seen = []
    while waiting:
        address, origin = waiting.pop(0)
        one = _open(house.app, client, address, origin)
        seen.append(one)
        if one.page is None or one.status != 200:
            continue
        for link in _links(address, one.page):
            target = _shape(house.app, link)
            if link in known or opened[target] >= each:
                continue
            if link.startswith("/projects/") and link.split("/")[2].partition("?")[0] not in home:
                continue
            known.add(link)
            opened[target] += 1
            waiting.append((link, address))
    return seen


def _open(app: Flask, client: FlaskClient, address: str, origin: str) -> Seen:
    answer = client.get(address, buffered=True)
    whole = answer.mimetype == "text/html"
    text = answer.get_data(as_text=True) if whole else ""
    page = read_page(text) if whole and "<!doctype html>" in text[:40] else None
    return Seen(address, origin, endpoint_of(app, address), answer.status_code, text, page)


def _links(address: str, page: Page) -> Iterator[str]:
    wanted = [*page.links, *(one for method, one in page.fetched if method == "get")]
    wanted += [one.action for one in page.forms if one.method == "get"]
    for link in wanted:
        target = urldefrag(urljoin(address, link)).url
        if not urlsplit(target).netloc and not urlsplit(target).scheme:
            yield target


def _shape(app: Flask, address: str) -> tuple[str, ...]:
    """What makes two addresses the same kind of link: endpoint, kind of item, query's names."""
    parts = urlsplit(address)
    endpoint, told = match(app, parts.path)
    names = [one.partition("=")[0] for one in parts.query.split("&") if one]
    kind = [str(told[name]) for name in ("kind", "part", "which") if name in told]
    return (endpoint, *kind, *names)


def endpoint_of(app: Flask, address: str) -> str:
    """The endpoint that answers an address; empty for none."""
    return match(app, urlsplit(address).path)[0]


def match(app: Flask, path: str, method: str = "GET") -> tuple[str, dict[str, object]]:
    """The endpoint of a path and its arguments; an empty one where nothing answers."""
    try:
        endpoint, told = _adapter(app).match(path, method=method)
    except (HTTPException, RequestRedirect):
        return "", {}
    return endpoint, dict(told)


def send(
    house: House,
    client: FlaskClient,
    target: str,
    form: Form,
    changed: dict[str, str] | None = None,
) -> int:
    """Send a form as it stands, but for what is changed, and forget what it did; its status."""
    told: dict[str, list[str]] = {}
    for name, value in form.fields:
        told.setdefault(name, []).append(value)
    told |= {name: [value] for name, value in (changed or {}).items()}
    serializer = URLSafeTimedSerializer(str(house.app.secret_key), salt="wtf-csrf-token")
    told["csrf_token"] = [serializer.dumps(TOKEN)]
    answer = client.post(target, data=told, headers={"X-Forget": "yes"})
    status: int = answer.status_code
    return status


@cache
def _adapter(app: Flask) -> MapAdapter:
    return app.url_map.bind("localhost")
