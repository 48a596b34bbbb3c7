"""How the tests of structured formats read files of the shared data."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.shared_data import SHARED_DATA
from workbench.intake.openapi.reader import read_openapi
from workbench.intake.result import Imported, NoteLevel
from workbench.intake.structured.parse import parse_structured


def expected(name: str) -> Any:
    """What the shared data states as truth; empty where the data is not there."""
    path = SHARED_DATA / "expected" / name
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


@lru_cache
def tree_of(path: str) -> Any:
    """A file of the shared data, parsed."""
    return parse_structured((SHARED_DATA / path).read_text("utf-8")).value


def files_under(folder: Path) -> dict[str, bytes]:
    """All files of a folder by their path from the shared data."""
    return {
        str(path.relative_to(SHARED_DATA)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def read_document(path: str, folder: str = "") -> Imported:
    """Import an OpenAPI document of the shared data, with the files of a folder if named."""
    others = files_under(SHARED_DATA / folder) if folder else {}
    text = (SHARED_DATA / path).read_text("utf-8")
    return read_openapi(path, parse_structured(text).value, text, others)


def read_text(text: str) -> Imported:
    """Import an OpenAPI document that a test has written."""
    return read_openapi("api.yaml", parse_structured(text).value, text, {})


def warnings_of(imported: Imported) -> list[tuple[int, str]]:
    """Lines and messages of all notes that are more than information."""
    return [
        (note.line, note.message) for note in imported.notes if note.level is not NoteLevel.info
    ]
