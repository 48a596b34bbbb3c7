"""One chapter as PDF objects, ready to be put into any document.

A fragment knows nothing of the document around it: page numbers, running heads, the revision
and the pages of other chapters come from outside, so a chapter that did not change need not be
made again. Objects outside are referred to with a generation number that no PDF of ours has.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import orjson

#: Generation of references to things outside the fragment.
OUTSIDE = 65_535
#: Object numbers of these references.
PAGES, PARENT, STAMP, FRAME, NUMBER = range(5)
#: Scheme of links to anchors that may be in another chapter.
LINK_SCHEME = "wb:"

_VERSION = 2
_SEPARATOR = b"\x1e"


class ChapterError(RuntimeError):
    """A chapter could not be made; the message names it and the reason."""


@dataclass(frozen=True, slots=True)
class Place:
    """A point on a page of the fragment."""

    page: int
    """Index within the fragment."""
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline."""

    level: int
    title: str
    place: Place


@dataclass(frozen=True, slots=True)
class Glyphs:
    """What is needed to write page numbers with the fragment's font."""

    font: int
    """Number of the font object."""
    codes: dict[str, int]
    widths: dict[str, float]
    """In thousandths of the font size."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A chapter's objects, numbered from 1 in the order in which they are here."""

    plain: tuple[tuple[int, bytes], ...]
    """Number and text of objects without a stream."""
    streams: tuple[tuple[int, bytes, bytes], ...]
    """Number, dictionary and content of streams."""
    size: int
    """Highest object number."""
    pages: tuple[int, ...]
    """Numbers of the page objects in order."""
    sheets: tuple[tuple[float, float], ...]
    """Width and height of each page in points."""
    contents: tuple[int, ...]
    """Numbers of the content streams of the pages."""
    resources: int
    anchors: dict[str, Place]
    bookmarks: tuple[Bookmark, ...]
    structure: int
    """Number of the structure element that holds the chapter's; 0 without tags."""
    parents: tuple[tuple[int, bytes], ...]
    """The chapter's parent tree: key and value."""
    glyphs: Glyphs | None = None

    def to_bytes(self) -> bytes:
        """The fragment as it is kept and sent between processes."""
        head = {
            "version": _VERSION,
            "plain": [number for number, _ in self.plain],
            "streams": [(number, len(text), len(data)) for number, text, data in self.streams],
            "size": self.size,
            "pages": self.pages,
            "sheets": self.sheets,
            "contents": self.contents,
            "resources": self.resources,
            "anchors": {name: (p.page, p.x, p.y) for name, p in self.anchors.items()},
            "bookmarks": [
                (b.level, b.title, b.place.page, b.place.x, b.place.y) for b in self.bookmarks
            ],
            "structure": self.structure,
            "parents": [(key, value.decode("latin-1")) for key, value in self.parents],
            "glyphs": self.glyphs and (self.glyphs.font, self.glyphs.codes, self.glyphs.widths),
        }
        header = orjson.dumps(head)
        plain = zlib.compress(_SEPARATOR.join(text for _, text in self.plain), 1)
        body = b"".join(text + data for _, text, data in self.streams)
        sizes = b"%d %d\n" % (len(header), len(plain))
        return sizes + header + plain + body


def read_fragment(raw: bytes) -> Fragment:
    """Undo `to_bytes`. Raises ValueError for anything else."""
    line, _, rest = raw.partition(b"\n")
    try:
        header_size, plain_size = map(int, line.split())
        head = orjson.loads(rest[:header_size])
        plain = zlib.decompress(rest[header_size : header_size + plain_size])
    except (ValueError, zlib.error) as error:
        raise ValueError(f"no chapter: {error}") from error
    if head.get("version") != _VERSION:
        raise ValueError(f"a chapter of version {head.get('version')}, not {_VERSION}")
    texts = plain.split(_SEPARATOR) if head["plain"] else []
    at = header_size + plain_size
    streams = []
    for number, text_size, data_size in head["streams"]:
        middle = at + text_size
        end = middle + data_size
        if end > len(rest):
            raise ValueError("a chapter that is cut off")
        streams.append((number, rest[at:middle], rest[middle:end]))
        at = end
    glyphs = head["glyphs"]
    return Fragment(
        plain=tuple(zip(head["plain"], texts, strict=True)),
        streams=tuple(streams),
        size=head["size"],
        pages=tuple(head["pages"]),
        sheets=tuple((width, height) for width, height in head["sheets"]),
        contents=tuple(head["contents"]),
        resources=head["resources"],
        anchors={name: Place(*place) for name, place in head["anchors"].items()},
        bookmarks=tuple(
            Bookmark(level, title, Place(page, x, y))
            for level, title, page, x, y in head["bookmarks"]
        ),
        structure=head["structure"],
        parents=tuple((key, value.encode("latin-1")) for key, value in head["parents"]),
        glyphs=Glyphs(*glyphs) if glyphs else None,
    )
