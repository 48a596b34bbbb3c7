"""Documents in the browser: whole, linked, with contents, as they stand in the package."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from playwright.sync_api import expect

from tests.scenarios import Journey
from tests.users import MIRA, REN, SAM
from tests.web.conftest import Visitor
from workbench.artifacts.bundle import build_files
from workbench.artifacts.markdown.document_view import TITLES, readable
from workbench.design.requirements import Requirement
from workbench.review.package.contents import package_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

READ = "/projects/made-house/read"
Visit = Callable[..., Visitor]


def read(visitor: Visitor, path: str) -> Element:
    """A page as browsers understand it."""
    text = visitor.get(f"{READ}{path}").text
    page: Element = html5lib.parse(text, namespaceHTMLElements=False)
    return page


def links(part: Element) -> list[str]:
    return [one.attrib["href"] for one in part.iterfind(".//a[@href]")]


@pytest.mark.parametrize("which", ["draft", "1"])
def test_every_document_can_be_read_and_leads_back(
    journey: Journey, visit: Visit, which: str
) -> None:
    journey.present()
    ren = visit(REN)
    number = None if which == "draft" else 1
    package = journey.see(REN, package_of, revision=number)
    files = dict(build_files(package, pdf=False))
    names = readable(package)
    assert set(names) >= {one for one in files if one in TITLES}
    targets: set[str] = set()
    for name in names:
        page = read(ren, f"/{which}/{name}")
        article, contents = page.find(".//article"), page.find(".//nav[@aria-label='Contents']")
        assert article is not None
        ids = {one.attrib["id"] for one in page.iterfind(".//*[@id]")}
        listed = {unquote(one[1:]) for one in links(contents)} if contents is not None else set()
        assert listed or name == "endpoint-inventory.md", "only a table has no parts"
        assert listed <= ids, name
        targets |= {one for one in links(article) if "/projects/" in one}
        assert ren.get(f"{READ}/{which}/{name}/source").data == files[name]
    assert len(targets) > 10
    wanted = "/items/" if which == "draft" else "/revisions/1/parts/"
    assert all(wanted in one for one in targets)
    for one in sorted(targets)[::4]:
        ren.get(urlsplit(one)._replace(fragment="").geturl())


def test_the_schema_is_drawn_and_what_was_typed_stays_words(journey: Journey, visit: Visit) -> None:
    hostile = '<a title="x> FR-900 onmouseover=alert(1) ">y</a> <script>z</script> FR-900'
    journey.save(Requirement(key="FR-900", text=hostile))
    mira = visit(MIRA)
    prd = read(mira, "/draft/prd.md").find(".//article")
    assert prd is not None
    assert prd.findall(".//*[@onmouseover]") == prd.findall(".//script") == []
    assert [one[-6:] for one in links(prd)].count("FR-900") >= 2, "its row, and its words"
    drawn = read(mira, "/draft/schema-design.md").find(".//figure")
    assert drawn is not None
    assert "amber_anchors" in "".join(drawn.itertext())


def test_only_members_read_and_only_what_is_there(journey: Journey, visit: Visit) -> None:
    visit(SAM).get(f"{READ}/draft/prd.md", status=404)
    mira = visit(MIRA)
    for path in ("/1", "/01", "/draft/nothing", "/draft/..", "/draft/design.json/source"):
        mira.get(READ + path, status=404)
    del journey


def test_a_document_is_copied_and_printed(journey: Journey, browse: Callable[..., Page]) -> None:
    journey.present()
    page = browse(MIRA, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{READ}/draft")
    expect(page).to_have_url(re.compile("/read/draft/design-package.md$"))
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(page.get_by_text("Copied as Markdown.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("# ")
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.get_by_role("button", name="Print").click()
    expect(page).to_have_title("printed")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Contents")).to_be_hidden()
    expect(page.get_by_role("heading", name="Coverage")).to_be_visible()
