"""Packages that were written by the workbench: names of files, manifest, design."""

from __future__ import annotations

from typing import Any

from workbench.design.design import DesignError, parse_design
from workbench.intake import classify
from workbench.intake.files.encoding import Decoded
from workbench.intake.result import Imported, Note, NoteLevel, ReadItem, Source

#: Kind of document by the name that a package gives it.
NAMES = {
    "prd.md": classify.PRD,
    "data-dictionary.md": classify.DICTIONARY,
    "user-flows.md": classify.FLOWS,
    "wireframe-specs.md": classify.WIREFRAMES,
    "content-model.md": classify.CONTENT,
    "feedback-plan.md": classify.FEEDBACK,
    "handoff-package.md": classify.HANDOFF,
    "endpoint-inventory.md": classify.INVENTORY,
    "openapi-spec.yaml": "openapi",
    "openapi-spec.json": "openapi",
    "schema-design.md": classify.SCHEMA,
    "schema.sql": "sql",
    "auth-permission-model.md": classify.PERMISSIONS,
    "integration-points-spec.md": classify.INTEGRATIONS,
    "prioritization.md": classify.PRIORITIZATION,
    "summary.md": classify.SUMMARY,
    "manifest.json": "manifest",
}


def has_package_name(path: str) -> bool:
    """Whether a file has one of the names that a package uses; such a file counts first."""
    return path.rpartition("/")[2] in NAMES


def manifest_hashes(tree: Any) -> dict[str, str]:  # noqa: ANN401 - JSON has any shape
    """`{path: sha256}` of a manifest, whichever of its usual shapes it has."""
    files = tree.get("files") if isinstance(tree, dict) else None
    if isinstance(files, dict):
        return {
            name: found
            for name, value in files.items()
            if isinstance(found := value.get("sha256") if isinstance(value, dict) else value, str)
        }
    if isinstance(files, list):
        return {
            str(one.get("path", one.get("name", ""))): str(one["sha256"])
            for one in files
            if isinstance(one, dict) and isinstance(one.get("sha256"), str)
        }
    return {}


def read_design(path: str, decoded: Decoded) -> Imported:
    """Read a `design.json` exactly; one that is no design of a known version is refused."""
    # Its items have no lines: the file is written and read by programs.
    source = Source(path, "design", decoded.encoding)
    try:
        design = parse_design(decoded.text)
    except (DesignError, RecursionError) as error:
        note = Note(path, 0, NoteLevel.error, f"refused: {str(error)[:2_000]}")
        return Imported((source,), (), (note,), {})
    items = tuple(ReadItem(item, path, 0) for item in design.items())
    return Imported((source,), items, (), {})
