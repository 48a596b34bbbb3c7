"""An export in a real browser: it begins at once, tells its chapters, is left and come back to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from playwright.sync_api import expect
from pypdf import PdfReader
from sqlalchemy import event

from tests.scenarios import Journey
from tests.users import PAULA
from workbench.config import Settings
from workbench.review.exports.building import export_job_type
from workbench.review.worker import work_once
from workbench.store.engine import Sessions

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGE = "/projects/made-house/downloads/1"


class Pause:
    """Holds the worker before it tells how far it is, from the second chapter on."""

    def __init__(self, sessions: Sessions) -> None:
        self.go_on = threading.Event()
        self.seen = 0
        event.listen(sessions.kw["bind"], "before_cursor_execute", self._look)

    def _look(
        self, _connection: object, _cursor: object, sql: str, told: object, *_: object
    ) -> None:
        if sql.startswith("UPDATE job") and '["' in str(told):
            self.seen += 1
            if self.seen > 2:
                assert self.go_on.wait(60)


def test_an_export_is_begun_left_and_come_back_to(
    app: Flask, journey: Journey, browse: Callable[..., Page], app_sessions: Sessions
) -> None:
    journey.present()
    settings: Settings = app.extensions["workbench_settings"]
    app.extensions["workbench_settings"] = _with_workers(settings)
    paula = browse(PAULA)
    paula.goto(PAGE)
    paula.get_by_role("button", name="Generate the PDF and all files").click()
    expect(paula.get_by_text("Starting soon.")).to_be_visible()

    pause = Pause(app_sessions)
    told = {"job_type": export_job_type(settings.data_dir), "worker": "test"}
    worker = threading.Thread(target=work_once, args=(app_sessions,), kwargs=told, daemon=True)
    worker.start()
    chapters = paula.get_by_role("list", name="Chapters").get_by_role("listitem")
    expect(chapters.filter(has_text="Endpoint inventory")).to_contain_text("waiting")
    expect(chapters.filter(has_text="rendered")).not_to_have_count(0)
    paula.goto("/projects/made-house")
    pause.go_on.set()
    worker.join(60)

    paula.goto(PAGE)
    whole = paula.get_by_role("region", name="Whole package")
    expect(whole.get_by_text("Ready")).to_be_visible()
    with paula.expect_download() as download:
        whole.get_by_role("link", name="PDF").click()
    pages = len(PdfReader(Path(download.value.path())).pages)
    expect(whole).to_contain_text(f"{pages} pages")

    summary = paula.get_by_role("region", name="Executive summary")
    summary.get_by_role("button", name="Generate this PDF").click()
    assert work_once(app_sessions, job_type=export_job_type(settings.data_dir), worker="test")
    expect(summary.get_by_text("Ready")).to_be_visible()
    changes = paula.get_by_role("region", name="Changes only")
    expect(changes).to_contain_text("This is the first presentation")


def _with_workers(settings: Settings) -> Settings:
    """The settings of an installation whose server leaves exports to workers."""
    return replace(settings, exports_here=False)
