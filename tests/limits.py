"""The fixture that lowers the bounds of reading for one test, so that its input stays small."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from workbench.intake import limits

Lower = Callable[..., None]


@pytest.fixture
def lower(monkeypatch: pytest.MonkeyPatch) -> Lower:
    """`lower(files=30)` makes 30 the most files that anything reads until the test ends."""

    def lower_bounds(**bounds: int) -> None:
        for name, bound in bounds.items():
            assert bound < getattr(limits.LIMITS, name), f"{name} is no lower than it was"
        monkeypatch.setattr(limits, "LIMITS", replace(limits.LIMITS, **bounds))

    return lower_bounds
