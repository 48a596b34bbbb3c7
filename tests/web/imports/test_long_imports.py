"""Imports that take long: read in the background, left, come back to, cancelled, tried again."""

from __future__ import annotations

import io
import socket
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select, update

from tests.scenarios import Journey
from tests.users import MIRA, PAULA, meet
from tests.web.conftest import TOKEN, Visitor, session_of
from workbench.review.exports.exporting import KIND as PACKAGE
from workbench.review.imports.background import KIND, LONG_BYTES, LONG_FILES
from workbench.store.base import utc_now
from workbench.store.engine import Sessions, reading, transaction
from workbench.store.imports import ImportPreview
from workbench.store.jobs import MAX_ATTEMPTS, Job, lease_next
from workbench.web.imports.views import local_worker

Visit = Callable[..., Visitor]
WHERE = "/projects/worker/import"
PRD = "# PRD\n\n## Requirements\n\n- **FR-001**: The system MUST list orders. (P0)\n"


@pytest.fixture
def empty(app_sessions: Sessions) -> Journey:
    """A project to which nothing has come yet."""
    with transaction(app_sessions) as session:
        meet(session, "worker")
    return Journey(app_sessions, "worker")


def _bring_many(visitor: Visitor) -> str:
    files = [(io.BytesIO(b"Just words.\n"), f"notes/{one:03}.txt") for one in range(LONG_FILES)]
    sent = [*files, (io.BytesIO(PRD.encode()), "prd.md")]
    return str(visitor.post(WHERE, files=sent).headers["Location"])


def _text(visitor: Visitor, where: str, *, htmx: bool = False) -> str:
    return visitor.get(where, htmx=htmx).get_data(as_text=True)


def _read(app: Flask) -> None:
    with app.app_context():
        worker = local_worker()
    worker.wake()
    worker.wait()


def _jobs(sessions: Sessions) -> list[str]:
    with reading(sessions) as session:
        return list(session.scalars(select(Job.kind)))


def test_many_files_are_read_in_the_background(
    empty: Journey, visit: Visit, app: Flask, app_sessions: Sessions
) -> None:
    visitor = visit()
    where = _bring_many(visitor)
    assert _jobs(app_sessions) == [KIND]
    page = _text(visitor, WHERE)
    assert "being read" in page
    assert f"notes/000.txt and {LONG_FILES} more" in page
    for path, method in (("/changes", "get"), ("/edit", "get"), ("", "post"), ("/edit", "post")):
        told = {"source": "prd.md", "text": "x"} if path == "/edit" and method == "post" else {}
        ask = getattr(visitor, method)
        assert ask(f"{where}{path}", status=303, **told).headers["Location"].endswith(where)
    assert "being read" in _text(visitor, WHERE)
    _read(app)
    page = _text(visitor, where)
    assert "The system MUST list orders" in page
    assert visitor.get(where, htmx=True).headers["HX-Redirect"] == where
    assert not _jobs(app_sessions)
    visitor.post(where)
    assert empty.find("requirement", "FR-001") is not None


def test_size_alone_makes_an_import_long(
    empty: Journey, visit: Visit, app: Flask, app_sessions: Sessions
) -> None:
    visitor = visit()
    text = PRD + "\nMore words that define nothing.\n" * (LONG_BYTES // 30)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("prd.md", text)
    sent = [(io.BytesIO(packed.getvalue()), "all.zip")]
    where = visitor.post(WHERE, files=sent).headers["Location"]
    assert _jobs(app_sessions) == [KIND]
    _read(app)
    assert "FR-001" in _text(visitor, where)
    assert empty.find("requirement", "FR-001") is None


def test_sending_in_the_background_answers_with_the_next_address(
    empty: Journey, visit: Visit
) -> None:
    answer = visit().post(
        f"/projects/{empty.slug}/import",
        files=[(io.BytesIO(PRD.encode()), "prd.md")],
        htmx=True,
        status=200,
    )
    assert "FR-001" in _text(visit(), answer.headers["HX-Redirect"])
    refused = visit().post(WHERE, text=" ", htmx=True, status=422).get_data(as_text=True)
    assert "Choose at least one file." in refused
    assert "<!doctype" not in refused


def test_cancelling_leaves_nothing(
    empty: Journey, visit: Visit, app: Flask, app_sessions: Sessions
) -> None:
    visitor = visit()
    where = _bring_many(visitor)
    visit(PAULA).post(f"{where}/discard", status=404)
    visitor.post(f"{where}/discard")
    visitor.get(where, status=404)
    assert not _jobs(app_sessions)
    _read(app)
    with reading(app_sessions) as session:
        assert session.scalar(select(ImportPreview)) is None
    assert empty.find("requirement", "FR-001") is None


def test_what_was_cancelled_while_it_is_read_is_not_kept(
    empty: Journey, visit: Visit, app: Flask, app_sessions: Sessions
) -> None:
    visitor = visit()
    where = _bring_many(visitor)
    with transaction(app_sessions) as session:
        job = lease_next(session, worker="w", now=utc_now(), kind=KIND)
        assert job is not None
        session.delete(session.get_one(ImportPreview, where.rpartition("/")[2]))
        job.state, job.worker = "waiting", ""
    _read(app)
    with reading(app_sessions) as session:
        assert session.scalar(select(ImportPreview)) is None
    assert empty.find("requirement", "FR-001") is None


def test_a_reading_that_failed_says_why_and_is_tried_again(
    empty: Journey, visit: Visit, app: Flask, app_sessions: Sessions
) -> None:
    visitor = visit(MIRA)
    where = _bring_many(visitor)
    with transaction(app_sessions) as session:
        session.execute(update(Job).values(attempts=MAX_ATTEMPTS))
    _read(app)
    page = _text(visitor, where)
    assert f"The job stopped its worker {MAX_ATTEMPTS} times." in page
    assert "Try again" in page
    visitor.post(f"{where}/read")
    _read(app)
    assert "FR-001" in _text(visitor, where)
    assert empty.find("requirement", "FR-001") is None


def test_what_nobody_came_back_for_is_forgotten_with_its_job(
    empty: Journey, visit: Visit, app_sessions: Sessions
) -> None:
    visitor = visit()
    where = _bring_many(visitor)
    with transaction(app_sessions) as session:
        session.execute(update(ImportPreview).values(expires_at=utc_now() - timedelta(seconds=1)))
    visitor.get(where, status=404)
    visitor.post(WHERE, files=[(io.BytesIO(PRD.encode()), "prd.md")])
    assert not _jobs(app_sessions)
    with reading(app_sessions) as session:
        assert len(session.scalars(select(ImportPreview.id)).all()) == 1
    assert empty.find("requirement", "FR-001") is None


def test_an_upload_that_breaks_off_leaves_nothing(
    empty: Journey, app: Flask, app_sessions: Sessions, origin: str
) -> None:
    cookie = app.session_interface.get_signing_serializer(app).dumps(  # type: ignore[attr-defined]
        session_of(app_sessions, MIRA)
    )
    token = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(TOKEN)
    half = (
        f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--x\r\n'
        f'Content-Disposition: form-data; name="text"\r\n\r\n{PRD}'
    )
    head = (
        f"POST {WHERE} HTTP/1.1\r\nHost: {origin.rpartition('/')[2]}\r\nCookie: session={cookie}"
        f"\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 90000\r\n\r\n"
    )
    address = origin.rpartition("/")[2].split(":")
    with socket.create_connection((address[0], int(address[1]))) as line:
        line.sendall((head + half).encode())
        line.shutdown(socket.SHUT_WR)
        answer = line.recv(100)
    assert b" 400 " in answer
    with reading(app_sessions) as session:
        assert session.scalar(select(ImportPreview)) is None
    assert empty.find("requirement", "FR-001") is None


def test_each_worker_takes_its_own_kind(
    empty: Journey, visit: Visit, app_sessions: Sessions
) -> None:
    assert empty.slug in _bring_many(visit())
    with transaction(app_sessions) as session:
        assert lease_next(session, worker="w", now=utc_now(), kind=PACKAGE) is None
        assert lease_next(session, worker="w", now=utc_now(), kind=KIND) is not None
