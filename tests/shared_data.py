"""Where the real inputs lie: beside the checkout, never inside it."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared_data() -> Path:
    """Return the folder of real inputs, or skip the calling test and say why."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real inputs (shared/data) do not lie beside this checkout")
    return SHARED_DATA
