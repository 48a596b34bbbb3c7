"""Formats that are not read, recognised by content, and what to do about each.

They are kept as attachments. Half-reading them as Markdown would lose their tables in silence, so
a note says in which format to import them again.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from workbench.intake.result import Note, NoteLevel

_MARKDOWN = "save or export it as Markdown (.md) and import that"
_WORD = f"a word processor document; {_MARKDOWN}"
_SHEET = "a spreadsheet; save each sheet as CSV and import those"
_SLIDES = f"a presentation; write its content as Markdown, or {_MARKDOWN}"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_NESTED = "an archive inside an archive, which is not opened; import it separately"
#: The name for pictures; less is lost with one than with a document.
PICTURE = (
    "an image, which is not read; describe what it shows in Markdown, a screen "
    "as `## Screen: Title` with `**ID:** WF-001`"
)
_PDF = f"a PDF, whose text has no readable structure; in the program that created it, {_MARKDOWN}"

#: Endings of files that hold no text.
BINARY_ENDINGS = (
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf", ".docx", ".xlsx", ".pptx", ".zip", ".gz",
    ".ico", ".woff", ".woff2", ".ttf", ".mp4", ".fig", ".sketch", ".svgz", ".odt", ".ods",
)  # fmt: skip
_TEXT_ENDINGS = (".txt", ".md", ".markdown", ".yaml", ".yml", ".json", ".sql", ".csv", ".dbml")
#: Names inside an office document, by what kind it is.
_OFFICE = (
    ("word/", _WORD),
    ("xl/", _SHEET),
    ("ppt/", _SLIDES),
)
_OPEN_DOCUMENT = (
    ("opendocument.text", _WORD),
    ("opendocument.spreadsheet", _SHEET),
    ("opendocument.presentation", _SLIDES),
    ("epub", f"an e-book; {_MARKDOWN}"),
    ("opendocument", f"an office document; {_MARKDOWN}"),
)
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", _PDF),
    (b"\x89PNG\r\n", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"II*\x00", PICTURE),
    (b"MM\x00*", PICTURE),
    (b"{\\rtf", _WORD),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", f"an office document in an old format; {_MARKDOWN}"),
)
_WEBP = re.compile(rb"RIFF.{4}WEBP", re.DOTALL)
_LOOKED_AT = 200_000
_MARKDOWN_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_ASCIIDOC = re.compile(r"^={1,6} \S", re.MULTILINE)
_ASCIIDOC_SURE = re.compile(r"^(?:\|===|:[\w-]+:(?: .*)?|\[[\w%.#,= \"-]+\]|\.\w.*)$", re.MULTILINE)
_DIRECTIVE = re.compile(r"^\.\. (?:[\w-]+::|_[^:\n]{1,80}:(?: |$))", re.MULTILINE)
_RST_SURE = re.compile(
    r"^(?:([~^\"'*+=-])\1{2,}\n.{1,200}\n\1{3,}|.{1,200}\n([~^\"'+])\2{2,}|\+[-=]{3,}\+[-=+]*)$",
    re.MULTILINE,
)
_SVG = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?(?:<!DOCTYPE[^>]*>\s*)?<svg[\s>]", re.DOTALL
)
_HTML = re.compile(
    r"\s*(?:<!--.{0,400}?-->\s*)?<(?:!doctype html|html)[\s>]", re.IGNORECASE | re.DOTALL
)
_LATEX = re.compile(r"^[ \t]{0,20}\\documentclass\b", re.MULTILINE)
_ORG = re.compile(r"^#\+(?:TITLE|AUTHOR|BEGIN_|OPTIONS|STARTUP)", re.MULTILINE | re.IGNORECASE)


def attachment_note(path: str, what: str, *, binary: bool) -> Note:
    """That a file is of a format which is not read, and what to do.

    A document may hold what is missed then, a picture hardly; a file whose name promises text
    and which holds none is refused.
    """
    if binary and what != PICTURE and path.lower().endswith(_TEXT_ENDINGS):
        return Note(path, 0, NoteLevel.error, f"refused: its name suggests text, but it is {what}")
    level = NoteLevel.info if what == PICTURE else NoteLevel.warning
    return Note(path, 0, level, f"kept as an attachment: this is {what}")


def binary_format(path: str, data: bytes) -> str:
    """The known binary format of a file, with advice; empty for any other."""
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            return what
    if _WEBP.match(data[:12]):
        return PICTURE
    if data.startswith(b"BM") and path.lower().endswith(".bmp"):
        return PICTURE
    if data.startswith(_ZIP):
        return office_format(data) or _NESTED
    return ""


def office_format(data: bytes) -> str:
    """What an office document is that is kept as a zip; empty for every other zip."""
    if not data.startswith(b"PK"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "[Content_Types].xml" in names:
                found = (what for start, what in _OFFICE if any(n.startswith(start) for n in names))
                return next(found, f"an office document; {_MARKDOWN}")
            if names[:1] == ["mimetype"] and archive.getinfo("mimetype").file_size < _LONGEST_MIME:
                kind = archive.read("mimetype").decode("ascii", "replace")
                return next((what for word, what in _OPEN_DOCUMENT if word in kind), "")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return ""
    except (OSError, ValueError, OverflowError):
        return ""
    return ""


_LONGEST_MIME = 200


def unrecognised_reason(text: str) -> str:
    """Why a text is kept in which nothing known was found, and what to do where that is known."""
    if _HTML.match(text[:4_000]):
        return f"a web page without recognised content; {_MARKDOWN}"
    return "it is not a recognised kind of document"


def text_format(path: str, text: str) -> str:
    """The known text format of a file that is not read, with advice; empty for any other.

    A document with a Markdown heading is Markdown, whatever else it holds.
    """
    head = text[:_LOOKED_AT]
    if _SVG.match(head[:4_000]):
        return PICTURE
    if _MARKDOWN_HEADING.search(head):
        return ""
    name = path.lower()
    formats = (
        ("AsciiDoc", (".adoc", ".asciidoc", ".asc"), (_ASCIIDOC, _ASCIIDOC_SURE)),
        ("reStructuredText", (".rst", ".rest"), (_DIRECTIVE, _RST_SURE)),
        ("LaTeX", (".tex",), (_LATEX,)),
        ("an Org document", (".org",), (_ORG,)),
    )
    for what, endings, signs in formats:
        if name.endswith(endings) or all(sign.search(head) for sign in signs):
            return f"{what}; {_MARKDOWN}"
    return ""
