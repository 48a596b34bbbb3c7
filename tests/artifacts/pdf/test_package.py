"""The PDF: complete, linked, tagged, the same bytes twice, and unmoved by what people typed."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from typing import Any

import pdfua
import pytest
from pypdf import PdfReader

from tests.artifacts.packages import example_design, package_of
from tests.artifacts.pdf.pdf_ua import problems
from tests.artifacts.test_completeness import leaves, without_extensions, words
from workbench.artifacts.pdf.cache import FolderCache
from workbench.artifacts.pdf.content import Content
from workbench.artifacts.pdf.engine import render_chapter
from workbench.artifacts.pdf.fragment import read_fragment
from workbench.artifacts.pdf.package import render_pdf
from workbench.artifacts.pdf.workers import Job, lay_out
from workbench.design.access import Effect, Grant, Permission, Role
from workbench.design.base import Item
from workbench.design.design import Design
from workbench.design.handoff import Handoff
from workbench.design.package import Package, PackageState
from workbench.design.requirements import Requirement
from workbench.design.tables import Column, Table

#: One process lays the example out once for all of these.
pytestmark = pytest.mark.xdist_group("pdf")


@pytest.fixture(scope="module")
def chapters(tmp_path_factory: pytest.TempPathFactory) -> FolderCache:
    """Chapters that the tests of this module share, as exports of one project do."""
    return FolderCache(tmp_path_factory.mktemp("chapters"))


@pytest.fixture(scope="module")
def example(chapters: FolderCache) -> bytes:
    return render_pdf(package_of(example_design()), cache=chapters)


@pytest.fixture(scope="module")
def texts(example: bytes) -> list[str]:
    """The text of each page of the example, which takes long to extract."""
    return [page.extract_text() for page in read(example).pages]


def read(raw: bytes) -> Any:
    """The file as a strict reader sees it; pypdf's own types say only PdfObject."""
    return PdfReader(io.BytesIO(raw), strict=True)


def text_of(reader: Any) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def squeezed(text: str) -> str:
    """Text without white space and hyphens, which line breaks move."""
    return re.sub(r"[\s\u00ad]+", "", text)


def test_it_says_what_it_is_on_every_page(texts: list[str]) -> None:
    revision = example_design().sha256
    total = len(texts)
    for number, text in enumerate(texts, 1):
        assert revision in text
        assert f"Page {number} of {total}" in text
        assert "PRESENTED" in text
    cover = squeezed(texts[0])
    assert "Orderservice" in cover
    assert "InesCarvalho,2026-01-2009:30UTC" in cover


def test_contents_tell_the_pages_where_things_are(texts: list[str]) -> None:
    entries = re.findall(r"^(.+?)\s?(\d+)$", "\n".join(texts[1:8]), re.MULTILINE)
    named = {title.strip(): int(page) for title, page in entries}
    for title in ("Summary", "Coverage", "Endpoint inventory", "Gate checklist", "orders"):
        assert title in texts[named[title] - 1], title


def test_every_link_leads_somewhere(example: bytes) -> None:
    reader = read(example)
    targets = reader.named_destinations
    links = 0
    for page in reader.pages:
        for reference in page.get("/Annots", ()):
            annotation = reference.get_object()
            if "/Dest" in annotation:
                assert annotation["/Dest"] in targets
                links += 1
            else:
                assert str(annotation["/A"]["/URI"]).startswith(("http://", "https://", "mailto:"))
    assert links > 200


def test_bookmarks_follow_the_chapters(example: bytes) -> None:
    reader = read(example)
    top = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert top[:4] == ["Contents", "Summary", "Priorities", "Coverage"]
    assert "Tables" in top
    nested = reader.outline[reader.outline.index(outline_named(reader, "Tables")) + 1]
    assert isinstance(nested, list)
    assert "orders" in [entry.title for entry in nested if not isinstance(entry, list)]


def outline_named(reader: Any, title: str) -> Any:
    return next(
        entry for entry in reader.outline if not isinstance(entry, list) and entry.title == title
    )


def test_every_item_of_the_design_is_in_it(texts: list[str]) -> None:
    text = squeezed("\n".join(texts))
    design = example_design()
    missing = [
        name
        for name in (
            *(item.key for item in (*design.requirements, *design.stories, *design.entities)),
            *(f"{flow.key}{flow.title}" for flow in design.flows),
            *(f"{screen.key}{screen.title}" for screen in design.screens),
            *(content_type.key for content_type in design.content_types),
            *(part.name for content_type in design.content_types for part in content_type.fields),
            *(f"{channel.key}{channel.title}" for channel in design.feedback_channels),
            *(decision.key for decision in design.decisions),
            *(risk.risk for risk in design.risks),
            *(assumption.text for assumption in design.assumptions),
            *(endpoint.item_key for endpoint in design.endpoints),
            *(schema.key for schema in design.schemas),
            *(component.name for component in design.components),
            *(table.key for table in design.tables),
            *(column.name for table in design.tables for column in table.columns),
            *(index.name for table in design.tables for index in table.indexes),
            *(sql_object.name for sql_object in design.sql_objects),
            *(role.key for role in design.roles),
            *(permission.key for permission in design.permissions),
            *(policy.name for policy in design.policies),
            *(webhook.key for webhook in design.webhooks),
            *(third_party.key for third_party in design.third_parties),
            *(event.key for event in design.events),
            *(migration.name for migration in design.migrations),
            *(judgement.key for judgement in design.judgements),
            "Refundsabove500needtwopeople.",
            "Whytwenty-five?",
            "Onescreen.",
            "Nevermorethanten.",
            "Thereviewerasked",
        )
        if squeezed(re.sub(r"[`*_]", "", name)) not in text.replace("_", "")
        and squeezed(re.sub(r"[`*]", "", name)) not in text
    ]
    assert missing == []


def test_every_word_of_every_item_is_in_it(texts: list[str]) -> None:
    # Head and foot come first on a page, and stand between the lines that it parts.
    total = len(texts)
    bodies = (text.partition(f"Page {at} of {total}")[2] for at, text in enumerate(texts, 1))
    shown = words("".join(bodies))
    missing = [
        f"{item.item_key}: {line[:80]!r}"
        for item in example_design().items()
        for text in leaves(without_extensions(item.model_dump(mode="json", exclude_defaults=True)))
        for line in (text.rpartition("/")[2] if text.startswith("#/") else text).splitlines()
        if words(line) not in shown
    ]
    assert missing == []


def test_it_is_tagged_from_the_document_down_to_every_mark(example: bytes) -> None:
    reader = read(example)
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "en"
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    tree = root["/StructTreeRoot"]
    document = tree["/K"][0].get_object()
    assert document["/S"] == "/Document"
    kinds = {section.get_object()["/S"] for section in document["/K"]}
    assert kinds == {"/Sect"}
    keys = [key for node in tree["/ParentTree"]["/Kids"] for key in node.get_object()["/Nums"][::2]]
    assert keys == sorted(set(keys))
    used = {page["/StructParents"] for page in reader.pages}
    assert len(used) == len(reader.pages)
    assert used <= set(keys)


def test_marks_on_a_page_belong_to_elements_that_name_that_page(example: bytes) -> None:
    reader = read(example)
    parents: dict[int, Any] = {}
    for node in reader.root_object["/StructTreeRoot"]["/ParentTree"]["/Kids"]:
        numbers = node.get_object()["/Nums"]
        parents.update(zip(numbers[::2], numbers[1::2], strict=True))
    for page in reader.pages[::7]:
        elements = parents[page["/StructParents"]]
        marks = set(map(int, re.findall(rb"/MCID (\d+)", page.get_contents().get_data())))
        assert marks <= set(range(len(elements)))
        for element in elements[:50]:
            assert element.get_object().raw_get("/Pg") == page.indirect_reference


def test_checkers_of_pdf_ua_find_nothing(example: bytes, tmp_path: Path) -> None:
    assert problems(example) == []
    path = tmp_path / "package.pdf"
    path.write_bytes(example)
    report = pdfua.validate(str(path))
    assert [(finding.rule_id, finding.message) for finding in report.findings] == []


def test_lists_and_headings_of_theirs_are_tagged_as_they_must_be(chapters: FolderCache) -> None:
    text = """1. one

   # Heading of theirs

   - two

     | a | b |
     |---|---|
     | c | |

- [link](https://example.org)
- ![picture](https://example.org/x.png)

> ##### low
"""
    design = Design.from_items([Requirement(key="FR-001", title="x", text=text, notes=text)])
    assert problems(render_pdf(Package(design, "Lists"), cache=chapters)) == []


def test_the_same_package_gives_the_same_bytes(example: bytes, tmp_path: Path) -> None:
    fresh = FolderCache(tmp_path)
    again = render_pdf(package_of(example_design()), cache=fresh, workers=2)
    assert again == example


def test_states_are_told_apart() -> None:
    design = Design.from_items([Handoff(product="Orders")])
    pages = {}
    for state in PackageState:
        reader = read(render_pdf(Package(design, "Orders", state=state)))
        pages[state] = reader.pages[0].extract_text()
        assert state.value.upper() in reader.pages[1].extract_text()
    assert "DRAFT" in pages[PackageState.draft]
    assert "DRAFT" not in pages[PackageState.approved]


@pytest.mark.parametrize("content", [Content.summary, Content.changes])
def test_less_can_be_asked_for(content: Content, example: bytes, chapters: FolderCache) -> None:
    reader = read(render_pdf(package_of(example_design()), content=content, cache=chapters))
    assert len(reader.pages) < len(read(example).pages) / 4
    top = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert "Decisions, comments and changes" in top
    assert "Tables" not in top
    for page in reader.pages:
        for reference in page.get("/Annots", ()):
            annotation = reference.get_object()
            # What is left out cannot be jumped to.
            assert annotation.get("/Dest") in {None, *reader.named_destinations}


HOSTILE = (
    "<script>alert(1)</script>",
    '<img src="http://127.0.0.1:1/x.png">',
    '<link rel="stylesheet" href="OUTSIDE">',
    "<style>@import url(http://127.0.0.1:1/)</style>",
    "![x](OUTSIDE)",
    "</td></tr></table><h1>Not a chapter</h1>",
    "x" * 3_000,
    "| a |\n|---|\n" + "| b |\n" * 200,
    "# Heading of theirs\n\ntext",
)


def picture(folder: Path) -> str:
    """The address of a picture with a word in it, which nobody may bring into a document."""
    outside = folder / "outside.svg"
    outside.write_text(
        "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='9'><text y='9'>Beyond</text>"
        "</svg>"
    )
    return outside.as_uri()


def test_what_people_typed_is_set_and_nothing_more(tmp_path: Path) -> None:
    typed = [text.replace("OUTSIDE", picture(tmp_path)) for text in HOSTILE]
    items: list[Item] = [
        Requirement(key=f"FR-{at:03}", title=text[:3_500], text=text, notes=text)
        for at, text in enumerate(typed)
    ]
    items.append(Handoff(product="<b>Orders</b>", summary="\n\n".join(typed[:6])))
    reader = read(render_pdf(Package(Design.from_items(items), "<i>Project</i>")))
    text = squeezed(text_of(reader))
    assert "FR-008" in text
    assert "<i>Project</i>" in text
    assert "Beyond" not in text
    assert "x" * 3_000 in text
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert "Heading of theirs" not in titles
    assert "Not a chapter" not in titles


def test_other_scripts_are_set_and_can_be_searched() -> None:
    design = Design.from_items(
        [
            Handoff(product="تطبيق الطلبات", summary="يجب أن يعرض النظام قائمة الطلبات"),
            Requirement(
                key="FR-001", title="注文を作成する", text="顧客は注文できる。GET /سور/{رقم}"
            ),
        ]
    )
    text = text_of(read(render_pdf(Package(design, "مشروع"))))
    assert "注文を作成する" in text
    assert "مشروع" in text
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in read(render_pdf(Package(design, "مشروع"))).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert any("Arab" in font or "DejaVu" in font for font in fonts)


@pytest.mark.parametrize("count", [12, 40])
def test_a_matrix_of_many_roles_keeps_every_name(count: int) -> None:
    roles = [Role(key=f"role-number-{at:02}") for at in range(count)]
    permissions = [Permission(key=f"orders:do-{at}") for at in range(20)]
    grants = [
        Grant(role=role.key, permission=permission.key, effect=Effect.allow)
        for role in roles
        for permission in permissions
    ]
    reader = read(render_pdf(Package(Design.from_items([*roles, *permissions, *grants]), "Matrix")))
    pages = [page for page in reader.pages if "yes: allowed" in page.extract_text()]
    sheets = {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages[-1:]}
    assert sheets == {(595, 842) if count == 12 else (842, 595)}
    assert all(len(squeezed(page.extract_text())) > 500 for page in pages), "none is nearly empty"
    text = squeezed("".join(page.extract_text() for page in reader.pages))
    for role in roles:
        assert role.key in text


def test_a_wide_table_of_two_hundred_columns_is_all_there() -> None:
    columns = tuple(Column(name=f"column_{at:03}", type="text") for at in range(200))
    design = Design.from_items([Table(key="wide", columns=columns)])
    text = squeezed(text_of(read(render_pdf(Package(design, "Wide")))))
    for column in columns:
        assert column.name in text


def test_only_what_changed_is_laid_out_again(tmp_path: Path) -> None:
    cache = FolderCache(tmp_path)
    design = Design.from_items(
        [Requirement(key=f"FR-{at:03}", text=f"Text {at}") for at in range(500)]
    )
    render_pdf(Package(design, "Many"), cache=cache)
    before = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    edited = design.requirements[0].model_copy(update={"text": "Edited"})
    again = design.model_copy(update={"requirements": (edited, *design.requirements[1:])})
    render_pdf(Package(Design.from_items(again.items()), "Many"), cache=cache)
    after = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    # The edited piece, the cover and the running heads, which show the revision.
    assert len(after - before) <= 4
    assert len(before) > 6


def test_a_chapter_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    job = Job("One", "<html lang=en><head><title>t</title></head><body><p>Hi</p></body></html>", "")
    cache = FolderCache(tmp_path)
    (made,) = lay_out([job], cache)
    (path,) = (file for file in tmp_path.rglob("*") if file.is_file())
    assert read_fragment(path.read_bytes()) == made
    path.write_bytes(path.read_bytes()[:-20])
    (again,) = lay_out([job], cache)
    assert again == made
    FolderCache(tmp_path, most_bytes=0).tidy()
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


def test_nothing_is_fetched_for_a_chapter(tmp_path: Path) -> None:
    # The sockets of tests are closed, and a file that was read would make a difference.
    def chapter(address: str) -> bytes:
        fragment = render_chapter(
            "<html lang=en><head><title>t</title>"
            "<link rel=stylesheet href='http://127.0.0.1:1/a.css'></head>"
            f"<body><img alt='' src='{address}'><object data='{address}'></object>"
            "<p>Hi</p></body></html>"
        )
        assert len(fragment.pages) == 1
        return fragment.to_bytes()

    outside = tmp_path / "outside.svg"
    address = picture(tmp_path)
    drawn = "data:image/svg+xml;base64," + base64.b64encode(outside.read_bytes()).decode()
    there = chapter(address)
    assert chapter(drawn) != there, "what may be read is read"
    outside.unlink()
    assert chapter(address) == there
