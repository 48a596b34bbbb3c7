"""Packages that were written by the workbench: names of files, manifest, design."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.design.design import DesignError, parse_design
from workbench.intake import source_kinds
from workbench.intake.files.text_file import FileFormat, FileSet, TextFile
from workbench.intake.result import Imported, Note, NoteLevel, ReadItem

#: Kind of document by the name that a package gives it.
NAMES = {
    "prd.md": source_kinds.PRD,
    "data-dictionary.md": source_kinds.DICTIONARY,
    "user-flows.md": source_kinds.FLOWS,
    "wireframe-specs.md": source_kinds.WIREFRAMES,
    "content-model.md": source_kinds.CONTENT,
    "feedback-plan.md": source_kinds.FEEDBACK,
    "handoff-package.md": source_kinds.HANDOFF,
    "endpoint-inventory.md": source_kinds.INVENTORY,
    "openapi-spec.yaml": "openapi",
    "openapi-spec.json": "openapi",
    "schema-design.md": source_kinds.SCHEMA,
    "schema.sql": "sql",
    "auth-permission-model.md": source_kinds.PERMISSIONS,
    "integration-points-spec.md": source_kinds.INTEGRATIONS,
    "prioritization.md": source_kinds.PRIORITIZATION,
    "summary.md": source_kinds.SUMMARY,
    "manifest.json": "manifest",
}


def has_package_name(path: str) -> bool:
    """Whether a file has one of the names that a package uses; such a file counts first."""
    return path.rpartition("/")[2] in NAMES


def manifest_hashes(tree: Any) -> dict[str, str]:  # noqa: ANN401 - JSON has any shape
    """`{path: sha256}` of a manifest in any of its usual shapes."""
    files = tree.get("files") if isinstance(tree, dict) else None
    if isinstance(files, dict):
        return {
            name: found
            for name, value in files.items()
            if isinstance(found := value.get("sha256") if isinstance(value, dict) else value, str)
        }
    if isinstance(files, list):
        return {
            str(entry.get("path", entry.get("name", ""))): str(entry["sha256"])
            for entry in files
            if isinstance(entry, dict) and isinstance(entry.get("sha256"), str)
        }
    return {}


#: An API may well have a property of that name; its version is no object.
_DESIGN = re.compile(r'\s*\{(?s:.*?)"schema_version"\s*:\s*(?![\s{])')
_API = re.compile(r'"(?:openapi|swagger|asyncapi)"\s*:\s*"')
_HEAD = 4_000
_LISTED = 20


def is_design(file: TextFile) -> bool:
    """Whether a file begins as a `design.json` does."""
    head = file.text[:_HEAD]
    return bool(_DESIGN.match(head)) and not _API.search(head)


def _read_design(file: TextFile, files: FileSet) -> Imported:
    """Read a `design.json` exactly; one that is no design of a known version is refused."""
    del files
    # Its items have no lines: the file is written and read by programs.
    try:
        design = parse_design(file.text)
    except (DesignError, RecursionError) as error:
        note = Note(file.path, 0, NoteLevel.error, f"refused: {str(error)[:2_000]}")
        return file.unread(source_kinds.DESIGN, note)
    items = tuple(ReadItem(item, file.path, 0) for item in design.items())
    return Imported((file.source(source_kinds.DESIGN),), items, (), {})


def _is_manifest(file: TextFile, files: FileSet) -> bool:
    del files
    value = file.value if file.name == _MANIFEST else None
    return isinstance(value, dict) and "files" in value


def _read_manifest(file: TextFile, files: FileSet) -> Imported:
    del files
    return file.unread(source_kinds.MANIFEST, *file.remarks())


_MANIFEST = "manifest.json"
DESIGN_FILES = FileFormat(source_kinds.DESIGN, lambda file, _files: is_design(file), _read_design)
MANIFESTS = FileFormat(source_kinds.MANIFEST, _is_manifest, _read_manifest)


@dataclass(frozen=True)
class ExportedPackage:
    """Which files of an import are those of a package as the workbench wrote it."""

    design: str = ""
    """Path of its `design.json`; empty where there is none."""
    unchanged: frozenset[str] = frozenset()
    """Files that repeat the design, itself and the manifest among them.

    Empty where the design itself is changed, so that every document counts.
    """
    notes: tuple[Note, ...] = ()

    def kind_of(self, path: str) -> str:
        """What an unchanged file is, by the name that the package gave it."""
        return NAMES.get(path.rpartition("/")[2], "export")


def find_exported_package(files: FileSet) -> ExportedPackage:
    """Compare the files beside a design with the hashes that its manifest lists."""
    design = next((path for path, file in files.texts.items() if is_design(file)), "")
    folder = design.rpartition("/")[0]
    prefix = f"{folder}/" if folder else ""
    manifest = files.texts.get(prefix + _MANIFEST)
    if not design or manifest is None:
        return ExportedPackage(design)
    hashes = {prefix + name: digest for name, digest in manifest_hashes(manifest.value).items()}
    unchanged = _with_listed_hash(files, hashes)
    if design not in unchanged:
        return ExportedPackage(design)
    unchanged.add(manifest.path)
    beside = (path for path in files.texts if path.startswith(prefix))
    changed = sorted(path for path in beside if path not in unchanged)
    notes: tuple[Note, ...] = ()
    if changed:
        message = f"changed since the export, so these are imported: {', '.join(changed[:_LISTED])}"
        notes = (Note(design, 0, NoteLevel.info, message),)
    return ExportedPackage(design, frozenset(unchanged), notes)


def _with_listed_hash(files: FileSet, hashes: Mapping[str, str]) -> set[str]:
    """Paths of the files whose SHA-256 is the one listed for their path."""
    return {
        path
        for path, digest in hashes.items()
        if path in files.content
        and hashlib.sha256(files.content[path]).hexdigest() == digest.lower()
    }
