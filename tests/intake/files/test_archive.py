"""Zips that try something, each refused as a whole and named."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping

import pytest

from tests.limits import Lower
from workbench.intake.files.archive import ArchiveError, _read_entries, check_name, unpack
from workbench.intake.folder import read_files


def zipped(fill: Callable[[zipfile.ZipFile], None]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        fill(archive)
    return target.getvalue()


def holding(files: Mapping[str, str | bytes]) -> bytes:
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
        ("../outside.txt", "points outside"),
        ("a/../../outside.txt", "points outside"),
        ("a/..", "points outside"),
        ("/outside.txt", "not a relative path"),
        ("~/outside.txt", "not a relative path"),
        ("C:/outside.txt", "not a relative path"),
        ("a\\b.txt", "not a relative path"),
        ("a\nb.txt", "not a relative path"),
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


def test_folders_inside_one_another_are_counted(lower: Lower) -> None:
    lower(folders=3)
    assert unpack(holding({"a/b/f.md": "x"})) == {"a/b/f.md": b"x"}
    for name in ("a/b/c/f.md", "a//b//c/f.md"):
        with pytest.raises(ArchiveError, match="more than 3 folders deep"):
            unpack(holding({name: "x"}))
        with pytest.raises(ArchiveError, match="more than 3 folders deep"):
            check_name(name)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_are_refused(kind: int) -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo("link")
        info.external_attr = (kind | 0o777) << 16
        archive.writestr(info, "beside.txt")

    with pytest.raises(ArchiveError, match="link"):
        unpack(zipped(fill))


def test_too_many_entries_are_refused(lower: Lower) -> None:
    lower(files=30)
    assert len(unpack(holding({f"{number}.md": "" for number in range(30)}))) == 30
    with pytest.raises(ArchiveError, match="more than 30 entries"):
        unpack(holding({f"{number}.md": "" for number in range(31)}))


def words(count: int) -> bytes:
    """Text of so many bytes that packs as text does."""
    return b"".join(b"%07d " % (number * number) for number in range(count // 8))


def test_the_size_that_is_declared_is_checked(lower: Lower) -> None:
    lower(file_bytes=4_000)
    assert len(unpack(holding({"a.md": words(4_000)}))["a.md"]) == 4_000
    with pytest.raises(
        ArchiveError,
        match=r"the declared size of 'a\.md' is 4,008 bytes unpacked; the limit is 4,000",
    ):
        unpack(holding({"a.md": words(4_008)}))


def test_the_sizes_together_are_checked(lower: Lower) -> None:
    lower(total_bytes=4_000)
    assert len(unpack(holding({"a.md": words(2_000), "b.md": words(2_000)}))) == 2
    with pytest.raises(
        ArchiveError, match="its declared size is 4,008 bytes unpacked; the limit is 4,000"
    ):
        unpack(holding({"a.md": words(2_000), "b.md": words(2_008)}))


def test_what_is_packed_too_tightly_is_refused(lower: Lower) -> None:
    lower(ratio=4, ratio_matters_from=2_000)
    assert unpack(holding({"small.md": b"a" * 2_000})), "so little does not matter"
    assert unpack(holding({"text.md": words(4_000)})), "text is not that tight"
    with pytest.raises(
        ArchiveError, match=r"the compression ratio of 'tight\.md' is too high for text"
    ):
        unpack(holding({"tight.md": b"a" * 4_000}))
    many = {f"{number}.md": b"a" * 1_900 for number in range(4)}
    with pytest.raises(ArchiveError, match="its compression ratio is too high for text"):
        unpack(holding(many))


def test_a_tight_entry_is_refused_in_an_archive_that_is_not_tight(lower: Lower) -> None:
    lower(ratio=4, ratio_matters_from=2_000)
    text = words(8_000)
    assert len(unpack(holding({"text.md": text, "small.md": b"a" * 2_000}))) == 2
    both = holding({"text.md": text, "tight.md": b"a" * 4_000})
    assert len(text) + 4_000 < 4 * len(both), "the archive as a whole is below the ratio"
    with pytest.raises(ArchiveError, match=r"ratio of 'tight\.md' is too high"):
        unpack(both)


def declaring(content: bytes, size: int) -> bytes:
    """A zip that says its file is of another size than it is."""
    data = bytearray(holding({"a.md": content}))
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", size)
    return bytes(data)


def test_a_size_that_is_not_as_declared_is_found_while_unpacking() -> None:
    assert unpack(declaring(b"abcdefgh" * 40, 320)) == {"a.md": b"abcdefgh" * 40}
    with pytest.raises(ArchiveError):
        unpack(declaring(b"abcdefgh" * 40, 16))


def test_bytes_are_counted_again_while_unpacking(lower: Lower) -> None:
    with zipfile.ZipFile(io.BytesIO(holding({"a.md": words(4_000), "b.md": "x"}))) as archive:
        assert len(_read_entries(archive, archive.infolist())) == 2
        for bound in ("file_bytes", "total_bytes"):
            lower(**{bound: 3_000})
            with pytest.raises(ArchiveError, match=r"'a\.md' is larger than its declared size"):
                _read_entries(archive, archive.infolist())


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


def test_a_refused_archive_is_told_of_and_nothing_of_it_is_read(lower: Lower) -> None:
    lower(file_bytes=4_000)
    good = "# Requirements\n- FR-1: x"
    for other, why in (
        ({"../outside.md": "x"}, "points outside"),
        ({"large.md": words(4_008)}, "declared size"),
    ):
        found = read_files({"upload.zip": holding({"prd.md": good, **other})})
        assert not found.items
        assert [why in error.message for error in found.errors] == [True]


def test_a_zip_inside_a_zip_stays_closed() -> None:
    inner = holding({"prd.md": "# Requirements\n- FR-1: x"})
    found = read_files({"outer.zip": holding({"inner.zip": inner})})
    assert not found.items
    assert "an archive inside an archive" in found.notes[0].message
    assert [source.path for source in found.sources] == ["inner.zip"]
