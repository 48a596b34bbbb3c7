"""Laying chapters out: from the cache, here, or in processes of their own.

The engine keeps one processor busy and takes memory that Python does not give back, so more
than a little work is done by short-lived processes that each take chapters until none is left.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO

from workbench.artifacts.pdf.cache import ChapterCache
from workbench.artifacts.pdf.fragment import ChapterError, Fragment, read_fragment

#: A process is started for so many characters of HTML; starting one costs as much as they do.
_WORTH_A_PROCESS = 60_000
_MOST_WORKERS = 8
#: A chapter that takes longer is given up.
SECONDS = 300
#: A part of a chapter that holds more would take longer than that; it is refused at once.
MOST_CHARACTERS = 4_000_000
_SIZE = struct.Struct(">Q")
_FAILED = 2**63


@dataclass(frozen=True, slots=True)
class ChapterProgress:
    """How far one chapter is: parts done, parts in all, parts that were kept from before."""

    title: str
    done: int
    of: int
    kept: int


@dataclass(frozen=True, slots=True)
class Laid:
    """How far all chapters are, in their order."""

    done: int
    total: int
    chapters: tuple[ChapterProgress, ...]


Progress = Callable[[Laid], None]


@dataclass(frozen=True, slots=True)
class Job:
    """One piece to lay out."""

    title: str
    html: str
    css: str
    tagged: bool = True

    def key(self, engine: str) -> str:
        """What the result depends on, as one hash."""
        words = "\0".join((engine, self.html, self.css, str(self.tagged)))
        return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def lay_out(
    jobs: Sequence[Job],
    cache: ChapterCache,
    progress: Progress | None = None,
    workers: int | None = None,
) -> list[Fragment]:
    """The fragments of all jobs, in order. Raises ChapterError naming the chapter.

    `progress` is called before anything is laid out, and after each part.
    """
    engine = _engine()
    keys = [job.key(engine) for job in jobs]
    results: dict[int, Fragment] = {}
    for at, key in enumerate(keys):
        found = _known(cache, key)
        if found:
            results[at] = found
    kept = set(results)
    missing = [at for at in range(len(jobs)) if at not in results]
    for at in missing:
        _ensure_small(jobs[at])

    def report_progress() -> None:
        if progress:
            progress(_laid(jobs, results.keys(), kept))

    def finished(at: int, raw: bytes) -> None:
        cache.put(keys[at], raw)
        results[at] = read_fragment(raw)
        report_progress()

    report_progress()
    size = sum(len(jobs[at].html) for at in missing)
    wanted = _workers(size, len(missing)) if workers is None else min(workers, len(missing))
    # The longest first, so that no processor waits for a long one at the end.
    missing.sort(key=lambda at: -len(jobs[at].html))
    if wanted > 1 or (wanted == 1 and size > _WORTH_A_PROCESS):
        _in_processes(jobs, missing, wanted, finished)
    else:
        for at in missing:
            finished(at, _here(jobs[at]))
    return [results[at] for at in range(len(jobs))]


def _laid(jobs: Sequence[Job], done: Collection[int], kept: Collection[int]) -> Laid:
    counts: dict[str, list[int]] = {}
    for at, job in enumerate(jobs):
        count = counts.setdefault(job.title, [0, 0, 0])
        count[0] += at in done
        count[1] += 1
        count[2] += at in kept
    chapters = (ChapterProgress(title, *count) for title, count in counts.items())
    return Laid(len(done), len(jobs), tuple(chapters))


def _ensure_small(job: Job) -> None:
    if len(job.html) > MOST_CHARACTERS:
        raise ChapterError(
            f"{job.title}: one part of it has {len(job.html):,} characters, more than the"
            f" {MOST_CHARACTERS:,} that can be set; shorten its longest texts"
        )


def _engine() -> str:
    """Version of everything that decides how a chapter looks, known without loading it."""
    from importlib.metadata import version  # noqa: PLC0415

    from workbench import paths  # noqa: PLC0415

    css = (paths.artifacts() / "print/print.css").read_bytes()
    return f"2 {version('weasyprint')} {hashlib.sha256(css).hexdigest()}"


def _known(cache: ChapterCache, key: str) -> Fragment | None:
    raw = cache.get(key)
    if raw is None:
        return None
    try:
        return read_fragment(raw)
    except ValueError:
        # Cut off or written by another version: as good as not there.
        return None


def _workers(size: int, jobs: int) -> int:
    processors = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    )
    return max(1, min(processors or 1, _MOST_WORKERS, jobs, size // _WORTH_A_PROCESS))


def _here(job: Job) -> bytes:
    from workbench.artifacts.pdf.engine import render_chapter  # noqa: PLC0415

    try:
        return render_chapter(job.html, job.css, tagged=job.tagged).to_bytes()
    except Exception as error:
        message = f"{job.title}: {type(error).__name__}: {error}"
        raise ChapterError(message) from error


# --- In processes ----------------------------------------------------------------------------


def _in_processes(
    jobs: Sequence[Job],
    missing: Sequence[int],
    count: int,
    finished: Callable[[int, bytes], None],
) -> None:
    waiting: SimpleQueue[int] = SimpleQueue()
    for at in missing:
        waiting.put(at)
    results: SimpleQueue[tuple[int, bytes | ChapterError]] = SimpleQueue()
    under_way: set[int] = set()
    processes = [_start() for _ in range(count)]
    threads = [
        threading.Thread(
            target=_feed, args=(process, jobs, waiting, results, under_way), daemon=True
        )
        for process in processes
    ]
    for thread in threads:
        thread.start()
    try:
        for _ in missing:
            at, outcome = _next(results, under_way, jobs)
            if isinstance(outcome, ChapterError):
                raise outcome
            finished(at, outcome)
    finally:
        for process in processes:
            process.kill()
        for thread in threads:
            thread.join()
        for process in processes:
            # Reads what is left in the pipes and closes them.
            process.communicate()


def _next(
    results: SimpleQueue[tuple[int, bytes | ChapterError]],
    under_way: Collection[int],
    jobs: Sequence[Job],
) -> tuple[int, bytes | ChapterError]:
    try:
        return results.get(timeout=SECONDS)
    except Empty:
        titles = " and ".join(dict.fromkeys(jobs[at].title for at in sorted(under_way)))
        raise ChapterError(f"{titles}: not finished within {SECONDS} seconds") from None


def _start() -> subprocess.Popen[bytes]:
    top = str(Path(__file__).resolve().parents[3])
    known = os.environ.get("PYTHONPATH", "")
    environment = {**os.environ, "PYTHONPATH": f"{top}{os.pathsep}{known}" if known else top}
    return subprocess.Popen(  # noqa: S603 - our own module under our own interpreter
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )


def _feed(
    process: subprocess.Popen[bytes],
    jobs: Sequence[Job],
    waiting: SimpleQueue[int],
    results: SimpleQueue[tuple[int, bytes | ChapterError]],
    under_way: set[int],
) -> None:
    """Give one process chapter after chapter, until none waits."""
    at = -1
    try:
        while True:
            try:
                at = waiting.get_nowait()
            except Empty:
                return
            under_way.add(at)
            results.put((at, _asked(process, jobs[at])))
            under_way.discard(at)
    except (OSError, ChapterError, struct.error) as error:
        reason = str(error) if isinstance(error, ChapterError) else "its process ended"
        title = jobs[at].title
        words = reason if reason.startswith(title) else f"{title}: {reason}"
        results.put((at, ChapterError(words)))


def _asked(process: subprocess.Popen[bytes], job: Job) -> bytes:
    if process.stdin is None or process.stdout is None:
        raise ChapterError(f"{job.title}: its process has no pipes")
    question = json.dumps(asdict(job)).encode()
    process.stdin.write(_SIZE.pack(len(question)) + question)
    process.stdin.flush()
    (size,) = _SIZE.unpack(process.stdout.read(_SIZE.size))
    if size >= _FAILED:
        raise ChapterError(process.stdout.read(size - _FAILED).decode())
    return process.stdout.read(size)


def main() -> None:
    """Lay out what comes on standard input until it ends."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while True:
        question = _read(source)
        if question is None:
            return
        job = Job(**json.loads(question))
        try:
            answer = _here(job)
            target.write(_SIZE.pack(len(answer)) + answer)
        except ChapterError as error:
            words = str(error).encode()
            target.write(_SIZE.pack(_FAILED + len(words)) + words)
        target.flush()


def _read(source: IO[bytes]) -> bytes | None:
    head = source.read(_SIZE.size)
    if len(head) < _SIZE.size:
        return None
    return source.read(_SIZE.unpack(head)[0])


if __name__ == "__main__":
    main()
