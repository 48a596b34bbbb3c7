"""Bytes → text: the one place that decides how a file's bytes are read.

Files come from every editor. Text is decoded, and its encoding named; other bytes are refused.
Nothing here knows any document format.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from workbench.intake import limits

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NEWLINES = re.compile(r"\r\n?")
# Tab, line feed, carriage return, form feed and escape occur in text; other controls hardly.
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})
_CONTROL_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_MAX_CONTROL_SHARE = 0.02
_SNIFF = 65_536
_SHOWN_LINES = 8


class NotTextError(ValueError):
    """The bytes are not a text; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a reader should know about how the bytes were read."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Decoded:
    r"""Text with `\n` line ends, the encoding it had, and remarks."""

    text: str
    encoding: str
    remarks: tuple[Remark, ...] = ()


def decode(data: bytes) -> Decoded:
    """Read bytes as text: by byte order mark, as UTF-8, UTF-16 or, in the end, Windows-1252.

    Lines that are no UTF-8 in a file that otherwise is are read as Windows-1252 one by one and
    named. Raises NotTextError for binary content and for more bytes than are read.
    """
    most = limits.LIMITS.text_bytes
    if len(data) > most:
        raise NotTextError(f"larger than {most:,} bytes")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _with_bom(data[len(bom) :], encoding)
    if b"\x00" in data:
        return _without_bom_utf16(data)
    if len(data[:_SNIFF].translate(None, _CONTROLS)) < len(data[:_SNIFF]) * (
        1 - _MAX_CONTROL_SHARE
    ):
        raise NotTextError("binary content: it contains control characters")
    try:
        return Decoded(_tidy(data.decode()), "utf-8")
    except UnicodeDecodeError:
        return _decode_mixed(data)


def _tidy(text: str) -> str:
    return _NEWLINES.sub("\n", text)


def _with_bom(data: bytes, encoding: str) -> Decoded:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            return _decode_mixed(data)
        raise NotTextError(
            f"its byte order mark states {encoding}, but its bytes are not valid {encoding}"
        ) from error
    if "\x00" in text:
        raise NotTextError("binary content: it contains NUL characters")
    return Decoded(_tidy(text), encoding)


def _without_bom_utf16(data: bytes) -> Decoded:
    sample = data[:_SNIFF]
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    half = max(1, len(sample) // 2)
    # Text of mostly Latin letters has a NUL in every other byte, and none in the rest.
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > half // 2 and others == 0 and len(data) % 2 == 0:
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if not _CONTROL_TEXT.search(text):
                remark = Remark(
                    0, f"encoding not declared; read as {encoding}. Save the file as UTF-8."
                )
                return Decoded(_tidy(text), encoding, (remark,))
    raise NotTextError("binary content: it contains NUL bytes")


def _decode_mixed(data: bytes) -> Decoded:
    lines: list[str] = []
    strange: list[int] = []
    foreign = 0
    for number, raw in enumerate(_NEWLINES_BYTES.sub(b"\n", data).split(b"\n"), 1):
        try:
            lines.append(raw.decode())
            foreign += not raw.isascii()
        except UnicodeDecodeError:
            strange.append(number)
            lines.append(raw.decode("cp1252", errors="replace"))
    shown = ", ".join(map(str, strange[:_SHOWN_LINES])) + (
        f" and {len(strange) - _SHOWN_LINES} more" if len(strange) > _SHOWN_LINES else ""
    )
    message = (
        f"not UTF-8 on line {shown}: read as Windows-1252. If letters look wrong, "
        "save the file as UTF-8 and import it again."
    )
    encoding = "utf-8+cp1252" if foreign else "cp1252"
    return Decoded("\n".join(lines), encoding, (Remark(strange[0], message),))


_NEWLINES_BYTES = re.compile(rb"\r\n?")
