"""The design package as PDF: cover, contents, chapters; tagged, linked, the same bytes twice."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.artifacts.overview import Overview
from workbench.artifacts.pdf.assembly import About, Chapter, assemble
from workbench.artifacts.pdf.cache import ChapterCache, NoCache
from workbench.artifacts.pdf.chapters import Chapters
from workbench.artifacts.pdf.content import CONTENT_TITLES, Content
from workbench.artifacts.pdf.environment import render
from workbench.artifacts.pdf.fragment import Bookmark, ChapterError, Fragment
from workbench.artifacts.pdf.pieces import Piece
from workbench.artifacts.pdf.sheets import SHEETS
from workbench.artifacts.pdf.workers import Job, Progress, lay_out
from workbench.design.package import Package

_ENTRY_LEVELS = 2
#: Of the contents, in millimetres, as the stylesheet has them: what a page holds, what its
#: heading takes, and each entry by its level.
_CONTENTS_HEIGHT = 255.0
_CONTENTS_HEAD = 17.0
_ENTRY_HEIGHTS = {1: 7.0, 2: 4.6}
#: The same where closer lines save a page.
_CLOSER_HEIGHTS = {1: 6.5, 2: 4.2}
_PER_PAGE = 2
_TRIES = 5
_FRONT_TITLE = "Contents"
# Headings of templates are at the start of a tag without an id; those in typed text are lower.
_HEADING = re.compile(r"(<h[12])(?=[ >])(?![^>]* id=)")


#: A bookmark, the page it is on, and the name of its place.
_Entry = tuple[Bookmark, int, str]


@dataclass(frozen=True, slots=True)
class Typeset:
    """A finished PDF."""

    content: bytes
    pages: int


def render_pdf(
    package: Package,
    *,
    content: Content = Content.everything,
    overview: Overview | None = None,
    cache: ChapterCache | None = None,
    progress: Progress | None = None,
    workers: int | None = None,
) -> bytes:
    """The bytes that `typeset` makes of the same."""
    made = typeset(
        package,
        content=content,
        overview=overview,
        cache=cache,
        progress=progress,
        workers=workers,
    )
    return made.content


def typeset(
    package: Package,
    *,
    content: Content = Content.everything,
    overview: Overview | None = None,
    cache: ChapterCache | None = None,
    progress: Progress | None = None,
    workers: int | None = None,
) -> Typeset:
    """The PDF of a package, tagged for accessibility (PDF/UA-1).

    Chapters that `cache` knows are not laid out again; the others are shared among
    `workers` processes (as many as there are processors, fewer for little work). The same
    package gives the same bytes, however often and by whom it is made. Raises
    ChapterError naming the chapter and the reason.
    """
    seen = overview or Overview(package)
    chapters = Chapters(seen, content)
    pieces = [chapters.cover(), *chapters.pieces()]
    known = cache or NoCache()
    fragments = _laid_out(pieces, known, progress, workers)
    titles = dict.fromkeys((piece.title, piece.sheet) for piece in pieces)
    titles[_FRONT_TITLE, "portrait"] = None
    contents = _contents(fragments, known)
    frames = _frames(package, list(titles), known)
    numbers = {key: at for at, key in enumerate(titles)}
    order = [(pieces[0], fragments[0]), (Piece(_FRONT_TITLE, ""), contents)]
    order += list(zip(pieces[1:], fragments[1:], strict=True))
    title = f"{package.project}: {CONTENT_TITLES[content]}"
    about = About(
        title=title,
        author=package.presented_by,
        language="en",
        producer="Design workbench",
        moment=package.presented_at,
    )
    placed = [Chapter(fragment, numbers[piece.title, piece.sheet]) for piece, fragment in order]
    pages = sum(len(chapter.fragment.pages) for chapter in placed)
    return Typeset(assemble(placed, frames, about), pages)


def _document(body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Design package</title>'
        f"</head><body>{body}</body></html>"
    )


def _with_ids(body: str) -> str:
    """Give every heading of the contents a place that can be linked to."""
    mark = hashlib.sha1(body.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:8]
    numbers = itertools.count(1)
    return _HEADING.sub(lambda found: f'{found[1]} id="part-{mark}-{next(numbers)}"', body)


def _page_css(sheet: str) -> str:
    size, _, _ = SHEETS[sheet]
    return f"@page {{ size: {size}; margin: 20mm 17mm 20mm; }}"


def _laid_out(
    pieces: Sequence[Piece],
    cache: ChapterCache,
    progress: Progress | None,
    workers: int | None,
) -> list[Fragment]:
    jobs = [
        Job(piece.title or "Cover", _document(_with_ids(piece.body)), _page_css(piece.sheet))
        for piece in pieces
    ]
    return lay_out(jobs, cache, progress, workers)


def _contents(fragments: Sequence[Fragment], cache: ChapterCache) -> Fragment:
    """The contents, once the pages of everything are known.

    How many pages it takes itself follows from the heights of its entries; should the engine
    see that otherwise, its number counts.
    """
    entries: list[_Entry] = []
    page = 0
    for fragment in fragments:
        names = {(place.page, place.y): name for name, place in reversed(fragment.anchors.items())}
        entries += [
            (
                bookmark,
                page + bookmark.place.page,
                names.get((bookmark.place.page, bookmark.place.y), ""),
            )
            for bookmark in fragment.bookmarks
            if bookmark.level <= _ENTRY_LEVELS
        ]
        page += len(fragment.pages)
    columns = _columns(entries, _ENTRY_HEIGHTS)
    closer = _columns(entries, _CLOSER_HEIGHTS)
    is_closer = len(closer) < len(columns)
    if is_closer:
        columns = closer
    own = len(columns)
    for _ in range(_TRIES):
        made = _contents_of(columns, own, cache, is_closer=is_closer)
        if len(made.pages) == own:
            return made
        own = len(made.pages)
    raise ChapterError("Contents: their number of pages does not settle")


def _columns(entries: Sequence[_Entry], heights: Mapping[int, float]) -> list[list[list[_Entry]]]:
    """Entries in columns, and these in pages: one column where all fit, else two."""
    columns: list[list[_Entry]] = [[]]
    left = _CONTENTS_HEIGHT - _CONTENTS_HEAD
    for at, entry in enumerate(entries):
        top = entry[0].level == 1
        # A chapter is not named at the foot of a column that has none of its parts.
        needed = heights[entry[0].level] + (heights[2] if top and at + 1 < len(entries) else 0)
        if needed > left:
            columns.append([])
            # Both columns of the first page are under its heading.
            left = _CONTENTS_HEIGHT - (_CONTENTS_HEAD if len(columns) == _PER_PAGE else 0)
        columns[-1].append(entry)
        left -= heights[entry[0].level]
    return [columns[at : at + _PER_PAGE] for at in range(0, len(columns), _PER_PAGE)]


def _contents_of(
    pages: Sequence[Sequence[Sequence[_Entry]]], own: int, cache: ChapterCache, *, is_closer: bool
) -> Fragment:
    shown = [
        [
            [
                {
                    "level": bookmark.level,
                    "title": bookmark.title,
                    "page": at + 1 + own,
                    "anchor": name,
                }
                for bookmark, at, name in column
            ]
            for column in page
        ]
        for page in pages
    ]
    body = _document(render("contents", {"pages": shown, "closer": is_closer}))
    (made,) = lay_out([Job(_FRONT_TITLE, body, _page_css("portrait"))], cache, None, 1)
    return made


def _frames(package: Package, titles: Sequence[tuple[str, str]], cache: ChapterCache) -> Fragment:
    """Head, foot and water mark of every sort of page, and the signs of page numbers."""
    frames = [
        {
            "sheet": sheet,
            "height": SHEETS[sheet][2],
            "title": title,
            "project": package.project if title else "",
            "state": package.state.value,
            "revision": f"Revision {package.hash}",
        }
        for title, sheet in titles
    ]
    signs = "Page of 0123456789"
    css = "".join(
        f"@page {name} {{ size: {size}; margin: 0; }}" for name, (size, _, _) in SHEETS.items()
    )
    body = render("frames", {"frames": frames, "signs": signs})
    job = Job("Running heads", _document(body), css, tagged=False)
    (made,) = lay_out([job], cache, None, 1)
    if len(made.pages) != len(titles):
        raise ChapterError(f"Running heads: {len(made.pages)} pages for {len(titles)} frames")
    return made
