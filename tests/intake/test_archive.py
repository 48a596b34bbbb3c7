"""Zips that try something, each refused as a whole and named."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable

import pytest

from tests.shared_data import shared_data
from workbench.intake.archive import MAX_DEPTH, MAX_FILE_BYTES, MAX_FILES, ArchiveError, unpack
from workbench.intake.folder import read_files


def zipped(fill: Callable[[zipfile.ZipFile], None]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        fill(archive)
    return target.getvalue()


def holding(files: dict[str, str | bytes]) -> bytes:
    def fill(archive: zipfile.ZipFile) -> None:
        for name, content in files.items():
            archive.writestr(name, content)

    return zipped(fill)


def test_files_come_out_by_path() -> None:
    data = holding({"a/": "", "a/prd.md": "# PRD", "b.md": "x"})
    assert unpack(data) == {"a/prd.md": b"# PRD", "b.md": b"x"}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../evil.txt", "leads out"),
        ("a/../../evil.txt", "leads out"),
        ("/etc/passwd", "no relative path"),
        ("C:/windows.txt", "no relative path"),
        ("a\\b.txt", "no relative path"),
        ("a\nb.txt", "no relative path"),
        ("/".join(["d"] * MAX_DEPTH) + "/f", "folders deep"),
    ],
)
def test_names_that_lead_elsewhere(name: str, why: str) -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        archive.writestr("good.md", "# PRD")
        info = zipfile.ZipInfo("x")
        info.filename = name
        archive.writestr(info, "x")

    with pytest.raises(ArchiveError, match=why):
        unpack(zipped(fill))


def test_links_are_refused() -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")

    with pytest.raises(ArchiveError, match="link"):
        unpack(zipped(fill))


def test_too_many_entries_are_refused() -> None:
    data = holding({f"{number}.md": "" for number in range(MAX_FILES + 1)})
    with pytest.raises(ArchiveError, match="entries"):
        unpack(data)


def test_declared_size_and_tightness_are_checked() -> None:
    with pytest.raises(ArchiveError, match="unpacks to"):
        unpack(holding({"big": b"\0" * (MAX_FILE_BYTES + 1)}))
    with pytest.raises(ArchiveError, match="too tightly"):
        unpack(holding({"tight": b"\0" * 5_000_000}))


def test_a_lie_about_the_size_is_found_while_unpacking() -> None:
    data = bytearray(holding({"a.md": b"abcdefgh" * 400}))
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 16)
    with pytest.raises(ArchiveError):
        unpack(bytes(data))


def test_the_same_name_twice_is_refused() -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        archive.writestr("a.md", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.md", "2")

    with pytest.raises(ArchiveError, match="twice"):
        unpack(zipped(fill))


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 100, b"PK\x05\x06"])
def test_a_broken_zip_is_refused(data: bytes) -> None:
    with pytest.raises(ArchiveError, match="zip"):
        unpack(data)


@pytest.mark.parametrize(
    ("path", "why"),
    [("hostile/zip-slip.zip", "leads out"), ("hostile/zip-bomb-200MB.zip", "unpacks to")],
)
def test_public_attacks(path: str, why: str) -> None:
    found = read_files({"upload.zip": (shared_data() / path).read_bytes()})
    assert not found.items
    assert [why in one.message for one in found.errors] == [True]


def test_a_zip_inside_a_zip_stays_closed() -> None:
    inner = holding({"prd.md": "# Requirements\n- FR-1: x"})
    found = read_files({"outer.zip": holding({"inner.zip": inner})})
    assert not found.items
    assert "an archive inside an archive" in found.notes[0].message
    assert [one.path for one in found.sources] == ["inner.zip"]
