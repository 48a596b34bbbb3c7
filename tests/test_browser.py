from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Error, Page


def test_a_page_is_rendered_and_scripts_run(page: Page) -> None:
    page.set_content("<p id=p>before</p><script>p.textContent = 'after'</script>")
    assert page.inner_text("#p") == "after"


def test_people_do_not_share_a_profile(new_context: Callable[..., BrowserContext]) -> None:
    one, other = new_context(), new_context()
    one.add_cookies([{"name": "who", "value": "one", "url": "http://127.0.0.1/"}])
    assert one.cookies()
    assert not other.cookies()


def test_the_browser_reaches_no_other_machine(page: Page) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.com/")
