"""All rules over a whole design, and the rules of one item alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.benchmarks.measure import Step
from tests.factories import made_design
from workbench.rules.engine.run import check_item, run_rules

SIZES = (100, 1_000, 10_000)


def run(size: int) -> Iterator[Step]:
    """Judge everything, then judge the last operation again."""
    design = made_design(size)
    today = date(2030, 1, 1)
    yield Step("all rules", lambda: run_rules(design, today=today))
    last = design.operations[-1]
    yield Step("rules of one operation", lambda: check_item(design, last, today=today))
