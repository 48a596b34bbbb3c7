"""HTML → one chapter of the PDF, by WeasyPrint.

The engine fetches nothing: only data URIs are opened, so neither the network nor a file is ever
read. What it makes is taken before it is written, as objects that can be put into any document.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any, NoReturn

import pydyf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from workbench import paths
from workbench.artifacts.pdf.fragment import (
    FRAME,
    LINK_SCHEME,
    NUMBER,
    OUTSIDE,
    PAGES,
    PARENT,
    STAMP,
    Bookmark,
    Fragment,
    Glyphs,
    Place,
)
from workbench.artifacts.pdf.tags import complete_structure

#: What page numbers are written with.
NUMBER_SIGNS = "0123456789 Pageof"

#: Points of a CSS pixel.
_POINTS = 0.75
#: A last page that holds no more than this share is nearly empty.
_NEARLY_EMPTY = 0.18
#: What closer lines and smaller margins make room for on each page before the last, as a share.
_GAINED = 0.05
#: Closer lines and smaller margins, which keep clear of head and foot.
_CLOSER = """
@page { margin: 17.5mm 17mm 16.5mm; }
html { line-height: 1.36; }
table { line-height: 1.27; }
pre { line-height: 1.29; }
"""
# WeasyPrint says on every page what it could not do; whoever exports gets the result.
logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
logging.getLogger("weasyprint.progress").setLevel(logging.CRITICAL)


class _Taken(Exception):  # noqa: N818 - it ends the work, it is no failure
    """The document was taken before it was written."""


class _NothingFetched(URLFetcher):  # type: ignore[misc] # WeasyPrint ships no types
    """Opens data URIs and nothing else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)


def stylesheet() -> str:
    """The print style sheet as text, read anew as `workers.Job.key` does; parsing is cached."""
    return (paths.artifacts() / "print/print.css").read_text(encoding="utf-8")


def render_chapter(html: str, page_css: str = "", *, tagged: bool = True) -> Fragment:
    """Lay out one chapter. `page_css` adds to the stylesheet (size and running head).

    The HTML must be a whole document with a language and a title. A few lines that
    would be alone on a last page move to those before, where closer lines make room.
    """
    with _fewer_collections():
        document = _laid_out(html, page_css)
        if _ends_nearly_empty(document):
            closer = _laid_out(html, page_css, _CLOSER)
            if len(closer.pages) < len(document.pages):
                document = closer
        taken: list[Fragment] = []

        def take(rendered: Any, pdf: Any) -> NoReturn:  # noqa: ANN401 - WeasyPrint has no types
            taken.append(_fragment(rendered, pdf, tagged=tagged))
            raise _Taken

        with suppress(_Taken):
            document.write_pdf(finisher=take, pdf_variant="pdf/ua-1" if tagged else None)
    return taken[0]


def _laid_out(html: str, *styles: str) -> Any:  # noqa: ANN401 - WeasyPrint has no types
    sheets = [_parsed(text) for text in (stylesheet(), *styles) if text]
    source = HTML(string=html, url_fetcher=_NothingFetched(), base_url=None)
    return source.render(font_config=FontConfiguration(), stylesheets=sheets)


def _ends_nearly_empty(document: Any) -> bool:  # noqa: ANN401
    """Whether the last page holds so little that the others could take it."""
    room = min(_NEARLY_EMPTY, _GAINED * (len(document.pages) - 1))
    return room > 0 and _filled(document.pages[-1]) <= room


def _filled(page: Any) -> float:  # noqa: ANN401
    """Share of a page's height that its content takes."""
    sheet = page._page_box  # noqa: SLF001 - WeasyPrint has it nowhere else
    content = sheet.children[0]
    return float(content.margin_height() / sheet.height) if sheet.height else 1.0


@lru_cache(maxsize=32)
def _parsed(text: str) -> CSS:
    """A stylesheet; ours declare no fonts, so they can be used again with any."""
    return CSS(string=text, url_fetcher=_NothingFetched())


@contextmanager
def _fewer_collections() -> Iterator[None]:
    """Layout makes millions of objects that live until it ends; looking for garbage is waste."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _fragment(document: Any, pdf: Any, *, tagged: bool) -> Fragment:  # noqa: ANN401
    roots = _roots(pdf)
    page_objects = [pdf.objects[int(ref.split()[0])] for ref in pdf.page_references]
    contents = [_number(page["Contents"]) for page in page_objects]
    resources = pdf.objects[_number(page_objects[0]["Resources"])]
    for page in page_objects:
        _open_page(page, resources)
    _open_links(pdf)
    structure = _open_structure(pdf, tagged=tagged)
    plain: list[tuple[int, bytes]] = []
    streams: list[tuple[int, bytes, bytes]] = []
    for pdf_object in pdf.objects:
        if pdf_object.free == "f" or pdf_object.number in roots:
            continue
        if isinstance(pdf_object, pydyf.Stream):
            head, _, rest = pdf_object.data.partition(b"\nstream\n")
            streams.append((pdf_object.number, head, rest.removesuffix(b"\nendstream")))
        else:
            plain.append((pdf_object.number, _without_separator(pdf_object.data)))
    return Fragment(
        plain=tuple(plain),
        streams=tuple(streams),
        size=len(pdf.objects) - 1,
        pages=tuple(page.number for page in page_objects),
        sheets=tuple(
            (round(page.width * _POINTS, 3), round(page.height * _POINTS, 3))
            for page in document.pages
        ),
        contents=tuple(contents),
        resources=resources.number,
        anchors=_anchors(pdf),
        bookmarks=tuple(_bookmarks(document)),
        structure=structure,
        parents=_parents(pdf, tagged=tagged),
        glyphs=_glyphs(document, pdf),
    )


def _number(reference: Any) -> int:  # noqa: ANN401
    return int(bytes(reference).split()[0])


def _without_separator(data: bytes) -> bytes:
    return data.replace(b"\x1e", b" ") if b"\x1e" in data else data


def _roots(pdf: Any) -> set[int]:  # noqa: ANN401
    """Objects that the whole document has once, and that are therefore made anew."""
    roots = {0, pdf.catalog.number, pdf.pages.number}
    if pdf.info:
        roots.add(pdf.info.number)
    for name in ("Metadata", "StructTreeRoot", "Outlines"):
        if name in pdf.catalog:
            roots.add(_number(pdf.catalog[name]))
    if "StructTreeRoot" in pdf.catalog:
        tree = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
        roots.add(_number(tree["ParentTree"]))
    waiting = [pdf.catalog["Outlines"]] if "Outlines" in pdf.catalog else []
    while waiting:
        root = pdf.objects[_number(waiting.pop())]
        roots.add(root.number)
        waiting += [root[name] for name in ("First", "Next") if name in root]
    return roots


def _outside(what: int) -> bytes:
    return b"%d %d R" % (what, OUTSIDE)


def _open_page(page: Any, resources: Any) -> None:  # noqa: ANN401
    """Leave room on a page for its head, its foot and its number."""
    objects = pydyf.Dictionary(resources.get("XObject") or {})
    objects["WbFrame"] = _outside(FRAME)
    objects["WbNumber"] = _outside(NUMBER)
    page["Resources"] = pydyf.Dictionary({**resources, "XObject": objects})
    page["Contents"] = pydyf.Array([_outside(STAMP), page["Contents"]])
    page["Parent"] = _outside(PAGES)


def _open_links(pdf: Any) -> None:  # noqa: ANN401
    """Make links to anchors of other chapters what links within a document are."""
    for pdf_object in pdf.objects:
        action = pdf_object.get("A") if isinstance(pdf_object, pydyf.Dictionary) else None
        if action is None or not isinstance(action, pydyf.Dictionary):
            continue
        address = action.get("URI")
        text = address.string if isinstance(address, pydyf.String) else ""
        if text.startswith(LINK_SCHEME):
            target = text.removeprefix(LINK_SCHEME)
            del pdf_object["A"]
            pdf_object["Dest"] = pydyf.String(target)
            pdf_object["Contents"] = pydyf.String(target)


def _open_structure(pdf: Any, *, tagged: bool) -> int:  # noqa: ANN401
    """Make the chapter's structure a part of a greater one; its number."""
    if not tagged:
        return 0
    tree = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    document = pdf.objects[_number(tree["K"][0])]
    document["S"] = "/Sect"
    document["P"] = _outside(PARENT)
    parents = pdf.objects[_number(tree["ParentTree"])]["Nums"]
    _drop_spans(pdf, parents)
    complete_structure(pdf, parents)
    return int(document.number)


def _drop_spans(pdf: Any, parents: Any) -> None:  # noqa: ANN401
    """Let paragraphs and cells hold their text themselves: a third of all objects goes away.

    WeasyPrint puts every piece of text into a Span of its own, which says nothing.
    """
    held: dict[bytes, bytes] = {}
    for pdf_object in reversed(pdf.objects):
        if (
            isinstance(pdf_object, pydyf.Dictionary)
            and pdf_object.get("S") == "/Span"
            and len(pdf_object["K"]) == 1
            and isinstance(pdf_object["K"][0], int)
        ):
            holder = pdf.objects[_number(pdf_object["P"])]
            if holder.get("Pg") != pdf_object["Pg"]:
                continue
            at = holder["K"].index(pdf_object.reference)
            holder["K"][at] = pdf_object["K"][0]
            held[pdf_object.reference] = holder.reference
            pdf_object.free = "f"
    for value in parents[1::2]:
        if isinstance(value, list):
            for at, reference in enumerate(value):
                found = reference
                while found in held:
                    found = held[found]
                value[at] = found


def _parents(pdf: Any, *, tagged: bool) -> tuple[tuple[int, bytes], ...]:  # noqa: ANN401
    if not tagged:
        return ()
    tree = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    numbers = pdf.objects[_number(tree["ParentTree"])]["Nums"]
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return tuple(
        (int(key), value if isinstance(value, bytes) else value.data) for key, value in pairs
    )


def _anchors(pdf: Any) -> dict[str, Place]:  # noqa: ANN401
    names = pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", ())
    pages = {bytes(ref): at for at, ref in enumerate(pdf.page_references)}
    found = {}
    for name, (page, _, x, y, _zoom) in zip(names[::2], names[1::2], strict=True):
        found[name.string] = Place(pages[bytes(page)], round(x, 2), round(y, 2))
    return found


def _bookmarks(document: Any) -> Iterator[Bookmark]:  # noqa: ANN401
    """Headings with their own levels; a chapter may start with a lower one."""
    for at, page in enumerate(document.pages):
        for level, title, (x, y), _ in page.bookmarks:
            place = Place(at, round(x * _POINTS, 2), round((page.height - y) * _POINTS, 2))
            yield Bookmark(level, title, place)


def _glyphs(document: Any, pdf: Any) -> Glyphs | None:  # noqa: ANN401
    """The first font in which all signs of a page number were set."""
    fonts = pdf.objects[_number(pdf.objects[_resources(pdf)]["Font"])]
    for font in document.fonts.values():
        codes = {text: glyph for glyph, text in font.to_unicode.items()}
        if set(NUMBER_SIGNS) <= set(codes) and font.hash in fonts:
            return Glyphs(
                _number(fonts[font.hash]),
                {sign: codes[sign] for sign in NUMBER_SIGNS},
                {sign: float(font.widths[codes[sign]]) for sign in NUMBER_SIGNS},
            )
    return None


def _resources(pdf: Any) -> int:  # noqa: ANN401
    return next(
        int(pdf_object.number)
        for pdf_object in pdf.objects
        if isinstance(pdf_object, pydyf.Dictionary)
        and "ExtGState" in pdf_object
        and "Font" in pdf_object
    )
