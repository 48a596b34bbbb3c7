"""`workbench worker`: processes that share one database's jobs and outlive one another."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.scenarios import Journey
from tests.users import MIRA, actor
from workbench.artifacts.pdf.content import Content
from workbench.review.exports.exporting import ask_for_export, find_export
from workbench.review.imports.background import LONG_FILES
from workbench.review.imports.importing import get_import, upload_files
from workbench.review.package.second_opinion import second_opinion_job_type
from workbench.review.worker import work_once
from workbench.store.base import utc_now
from workbench.store.engine import Sessions, reading, transaction
from workbench.store.jobs import LEASE, Job

#: What the installed `workbench` program does.
_PROGRAM = "from workbench.cli.app import main; main()"
Start = Callable[..., "Worker"]


class Worker:
    """One process; what it says is read line by line."""

    def __init__(self, environ: dict[str, str], *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, "worker", *options],
            env=environ,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.name = self.says("is ready").partition(" ")[0]

    def says(self, words: str) -> str:
        """The next line, which has these words in it."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert words in line, line
        return line

    def end(self, how: signal.Signals) -> None:
        """Send a signal and wait until it has ended."""
        self.process.send_signal(how)
        self.process.wait(60)


@pytest.fixture
def start(postgres_sessions: Sessions, tmp_path: Path) -> Iterator[Start]:
    """A function that starts a worker on the test's database; all of them end with the test."""
    engine = postgres_sessions.kw["bind"]
    environ = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "WORKBENCH_DATA": str(tmp_path),
        "WORKBENCH_DATABASE_URL": engine.url.render_as_string(hide_password=False),
    }
    started: list[Worker] = []

    def begin(*options: str) -> Worker:
        started.append(Worker(environ, *options))
        return started[-1]

    yield begin
    for one in started:
        one.process.kill()
        one.process.communicate()


def ask(sessions: Sessions, data_dir: Path, *asked: tuple[str, Content]) -> None:
    with transaction(sessions) as session:
        for which, content in asked:
            ask_for_export(
                session,
                actor=actor(session, MIRA),
                project="made-house",
                which=which,
                data_dir=data_dir,
                content=content,
            )


def jobs(sessions: Sessions) -> list[Job]:
    with reading(sessions) as session:
        return list(session.scalars(select(Job).order_by(Job.id)))


def test_two_workers_share_the_jobs_and_one_takes_over_from_the_killed(
    postgres_sessions: Sessions, start: Start, tmp_path: Path
) -> None:
    journey = Journey(postgres_sessions).begin().accept()
    journey.present()
    work_once(postgres_sessions, job_type=second_opinion_job_type(), worker="before")
    first, second = start("--every", "0.05"), start("--every", "0.05")
    ask(
        postgres_sessions,
        tmp_path,
        ("1", Content.everything),
        ("1", Content.summary),
        ("draft", Content.summary),
    )
    took = {first.name: first.says("started"), second.name: second.says("started")}
    first.end(signal.SIGKILL)
    lost = next(one for one in jobs(postgres_sessions) if one.key in took[first.name])
    assert took[first.name] != took[second.name]
    assert (lost.state, lost.worker) == ("running", first.name)
    with transaction(postgres_sessions) as session:
        row = session.get(Job, lost.id)
        assert row is not None
        row.lease_until = utc_now() - LEASE
    second.says("started")
    second.says("started")
    second.end(signal.SIGTERM)
    start("--once").process.wait(120)
    made = jobs(postgres_sessions)
    assert {one.state for one in made} == {"done"}
    assert next(one for one in made if one.id == lost.id).attempts == 2
    for which, content in (("1", Content.everything), ("draft", Content.summary)):
        export = journey.see(MIRA, find_export, which=which, data_dir=tmp_path, content=content)
        assert export.find(export.pdf), "it is there"
    assert not [one for one in tmp_path.rglob(".*") if one.name != ".about.json"]


def test_a_worker_that_is_told_to_stop_gives_its_job_back(
    postgres_sessions: Sessions, start: Start, tmp_path: Path
) -> None:
    Journey(postgres_sessions).begin().accept()
    worker = start()
    ask(postgres_sessions, tmp_path, ("draft", Content.everything))
    worker.says("started")
    worker.end(signal.SIGTERM)
    (job,) = jobs(postgres_sessions)
    assert (job.state, job.attempts, job.worker) == ("waiting", 0, "")


def test_a_worker_reads_a_long_import(postgres_sessions: Sessions, start: Start) -> None:
    journey = Journey(postgres_sessions).begin()
    files = {f"notes/{number:03}.txt": b"Just words.\n" for number in range(LONG_FILES)}
    files["prd.md"] = b"# PRD\n\n- **FR-901**: The system MUST count.\n"
    with transaction(postgres_sessions) as session:
        person = actor(session, MIRA)
        brought = upload_files(session, actor=person, project=journey.slug, files=files).id
    (asked,) = jobs(postgres_sessions)
    worker = start("--once")
    worker.says(f"started {asked.key}")
    assert worker.process.wait(60) == 0
    pending = journey.see(MIRA, get_import, preview=brought)
    assert [row.key for row in pending.rows if row.source == "prd.md"] == ["FR-901"]
