"""Runs a benchmark and prints its table: ``python -m tests.benchmarks NAME``."""

from __future__ import annotations

import argparse
import importlib
import json
import multiprocessing
import pkgutil
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict

import tests.benchmarks
from tests.benchmarks.measure import Measurement, measure, with_growth

_OWN = frozenset({"__main__", "inventory", "measure"})
_SIZES = (100, 1_000, 10_000)


def names() -> list[str]:
    """List the benchmarks there are."""
    found = {module.name for module in pkgutil.iter_modules(tests.benchmarks.__path__)}
    return sorted(name for name in found - _OWN if not name.startswith(("_", "made_")))


def measure_all(module: str, sizes: tuple[int, ...]) -> list[Measurement]:
    """Measure every size, each in a fresh process; return the rows step by step."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, max_tasks_per_child=1) as processes:
        rows = [row for size in sizes for row in processes.submit(measure, module, size).result()]
    steps = dict.fromkeys(row.step for row in rows)
    return [
        grown for step in steps for grown in with_growth([row for row in rows if row.step == step])
    ]


def table(rows: list[Measurement]) -> str:
    """Set the rows as text; growth is the exponent of the size, so 1.00 is linear.

    `× in` is what Python holds at the peak per byte of input, `× base` the CPU time in that of
    the step it is held against; both stand only where a benchmark asks for them.
    """
    head = [("CPU ms", 11), ("wall ms", 11), ("queries", 9), ("peak MB", 9), ("growth", 8)]
    if any(row.memory is not None or row.ratio is not None for row in rows):
        head += [("× in", 7), ("× base", 8)]
    lines = [f"{'step':<32}{'size':>8}" + "".join(f"{name:>{width}}" for name, width in head)]
    for row in rows:
        growth = "" if row.growth is None else f"{row.growth:.2f}"
        lines.append(
            f"{row.step:<32}{row.size:>8}{row.cpu * 1e3:>11.2f}{row.wall * 1e3:>11.2f}"
            f"{row.queries:>9}{row.peak_bytes / 1e6:>9.1f}{growth:>8}{_ratios(row)}"
        )
    return "\n".join(lines)


def _ratios(row: Measurement) -> str:
    memory = "" if row.memory is None else f"{row.memory:.1f}"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    return f"{memory:>7}{ratio:>8}" if memory or ratio else ""


def main() -> int:
    """Read the command line, measure and print; status 1 when `--check` finds an excess."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(names())}")
    parser.add_argument("--sizes", type=int, nargs="+", help="instead of the benchmark's own")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--check", action="store_true", help="fail when a limit is exceeded")
    given = parser.parse_args()
    unknown = set(given.names) - set(names())
    if unknown or not given.names:
        parser.error(f"name at least one benchmark of: {', '.join(names()) or 'none yet'}")
    excesses = []
    for name in given.names:
        module = f"tests.benchmarks.{name}"
        if hasattr(importlib.import_module(module), "print_tables"):
            importlib.import_module(module).print_tables()
            continue
        own_sizes = getattr(importlib.import_module(module), "SIZES", _SIZES)
        rows = measure_all(module, tuple(sorted(given.sizes or own_sizes)))
        excesses += [f"{row.step} at {row.size}: {row.excess}" for row in rows if row.excess]
        print(json.dumps([asdict(row) for row in rows]) if given.json else table(rows), flush=True)
    for excess in excesses:
        print(f"over the limit: {excess}", file=sys.stderr)
    return 1 if excesses and given.check else 0


if __name__ == "__main__":
    sys.exit(main())
