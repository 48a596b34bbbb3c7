"""Chapters that cannot be set: which one, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.artifacts.pdf import workers
from workbench.artifacts.pdf.cache import FolderCache
from workbench.artifacts.pdf.fragment import ChapterError
from workbench.artifacts.pdf.workers import Job, lay_out


def test_a_failing_chapter_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.artifacts.pdf.engine.stylesheet", lambda: 1 / 0)
    job = Job("Tables", "<p>x</p>", "")
    with pytest.raises(ChapterError, match="Tables: ZeroDivisionError"):
        lay_out([job], FolderCache(tmp_path))


def test_a_chapter_larger_than_can_be_set_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert workers.MOST_CHARACTERS == 4_000_000
    monkeypatch.setattr(workers, "MOST_CHARACTERS", 2_000)
    job = Job("Tables", f"<p>{'word ' * 500}</p>", "")
    with pytest.raises(ChapterError, match="Tables: one part of it has 2,507 characters"):
        lay_out([job], FolderCache(tmp_path))
