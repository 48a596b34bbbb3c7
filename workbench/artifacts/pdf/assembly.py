"""Chapters → one PDF: pages, running heads, page numbers, links, bookmarks and tags.

Each chapter was made without knowing its place. Here its objects get their numbers,
its links their targets, and every page its frame with the state and hash of the revision.
"""

from __future__ import annotations

import hashlib
import html
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workbench.artifacts.pdf.fragment import (
    FRAME,
    NUMBER,
    PAGES,
    PARENT,
    STAMP,
    Bookmark,
    Fragment,
    Glyphs,
)
from workbench.artifacts.pdf.writer import PdfWriter, text_string

# What in an object's text must be changed: targets of links, structure ids, references, keys of
# the parent tree, names of fonts.
# Other strings are matched only to be passed over.
_TOKEN = re.compile(
    rb"/Dest \((?P<dest>[\w-]+)\)|\((?P<id>\d+-\d+-\d+)\)|\((?:[^\\()]|\\.)*\)"
    rb"|(?P<ref>\d+) (?P<gen>0|65535) R\b|/(?P<key>StructParents?) (?P<at>\d+)"
    rb"|/(?P<tag>[A-Z]{6})(?=\+)"
)
_SEPARATOR = b"\x1e"
_NUMBER_SIZE = 7.5


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter in its place: its objects, and the frame its pages get."""

    fragment: Fragment
    frame: int
    """Page of the frames that lies under its pages."""


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself."""

    title: str
    author: str
    language: str
    producer: str
    moment: datetime | None
    """When the revision was presented; the file contains no other time."""


def assemble(chapters: Sequence[Chapter], frames: Fragment, about: About) -> bytes:
    """Put chapters together; the same chapters, frames and words give the same bytes."""
    return _Assembly(chapters, frames, about).write()


class _Assembly:
    def __init__(self, chapters: Sequence[Chapter], frames: Fragment, about: About) -> None:
        self.chapters = chapters
        self.frames = frames
        self.about = about
        self.writer = PdfWriter()
        self.catalog = self.writer.reserve()
        self.pages = self.writer.reserve()
        self.document = self.writer.reserve()
        self.stamp = self.writer.reserve()
        self.total = sum(len(chapter.fragment.pages) for chapter in chapters)
        self.page_numbers: list[int] = []
        self.sections: list[int] = []
        self.ids: list[tuple[bytes, int]] = []
        self.anchors: dict[str, bytes] = {}
        self.known = frozenset(
            name.encode() for chapter in chapters for name in chapter.fragment.anchors
        )
        self.bookmarks: list[tuple[Bookmark, int]] = []
        self.parent_nodes: list[int] = []
        self.next_key = 0
        self.frame_forms: list[int] = []
        self.digest = hashlib.sha256()

    def write(self) -> bytes:
        font = self._frames()
        self._stamp()
        for number, chapter in enumerate(self.chapters, 1):
            self._chapter(number, chapter, font)
        self._page_tree()
        structure = self._structure()
        outlines = self._outlines()
        self._catalog(structure, outlines)
        info = self._info()
        return self.writer.write(self.catalog, info, self.digest.digest()[:16])

    # --- What lies under every page ----------------------------------------------------------

    def _frames(self) -> int:
        """The frames as forms that any page can show; the number of the font of numbers."""
        base = self.writer.reserve(self.frames.size) - 1
        pages = set(self.frames.pages)
        contents = {number: at for at, number in enumerate(self.frames.contents)}
        rewrite = _Rewrite(base, {}, b"f", 0, self.known)
        for number, data in self.frames.plain:
            if number not in pages:
                self.writer.add(rewrite.text(data), base + number)
        forms: dict[int, int] = {}
        for number, dictionary, data in self.frames.streams:
            text = rewrite.text(dictionary)
            if number in contents:
                width, height = self.frames.sheets[contents[number]]
                text = text.replace(
                    b"<<",
                    b"<</Type /XObject/Subtype /Form/BBox [0 0 %.3f %.3f]/Resources %d 0 R"
                    % (width, height, base + self.frames.resources),
                    1,
                )
                forms[contents[number]] = base + number
            self.writer.add_stream(text, data, base + number)
            self.digest.update(data)
        self.frame_forms = [forms[at] for at in range(len(self.frames.contents))]
        return base + self._glyphs.font

    @property
    def _glyphs(self) -> Glyphs:
        if self.frames.glyphs is None:
            raise ValueError("the frames do not show the signs of page numbers")
        return self.frames.glyphs

    def _stamp(self) -> None:
        """Frame and number, marked as no content of the document (ISO 14289-1, 7.8)."""
        content = b"/Artifact <</Type /Pagination>> BDC q /WbFrame Do Q q /WbNumber Do Q EMC"
        self.writer.add_stream(b"<</Length %d>>" % len(content), content, self.stamp)

    def _number(self, page: int, sheet: tuple[float, float], font: int) -> int:
        """`Page 3 of 120`, set to the right at the foot of the page."""
        glyphs = self._glyphs
        words = f"Page {page} of {self.total}"
        codes = "".join(f"{glyphs.codes[sign]:04x}" for sign in words)
        length = sum(glyphs.widths[sign] for sign in words) * _NUMBER_SIZE / 1000
        x = sheet[0] - 48 - length
        content = b"BT 0.29 0.31 0.33 rg /F %.1f Tf %.2f 27 Td <%b> Tj ET" % (
            _NUMBER_SIZE,
            x,
            codes.encode(),
        )
        dictionary = (
            b"<</Type /XObject/Subtype /Form/BBox [0 0 %.3f %.3f]"
            b"/Resources <</Font <</F %d 0 R>>>>/Length %d>>" % (*sheet, font, len(content))
        )
        return self.writer.add_stream(dictionary, content)

    # --- Chapters -----------------------------------------------------------------------------

    def _chapter(self, number: int, chapter: Chapter, font: int) -> None:
        fragment = chapter.fragment
        base = self.writer.reserve(fragment.size) - 1
        outside = {PAGES: self.pages, PARENT: self.document, STAMP: self.stamp}
        rewrite = _Rewrite(base, outside, b"c%d" % number, self.next_key, self.known)
        pages = {page: at for at, page in enumerate(fragment.pages)}
        first_page = len(self.page_numbers)
        others = [(offset, data) for offset, data in fragment.plain if offset not in pages]
        changed = rewrite.text(_SEPARATOR.join(data for _, data in others)).split(_SEPARATOR)
        for (offset, _), data in zip(others, changed, strict=True):
            self.writer.add(data, base + offset)
        self.ids += [(name, base + offset) for offset, name in rewrite.found_ids(others)]
        texts = dict(fragment.plain)
        for page, at in pages.items():
            sheet = fragment.sheets[at]
            rewrite.outside = {
                **outside,
                FRAME: self.frame_forms[chapter.frame],
                NUMBER: self._number(first_page + at + 1, sheet, font),
            }
            self.writer.add(rewrite.text(texts[page]), base + page)
            self.page_numbers.append(base + page)
        for stream, dictionary, data in fragment.streams:
            self.writer.add_stream(rewrite.text(dictionary), data, base + stream)
            self.digest.update(data)
        self._remember(fragment, base, first_page, rewrite)

    def _remember(self, fragment: Fragment, base: int, first_page: int, rewrite: _Rewrite) -> None:
        for name, place in fragment.anchors.items():
            page = self.page_numbers[first_page + place.page]
            self.anchors.setdefault(name, b"[%d 0 R /XYZ %.2f %.2f 0]" % (page, place.x, place.y))
        self.bookmarks += [
            (bookmark, self.page_numbers[first_page + bookmark.place.page])
            for bookmark in fragment.bookmarks
        ]
        if not fragment.structure:
            return
        self.sections.append(base + fragment.structure)
        values = b" ".join(
            b"%d %b" % (self.next_key + key, rewrite.text(value)) for key, value in fragment.parents
        )
        last = self.next_key + len(fragment.parents) - 1
        node = b"<</Limits [%d %d]/Nums [%b]>>" % (self.next_key, last, values)
        self.parent_nodes.append(self.writer.add(node))
        self.next_key = last + 1

    # --- The whole ----------------------------------------------------------------------------

    def _page_tree(self) -> None:
        kids = b" ".join(b"%d 0 R" % number for number in self.page_numbers)
        tree = b"<</Type /Pages/Count %d/Kids [%b]>>" % (self.total, kids)
        self.writer.add(tree, self.pages)

    def _structure(self) -> int:
        if not self.sections:
            self.writer.add(b"<<>>", self.document)
            return 0
        root = self.writer.reserve()
        sections = b" ".join(b"%d 0 R" % section for section in self.sections)
        self.writer.add(
            b"<</Type /StructElem/S /Document/P %d 0 R/K [%b]>>" % (root, sections), self.document
        )
        nodes = b" ".join(b"%d 0 R" % node for node in self.parent_nodes)
        tree = self.writer.add(b"<</Kids [%b]>>" % nodes)
        ids = b" ".join(b"(%b) %d 0 R" % pair for pair in sorted(self.ids))
        self.writer.add(
            b"<</Type /StructTreeRoot/K [%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d"
            b"/IDTree <</Names [%b]>>>>" % (self.document, tree, self.next_key, ids),
            root,
        )
        return root

    def _outlines(self) -> int:
        if not self.bookmarks:
            return 0
        root = self.writer.reserve()
        numbers = [self.writer.reserve() for _ in self.bookmarks]
        family = _family([bookmark.level for bookmark, _ in self.bookmarks])
        top = [at for at, parent in enumerate(family) if parent < 0]
        children: dict[int, list[int]] = {}
        for at, parent in enumerate(family):
            children.setdefault(parent, []).append(at)
        for at, (bookmark, page) in enumerate(self.bookmarks):
            parent = family[at]
            beside = children[parent]
            index = bisect_left(beside, at)
            data = b"<</Title %b/Parent %d 0 R/Dest [%d 0 R /XYZ %.2f %.2f 0]" % (
                text_string(bookmark.title),
                numbers[parent] if parent >= 0 else root,
                page,
                bookmark.place.x,
                bookmark.place.y,
            )
            if index:
                data += b"/Prev %d 0 R" % numbers[beside[index - 1]]
            if index + 1 < len(beside):
                data += b"/Next %d 0 R" % numbers[beside[index + 1]]
            own = children.get(at)
            if own:
                data += b"/First %d 0 R/Last %d 0 R/Count -%d" % (
                    numbers[own[0]],
                    numbers[own[-1]],
                    len(own),
                )
            self.writer.add(data + b">>", numbers[at])
        self.writer.add(
            b"<</Type /Outlines/First %d 0 R/Last %d 0 R/Count %d>>"
            % (numbers[top[0]], numbers[top[-1]], len(top)),
            root,
        )
        return root

    def _catalog(self, structure: int, outlines: int) -> None:
        names = sorted((name.encode(), place) for name, place in self.anchors.items())
        listed = b" ".join(b"%b %b" % (text_string(n.decode()), place) for n, place in names)
        data = b"<</Type /Catalog/Pages %d 0 R/Lang %b" % (
            self.pages,
            text_string(self.about.language),
        )
        data += b"/Names <</Dests <</Names [%b]>>>>" % listed
        data += b"/ViewerPreferences <</DisplayDocTitle true>>/PageMode /UseOutlines"
        data += b"/Metadata %d 0 R" % self._metadata(tagged=bool(structure))
        if outlines:
            data += b"/Outlines %d 0 R" % outlines
        if structure:
            data += b"/StructTreeRoot %d 0 R/MarkInfo <</Marked true>>" % structure
        self.writer.add(data + b">>", self.catalog)

    def _metadata(self, *, tagged: bool) -> int:
        """XMP; `pdfuaid:part` says that the file means to keep to ISO 14289-1."""
        about = self.about
        part = "<pdfuaid:part>1</pdfuaid:part>" if tagged else ""
        xmp = (
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
            '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
            ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
            ' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
            '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">'
            f"{html.escape(about.title)}</rdf:li></rdf:Alt></dc:title>"
            f"<pdf:Producer>{html.escape(about.producer)}</pdf:Producer>{part}"
            '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
        ).encode()
        dictionary = b"<</Type /Metadata/Subtype /XML/Length %d>>" % len(xmp)
        return self.writer.add_stream(dictionary, xmp)

    def _info(self) -> int:
        about = self.about
        data = b"<</Title %b/Producer %b" % (text_string(about.title), text_string(about.producer))
        if about.author:
            data += b"/Author %b" % text_string(about.author)
        if about.moment:
            stamp = about.moment.strftime("D:%Y%m%d%H%M%S")
            offset = about.moment.strftime("%z")
            zone = f"{offset[:3]}'{offset[3:5]}'" if offset else "Z"
            data += b"/CreationDate (%b)" % (stamp + zone).encode()
        self.digest.update(data)
        return self.writer.add(data + b">>")


def _family(levels: Sequence[int]) -> list[int]:
    """Per entry the entry above it, -1 for none."""
    parents: list[int] = []
    open_entries: list[tuple[int, int]] = []
    for at, level in enumerate(levels):
        while open_entries and open_entries[-1][0] >= level:
            open_entries.pop()
        parents.append(open_entries[-1][1] if open_entries else -1)
        open_entries.append((level, at))
    return parents


@dataclass
class _Rewrite:
    """Changes the text of objects of one fragment."""

    base: int
    outside: dict[int, int]
    prefix: bytes
    first_key: int
    known: frozenset[bytes]
    """Anchors of the document; links to others lead nowhere."""

    def text(self, data: bytes) -> bytes:
        return _TOKEN.sub(self._token, data)

    def _token(self, found: re.Match[bytes]) -> bytes:
        match found.lastgroup:
            case "gen":
                number = int(found["ref"])
                target = self.base + number if found["gen"] == b"0" else self.outside[number]
                changed = b"%d 0 R" % target
            case "dest":
                changed = found[0] if found["dest"] in self.known else b""
            case "id":
                changed = b"(%b-%b)" % (self.prefix, found["id"])
            case "at":
                changed = b"/%b %d" % (found["key"], self.first_key + int(found["at"]))
            case "tag":
                # Parts of one font with different signs must have different names.
                mixed = hashlib.md5(self.prefix + found["tag"], usedforsecurity=False).digest()
                changed = b"/" + bytes(65 + letter % 26 for letter in mixed[:6])
            case _:
                changed = found[0]
        return changed

    def found_ids(self, objects: Sequence[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
        """Structure elements that have an id, with their new one."""
        pairs = []
        for number, data in objects:
            if b"/ID (" in data:
                found = _ID.search(data)
                if found:
                    pairs.append((number, b"%b-%b" % (self.prefix, found[1])))
        return pairs


_ID = re.compile(rb"/ID \((\d+-\d+-\d+)\)")
