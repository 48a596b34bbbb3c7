"""What people wait for when they bring a document: from sending it to the preview's page.

At size 1,000 the documents are those that have a budget: a PRD of 1,000 requirements, an OpenAPI
document of 330 operations and 3 MB, a SQL dump of 140 tables, 2,700 statements and 530 kB. What
is long is read by the background worker, whose work is counted in.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import ryaml
import yaml
from flask import Flask
from flask.testing import FlaskClient

from tests.benchmarks.intake_documents import requirements_text
from tests.benchmarks.intake_formats import openapi_text, sql_text
from tests.benchmarks.measure import Limits, Step
from tests.users import MIRA, PROJECT, actor, gather, meet
from workbench.app import create_app
from workbench.config import load_settings
from workbench.store.engine import make_engine, make_sessions, transaction
from workbench.store.migrate import migrate
from workbench.web.imports.views import local_worker

SIZES = (1_000, 3_000)
_BUDGET = 1_000
_MEMORY = 15.0
_WHERE = f"/projects/{PROJECT}/import"
_PARSER = "YAML: CSafeLoader alone"


def run(size: int) -> Iterator[Step]:
    """Measure on SQLite, as an architect, in a project to which nothing has come yet."""
    document = openapi_text(size * 33 // 100)
    files = {
        "prd.md": requirements_text(size),
        "api.yaml": document,
        "dump.sql": sql_text(size * 33 // 100),
    }
    with tempfile.TemporaryDirectory() as folder:
        app, client = _house(Path(folder))
        preview = partial(_preview, app, client)
        for name, text in {"a.md": requirements_text(2), "a.yaml": openapi_text(2),
                           "a.sql": sql_text(2)}.items():  # fmt: skip
            preview(name, text.encode())
        yield Step("YAML: ryaml alone", lambda: _fastest(document), limits=Limits(growth=1.4))
        yield Step(
            _PARSER,
            lambda: yaml.load(document, yaml.CSafeLoader),
            limits=Limits(growth=1.4),
        )
        limits = {
            "prd.md": Limits(seconds=1.0, up_to=_BUDGET),
            "api.yaml": Limits(growth=1.4, memory=_MEMORY, against=(_PARSER, 3.0)),
            "dump.sql": Limits(seconds=1.5, up_to=_BUDGET),
        }
        for name, text in files.items():
            yield _step(name, text, preview, limits[name])
        app.extensions["workbench_sessions"].kw["bind"].dispose()


def _step(name: str, text: str, preview: Callable[[str, bytes], None], limits: Limits) -> Step:
    content = text.encode()
    call = partial(preview, name, content)
    return Step(f"preview {name}", call, limits=limits, input_bytes=len(content))


def _fastest(document: str) -> None:
    ryaml.loads(document)  # type: ignore[attr-defined]


def _preview(app: Flask, client: FlaskClient, name: str, content: bytes) -> None:
    sent = {"files": [(io.BytesIO(content), name)]}
    where = client.post(_WHERE, data=sent).headers["Location"]
    with app.app_context():
        worker = local_worker()
    worker.wake()
    worker.wait()
    page = client.get(where)
    assert page.status_code == 200
    assert b"What is in them" in page.data, page.get_data(as_text=True)[:2000]


def _house(data: Path) -> tuple[Flask, FlaskClient]:
    settings = load_settings({"WORKBENCH_DATA": str(data), "WORKBENCH_SECRET_KEY": "s" * 40})
    engine = make_engine(f"sqlite:///{data / 'workbench.db'}")
    migrate(engine)
    with transaction(make_sessions(engine)) as session:
        gather(session)
        meet(session)
        person = f"{actor(session, MIRA).id}.1.measured"
    engine.dispose()
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    with client.session_transaction() as kept:
        kept.update({"_user_id": person, "_fresh": True})
    return app, client
