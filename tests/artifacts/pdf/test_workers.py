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


def test_a_chapter_is_laid_out_again_when_its_page_style_changes(tmp_path: Path) -> None:
    cache = FolderCache(tmp_path)
    jobs = [Job("Tables", "<p>x</p>", f"@page {{ size: {size}pt 300pt }}") for size in (200, 400)]
    # One after the other, so that the second finds what the first left.
    widths = [lay_out([job], cache)[0].sheets[0][0] for job in jobs]
    assert widths == [200, 400]


def test_a_chapter_is_laid_out_again_when_the_style_sheet_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.paths.artifacts", lambda: tmp_path)
    cache = FolderCache(tmp_path / "cache")
    style_sheet = tmp_path / "print" / "print.css"
    style_sheet.parent.mkdir()
    widths = []
    for size in (200, 400):
        style_sheet.write_text(f"@page {{ size: {size}pt 300pt }}", encoding="utf-8")
        widths.append(lay_out([Job("Tables", "<p>x</p>", "")], cache)[0].sheets[0][0])
    assert widths == [200, 400]
