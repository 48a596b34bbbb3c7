"""The bounds of reading as an installation has them: nobody loosens one unseen."""

from __future__ import annotations

from workbench.intake import limits
from workbench.intake.files.archive import MAX_FILES


def test_the_bounds_of_reading_are_these() -> None:
    assert (
        limits.ReadingLimits(
            files=2_000,
            folders=16,
            file_bytes=32_000_000,
            total_bytes=96_000_000,
            ratio=150,
            ratio_matters_from=1_000_000,
            text_bytes=24_000_000,
            characters=24_000_000,
            levels=248,
            values=3_000_000,
            aliased_characters=20_000_000,
            digits=400,
        )
        == limits.LIMITS
    )
    assert limits.LIMITS.files == MAX_FILES
