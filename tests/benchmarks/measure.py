"""Measures steps: CPU and wall time, database queries, peak memory."""

from __future__ import annotations

import gc
import importlib
import math
import resource
import sys
import time
import tracemalloc
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
    #: CPU seconds, up to the size that `up_to` names.
    seconds: float | None = None
    up_to: int = 0
    #: What Python holds at the peak, in bytes per byte of the step's input.
    memory: float | None = None
    #: CPU time in that of another step of the same size, which ran before: its name, how often.
    against: tuple[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to measure. With `once` it is not repeated, because it changes what it works on."""

    name: str
    call: Callable[[], object]
    once: bool = False
    limits: Limits = Limits()
    #: Bytes that it works on; 0 where that says nothing. What Python holds at the peak is then
    #: measured in a run of its own, which is slow.
    input_bytes: int = 0


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
    input_bytes: int = 0
    #: What Python held at the peak, without what libraries hold for themselves (`peak_bytes` has
    #: it); 0 where the input is not known.
    traced_bytes: int = 0
    #: CPU time in that of the step that it is held against; None where there is none.
    ratio: float | None = None

    @property
    def memory(self) -> float | None:
        """What Python held at the peak per byte of input; None where the input is not known."""
        return self.traced_bytes / self.input_bytes if self.input_bytes else None

    @property
    def excess(self) -> str | None:
        """Say which limit the step breaks, or None."""
        if self.growth is not None and self.growth > self.limits.growth:
            return f"grows with exponent {self.growth:.2f}, allowed is {self.limits.growth:.2f}"
        if self.limits.queries is not None and self.queries > self.limits.queries:
            return f"runs {self.queries} queries, allowed are {self.limits.queries}"
        return self._excess_of_budget(self.limits)

    def _excess_of_budget(self, limits: Limits) -> str | None:
        if limits.seconds is not None and self.size <= limits.up_to and self.cpu > limits.seconds:
            return f"takes {self.cpu:.2f} s of CPU, allowed are {limits.seconds:.2f}"
        if limits.memory is not None and self.memory is not None and self.memory > limits.memory:
            return f"holds {self.memory:.1f} bytes per byte, allowed are {limits.memory:.1f}"
        if limits.against and self.ratio is not None and self.ratio > limits.against[1]:
            return (
                f"takes {self.ratio:.1f} times {limits.against[0]!r}, not {limits.against[1]:.1f}"
            )
        return None


def measure(module_name: str, size: int) -> list[Measurement]:
    """Run the benchmark in the named module at one size, in this process."""
    module: ModuleType = importlib.import_module(module_name)
    steps: Iterator[Step] = module.run(size)
    rows: dict[str, Measurement] = {}
    for step in steps:
        row = measure_step(step, size)
        base = rows.get(step.limits.against[0]) if step.limits.against else None
        rows[step.name] = replace(row, ratio=row.cpu / base.cpu) if base and base.cpu else row
    return list(rows.values())


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
    traced = _traced(step.call) if step.input_bytes and not step.once else 0
    return Measurement(
        step=step.name,
        size=size,
        cpu=cpu,
        wall=wall,
        queries=queries[0],
        peak_bytes=peak,
        limits=step.limits,
        input_bytes=step.input_bytes,
        traced_bytes=traced,
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


def _traced(call: Callable[[], object]) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


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
