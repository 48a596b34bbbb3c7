"""The truth table that the benchmark prints is complete and without invention."""

from __future__ import annotations

import pytest

from tests.benchmarks.truth import Row, rows
from tests.shared_data import SHARED_DATA

ROWS = list(rows()) if SHARED_DATA.is_dir() else []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what)
def test_everything_is_found_and_nothing_invented(row: Row) -> None:
    assert (row.found, row.right) == (row.there, row.there)
