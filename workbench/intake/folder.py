"""Reads all files of an import together: a folder, a zip, a design, single files.

Every file is recognised by its content, read by the reader of its format and merged with the
others. A file that is not recognised becomes an attachment, with a note. Nothing is saved,
nothing is fetched, and no file outside what was given is opened.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from workbench.intake import limits
from workbench.intake.documents import DocumentReader, Progress
from workbench.intake.files.archive import (
    UPLOAD_FEWER,
    ArchiveError,
    check_name,
    is_archive,
    unpack_beside,
)
from workbench.intake.merge.assembly import assemble, sort_notes
from workbench.intake.merge.linking import link
from workbench.intake.result import Imported, Note, NoteLevel, Source, merge

_SKIPPED = frozenset({"__MACOSX", "node_modules", "__pycache__", ".git", ".venv"})
_NOISE = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


def read_files(
    files: Mapping[str, bytes], *, opened: bool = False, tell: Progress | None = None
) -> Imported:
    """Read files by path, a zip among them unpacked unless that was done before; never raises.

    Refusals (too many, too large, unsafe) are notes of level error. `tell` hears the path of
    each document before it is read, and an empty path before they are put together; what it
    raises ends the reading.
    """
    most = limits.LIMITS
    notes: list[Note] = []
    given: dict[str, bytes] = {}
    total = 0
    # Counted while they are unpacked, so that many small archives cannot fill the memory.
    for path, data in _without_archives(files, notes, opened=opened):
        total += len(data) - len(given.get(path, b""))
        given[path] = data
        if len(given) > most.files:
            what = f"more than {most.files:,} files, so none was read; {UPLOAD_FEWER}"
            notes.append(_refusal("", what))
            return Imported(notes=tuple(notes))
        if total > most.total_bytes:
            notes.append(
                _refusal(
                    "", f"more than {most.total_bytes:,} bytes, so nothing was read; {UPLOAD_FEWER}"
                )
            )
            return Imported(notes=tuple(notes))
    documents = DocumentReader(given, tell or _nobody)
    parts = documents.read()
    (tell or _nobody)("")
    linked = link(merge([Imported(notes=tuple(notes)), *parts]))
    assembled = assemble(linked, documents.statements)
    order = {path: at for at, path in enumerate(sorted(given))}
    return Imported(
        sources=tuple(sorted(assembled.sources, key=lambda source: source.path)),
        items=assembled.items,
        notes=sort_notes(assembled.notes, order),
        texts=assembled.texts,
    )


def _nobody(_path: str) -> None:
    """Hear nothing."""


def read_path(path: Path) -> Imported:
    """Read a folder, a zip, a design or a single file.

    Raises OSError where the path cannot be opened. Links are not followed out of a folder;
    hidden folders and those of tools are left out.
    """
    if path.is_dir():
        notes: list[Note] = []
        files = dict(_walk(path, notes))
        found = read_files(files)
        return Imported(found.sources, found.items, (*notes, *found.notes), found.texts)
    most = limits.LIMITS.total_bytes
    if path.stat().st_size > most:
        return Imported(notes=(_refusal(path.name, f"larger than {most:,} bytes"),))
    return read_files({path.name: path.read_bytes()})


def _refusal(path: str, message: str) -> Note:
    return Note(path, 0, NoteLevel.error, f"refused: {message}")


def _without_archives(
    files: Mapping[str, bytes], notes: list[Note], *, opened: bool
) -> Iterator[tuple[str, bytes]]:
    """Files without noise, archives opened; an archive inside an archive stays closed.

    Where archives are `opened` already, those that are left lay inside another one.
    """
    for path, data in files.items():
        if _is_noise(path):
            continue
        try:
            check_name(path)
            if not is_archive(data):
                yield path, data
                continue
            entries = list(unpack_beside(path, data, alone=len(files) == 1))
        except ArchiveError as error:
            notes.append(_refusal(path[:200], str(error)))
            continue
        if opened:
            yield path, data
            continue
        yield from (entry for entry in entries if not _is_noise(entry[0]))


def _is_noise(path: str) -> bool:
    parts = path.split("/")
    return parts[-1] in _NOISE or parts[-1].startswith(("~$", "._")) or bool(_SKIPPED & set(parts))


def _walk(root: Path, notes: list[Note]) -> Iterator[tuple[str, bytes]]:
    """Path and content of the files in and below a folder, within the limits."""
    most = limits.LIMITS
    count = total = 0
    for file in _files_below(root, notes):
        path = file.relative_to(root).as_posix()
        if file.is_symlink() or not file.is_file():
            notes.append(_refusal(path, "it is a link or not a regular file"))
            continue
        size = file.stat().st_size
        count, total = count + 1, total + size
        if count > most.files or total > most.total_bytes:
            what = (
                f"more than {most.files:,} files or {most.total_bytes:,} bytes; the rest "
                f"was not read; {UPLOAD_FEWER}"
            )
            notes.append(_refusal(path, what))
            return
        if size > most.file_bytes:
            notes.append(_refusal(path, f"larger than {most.file_bytes:,} bytes"))
            continue
        yield path, file.read_bytes()


def _files_below(root: Path, notes: list[Note]) -> Iterator[Path]:
    """Files in and below a folder by name, without hidden ones, noise and folders of tools."""
    deepest = limits.LIMITS.folders
    for folder, folders, names in os.walk(root, followlinks=False):
        place = Path(folder).relative_to(root)
        if folders and len(place.parts) >= deepest:
            what = f"its folders are nested more than {deepest} deep and were not read"
            notes.append(_refusal(place.as_posix(), what))
            folders.clear()
        folders[:] = sorted(
            child for child in folders if child not in _SKIPPED and not child.startswith(".")
        )
        for name in sorted(names):
            if not name.startswith(".") and not _is_noise((place / name).as_posix()):
                yield Path(folder, name)


__all__ = ["Source", "read_files", "read_path"]
