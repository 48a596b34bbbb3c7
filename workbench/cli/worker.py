"""`workbench worker`: processes background jobs (exports and large imports)."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

from workbench.config import ConfigError, ensure_data_dir, load_settings

if TYPE_CHECKING:
    from workbench.store.jobs import Job


@click.command("worker")
@click.option("--once", is_flag=True, help="Stop when the queue is empty.")
@click.option(
    "--every",
    type=click.FloatRange(0.05, 60),
    default=1.0,
    show_default=True,
    help="Seconds between two checks of the queue.",
)
def command(*, once: bool, every: float) -> None:
    """Process background jobs (exports and large imports) until interrupted.

    Run one worker per spare processor, with WORKBENCH_EXPORTS=workers set for the server.
    Workers need the server's settings, database and data directory; they share the queue and
    pick up the jobs of a worker that was lost.
    """
    from workbench.review.exports.building import export_job_type
    from workbench.review.imports.background import import_job_type
    from workbench.review.package.second_opinion import second_opinion_job_type
    from workbench.review.worker import work_once, worker_name
    from workbench.store.engine import make_engine, make_sessions
    from workbench.store.migrate import migrate

    try:
        settings = load_settings()
        ensure_data_dir(settings)
    except ConfigError as error:
        click.echo(f"workbench: {error}", err=True)
        sys.exit(2)
    engine = make_engine(settings.database_url)
    migrate(engine)
    sessions = make_sessions(engine)
    name = worker_name()
    exports = export_job_type(settings.data_dir)
    job_types = (import_job_type(), exports, second_opinion_job_type())
    signal.signal(signal.SIGTERM, _stop)
    click.echo(f"{name} is ready")

    def report_lease(job: Job) -> None:
        click.echo(f"{name} started {job.key}")

    waiting = threading.Event()
    try:
        while True:
            done = any(
                work_once(sessions, job_type=job_type, worker=name, on_lease=report_lease)
                for job_type in job_types
            )
            if not done and once:
                return
            if not done:
                waiting.wait(every)
    except KeyboardInterrupt:
        click.echo(f"{name} stopped")
    finally:
        engine.dispose()


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    """End as Ctrl-C does, so that a job that is under way is given back."""
    raise KeyboardInterrupt
