"""How the tests of Markdown documents read text."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from tests.shared_data import SHARED_DATA
from workbench.design.base import Item
from workbench.design.requirements import Requirement
from workbench.intake.folder import read_files
from workbench.intake.result import Imported


def read_text(text: str, name: str = "document.md") -> Imported:
    """Read one document given as text, its common indent taken away."""
    return read_files({name: dedent(text).encode()})


def read_shared(path: str) -> Imported:
    """Read one file of the shared data by its own name."""
    return read_files({Path(path).name: (SHARED_DATA / path).read_bytes()})


def requirements(found: Imported) -> dict[str, Requirement]:
    """Requirements by key."""
    return {item.item.key: item.item for item in found.items if isinstance(item.item, Requirement)}


def keys(found: Imported, kind: str) -> list[str]:
    """Keys of one kind, in document order."""
    return [item.item.item_key for item in found.items if item.kind == kind]


def only(found: Imported, kind: str) -> Item:
    """The one item of a kind."""
    (item,) = [read.item for read in found.items if read.kind == kind]
    return item


def warnings(found: Imported) -> dict[int, str]:
    """Warnings and refusals by line."""
    return {note.line: note.message for note in found.notes if note.level != "info"}
