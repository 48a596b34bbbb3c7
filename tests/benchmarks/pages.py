"""What people wait for in the browser: pages and one edit, from request to response."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote

from flask.testing import FlaskClient

from tests.benchmarks.measure import Limits, Step
from tests.factories import made_design
from tests.scenarios import take_steps
from tests.users import MIRA, PROJECT, actor, gather, meet
from workbench.app import create_app
from workbench.config import load_settings
from workbench.review.handoff.accepting import accept_handoff
from workbench.store.base import utc_now
from workbench.store.draft_bulk import put_many
from workbench.store.drafts import begin_write, find_item
from workbench.store.engine import Sessions, make_engine, make_sessions, reading, transaction
from workbench.store.migrate import migrate

_LINEAR = Limits(growth=1.15)
#: An edit costs the same in a design of any size.
_EDIT = Limits(growth=0.25, queries=40)
_PAGES = (
    ("project page", ""),
    ("endpoint inventory", "/inventory"),
    ("requests", "/requests"),
    ("schema", "/schema"),
    ("access", "/access"),
    ("documents", "/documents"),
    ("prioritise", "/prioritise"),
    ("findings", "/findings"),
    ("handoff", "/handoff"),
)


def run(size: int) -> Iterator[Step]:
    """Measure on SQLite, as an architect, with a made design of that many endpoints."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        settings = load_settings({"WORKBENCH_DATA": folder, "WORKBENCH_SECRET_KEY": "s" * 40})
        engine = make_engine(f"sqlite:///{data / 'workbench.db'}")
        migrate(engine)
        sessions = make_sessions(engine)
        person = _fill(sessions, size)
        app = create_app(settings)
        app.config["WTF_CSRF_ENABLED"] = False
        client = app.test_client()
        with client.session_transaction() as kept:
            kept.update({"_user_id": person, "_fresh": True})
        yield from _steps(client, sessions, size)
        engine.dispose()
        app.extensions["workbench_sessions"].kw["bind"].dispose()


def _fill(sessions: Sessions, size: int) -> str:
    with transaction(sessions) as session:
        gather(session)
        project = meet(session)
        mira = actor(session, MIRA)
        write = begin_write(session, project_id=project.id, by=mira.id, at=utc_now())
        put_many(session, write=write, items=list(made_design(size).items()), remove=frozenset())
        take_steps(session, actor=mira, project=PROJECT)
        accept_handoff(session, actor=mira, project=PROJECT)
        return f"{mira.id}.1.measured"


def _steps(client: FlaskClient, sessions: Sessions, size: int) -> Iterator[Step]:
    yield Step("first look (rules run)", lambda: _get(client, ""), once=True, limits=_LINEAR)
    for name, address in _PAGES:
        yield Step(name, partial(_get, client, address), limits=_LINEAR)
    numbers = itertools.count()
    key = made_design(size).endpoints[size // 2].item_key
    yield Step("one edit", lambda: _edit(client, sessions, key, next(numbers)), limits=_EDIT)


def _get(client: FlaskClient, address: str) -> None:
    answer = client.get(f"/projects/{PROJECT}{address}")
    assert answer.status_code == 200, (address, answer.status_code)


def _edit(client: FlaskClient, sessions: Sessions, key: str, number: int) -> None:
    with reading(sessions) as session:
        stored = find_item(session, 1, "endpoint", key)
    assert stored is not None
    answer = client.post(
        f"/projects/{PROJECT}/inventory/row?key={quote(key)}",
        data={
            "_version": str(stored.version),
            "method": key.partition(" ")[0],
            "path": key.partition(" ")[2],
            "kind": "list",
            "covers": "FR-001",
            "description": f"Edit {number}.",
        },
        headers={"HX-Request": "true"},
    )
    assert answer.status_code in {200, 204}, answer.get_data(as_text=True)[:500]
