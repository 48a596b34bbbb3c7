"""Downloads: made once in the background, kept, and the same as what was decided on."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader

from tests.scenarios import Journey
from tests.users import MIRA, PAULA, REN, SAM, actor
from tests.web.conftest import Visitor
from workbench.artifacts.bundle import verify_files
from workbench.artifacts.pdf import workers
from workbench.design.access import Role
from workbench.design.base import Item
from workbench.design.handoff import Assumption
from workbench.design.kinds import Artifact
from workbench.http.local_worker import local_worker
from workbench.review.commands import AddComment
from workbench.review.discussion.comments import add_comment
from workbench.review.errors import NotFound
from workbench.review.exports.building import export_job_type
from workbench.review.exports.exporting import ask_for_export, find_export
from workbench.review.projects.access import open_project
from workbench.review.worker import LocalWorker, work_once
from workbench.store.base import utc_now
from workbench.store.draft_bulk import put_many
from workbench.store.drafts import begin_write
from workbench.store.engine import Sessions, transaction
from workbench.store.jobs import LEASE, Job, lease_next

HOUSE = "/projects/made-house"
DOWNLOADS = f"{HOUSE}/downloads"
Visit = Callable[..., Visitor]


@pytest.fixture
def data_dir(app: Flask) -> Path:
    """Where the application keeps what it makes."""
    found: Path = app.extensions["workbench_settings"].data_dir
    return found


def _finish(app: Flask) -> None:
    with app.app_context():
        worker = local_worker()
    worker.wake()
    worker.wait()


def test_from_asking_to_a_package_that_verifies(app: Flask, journey: Journey, visit: Visit) -> None:
    sha256 = journey.present()
    paula = visit(PAULA)
    assert "Generate the PDF" in paula.get(f"{DOWNLOADS}/1").text
    assert paula.get(f"{DOWNLOADS}/1/pdf", status=303).location.endswith(f"{DOWNLOADS}/1")
    paula.post(f"{DOWNLOADS}/1")
    running = paula.get(f"{DOWNLOADS}/1", htmx=True).text
    assert "Generating" in running or "Ready" in running
    _finish(app)
    page = paula.get(f"{DOWNLOADS}/1").text
    assert "Ready" in page
    assert "schema.sql" in page

    pdf = paula.get(f"{DOWNLOADS}/1/pdf")
    assert pdf.data.startswith(b"%PDF-")
    assert "made-house-revision-1.pdf" in pdf.headers["Content-Disposition"]
    archive = zipfile.ZipFile(io.BytesIO(paula.get(f"{DOWNLOADS}/1/package.zip").data))
    files = {name: archive.read(name) for name in archive.namelist()}
    assert verify_files(files, sha256) == []
    assert json.loads(files["manifest.json"])["state"] == "presented"
    one = paula.get(f"{DOWNLOADS}/1/files/endpoint-inventory.md")
    assert one.data == files["endpoint-inventory.md"]
    assert one.mimetype == "text/markdown"
    # A piece of a file would hold a thread for as long as its reader takes.
    piece = paula.client.get(f"{DOWNLOADS}/1/package.zip", headers={"Range": "bytes=1-"})
    assert (piece.status_code, piece.headers.get("Accept-Ranges")) == (200, None)
    piece.close()


def test_nothing_is_made_again_until_something_changes(
    app: Flask, journey: Journey, visit: Visit, data_dir: Path, app_sessions: Sessions
) -> None:
    journey.present()
    paula = visit(PAULA)
    paula.post(f"{DOWNLOADS}/1")
    _finish(app)
    (made,) = data_dir.glob("exports/*/1-*/package.zip")
    before = made.stat().st_mtime_ns
    paula.post(f"{DOWNLOADS}/1")
    _finish(app)
    assert made.stat().st_mtime_ns == before
    journey.decide("APPROVED")
    assert "Generate the PDF" in paula.get(f"{DOWNLOADS}/1").text, "it is approved now, and says so"
    paula.post(f"{DOWNLOADS}/1")
    _finish(app)
    (newer,) = data_dir.glob("exports/*/1-*/package.zip")
    assert newer != made, "what is superseded goes"
    with zipfile.ZipFile(newer) as archive:
        assert json.loads(archive.read("manifest.json"))["state"] == "approved"
    del app_sessions


def test_the_draft_has_files_too_and_they_follow_each_edit(
    app: Flask, journey: Journey, visit: Visit
) -> None:
    mira = visit(MIRA)
    assert "draft" in mira.get(DOWNLOADS).text.lower()
    mira.post(f"{DOWNLOADS}/draft")
    _finish(app)
    assert "Ready" in mira.get(f"{DOWNLOADS}/draft").text
    entity = journey.find("entity", "AmberAnchor")
    assert entity is not None
    journey.save(entity.model_copy(update={"description": "Another one."}))
    assert "Generate the PDF" in mira.get(f"{DOWNLOADS}/draft").text


def test_a_comment_makes_new_files(journey: Journey, data_dir: Path) -> None:
    journey.present()
    first = journey.see(REN, find_export, which="1", data_dir=data_dir).key
    again = journey.see(REN, find_export, which="1", data_dir=data_dir).key
    journey.do(REN, add_comment, AddComment(kind="role", item="clerk", text="Why?"))
    assert again == first
    assert journey.see(REN, find_export, which="1", data_dir=data_dir).key != first


def test_a_job_whose_worker_was_lost_is_done_by_the_next(
    journey: Journey, data_dir: Path, app_sessions: Sessions
) -> None:
    journey.present()
    with transaction(app_sessions) as session:
        ask_for_export(
            session,
            actor=actor(session, MIRA),
            project=journey.slug,
            which="1",
            data_dir=data_dir,
        )
    with transaction(app_sessions) as session:
        lost = lease_next(session, worker="lost", now=utc_now(), kind="package")
        assert lost is not None
    job_type = export_job_type(data_dir)
    assert not work_once(app_sessions, job_type=job_type, worker="next"), "it is still leased"
    with transaction(app_sessions) as session:
        row = session.get(Job, lost.id)
        assert row is not None
        row.lease_until = utc_now() - LEASE - timedelta(seconds=1)
    assert work_once(app_sessions, job_type=job_type, worker="next")
    export = journey.see(MIRA, find_export, which="1", data_dir=data_dir)
    assert export.state == "done"
    assert export.job is not None
    assert (export.job.attempts, export.job.progress) == (2, 100)


def test_files_that_were_removed_are_made_again(
    journey: Journey, data_dir: Path, app_sessions: Sessions
) -> None:
    journey.present()
    told = {"project": journey.slug, "which": "1", "data_dir": data_dir}

    def ask() -> None:
        with transaction(app_sessions) as session:
            ask_for_export(session, actor=actor(session, MIRA), **told)  # type: ignore[arg-type]

    worker = LocalWorker(app_sessions, export_job_type(data_dir))
    ask()
    worker.wake()
    worker.wait()
    export = journey.see(MIRA, find_export, which="1", data_dir=data_dir)
    (export.folder / "package.zip").unlink()
    assert journey.see(MIRA, find_export, which="1", data_dir=data_dir).state == "none"
    ask()
    worker.wake()
    worker.wait()
    assert journey.see(MIRA, find_export, which="1", data_dir=data_dir).state == "done"


def test_what_cannot_be_made_says_why_and_can_be_tried_again(
    app: Flask, journey: Journey, visit: Visit, data_dir: Path
) -> None:
    journey.present()
    paula = visit(PAULA)
    paula.post(f"{DOWNLOADS}/1")
    exports = data_dir / "exports"
    exports.write_text("a file where a folder should be")
    _finish(app)
    page = paula.get(f"{DOWNLOADS}/1").text
    assert "could not be saved" in page
    assert str(data_dir) not in page
    assert "Try again" in page
    exports.unlink()
    paula.post(f"{DOWNLOADS}/1")
    _finish(app)
    assert "Ready" in paula.get(f"{DOWNLOADS}/1").text


@pytest.mark.parametrize("which", ["9", "next", "1-2", "..", "%2e%2e"])
def test_no_other_revision_can_be_asked_for(
    journey: Journey, visit: Visit, data_dir: Path, which: str
) -> None:
    journey.present()
    paula = visit(PAULA)
    assert paula.client.get(f"{DOWNLOADS}/{which}").status_code in {404, 308}
    with pytest.raises(NotFound):
        journey.see(PAULA, find_export, which="9", data_dir=data_dir)


@pytest.mark.parametrize(
    "name", ["../../../workbench.db", "nothing.md", "..%2f..%2fsecret-key", ".hidden"]
)
def test_no_file_outside_the_package_is_served(
    app: Flask, journey: Journey, visit: Visit, name: str
) -> None:
    journey.present()
    paula = visit(PAULA)
    paula.post(f"{DOWNLOADS}/1")
    _finish(app)
    assert paula.client.get(f"{DOWNLOADS}/1/files/{name}").status_code in {404, 308}


def test_a_stranger_gets_nothing(journey: Journey, visit: Visit) -> None:
    journey.present()
    sam = visit(SAM)
    for path in (DOWNLOADS, f"{DOWNLOADS}/1", f"{DOWNLOADS}/1/pdf", f"{DOWNLOADS}/1/files/x.md"):
        sam.get(path, status=404)
    sam.post(f"{DOWNLOADS}/1", status=404)


def test_a_reader_gets_as_much_as_was_asked_for(
    app: Flask, journey: Journey, visit: Visit, data_dir: Path
) -> None:
    journey.present()
    paula = visit(PAULA)
    paula.post(f"{DOWNLOADS}/1", content="summary")
    _finish(app)
    pdf = paula.get(f"{DOWNLOADS}/1/pdf?content=summary")
    assert "revision-1-summary.pdf" in pdf.headers["Content-Disposition"]
    reader = PdfReader(io.BytesIO(pdf.data))
    assert f"{len(reader.pages)} pages" in " ".join(paula.get(f"{DOWNLOADS}/1").text.split())
    assert not list(data_dir.glob("exports/*/1-*")), "nothing else was made"
    refused = paula.post(f"{DOWNLOADS}/1", content="changes", status=403)
    assert "This is the first presentation" in refused.get_data(as_text=True)
    paula.post(f"{DOWNLOADS}/1", content="everything", status=404)


def test_what_changed_can_be_had_after_the_first_presentation(
    app: Flask, journey: Journey, visit: Visit
) -> None:
    journey.present()
    journey.revise(Artifact.access)
    journey.save(Role(key="clerk", description="Told anew."))
    journey.present()
    journey.revise(Artifact.access)
    journey.save(Role(key="clerk", description="Told again."))
    mira = visit(MIRA)
    mira.post(f"{DOWNLOADS}/draft", content="changes")
    _finish(app)
    pdf = mira.get(f"{DOWNLOADS}/draft/pdf?content=changes").data
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "Told again." in text
    for told in ("Presentation 1", "Presentation 2", "Mend these.", "role clerk"):
        assert told in text, told


@pytest.fixture
def _small_chapters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MOST_CHARACTERS", 40_000)


@pytest.mark.usefixtures("_small_chapters")
def test_a_chapter_that_cannot_be_set_is_named_and_no_half_file_stays(
    app: Flask, journey: Journey, visit: Visit, data_dir: Path, app_sessions: Sessions
) -> None:
    # Together the texts are more than a chapter's part may hold here.
    words = "word " * 399
    with transaction(app_sessions) as session:
        by = actor(session, MIRA)
        project = open_project(session, actor=by, project=journey.slug).project
        write = begin_write(session, project_id=project.id, by=by.id, at=utc_now())
        items: list[Item] = [Assumption(key=f"ASM-{at:03}", text=words) for at in range(21)]
        put_many(session, write=write, items=items, remove=frozenset())
    mira = visit(MIRA)
    for content in ("summary", "all"):
        mira.post(f"{DOWNLOADS}/draft", content=content)
        _finish(app)
    page = " ".join(mira.get(f"{DOWNLOADS}/draft").text.split())
    assert page.count("The PDF could not be generated: Summary: one part of it has 4") == 2
    assert page.count("Try again") == 2
    kept = [path.name for path in data_dir.glob("exports/**/*") if path.is_file()]
    assert "endpoint-inventory.md" in kept, "what was made before can be had"
    assert not [name for name in kept if name.startswith(".") or name.endswith((".pdf", ".zip"))]
