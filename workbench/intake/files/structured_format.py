"""YAML and JSON that no other format claims: syntax errors are named, the rest is kept."""

from __future__ import annotations

from workbench.intake.files.text_file import FileFormat, FileSet, TextFile
from workbench.intake.result import Imported, Note, NoteLevel
from workbench.intake.source_kinds import UNREADABLE
from workbench.intake.structured.parse import Parsed, UnreadableError


def _is_structured(file: TextFile, files: FileSet) -> bool:
    del files
    return isinstance(file.structured, Parsed) or (
        isinstance(file.structured, UnreadableError) and file.claims_structure
    )


def _read(file: TextFile, files: FileSet) -> Imported:
    del files
    if isinstance(file.structured, UnreadableError):
        error = file.structured
        note = Note(file.path, error.line, NoteLevel.error, f"refused: {error.message}")
        return file.unread(UNREADABLE, note)
    return file.attached("it is neither OpenAPI nor a design of the workbench")


OTHER_STRUCTURED = FileFormat(UNREADABLE, _is_structured, _read)
