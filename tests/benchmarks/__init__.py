"""Benchmarks: what each part costs, and how the cost grows with the size of the design.

``python -m tests.benchmarks NAME`` prints a table. A benchmark is a module in this folder:

    SIZES = (100, 1_000, 10_000)

    def run(size: int) -> Iterator[Step]:
        design = made_design(endpoints=size)            # preparation is not measured
        yield Step("all rules", lambda: check(design))  # the call is

One that compares instead of measuring has `print_tables()` and prints them itself.

Each size runs in a process of its own. Preparation that needs clearing up does so after its
``yield``, in ``with`` or ``finally``.
"""

from __future__ import annotations

from tests.benchmarks.measure import Measurement, Step

__all__ = ["Measurement", "Step"]
