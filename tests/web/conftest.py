"""The application on a database of the test's own, the cast signed in, and a browser on it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import event
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from tests.scenarios import Journey
from tests.users import MIRA, Character
from workbench.app import create_app
from workbench.config import Settings, load_settings
from workbench.store.engine import Sessions, reading
from workbench.store.people import find_person_by_email

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

TOKEN = "a" * 40


class _Compiled(BytecodeCache):
    """Templates compiled once in this process, though each test has its own application."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


def open_application(settings: Settings) -> Flask:
    """Create the application as it is, but for where its compiled templates are kept."""
    made = create_app(settings)
    made.jinja_env.bytecode_cache = _Compiled()
    return made


def close_application(made: Flask) -> None:
    """Wait for the application's background workers, then close its connections.

    A connection that a worker still holds would be closed by the garbage collector alone, which
    Python warns about from 3.13 on.
    """
    for worker in made.extensions.get("workbench_local_workers", {}).values():
        worker.wait()
    made.extensions["workbench_sessions"].kw["bind"].dispose()


@dataclass
class Visitor:
    """Somebody of the cast with a session; forms are sent with the token that pages carry."""

    app: Flask
    session: dict[str, object]

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        with self.client.session_transaction() as kept:
            kept.update(self.session)

    def get(self, path: str, *, htmx: bool = False, status: int = 200) -> TestResponse:
        """Open a page and insist on its status."""
        headers = {"HX-Request": "true"} if htmx else {}
        answer = self.client.get(path, headers=headers, buffered=True)
        assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
        return answer

    def post(
        self, path: str, /, *, htmx: bool = False, status: int = 303, **fields: Any
    ) -> TestResponse:
        """Send a form and insist on the status of the answer."""
        token = URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token").dumps(TOKEN)
        headers = {"HX-Request": "true"} if htmx else {}
        data = {"csrf_token": token, **fields}
        answer = self.client.post(path, data=data, headers=headers)
        assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
        return answer


@pytest.fixture
def app(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application; its database has the cast and nothing else."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copyfile(sqlite_template, data / "workbench.db")
    # A test that needs a background job does it itself, so that no other test pays for one.
    settings = load_settings(
        {
            "WORKBENCH_DATA": str(data),
            "WORKBENCH_SECRET_KEY": "s" * 40,
            "WORKBENCH_EXPORTS": "workers",
        }
    )
    made = open_application(settings)
    yield made
    close_application(made)


@pytest.fixture
def app_sessions(app: Flask) -> Sessions:
    """Sessions on the application's database."""
    found: Sessions = app.extensions["workbench_sessions"]
    return found


@pytest.fixture
def journey(app_sessions: Sessions) -> Journey:
    """The made house in design: a project whose handoff is accepted."""
    return Journey(app_sessions).begin().accept()


@pytest.fixture
def visit(app: Flask, app_sessions: Sessions) -> Callable[..., Visitor]:
    """A function that signs somebody of the cast in."""

    def sign_in(who: Character = MIRA) -> Visitor:
        return Visitor(app, session_of(app_sessions, who))

    return sign_in


@pytest.fixture
def count_queries(app_sessions: Sessions) -> Callable[[Callable[[], object]], list[str]]:
    """A function that does something and gives the statements that went to the database."""
    engine = app_sessions.kw["bind"]

    def count(act: Callable[[], object]) -> list[str]:
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        act()
        event.remove(engine, "before_cursor_execute", note)
        return seen

    return count


@pytest.fixture
def origin(app: Flask) -> Iterator[str]:
    """The address of the application on a live server."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def browse(
    app: Flask, app_sessions: Sessions, origin: str, new_context: Callable[..., BrowserContext]
) -> Callable[..., Page]:
    """A function that opens a browser in which somebody of the cast has signed in."""

    def open_page(who: Character = MIRA, **options: Any) -> Page:
        context = new_context(base_url=origin, **options)
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = serializer.dumps(session_of(app_sessions, who))
        context.add_cookies([{"name": "session", "value": cookie, "url": origin}])
        return context.new_page()

    return open_page


def session_of(sessions: Sessions, who: Character) -> dict[str, object]:
    with reading(sessions) as session:
        person = find_person_by_email(session, who.email)
        assert person is not None
        return {
            "_user_id": f"{person.id}.{person.session_version}.in-a-test",
            "_fresh": True,
            "csrf_token": TOKEN,
        }
