"""Bringing files in a real browser: a newer document, a long import, keys and links."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.scenarios import Journey
from tests.users import MIRA, meet
from workbench.design.endpoints import Endpoint
from workbench.design.requirements import Requirement
from workbench.review.imports.background import LONG_FILES
from workbench.store.engine import Sessions, transaction

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Browse = Callable[..., "Page"]
IMPORT = "/projects/worker/import"
PRD = """# PRD

## Requirements

| ID | Requirement | Priority |
|----|-------------|----------|
| FR-001 | A customer places an order | P0 |
| FR-002 | A customer cancels an order | P1 |
| FR-003 | Staff list all orders | P1 |
| FR-004 | Staff export a month | P2 |
"""
INVENTORY = """# Endpoint Inventory

| Method | Path | Kind | Covers | Description |
|---|---|---|---|---|
| POST | /orders | create | FR-001 | Places an order |
| DELETE | /orders/{id} | delete | FR-002 | Cancels an order |
| GET | /orders | list | FR-003, FR-004 | Lists orders |
"""
NEWER = (
    PRD.replace("places an order", "places an order at night")
    .replace("| FR-002 | A customer cancels an order | P1 |\n", "")
    .replace("Staff list all orders", "Staff list nothing")
    .replace("| FR-004 | Staff export a month | P2 |\n", "")
    + "| FR-005 | A customer pays in parts | P1 |\n| FR-006 | Staff sing | P2 |\n"
)


@pytest.fixture
def worker(app_sessions: Sessions) -> Journey:
    """A project to which nothing has come yet."""
    with transaction(app_sessions) as session:
        meet(session, "worker")
    return Journey(app_sessions, "worker")


def _bring(page: Page, folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text)
    page.goto(IMPORT)
    page.locator("#f-files").set_input_files([folder / name for name in files])
    page.get_by_role("button", name="Preview import").click()
    page.wait_for_url("**/import/*")


def _row(page: Page, key: str) -> Locator:
    return page.locator(".rowlist > li").filter(has=page.locator(".key", has_text=key))


def test_a_newer_prd_is_accepted_in_part(worker: Journey, browse: Browse, tmp_path: Path) -> None:
    page = browse(MIRA)
    _bring(page, tmp_path, {"prd.md": PRD, "inventory.md": INVENTORY})
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url("**/handoff")

    _bring(page, tmp_path, {"prd.md": NEWER})
    page.get_by_role("link", name="Changes (6)").click()
    first = _row(page, "FR-001")
    assert first.locator("del").inner_text() == "A customer places an order"
    assert first.locator("ins").inner_text() == "A customer places an order at night"
    assert "POST /orders" in first.locator(".dep").inner_text()
    gone = _row(page, "FR-002")
    assert "Items that would lose a reference" in gone.inner_text()
    assert "DELETE /orders/{id}" in gone.locator(".dep").inner_text()
    assert not gone.get_by_role("checkbox").is_checked()
    gone.get_by_role("checkbox").check()
    _row(page, "FR-003").get_by_role("checkbox").uncheck()
    _row(page, "FR-006").get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="Save choices").click()
    page.get_by_text("2 left out, 1 to remove").wait_for()
    assert not _row(page, "FR-006").get_by_role("checkbox").is_checked()
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url("**/handoff")

    kept = {key: worker.find("requirement", f"FR-{key:03}") for key in range(1, 7)}
    words = {key: one.text for key, one in kept.items() if isinstance(one, Requirement)}
    assert words == {
        1: "A customer places an order at night",
        3: "Staff list all orders",
        4: "Staff export a month",
        5: "A customer pays in parts",
    }
    endpoint = worker.find("endpoint", "DELETE /orders/{id}")
    assert isinstance(endpoint, Endpoint)
    assert endpoint.covers == ("FR-002",)
    page.goto("/projects/worker/findings")
    assert page.get_by_text("FR-002").first.is_visible()


def test_a_long_import_shows_how_far_it_is_and_ends_in_the_preview(
    worker: Journey, browse: Browse, tmp_path: Path
) -> None:
    page = browse(MIRA)
    notes = {f"note-{one:03}.txt": "Just words.\n" for one in range(LONG_FILES)}
    _bring(page, tmp_path, {**notes, "prd.md": PRD})
    page.get_by_role("heading", name="Import preview").wait_for()
    page.get_by_role("link", name="Requirements").click()
    assert _row(page, "FR-004").is_visible()
    assert worker.find("requirement", "FR-004") is None


def test_lines_items_kinds_and_keys(worker: Journey, browse: Browse, tmp_path: Path) -> None:
    page = browse(MIRA)
    _bring(page, tmp_path, {"prd.md": PRD, "inventory.md": INVENTORY})
    page.locator("#L8 .to").click()
    told = page.locator(".read li:target")
    assert "FR-002" in told.inner_text()
    told.get_by_role("link", name="line 8").click()
    assert page.locator("#L8:target").count() == 1
    page.get_by_role("button", name="Leave out all Requirements").click()
    page.get_by_text("4 items left out.").wait_for()
    page.keyboard.press("Control+z")
    page.get_by_text("Undone: leaving out 4 items").wait_for()
    page.get_by_role("link", name="Changes (7)").click()
    page.wait_for_url("**/changes")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Space")
    assert not page.get_by_role("checkbox", name="FR-002").is_checked()
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url("**/handoff")
    assert worker.find("requirement", "FR-002") is None
    assert worker.find("requirement", "FR-003") is not None
