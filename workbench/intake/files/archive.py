"""Zip files, opened without trusting anything that they state about themselves.

An archive that tries to leave its folder, hides its size or nests without end is refused as a
whole: nothing of it is read. Nothing is ever written to disk.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator

from workbench.intake import limits
from workbench.intake.files.unsupported import office_format

#: For bounding a request before it is read.
MAX_FILES = limits.LIMITS.files
#: What to do about too many, for a message.
UPLOAD_FEWER = (
    "import only the folder with the design documents, without source code and build output"
)
_CHUNK = 1 << 20
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f]|^[A-Za-z]:|^/|^~|\\")
_ENCRYPTED = 0x1


class ArchiveError(ValueError):
    """The archive is refused; the message names the entry and the reason."""


def is_archive(data: bytes) -> bool:
    """Whether bytes start like a zip file, and are no office document kept as one."""
    return data[:4] in {b"PK\x03\x04", b"PK\x05\x06"} and not office_format(data)


def unpack(data: bytes) -> dict[str, bytes]:
    """Files of a zip by path, folders left out; raises ArchiveError for anything unsafe.

    Declared sizes are checked before, actual sizes while unpacking.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries, len(data))
            return _read_entries(archive, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ArchiveError(f"not a readable zip file: {error}") from error
    except (OSError, ValueError, OverflowError) as error:
        if isinstance(error, ArchiveError):
            raise
        raise ArchiveError(f"not a readable zip file: {error}") from error


def unpack_beside(path: str, data: bytes, *, alone: bool) -> Iterator[tuple[str, bytes]]:
    """The files of an archive with their paths in the import: in the archive's own folder.

    An archive that is given `alone` has its own folders. Raises ArchiveError as `unpack` does.
    """
    folder = "" if alone else path.rpartition("/")[0]
    for name, content in unpack(data).items():
        yield (f"{folder}/{name}" if folder else name), content


def _check_entries(entries: list[zipfile.ZipInfo], packed: int) -> None:
    most = limits.LIMITS
    if len(entries) > most.files:
        raise ArchiveError(f"more than {most.files:,} entries; {UPLOAD_FEWER}")
    seen: set[str] = set()
    for entry in entries:
        check_name(entry.filename)
        if entry.filename in seen:
            raise ArchiveError(f"{_quoted_name(entry.filename)} is in the archive twice")
        seen.add(entry.filename)
        _check_kind(entry)
        _check_size(entry)
    total = sum(entry.file_size for entry in entries)
    if total > most.total_bytes:
        raise ArchiveError(
            f"its declared size is {total:,} bytes unpacked; the limit is {most.total_bytes:,}"
        )
    if total > most.ratio_matters_from and total > max(1, packed) * most.ratio:
        raise ArchiveError("its compression ratio is too high for text")


def _check_kind(entry: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind and not entry.is_dir() and kind != stat.S_IFREG:
        raise ArchiveError(f"{_quoted_name(entry.filename)} is a link or a device, not a file")
    if entry.flag_bits & _ENCRYPTED:
        raise ArchiveError(f"{_quoted_name(entry.filename)} is encrypted")
    if entry.compress_type not in _METHODS:
        raise ArchiveError(f"{_quoted_name(entry.filename)} uses an unsupported compression method")


def _check_size(entry: zipfile.ZipInfo) -> None:
    most = limits.LIMITS
    if entry.file_size > most.file_bytes:
        raise ArchiveError(
            f"the declared size of {_quoted_name(entry.filename)} is {entry.file_size:,} "
            f"bytes unpacked; the limit is {most.file_bytes:,}"
        )
    tight = entry.file_size > max(1, entry.compress_size) * most.ratio
    if tight and entry.file_size > most.ratio_matters_from:
        raise ArchiveError(
            f"the compression ratio of {_quoted_name(entry.filename)} is too high for text"
        )


def check_name(name: str) -> None:
    """Refuse names that lead out of the folder or nest too deep; raises ArchiveError."""
    if _UNSAFE_NAME.search(name):
        raise ArchiveError(f"{_quoted_name(name)} is not a relative path")
    parts = [part for part in name.split("/") if part]
    if ".." in parts:
        raise ArchiveError(f"{_quoted_name(name)} points outside the archive")
    deepest = limits.LIMITS.folders
    if len(parts) > deepest:
        raise ArchiveError(f"{_quoted_name(name)} is nested more than {deepest} folders deep")


def _quoted_name(name: str) -> str:
    return repr(name if len(name) <= 80 else name[:77] + "…")  # noqa: PLR2004 - one line


def _read_entries(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = limits.LIMITS.total_bytes
    largest = limits.LIMITS.file_bytes
    for entry in entries:
        if entry.is_dir():
            continue
        chunks: list[bytes] = []
        size = 0
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                left -= len(chunk)
                if size > min(entry.file_size, largest) or left < 0:
                    raise ArchiveError(
                        f"{_quoted_name(entry.filename)} is larger than its declared size"
                    )
                chunks.append(chunk)
        files[entry.filename] = b"".join(chunks)
    return files
