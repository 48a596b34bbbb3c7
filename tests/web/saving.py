"""What a page says of saving, and requests of it that are held or lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from playwright.sync_api import Route

ASKS_BEFORE_LEAVING = """() => {
  const leaving = new Event("beforeunload", {cancelable: true});
  return !window.dispatchEvent(leaving);
}"""


def asks_before_leaving(page: Page) -> bool:
    """Whether leaving the page now would ask first."""
    asks: bool = page.evaluate(ASKS_BEFORE_LEAVING)
    return asks


def expect_state(page: Page, state: str) -> None:
    """Wait until the page says this of saving, and nothing else."""
    expect(page.locator(f"[data-save-status] [data-when={state}]")).to_be_visible()
    expect(page.locator("[data-save-status] [data-when]:visible")).to_have_count(1)


def expect_saved(page: Page) -> None:
    """Wait until the page says saved; then it lets people go."""
    expect_state(page, "saved")
    assert not asks_before_leaving(page)


def paste_into(place: Locator, text: str) -> None:
    """Paste text as a spreadsheet gives it."""
    place.focus()
    place.evaluate(
        """(node, text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          node.dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


class Wire:
    """What happens to the requests by which a page writes: they pass, are held, or get lost."""

    def __init__(self, page: Page, pattern: str = "**/*") -> None:
        self._page, self._pattern = page, pattern
        self._held: list[Route] = []
        self._does = "pass"
        page.route(pattern, self._take)

    def _take(self, route: Route) -> None:
        if route.request.method == "GET" or self._does == "pass":
            route.continue_()
        elif self._does == "hold":
            self._held.append(route)
        else:
            route.abort()

    def hold(self) -> None:
        """Keep what is sent from now on."""
        self._does = "hold"

    def lose(self) -> None:
        """Let no request through."""
        self._does = "lose"

    def mend(self) -> None:
        """Let everything through, what was held first."""
        self._does = "pass"
        held, self._held = self._held, []
        for route in held:
            route.continue_()
