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
    return {one.item.key: one.item for one in found.items if isinstance(one.item, Requirement)}


def keys(found: Imported, kind: str) -> list[str]:
    """Keys of one kind, in document order."""
    return [one.item.item_key for one in found.items if one.kind == kind]


def only(found: Imported, kind: str) -> Item:
    """The one item of a kind."""
    (item,) = [one.item for one in found.items if one.kind == kind]
    return item


def warnings(found: Imported) -> dict[int, str]:
    """Warnings and refusals by line."""
    return {one.line: one.message for one in found.notes if one.level != "info"}
