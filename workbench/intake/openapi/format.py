"""How OpenAPI documents, and the files that they refer to, are recognised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from workbench.intake.files.text_file import FileFormat, FileSet, TextFile
from workbench.intake.openapi.reader import looks_like_openapi, read_openapi
from workbench.intake.openapi.references import mentioned_references
from workbench.intake.result import Imported
from workbench.intake.source_kinds import OPENAPI, OPENAPI_PART


def _is_document(file: TextFile, files: FileSet) -> bool:
    del files
    return looks_like_openapi(file.value)


def _read_document(file: TextFile, files: FileSet) -> Imported:
    others = {path: data for path, data in files.content.items() if path != file.path}
    read = read_openapi(file.path, file.value, file.text, others)
    # The files that it refers to are listed as its parts, each once.
    notes = (*file.remarks(), *read.notes)
    return replace(read, sources=(file.source(OPENAPI),), notes=notes)


def _is_part(file: TextFile, files: FileSet) -> bool:
    """Whether another file's `$ref` names this one, so that it is read from there."""
    if file.value is None:
        return False
    mentioned = files.derive(_mentioned_names)
    return any(file.name in names for path, names in mentioned.items() if path != file.path)


def _mentioned_names(files: FileSet) -> Mapping[str, frozenset[str]]:
    """Names of files that each YAML or JSON file refers to."""
    return {
        path: frozenset(
            reference.partition("#")[0].rpartition("/")[2]
            for reference in mentioned_references(file.text)
        )
        for path, file in files.texts.items()
        if file.ends_with(".yaml", ".yml", ".json")
    }


def _read_part(file: TextFile, files: FileSet) -> Imported:
    del files
    return file.unread(OPENAPI_PART, *file.remarks())


OPENAPI_DOCUMENTS = FileFormat(OPENAPI, _is_document, _read_document)
OPENAPI_PARTS = FileFormat(OPENAPI_PART, _is_part, _read_part)
