"""The files of a pending import: limits, and storage as one ZIP archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from workbench.intake import limits
from workbench.intake.files.archive import UPLOAD_FEWER, ArchiveError, is_archive, unpack_beside
from workbench.review.errors import Invalid


def open_archives(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files, with each readable ZIP archive replaced by its content.

    An unreadable one stays, so that reading it reports why. Raises Invalid for no files,
    too many or too large ones.
    """
    opened: dict[str, bytes] = {}
    _ensure_bounded(files)
    for path, content in files.items():
        if is_archive(content):
            try:
                opened.update(unpack_beside(path, content, alone=len(files) == 1))
            except ArchiveError:
                opened[path] = content
            _ensure_bounded(opened or files)
        else:
            opened[path] = content
    if not opened:
        raise Invalid({"files": ["The ZIP archive contains no files."]})
    _ensure_bounded(opened)
    return opened


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files as one ZIP archive; any path is allowed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number, (path, content) in enumerate(files.items()):
            # Names inside are numbers: a path that a zip cannot hold must not stop an import.
            # A fixed date gives the same files the same bytes.
            for name, data in (
                (str(number), content),
                (f"{number}.path", path.encode("utf-8", "surrogatepass")),
            ):
                info = zipfile.ZipInfo(name)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, data)
    return target.getvalue()


def unpack_files(packed: bytes) -> dict[str, bytes]:
    """Undo `pack`."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {
            archive.read(f"{name}.path").decode("utf-8", "surrogatepass"): archive.read(name)
            for name in archive.namelist()
            if not name.endswith(".path")
        }


def _ensure_bounded(files: Mapping[str, bytes]) -> None:
    if not files:
        raise Invalid({"files": ["Choose at least one file."]})
    most = limits.LIMITS
    if len(files) > most.files:
        raise Invalid({"files": [f"You selected more than {most.files:,} files; {UPLOAD_FEWER}."]})
    if sum(len(content) for content in files.values()) > most.total_bytes:
        raise Invalid({"files": [f"Upload at most {most.total_bytes // 1_000_000} MB at a time."]})
