"""A site for tests of the look: every macro on one page, the real assets, the real policy.

It answers from memory, so that neither the application nor a network is needed, and it records what
the page sends.
"""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import JsonLexer

from workbench.app import JINJA_OPTIONS
from workbench.web.phases.score_plot import plot_drawing

if TYPE_CHECKING:
    from playwright.sync_api import Route

ROOT = Path(__file__).resolve().parents[2]
ORIGIN = "http://workbench.test"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
POLICY += "connect-src 'self'; form-action 'self'; base-uri 'none'"
NOW = datetime(2026, 11, 20, 14, 32, 8, tzinfo=UTC)

_STOPS = (
    ("handoff", "Handoff", "accepted", "ok"),
    ("prioritise", "Prioritise", "17 placed", "ok"),
    ("contract", "1 API contract", "2 blocking", "stop"),
    ("requests", "2 Requests", "9 of 17", "half"),
    ("schema", "3 Schema", "3 findings", "warn"),
    ("auth", "4 Auth", "not started", "none"),
    ("integration", "5 Integration", "not started", "none"),
    ("documents", "6 Documents", "locked", "hold"),
    ("gate", "Gate", "waits for you", "here"),
)
_ENDPOINTS = (
    "POST /v1/orders",
    "POST /v1/orders/{orderId}/refunds",
    "DELETE /v1/orders/{orderId}",
)
_POINTS = (
    ("Read order", 5, 1),
    ("List orders", 5, 2),
    ("Place order", 5, 3),
    ("Refund an order in part", 5, 4),
    ("Change order", 4, 2),
    ("Erase customer", 4, 5),
    ("List customers", 3, 2),
    ("Order history", 3, 2),
    ("Change item", 3, 2),
    ("Add item", 3, 3),
    ("Change customer", 2, 2),
    ("Invoice", 1, 2),
    ("Export orders", 2, 4),
    ("One", 1, 5),
    ("Two", 1, 5),
    ("Three", 1, 5),
    ("Four", 1, 5),
    ("Five", 1, 5),
)
_DRAWING = (
    '<svg width="420pt" height="120pt" viewBox="0 0 420 120"><g class="graph">'
    '<polygon fill="#ffffff" stroke="none" points="0,0 420,0 420,120 0,120"/>'
    '<g class="node"><a href="#orders"><polygon fill="#f3f1ed" stroke="#000000" '
    'points="20,30 140,30 140,90 20,90"/><text x="50" y="64" font-size="14">orders</text></a></g>'
    '<g class="node"><polygon fill="none" stroke="#000000" points="280,30 400,30 400,90 280,90"/>'
    '<text x="300" y="64" font-size="14">customers</text></g><g class="edge">'
    '<path fill="none" stroke="#000000" d="M140,60C190,60 230,60 270,60"/>'
    '<polygon fill="#000000" stroke="#000000" points="270,56 280,60 270,64"/></g></g></svg>'
)


@dataclass(frozen=True)
class Account:
    """As much of an account as the frame asks for."""

    id: int = 1


@dataclass(frozen=True)
class Person:
    """As much of a signed-in person as the frame asks for."""

    name: str = "Architect"
    is_authenticated: bool = True
    person: Account = Account()


@dataclass
class Site:
    """Answers the requests of a page and keeps what was posted."""

    texts: dict[str, str] = field(default_factory=dict)
    direction: str = "ltr"
    answers: dict[str, tuple[int, str]] = field(default_factory=lambda: {"/job/1": (204, "")})
    posted: list[tuple[str, dict[str, list[str]], str]] = field(default_factory=list)

    def handle(self, route: Route) -> None:
        """Answer one request: assets from their folder, posts by `answers`, pages by template."""
        request = route.request
        path = urlsplit(request.url).path
        if not request.url.startswith(ORIGIN + "/"):
            self.posted.append(("elsewhere", {}, request.url))
            route.abort()
        elif path.startswith("/static/"):
            asset = ROOT / path.removeprefix("/")
            kind = mimetypes.guess_type(asset.name)[0] or "text/plain"
            kind = "text/javascript" if asset.suffix == ".js" else kind
            route.fulfill(body=asset.read_bytes(), content_type=kind)
        elif request.method == "POST" or path in self.answers:
            form = parse_qs(request.post_data or "", keep_blank_values=True)
            token = request.headers.get("x-csrftoken", "")
            self.posted.append((path, form, token))
            status, body = self.answers.get(path, (200, ""))
            route.fulfill(status=status, body=body, content_type="text/html; charset=utf-8")
        else:
            body = self.texts.get(path) or self.render("gallery.html")
            headers = {"content-security-policy": POLICY}
            route.fulfill(body=body, content_type="text/html; charset=utf-8", headers=headers)

    def render(self, name: str, **more: object) -> str:
        """Render a template of the product or of the gallery with made-up content."""
        return environment().get_template(name).render(**sample(), dir=self.direction, **more)


def environment() -> Environment:
    """Return Jinja as strict as it gets: a variable that a macro forgot to default is an error."""
    folders = [ROOT / "templates", Path(__file__).parent / "look"]
    jinja = Environment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        **JINJA_OPTIONS,
    )
    jinja.filters["iso"] = lambda moment: moment.isoformat().replace("+00:00", "Z")
    jinja.filters["exactly"] = lambda moment: f"{moment:%-d %B %Y, %H:%M UTC}"
    jinja.filters["ago"] = lambda _moment: "2 h ago"
    jinja.globals["url_for"] = lambda _endpoint, filename: f"/static/{filename}"
    jinja.globals["plot_drawing"] = plot_drawing
    jinja.globals["csrf_token"] = lambda: "token-of-this-test"
    return jinja


def sample() -> dict[str, object]:
    """Return what the gallery shows."""
    points = [
        {"key": f"k{n}", "name": name, "no": n, "impact": impact, "effort": effort, "out": n > 12}
        for n, (name, impact, effort) in enumerate(_POINTS, start=1)
    ]
    words = {"ok": "covered", "stop": "no endpoint", "hold": "deferred, P2"}
    kinds = ["stop" if n == 11 else "hold" if n in {15, 16} else "ok" for n in range(1, 19)]
    talk = [
        {"id": "c1", "author": "Reviewer", "at": NOW, "html": Markup("<p>Without a limit?</p>")},
        {"id": "", "author": "سارة", "at": NOW, "html": "The limit is on <refunds.amount>."},
    ]
    return {
        "now": NOW,
        "current_user": Person(),
        "inbox_count": 7,
        "project": {"slug": "orders", "name": "Orders API"},
        "rail": [
            {"key": k, "label": w, "state_word": s, "status": kind, "url": "#", "current": n == 2}
            for n, (k, w, s, kind) in enumerate(_STOPS)
        ],
        "coverage": [
            {
                "key": f"FR-{n:03}",
                "short": f"{n:03}",
                "status": kind,
                "words": words[kind],
                "url": f"#FR-{n:03}",
            }
            for n, kind in enumerate(kinds, start=1)
        ],
        "points": points,
        "sequence": [
            {"no": p["no"], "effort": p["effort"], "quadrant": 1 + n % 3, "out": n > 8}
            for n, p in enumerate(points[:11])
        ],
        "grid": [_access(n) for n in range(1, 4)],
        "talk": talk,
        "document": [
            "# Orders",
            "",
            "- **FR-001** (P0) A customer places an order",
            "- **FR-002** العميل يلغي الطلب",
            "",
            "Should be fast, and " + "long " * 30,
            "",
            "| | |",
            "|--|--|",
        ],
        "story": [
            {
                "icon": "upload",
                "who": "Architect",
                "words": "presented revision 5b7e0c92",
                "at": NOW,
            },
            {
                "icon": "back",
                "kind": "warn",
                "who": "Reviewer",
                "words": "recorded REVISE",
                "at": NOW,
                "detail": "May support refund without a limit?",
            },
            {
                "icon": "check",
                "kind": "ok",
                "who": "Reviewer",
                "words": "recorded APPROVED",
                "at": NOW,
                "url": "#decision",
            },
        ],
        "drawing": Markup(_DRAWING),  # noqa: S704 - the drawing above
        "highlighted": Markup(  # noqa: S704 - escaped by Pygments
            highlight(
                '{"id": 7, "open": true, "name": "x"}', JsonLexer(), HtmlFormatter(nowrap=True)
            )
        ),
    }


def _access(n: int) -> dict[str, object]:
    values = ["deny", "own", "allow", "allow"]
    cells: list[dict[str, object]] = [
        {"value": value, "id": f"m{n}-{role}", "key": f"m{n}:{role}"}
        for role, value in enumerate(values)
    ]
    if n == 2:
        cells[1] |= {"was": "deny"}
        cells[2] |= {"comments": 2, "href": "#t12"}
    return {
        "id": f"m{n}",
        "key": _ENDPOINTS[n - 1],
        "url": "#",
        "permission": "orders:create",
        "cells": cells,
    }
