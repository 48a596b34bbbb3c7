"""A real Chromium for tests of pages, and a fresh profile for each person in them.

Like the PostgreSQL fixture it never skips: a machine without a browser fails the test and says
what to do. Playwright is imported by the fixture: tests without a page need not wait for it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

_VARIABLE = "WORKBENCH_TEST_CHROMIUM"
_INSTALLED = (
    Path("/usr/bin/chromium"),
    Path("/usr/bin/google-chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page that asks any other machine for anything gets nothing.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield one Chromium for this test process; open pages through `page` or `new_context`."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=_find_chromium(playwright), args=list(_FLAGS)
        )
        yield chromium
        chromium.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Yield a function that opens a profile of its own: another person at another machine.

    It takes the options of Playwright's `Browser.new_context` (viewport, colour scheme, locale).
    """
    opened: list[BrowserContext] = []

    def open_context(**options: object) -> BrowserContext:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """Return an empty page in a profile that no other test has seen."""
    return new_context().new_page()


def _find_chromium(playwright: Playwright) -> Path:
    found = find_chromium(Path(playwright.chromium.executable_path))
    if found is None:
        pytest.fail(
            "Chromium is not installed, and the tests do not pass without it: run `make test`, "
            f"which installs it, or name its program in {_VARIABLE}.",
            pytrace=False,
        )
    return found


def find_chromium(playwrights_own: Path | None = None) -> Path | None:
    """Return the browser to test with: the named one, the system's, or Playwright's own."""
    named = os.environ.get(_VARIABLE)
    places = (Path(named),) if named else (*_INSTALLED, playwrights_own)
    return next((path for path in places if path is not None and path.is_file()), None)


def main() -> int:
    """Answer the set-up script: status 0 when there is a browser to test with."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    if find_chromium() is not None:
        return 0
    with sync_playwright() as playwright:
        return 0 if find_chromium(Path(playwright.chromium.executable_path)) else 1


if __name__ == "__main__":
    sys.exit(main())
