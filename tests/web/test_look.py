"""The look: what the stylesheets may not do, and what macros and scripts do in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import html5lib
import pytest
import tinycss2  # type: ignore[import-untyped]
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.look_site import NOW, ORIGIN, ROOT, Site, environment, sample

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

STYLES = sorted((ROOT / "static").glob("*.css")) + sorted((ROOT / "static/css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static").glob("*.js")) + sorted((ROOT / "static/js").glob("*.js"))
LOOKS = [
    *sorted((ROOT / "templates/macros").glob("*.html")),
    ROOT / "templates/shell/base.html",
    ROOT / "templates/shell/base_bare.html",
    *sorted((ROOT / "templates/errors").glob("*.html")),
]
PHYSICAL = re.compile(
    r"^(left|right|top|bottom|width|height|(min|max)-(width|height)"
    r"|(margin|padding|border|scroll-margin|scroll-padding)-(left|right|top|bottom)(-\w+)?"
    r"|border-(top|bottom)-(left|right)-radius)$"
)
SIDES = {"float", "clear", "text-align", "caption-side", "resize"}


def _declarations(path: Path) -> Iterator[tuple[str, str]]:
    """Yield every name and value in a stylesheet, however deeply it is nested."""
    waiting = [path.read_text(encoding="utf-8")]
    while waiting:
        for rule in tinycss2.parse_blocks_contents(waiting.pop(), skip_comments=True):
            if rule.type == "declaration":
                yield rule.lower_name, tinycss2.serialize(rule.value).strip()
            elif rule.type in {"qualified-rule", "at-rule"} and rule.content is not None:
                waiting.append(tinycss2.serialize(rule.content))


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_stylesheets_know_no_left_or_right(path: Path) -> None:
    found = list(_declarations(path))
    assert found, "the stylesheet was not read"
    assert [name for name, _ in found if PHYSICAL.match(name)] == []
    assert [(n, v) for n, v in found if n in SIDES and re.search(r"\b(left|right)\b", v)] == []
    # Four values name the four physical sides; they are only fair when both inline sides agree.
    four = [(n, v.split()) for n, v in found if n in {"margin", "padding", "inset"}]
    assert [(n, v) for n, v in four if len(v) == 4 and v[1] != v[3]] == []


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS, *LOOKS], ids=lambda path: path.name)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    addresses = re.findall(r"(?:https?:)?//[\w-]+\.[\w.-]+", re.sub(r"(?m)^\s*//.*$", "", text))
    assert addresses == []
    assert "@import" not in text


@pytest.mark.parametrize("path", LOOKS, ids=lambda path: path.name)
def test_no_style_or_script_stands_in_a_page(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"""<style|\sstyle=["']|\son\w+=["']|javascript:|hx-on""", text) == []
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_every_icon_that_is_asked_for_is_drawn() -> None:
    page = Site().render("gallery.html")
    drawn = set(re.findall(r'<symbol id="i-([\w]+)"', page))
    asked = set(re.findall(r'href="#i-([\w]+)"', page))
    for path in LOOKS:
        asked |= set(re.findall(r'icon\("(\w+)"', path.read_text(encoding="utf-8")))
    assert len(asked) > 20
    assert asked - drawn == set()


def test_the_gallery_is_valid_html_with_unique_ids() -> None:
    text = Site().render("gallery.html")
    html5lib.HTMLParser(strict=True).parse(text)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert sorted(ids) == sorted(set(ids))
    assert "&lt;refunds.amount&gt;" in text, "what people typed was not escaped"


@pytest.mark.parametrize("code", [403, 404, 409, 413, 429, 500])
def test_error_pages_need_neither_session_nor_project(code: int) -> None:
    jinja = environment()
    del jinja.globals["csrf_token"]
    text = jinja.get_template(f"shell/errors/{code}.html").render(
        reason="because <b>", request_id="r-1"
    )
    html5lib.HTMLParser(strict=True).parse(text)
    assert "because &lt;b&gt;" in text
    assert "r-1" in text
    assert re.search(r"<title>.+ – Workbench</title>", text)


def test_every_macro_that_a_header_promises_exists_and_the_reverse() -> None:
    jinja = environment()
    for path in sorted((ROOT / "templates/macros").glob("*.html")):
        header, _, rest = path.read_text(encoding="utf-8").partition("#}")
        written = set(re.findall(r"{% macro (\w+)", rest))
        promised = {
            name
            for name in re.findall(r"(?m)^\s{4}(\w+)\(|, (?=\w+\()(\w+)\(", header)
            for name in name
            if name
        }
        module = jinja.get_template(f"macros/{path.name}").module
        assert promised, path.name
        assert {name for name in promised if not hasattr(module, name)} == set(), path.name
        public = {name for name in written if f"{name}(" in header}
        assert promised <= public, path.name


# --- In a browser ----------------------------------------------------------------------------


@pytest.fixture
def site() -> Site:
    """One site per test."""
    return Site()


Opener = Callable[..., "Page"]


@pytest.fixture
def open_page(new_context: Callable[..., BrowserContext], site: Site) -> Iterator[Opener]:
    """Open a page of the site; whatever the browser complains about fails the test."""
    complaints: list[str] = []

    def opener(path: str = "/", width: int = 1440, height: int = 1000, **options: object) -> Page:
        context = new_context(viewport={"width": width, "height": height}, **options)
        context.route("**/*", site.handle)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda line: (
                complaints.append(line.text) if "Content Security Policy" in line.text else None
            ),
        )
        page.goto(ORIGIN + path)
        return page

    yield opener
    assert complaints == []
    assert [url for path, _, url in site.posted if path == "elsewhere"] == []


def _axe(page: Page) -> list[str]:
    # What lies half under a sticky head is no finding; at the start of the page nothing does.
    page.evaluate("scrollTo(0, 0)")
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    return [
        f"{v['id']}: {n['html'][:140]} {n['any'][0]['message'] if n['any'] else ''}"
        for v in found.response["violations"]
        for n in v["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name", ["gallery.html", "review.html"])
def test_axe_finds_nothing(
    open_page: Opener, site: Site, scheme: str, width: int, name: str
) -> None:
    site.texts["/page"] = site.render(name)
    page = open_page("/page", width=width, color_scheme=scheme)
    assert _axe(page) == []


def test_axe_finds_nothing_in_dialogs_menus_and_errors(open_page: Opener, site: Site) -> None:
    site.texts["/oops"] = site.render("shell/errors/409.html", reason="Revision 7 is newer")
    page = open_page()
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    assert _axe(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="account and theme").click()
    assert _axe(page) == []
    page.goto(ORIGIN + "/oops")
    assert _axe(page) == []


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("name", ["gallery.html", "review.html"])
def test_a_phone_scrolls_only_down(
    open_page: Opener, site: Site, direction: str, name: str
) -> None:
    site.direction = direction
    site.texts["/page"] = site.render(name)
    page = open_page("/page", width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_targets_are_large_enough_on_a_phone(open_page: Opener) -> None:
    page = open_page(width=390, height=844)
    small = page.evaluate("""() => [...document.querySelectorAll(
        'button, input:not([type=hidden]), select, textarea, summary, nav a, .btn, a.chip, a.st')]
        .filter((node) => node.checkVisibility() && !node.closest('.vh'))
        .filter((node) => {
            const box = (node.closest('label') ?? node).getBoundingClientRect();
            return box.width > 1 && (box.height < 24 || box.width < 24);
        }).map((node) => node.outerHTML.slice(0, 90))""")
    assert small == []


def test_theme_is_chosen_and_kept(open_page: Opener) -> None:
    page = open_page(color_scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="account and theme").click()
    page.get_by_label("Dark").check()
    assert page.evaluate(paper) != light
    page.reload()
    assert page.evaluate(paper) != light


def test_keys_search_help_and_go(open_page: Opener) -> None:
    page = open_page()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("?")
    assert not page.locator("#keys").is_visible(), "a key in a field is a letter"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_label("Single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("i")
    assert page.url == ORIGIN + "/"
    page.keyboard.press("Control+z")
    page.wait_for_url("**/undo")


def test_g_i_goes_to_the_inbox(open_page: Opener) -> None:
    page = open_page()
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/inbox")


def _row(n: int, path: str) -> str:
    return (
        f'<tr id="r{n}"><td>{n}</td><td data-col="method">GET</td>'
        f'<th scope="row" data-col="path">{path}</th>'
        '<td data-col="covers"></td><td data-col="score"></td><td></td></tr>'
    )


def test_a_table_edits_like_a_spreadsheet(open_page: Opener, site: Site) -> None:
    edit = environment().get_template("row-in-edit.html").render(**sample()).replace("r4", "r1")
    site.answers["/edit/r1"] = (200, edit.replace("e4", "e1"))
    site.answers["/save/r1"] = (200, _row(1, "/v1/changed"))
    page = open_page()
    page.locator("#r1 [data-col=method]").click()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "/v1/orders"
    page.keyboard.press("Enter")
    expect(page.locator("#r1 [name=path]")).to_be_focused()
    page.keyboard.type("/v1/changed")
    page.keyboard.press("Enter")
    expect(page.locator("#r2 [data-col=path]")).to_be_focused()
    path, form, token = next(sent for sent in site.posted if sent[0] == "/save/r1")
    assert (path, form["path"], token) == ("/save/r1", ["/v1/changed"], "token-of-this-test")
    assert page.locator("#r1 [data-col=path]").inner_text() == "/v1/changed"
    assert page.locator("[data-when=saved]").is_visible()


def test_escape_leaves_a_row_as_it_was(open_page: Opener, site: Site) -> None:
    site.answers["/row/r4"] = (200, _row(4, "/v1/orders/cancel"))
    page = open_page()
    page.locator("#e4-path").fill("/v1/never")
    page.keyboard.press("Escape")
    expect(page.locator("#r4 [data-col=path]")).to_be_focused()
    assert "/save/r4" not in [path for path, _, _ in site.posted]


def test_leaving_a_changed_row_saves_it_and_a_refusal_brings_the_focus_back(
    open_page: Opener, site: Site
) -> None:
    refused = environment().get_template("row-in-edit.html").render(**sample())
    site.answers["/save/r4"] = (422, refused)
    page = open_page()
    page.locator("#e4-path").fill("/v1/orders/refuse")
    page.get_by_role("heading", name="Permissions").click()
    expect(page.locator("[data-when=failed]")).to_be_visible()
    assert [path for path, _, _ in site.posted].count("/save/r4") == 1
    assert "see the marked fields" in page.locator("[data-save-status]").inner_text()


def test_rows_pasted_from_a_spreadsheet_are_posted(open_page: Opener, site: Site) -> None:
    page = open_page()
    page.locator("#r2 [data-col=path]").click()
    page.evaluate("""() => {
        const data = new DataTransfer();
        data.setData('text/plain', 'GET\\t/v1/a\\tFR-001\\nGET\\t/v1/b\\tFR-002\\n');
        document.activeElement.dispatchEvent(
            new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
    }""")
    expect(page.locator("#cells")).to_have_count(0)
    _, form, token = next(sent for sent in site.posted if sent[0] == "/rows")
    assert form["rows"] == ["GET\t/v1/a\tFR-001\nGET\t/v1/b\tFR-002\n"]
    assert (form["at"], form["col"], token) == (["r2"], ["path"], "token-of-this-test")


def test_not_saved_says_why_and_tries_again(open_page: Opener, site: Site) -> None:
    site.answers["/save/r4"] = (500, "broken")
    page = open_page()
    page.locator("#e4-path").fill("/v1/orders/again")
    page.keyboard.press("Enter")
    expect(page.locator("[data-when=failed]")).to_be_visible()
    assert "logged" in page.locator("[data-save-why]").inner_text()
    site.answers["/save/r4"] = (200, _row(4, "/v1/orders/again"))
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("[data-when=saved]")).to_be_visible()
    assert site.posted[-1][1]["path"] == ["/v1/orders/again"]


@pytest.mark.parametrize(
    ("status", "answer", "words"),
    [
        (409, "<!doctype html><title>Someone else changed this first</title>", "someone else"),
        (200, '\n<!doctype html><body data-page="sign-in">', "signed out"),
    ],
)
def test_a_whole_page_is_never_put_into_a_row(
    open_page: Opener, site: Site, status: int, answer: str, words: str
) -> None:
    site.answers["/save/r4"] = (status, answer)
    page = open_page()
    page.locator("#e4-path").fill("/v1/orders/kept")
    page.keyboard.press("Enter")
    expect(page.locator("[data-when=failed]")).to_contain_text(words)
    assert page.locator("#e4-path").input_value() == "/v1/orders/kept"


def test_a_point_moves_by_keys_and_by_hand(open_page: Opener, site: Site) -> None:
    site.answers["/score"] = (204, "")
    page = open_page()
    point = page.locator("#plot-pt-2")
    point.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    with page.expect_response("**/score"):
        page.keyboard.press("Tab")
    assert site.posted[-1][1] == {"key": ["k2"], "impact": ["4"], "effort": ["3"]}
    assert "impact 4, effort 3" in page.locator("#plot-status").inner_text()
    box = point.bounding_box()
    assert box
    cell = page.evaluate("126 * document.querySelector('.plot-wide').getScreenCTM().a")
    with page.expect_response("**/score"):
        page.mouse.move(box["x"] + 8, box["y"] + 8)
        page.mouse.down()
        page.mouse.move(box["x"] + 8 + 2 * cell, box["y"] + 8, steps=4)
        page.mouse.up()
    assert site.posted[-1][1] == {"key": ["k2"], "impact": ["5"], "effort": ["4"]}
    assert page.url == ORIGIN + "/", "a move is no click"


def test_a_toast_offers_undo_and_can_be_put_away(open_page: Opener) -> None:
    page = open_page()
    page.evaluate(
        "htmx.trigger(document.body, 'toast', {text: 'Row 3 <b>removed</b>', undo: '/undo/3'})"
    )
    toast = page.locator(".toasts .toast")
    assert "Row 3 <b>removed</b>" in toast.inner_text()
    assert toast.locator("form").get_attribute("action") == "/undo/3"
    toast.get_by_role("button", name="Close").click()
    assert toast.count() == 0
    page.evaluate(
        "htmx.trigger(document.body, 'toast', {text: 'x', undo: 'https://evil.example/'})"
    )
    assert toast.locator("form").count() == 0


def test_what_was_typed_survives_a_reload_and_leaves_with_its_form(open_page: Opener) -> None:
    page = open_page()
    page.locator("#f-c1").fill("local time or UTC?")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert page.locator("#f-c1").input_value() == "local time or UTC?"
    page.get_by_role("button", name="Comment", exact=True).click()
    page.wait_for_url("**/comment")
    page.goto(ORIGIN + "/")
    assert page.locator("#f-c1").input_value() == ""


def test_dropped_files_are_listed_and_their_limit_is_told(open_page: Opener) -> None:
    page = open_page()
    field = page.locator("#f-files")
    field.set_input_files({"name": "prd.md", "mimeType": "text/markdown", "buffer": b"x" * 1500})
    chosen = page.locator("[data-drop-list]")
    assert "prd.md" in chosen.inner_text()
    assert "1.5 kB" in chosen.inner_text()
    page.evaluate("document.querySelector('[data-drop]').dataset.maxBytes = '1000'")
    field.dispatch_event("change")
    assert page.locator("[data-drop-too-big]").is_visible()
    assert not field.evaluate("node => node.checkValidity()")


def test_without_scripts_everything_is_there_but_what_needs_them(open_page: Opener) -> None:
    page = open_page(java_script_enabled=False)
    assert page.get_by_role("button", name="Show", exact=True).is_visible()
    assert not page.get_by_role("button", name="Shortcuts ?").is_visible()
    page.get_by_role("button", name="account and theme").click()
    assert page.get_by_role("button", name="Sign out").is_visible()
    assert page.get_by_role("link", name="Edit row 1").count() == 1


def test_right_to_left_is_the_same_page_mirrored(open_page: Opener, site: Site) -> None:
    site.direction = "rtl"
    page = open_page()
    rail = page.locator(".rail a")
    first, last = rail.first.bounding_box(), rail.last.bounding_box()
    assert first and last and first["x"] > last["x"]  # noqa: PT018 - both are one question
    assert page.locator("#r2 .path").evaluate("n => getComputedStyle(n).direction") == "ltr"


def test_paper_has_words_and_no_tools(open_page: Opener) -> None:
    page = open_page(color_scheme="dark")
    page.emulate_media(media="print")
    assert not page.locator(".top").is_visible()
    assert not page.get_by_role("button", name="Add cursor pagination").is_visible()
    assert page.locator("#cells").is_visible()
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"


def test_the_exact_time_is_in_the_zone_of_the_reader(open_page: Opener) -> None:
    page = open_page(timezone_id="Asia/Dubai", locale="en-GB")
    time = page.locator(f'time[datetime="{NOW.isoformat().replace("+00:00", "Z")}"]').first
    time.hover()
    assert "18:32:08" in (time.get_attribute("title") or "")


def test_cells_of_the_matrix_are_walked_and_pressed_by_keys(open_page: Opener, site: Site) -> None:
    site.texts["/page"] = site.render("review.html")
    page = open_page("/page")
    page.locator("#m1-0 button").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#m2-1 button")).to_be_focused()
    assert page.locator("#perms [tabindex='0']").count() == 1
