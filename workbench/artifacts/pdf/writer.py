"""PDF objects → a file: object streams and a cross-reference stream (ISO 32000-1, 7.5.7, 7.5.8)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

_PER_STREAM = 200
_LEVEL = 6
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@dataclass
class PdfWriter:
    """Collects objects with numbers of the caller's choice and writes them once."""

    plain: list[tuple[int, bytes]] = field(default_factory=list)
    streams: list[tuple[int, bytes, bytes]] = field(default_factory=list)
    last: int = 0

    def reserve(self, count: int = 1) -> int:
        """Numbers for so many further objects; the first of them."""
        first = self.last + 1
        self.last += count
        return first

    def add(self, data: bytes, number: int = 0) -> int:
        """Take an object without a stream; its number."""
        number = number or self.reserve()
        self.plain.append((number, data))
        return number

    def add_stream(self, dictionary: bytes, data: bytes, number: int = 0) -> int:
        """Take a stream with its dictionary, which must state the length; its number."""
        number = number or self.reserve()
        self.streams.append((number, dictionary, data))
        return number

    def write(self, root: int, info: int, identifier: bytes) -> bytes:
        """The file. `identifier` is 16 bytes that are the same for the same content."""
        parts = [_HEADER]
        size = len(_HEADER)
        places: dict[int, tuple[int, int, int]] = {}
        for number, dictionary, data in self._all_streams(places):
            places[number] = (1, size, 0)
            text = b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, dictionary, data)
            parts.append(text)
            size += len(text)
        xref = self.reserve()
        places[xref] = (1, size, 0)
        table = zlib.compress(_table(places, self.last), _LEVEL)
        digits = identifier.hex().encode()
        parts.append(
            b"%d 0 obj\n<</Type /XRef/Size %d/W [1 5 2]/Root %d 0 R/Info %d 0 R/ID [<%b> <%b>]"
            b"/Filter /FlateDecode/Length %d>>\nstream\n%b\nendstream\nendobj\n"
            % (xref, self.last + 1, root, info, digits, digits, len(table), table)
        )
        parts.append(b"startxref\n%d\n%%%%EOF\n" % size)
        return b"".join(parts)

    def _all_streams(
        self, places: dict[int, tuple[int, int, int]]
    ) -> Iterable[tuple[int, bytes, bytes]]:
        yield from self.streams
        for at in range(0, len(self.plain), _PER_STREAM):
            chunk = self.plain[at : at + _PER_STREAM]
            number = self.reserve()
            head, offset = [], 0
            for index, (object_number, data) in enumerate(chunk):
                places[object_number] = (2, number, index)
                head.append(b"%d %d" % (object_number, offset))
                offset += len(data) + 1
            first = b" ".join(head) + b"\n"
            body = zlib.compress(first + b"\n".join(data for _, data in chunk), _LEVEL)
            yield (
                number,
                b"<</Type /ObjStm/N %d/First %d/Filter /FlateDecode/Length %d>>"
                % (len(chunk), len(first), len(body)),
                body,
            )


def _table(places: dict[int, tuple[int, int, int]], last: int) -> bytes:
    """The cross-reference table: one byte kind, five bytes offset or stream, two bytes index."""
    rows = [b"\x00\x00\x00\x00\x00\x00\xff\xff"]
    for number in range(1, last + 1):
        kind, where, index = places.get(number, (0, 0, 0))
        rows.append(bytes([kind]) + where.to_bytes(5, "big") + index.to_bytes(2, "big"))
    return b"".join(rows)


def text_string(text: str) -> bytes:
    """A PDF text string: ASCII in brackets, everything else as UTF-16."""
    if text.isascii() and text.isprintable():
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        return b"(" + escaped.encode() + b")"
    return b"<feff" + text.encode("utf-16-be", "replace").hex().encode() + b">"
