from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy import create_engine, text

from tests.benchmarks import Step
from tests.benchmarks.__main__ import measure_all, table
from tests.benchmarks.measure import Limits, Measurement, measure_step, with_growth

SIZES = (1, 2)


def run(size: int) -> Iterator[Step]:
    """Serve as a benchmark whose costs are known."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        yield Step("queries", lambda: [connection.execute(text("SELECT 1")) for _ in range(size)])
    engine.dispose()
    yield Step("memory", lambda: len(bytearray(size * 32_000_000)))


def _row(size: int, cpu: float, **more: object) -> Measurement:
    limits = Limits(**more)  # type: ignore[arg-type]
    return Measurement(
        step="s", size=size, cpu=cpu, wall=cpu, queries=3, peak_bytes=0, limits=limits
    )


def test_each_size_runs_in_a_fresh_process_and_its_costs_are_seen() -> None:
    rows = measure_all(__name__, SIZES)
    assert [(row.step, row.size) for row in rows] == [
        ("queries", 1),
        ("queries", 2),
        ("memory", 1),
        ("memory", 2),
    ]
    assert [row.queries for row in rows] == [1, 2, 0, 0]
    for size, row in zip(SIZES, rows[2:], strict=True):
        assert row.peak_bytes == pytest.approx(size * 32_000_000, rel=0.1)
    assert len(table(rows).splitlines()) == 1 + len(rows)


@pytest.mark.parametrize("exponent", [0, 1, 2])
def test_growth_is_the_exponent_of_the_size(exponent: int) -> None:
    rows = with_growth([_row(size, 0.01 * size**exponent) for size in (1, 10, 100)])
    assert rows[0].growth is None
    for row in rows[1:]:
        assert row.growth == pytest.approx(exponent)


def test_a_time_too_short_to_read_has_no_growth() -> None:
    assert with_growth([_row(1, 1e-6), _row(10, 1.0)])[1].growth is None


def test_an_excess_names_its_limit() -> None:
    quadratic = with_growth([_row(1, 0.01), _row(10, 1.0)])[1]
    assert "exponent 2.00" in (quadratic.excess or "")
    assert "3 queries" in (_row(1, 0.01, queries=2).excess or "")
    assert _row(1, 0.01, queries=3).excess is None


def test_an_excess_of_a_budget_names_it() -> None:
    slow = _row(10, 2.0, seconds=1.0, up_to=10)
    assert "2.00 s of CPU" in (slow.excess or "")
    assert _row(11, 2.0, seconds=1.0, up_to=10).excess is None
    large = replace(_row(1, 1.0, memory=15.0), traced_bytes=160, input_bytes=10)
    assert "16.0 bytes per byte" in (large.excess or "")
    assert replace(large, input_bytes=20).excess is None
    behind = replace(_row(1, 1.0, against=("parser", 3.0)), ratio=3.5)
    assert "3.5 times 'parser'" in (behind.excess or "")
    assert "3.50" in table([behind])


def test_a_step_that_changes_its_ground_runs_once() -> None:
    calls: list[int] = []
    measure_step(Step("edit", lambda: calls.append(1), once=True), 1)
    assert calls == [1]
    measure_step(Step("read", lambda: calls.append(1)), 1)
    assert len(calls) > 2


def test_rows_stay_in_the_order_of_sizes() -> None:
    rows = measure_all(__name__, SIZES)
    assert all(one.size < other.size for one, other in pairwise(rows) if one.step == other.step)
