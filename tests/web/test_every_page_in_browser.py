"""Every page of the worked example in a browser: axe, phones, the console; light and dark."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from werkzeug.serving import make_server

from tests.web.conftest import close_application
from workbench import paths
from workbench.app import create_app
from workbench.config import load_settings
from workbench.review.example import load_example
from workbench.store.engine import make_engine, make_sessions, reading, transaction
from workbench.store.migrate import migrate
from workbench.store.people import find_person_by_email

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_PRESENTED, _HALF_WAY = "/projects/order-service", "/projects/loyalty-points"
_ENDPOINT = "GET%20/v1/orders"
#: Address and who opens it; what a reviewer sees differs from what an architect sees.
PAGES = (
    ("/", "reviewer"),
    ("/", "architect"),
    ("/projects", "architect"),
    ("/projects/new", "architect"),
    ("/account", "architect"),
    ("/admin/people", "admin"),
    ("/search?q=order", "architect"),
    (_PRESENTED, "reviewer"),
    (_PRESENTED, "architect"),
    (_HALF_WAY, "architect"),
    (_HALF_WAY, "pm"),
    *(
        (f"{_HALF_WAY}{path}", "architect")
        for path in (
            "/handoff",
            "/handoff/read-back",
            "/handoff/arrived/requirement",
            "/import",
            "/scope",
            "/setup",
            "/assumptions",
            "/questions",
            "/suggestions",
            "/prioritise",
            "/inventory",
            "/requests",
            "/requests?tab=schemas",
            "/schema",
            "/schema?tab=diagram",
            "/access",
            "/access?tab=endpoints",
            "/access?tab=strategy",
            "/integrations",
            "/documents",
            "/documents?tab=migrations",
            "/documents?tab=exceptions",
            "/findings",
            "/checklist",
            "/rules/API-18",
            "/present",
            "/comments",
            "/interventions",
            "/interventions/new",
            "/interventions/1",
            "/history",
            "/compare/1/draft",
            "/members",
            "/downloads",
            "/items/table/new",
            "/items/role/staff",
        )
    ),
    *(
        (f"{_PRESENTED}{path}", "reviewer")
        for path in (
            "/revisions/1",
            "/revisions/1/checklist",
            "/revisions/1/parts/summary",
            "/revisions/1/parts/handoff",
            "/revisions/1/parts/endpoint-inventory",
            "/revisions/1/parts/request-response",
            "/revisions/1/parts/schema-design",
            "/revisions/1/parts/auth-permission-model",
            "/revisions/1/parts/integration-points",
            "/revisions/1/parts/prioritization",
            "/comments/new?kind=table&item=orders",
            f"/items/endpoint/{_ENDPOINT}",
            f"/items/operation/{_ENDPOINT}",
            "/items/table/orders",
            "/access",
            "/inventory",
            "/downloads/1",
        )
    ),
)
#: The largest example pages take this many milliseconds on a busy machine.
_PATIENCE = 60_000

pytestmark = pytest.mark.xdist_group("every-page-in-browser")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    """The installation with the worked example on a live server, and its address."""
    folder: Path = tmp_path_factory.mktemp("example")
    engine = make_engine(f"sqlite:///{folder / 'workbench.db'}")
    migrate(engine)
    with transaction(make_sessions(engine)) as session:
        load_example(session, folder=paths.artifacts() / "example", password="an example word")
    engine.dispose()
    app = create_app(
        load_settings({"WORKBENCH_DATA": str(folder), "WORKBENCH_SECRET_KEY": "s" * 40})
    )
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield app, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    close_application(app)


@pytest.fixture(scope="module")
def enter(browser: Browser, example: tuple[Flask, str]) -> Iterator[Callable[[str], Page]]:
    """A function that gives the page of somebody; one browser profile each, used again."""
    app, origin = example
    pages: dict[str, Page] = {}

    def open_page(who: str) -> Page:
        if who not in pages:
            # Without motion a colour is there at once when the scheme changes.
            context = browser.new_context(base_url=origin, reduced_motion="reduce")
            context.add_cookies([{"name": "session", "value": _cookie(app, who), "url": origin}])
            pages[who] = context.new_page()
            pages[who].set_default_timeout(_PATIENCE)
        return pages[who]

    yield open_page
    for page in pages.values():
        page.context.close()


def _cookie(app: Flask, who: str) -> str:
    with reading(app.extensions["workbench_sessions"]) as session:
        person = find_person_by_email(session, f"{who}@example.test")
        assert person is not None
        told = {"_user_id": f"{person.id}.{person.session_version}.in-a-test", "_fresh": True}
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return str(serializer.dumps(told))


@pytest.mark.parametrize(("path", "who"), PAGES, ids=lambda one: str(one).strip("/") or "inbox")
def test_axe_phones_and_the_console_find_nothing(
    enter: Callable[[str], Page], path: str, who: str
) -> None:
    page = enter(who)
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200
    found = {"light": _axe(page), "wide": _sideways(page)}
    page.set_viewport_size({"width": 390, "height": 844})
    found["narrow"] = _sideways(page)
    page.emulate_media(color_scheme="dark")
    found["dark"] = _axe(page)
    assert found == {"light": [], "wide": 0, "narrow": 0, "dark": []}
    assert said == []


def _axe(page: Page) -> list[Any]:
    found = Axe().run(page).response["violations"]
    return [
        (
            one["id"],
            [(node["target"], node.get("failureSummary", "")[:200]) for node in one["nodes"][:3]],
        )
        for one in found
    ]


def _sideways(page: Page) -> int:
    """By how many pixels the page scrolls sideways."""
    wide: int = page.evaluate(
        "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"
    )
    return wide
