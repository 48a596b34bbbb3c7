"""Measures steps: CPU and wall time, database queries, peak memory."""

from __future__ import annotations

import gc
import importlib
import math
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from types import ModuleType

from sqlalchemy import event
from sqlalchemy.engine import Engine

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")
#: A step is repeated until it has been watched this long, so that the least value is steady.
_WATCHED_SECONDS = 0.5
_MOST_REPEATS = 20
#: Below this the clock and the caches are measured, not the step; no growth is read from it.
_READABLE_SECONDS = 0.002


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a step may cost; `--check` fails when it costs more."""

    #: Exponent of the size by which CPU time may grow: 0 is constant, 1 linear, 2 quadratic.
    growth: float = 1.2
    queries: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to measure. With `once` it is not repeated, because it changes what it works on."""

    name: str
    call: Callable[[], object]
    once: bool = False
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What one step cost at one size; times are the least of all repeats, in seconds."""

    step: str
    size: int
    cpu: float
    wall: float
    queries: int
    #: Memory held at the peak beyond what was held before, or by the largest child process.
    peak_bytes: int
    limits: Limits
    #: Exponent of growth since the size before; None where it cannot be told.
    growth: float | None = None

    @property
    def excess(self) -> str | None:
        """Say which limit the step breaks, or None."""
        if self.growth is not None and self.growth > self.limits.growth:
            return f"grows with exponent {self.growth:.2f}, allowed is {self.limits.growth:.2f}"
        if self.limits.queries is not None and self.queries > self.limits.queries:
            return f"runs {self.queries} queries, allowed are {self.limits.queries}"
        return None


def measure(module_name: str, size: int) -> list[Measurement]:
    """Run the benchmark in the named module at one size, in this process."""
    module: ModuleType = importlib.import_module(module_name)
    steps: Iterator[Step] = module.run(size)
    return [measure_step(step, size) for step in steps]


def measure_step(step: Step, size: int) -> Measurement:
    """Measure one step: memory and queries in the first run, times in the fastest."""
    gc.collect()
    before, children_before = _start_peak(), _children().ru_maxrss
    with _counting() as queries:
        cpu, wall = _timed(step.call)
    children = _children().ru_maxrss
    peak = max(0, _peak() - before)
    if children > children_before:
        peak = max(peak, children * _RSS_UNIT)
    watched, repeats = wall, 1
    while not step.once and watched < _WATCHED_SECONDS and repeats < _MOST_REPEATS:
        again_cpu, again_wall = _timed(step.call)
        cpu, wall = min(cpu, again_cpu), min(wall, again_wall)
        watched, repeats = watched + again_wall, repeats + 1
    return Measurement(
        step=step.name,
        size=size,
        cpu=cpu,
        wall=wall,
        queries=queries[0],
        peak_bytes=peak,
        limits=step.limits,
    )


def with_growth(rows: Sequence[Measurement]) -> list[Measurement]:
    """Return the rows of one step, by size, each with its growth since the row before."""
    grown = list(rows[:1])
    for smaller, larger in pairwise(rows):
        growth = None
        if smaller.cpu >= _READABLE_SECONDS and larger.size > smaller.size:
            growth = math.log(larger.cpu / smaller.cpu) / math.log(larger.size / smaller.size)
        grown.append(replace(larger, growth=growth))
    return grown


_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def _timed(call: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), _cpu()
    call()
    return _cpu() - cpu, time.perf_counter() - wall


def _cpu() -> float:
    children = _children()
    return time.process_time() + children.ru_utime + children.ru_stime


def _children() -> resource.struct_rusage:
    return resource.getrusage(resource.RUSAGE_CHILDREN)


@contextmanager
def _counting() -> Iterator[list[int]]:
    count = [0]

    def add(*_: object) -> None:
        count[0] += 1

    event.listen(Engine, "before_cursor_execute", add)
    try:
        yield count
    finally:
        event.remove(Engine, "before_cursor_execute", add)


def _start_peak() -> int:
    """Let the kernel forget the peak so far; return the bytes held now."""
    if not _CLEAR.exists():
        return _peak()
    _CLEAR.write_text("5")
    return _status("VmRSS")


def _peak() -> int:
    if _STATUS.exists():
        return _status("VmHWM")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT


def _status(name: str) -> int:
    lines = _STATUS.read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))
