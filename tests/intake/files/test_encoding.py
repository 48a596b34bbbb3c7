"""Bytes of every editor become text, and what is no text is refused."""

from __future__ import annotations

import pytest

from tests.limits import Lower
from tests.shared_data import shared_data
from workbench.intake.files.encoding import NotTextError, decode


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Größe \u0661".encode(), "utf-8"),
        ("\ufeffGröße \u0661".encode(), "utf-8"),
        ("Größe \u0661".encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + "Größe \u0661".encode("utf-16-be"), "utf-16-be"),
        ("Größe \u0661".encode("utf-32"), "utf-32-le"),
    ],
)
def test_unicode_in_its_encodings(data: bytes, encoding: str) -> None:
    found = decode(data)
    assert (found.text, found.encoding) == ("Größe \u0661", encoding)


def test_utf16_without_mark_is_guessed_and_said() -> None:
    found = decode("# Requirements\n- FR-1: x".encode("utf-16-le"))
    assert found.text.startswith("# Requirements")
    assert "utf-16-le" in found.remarks[0].message


def test_windows_1252_is_said_by_line() -> None:
    found = decode("one\ntwo “Größe”\n".encode("cp1252"))
    assert found.text == "one\ntwo “Größe”\n"
    assert found.encoding == "cp1252"
    assert found.remarks[0].line == 2


def test_mixed_lines_are_read_each_in_its_own() -> None:
    found = decode("é\n".encode() + "é\n".encode("cp1252") + b"plain\n")
    assert found.text == "é\né\nplain\n"
    assert found.encoding == "utf-8+cp1252"
    assert "line 2:" in found.remarks[0].message


def test_line_ends_become_one() -> None:
    assert decode(b"a\r\nb\rc\n").text == "a\nb\nc\n"


@pytest.mark.parametrize(
    "data", [b"%PDF-1.4\n\x00\x01", b"\x89PNG\r\n\x1a\n\x00", b"\x01\x02\x03" * 50, b"\xff\xfe\xff"]
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(NotTextError):
        decode(data)


def test_size_is_limited(lower: Lower) -> None:
    lower(text_bytes=4_000)
    assert decode(b"x" * 4_000).text
    with pytest.raises(NotTextError, match="larger than 4,000 bytes"):
        decode(b"x" * 4_001)


def test_a_real_binary_under_a_text_name() -> None:
    with pytest.raises(NotTextError, match="binary"):
        decode((shared_data() / "hostile/not-a-spec.txt").read_bytes())
