"""Formats that nobody reads here: kept whole, named for what they are, with a way out."""

from __future__ import annotations

import io
import zipfile

import pytest

from workbench.intake.folder import read_files
from workbench.intake.result import NoteLevel


def zipped(files: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return target.getvalue()


OFFICE = {"[Content_Types].xml": "<Types/>"}
REQUIREMENT = "* **FR-001**: The system MUST list orders"
DOCUMENTS = {
    "prd.docx": (zipped({**OFFICE, "word/document.xml": "<w:document/>"}), "word processor"),
    "prd.odt": (
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
        "word processor",
    ),
    "prd.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "office document in an old format"),
    "prd.rtf": (b"{\\rtf1\\ansi FR-001: The system}", "word processor"),
    "prd.pdf": (b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj", "a PDF"),
    "fields.xlsx": (zipped({"xl/workbook.xml": "<x/>", **OFFICE}), "CSV"),
    "talk.pptx": (zipped({**OFFICE, "ppt/slides/slide1.xml": "<x/>"}), "presentation"),
    "without-ending": (
        f"= PRD\n:author: A\n\n== Needs\n\n{REQUIREMENT}\n\n|===\n|FR-002\n|===\n".encode(),
        "AsciiDoc",
    ),
    "notes": (
        f"PRD\n^^^^^\n\n.. contents::\n\n{REQUIREMENT}\n".encode(),
        "reStructuredText",
    ),
    "rest.txt": (f"PRD\n~~~\n\n.. _top:\n\n{REQUIREMENT}\n".encode(), "reStructuredText"),
    "prd.tex": (b"\\documentclass{article}\n\\item FR-001: x\n", "LaTeX"),
    "prd.org": (b"#+TITLE: PRD\n* Requirements\n- FR-001 :: x\n", "Org"),
}


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_of_another_format_is_kept_whole_with_what_to_do(path: str) -> None:
    data, told = DOCUMENTS[path]
    found = read_files({path: data})
    assert [(source.path, source.kind) for source in found.sources] == [(path, "attachment")]
    (note,) = found.notes
    assert (note.source, note.level) == (path, NoteLevel.warning)
    assert note.message.startswith("kept as an attachment: this is")
    assert told in note.message
    assert "Markdown" in note.message or "CSV" in note.message
    assert not found.items


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n\x00"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 "),
        ("a.svg", b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("no-ending", b"GIF89a\x00"),
    ],
)
def test_a_picture_is_kept_and_said_so(path: str, data: bytes) -> None:
    found = read_files({path: data})
    (note,) = found.notes
    assert (note.level, "which is not read" in note.message) == (NoteLevel.info, True)
    assert [source.kind for source in found.sources] == ["attachment"]


def test_an_office_document_beside_others_and_inside_a_zip() -> None:
    word = DOCUMENTS["prd.docx"][0]
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("prd.docx", word)
        archive.writestr("prd.md", "# PRD\n## Requirements\n- **FR-001**: It MUST work. (P0)\n")
    for files in (
        {"all.zip": inner.getvalue()},
        {"prd.docx": word, "prd.md": b"# PRD\n- FR-001: a\n"},
    ):
        found = read_files(files)
        assert [source.path for source in found.sources] == ["prd.docx", "prd.md"]
        assert [item.item.item_key for item in found.items] == ["FR-001"]


def test_markdown_stays_markdown_whatever_it_speaks_of() -> None:
    text = f"# PRD\n\n.. note:: rst\n\n== no heading\n\n|===\n\n## Requirements\n{REQUIREMENT}\n"
    found = read_files({"prd.md": text.encode()})
    assert [item.item.item_key for item in found.items] == ["FR-001"]
    underlined = f"PRD\n===\n\nRequirements\n------------\n\n{REQUIREMENT}\n"
    found = read_files({"prd.md": underlined.encode()})
    assert [item.item.item_key for item in found.items] == ["FR-001"]


def test_a_web_page_is_read_where_it_holds_something_and_told_otherwise() -> None:
    table = (
        "<!doctype html>\n<html><body>\n<table><tr><th>ID</th><th>Requirement</th></tr>\n"
        "<tr><td>FR-001</td><td>The system MUST work</td></tr></table>\n</body></html>\n"
    )
    assert [item.item.item_key for item in read_files({"a.html": table.encode()}).items] == [
        "FR-001"
    ]
    (note,) = read_files({"a.html": b"<!doctype html><html><p>Hello</p></html>"}).notes
    assert "a web page without recognised content" in note.message


def test_a_name_that_promises_text_is_not_believed() -> None:
    found = read_files({"spec.md": DOCUMENTS["prd.pdf"][0]})
    assert [note.level for note in found.notes] == [NoteLevel.error]
    assert "its name suggests text, but it is a PDF" in found.notes[0].message


def test_a_broken_office_document_is_an_unreadable_zip() -> None:
    found = read_files({"prd.docx": DOCUMENTS["prd.docx"][0][:60]})
    assert "refused: not a readable zip file" in found.notes[0].message
