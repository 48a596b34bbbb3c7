"""Reading an OpenAPI document into items: frame, endpoints, operations, schemas, components.

Everything keeps its published JSON shape. What the design has no place for stays in the frame
(`Contract.extra`, `components_extra`, `path_items`), so that `build_openapi` makes the same
document again. Nothing outside the given files is ever read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.intake.openapi.bundle import Bundled, bundle
from workbench.intake.openapi.items import ItemReader
from workbench.intake.openapi.origins import Origins
from workbench.intake.openapi.references import check_references
from workbench.intake.openapi.swagger2 import convert_swagger
from workbench.intake.result import Imported, Note, NoteLevel, Source
from workbench.intake.structured.events import UnreadableError
from workbench.intake.structured.line_index import Positions

#: Versions whose documents are read; a later minor version is read as the last one.
_KNOWN = ("3.0", "3.1", "3.2")


def looks_like_openapi(tree: object) -> bool:
    """Whether a parsed document declares that it is OpenAPI 3.x or Swagger 2.0.

    >>> looks_like_openapi({"openapi": "3.1.0"}), looks_like_openapi({"asyncapi": "3.0.0"})
    (True, False)
    """
    if not isinstance(tree, Mapping):
        return False
    if "openapi" in tree:
        return isinstance(tree["openapi"], str | float | int)
    return str(tree.get("swagger", "")).startswith("2")


def read_openapi(path: str, tree: Any, text: str, others: Mapping[str, bytes]) -> Imported:  # noqa: ANN401
    """Read a parsed OpenAPI 3.0, 3.1 or 3.2 or Swagger 2.0 document into items.

    `tree` is what `parse_structured(text)` gave; it is not changed. `others` are the files that
    were given together, by path: relative references into them are resolved; every other
    one stays as written, with a note. The document is not validated here
    (`workbench.design.openapi_validation` does that).
    """
    if not isinstance(tree, dict):
        note = Note(path, 1, NoteLevel.error, "an OpenAPI document must be an object")
        return Imported((Source(path, "openapi"),), (), (note,), {path: text})
    positions = Positions(text)
    origins = Origins(path, positions)
    notes: list[Note] = list(_version_notes(path, tree, positions))
    try:
        bundled = bundle(path, tree, positions, others, origins)
    except UnreadableError as error:
        origins = Origins(path, positions)
        bundled = Bundled(tree, [Note(path, 0, NoteLevel.error, error.message)])
    notes += bundled.notes
    document = bundled.tree
    notes += check_references(document, path, positions)
    if "swagger" in document and "openapi" not in document:
        document, converted = convert_swagger(document, path, origins)
        notes += converted
    reader = ItemReader(document, origins, path)
    items = tuple(reader.read("json" if text.lstrip("\ufeff \t\r\n")[:1] == "{" else "yaml"))
    notes += reader.notes
    return Imported(
        sources=tuple(Source(file, "openapi") for file in (path, *bundled.texts)),
        items=items,
        notes=tuple(notes),
        texts={path: text, **bundled.texts},
    )


def _version_notes(path: str, tree: dict[str, Any], positions: Positions) -> list[Note]:
    version = str(tree.get("openapi", tree.get("swagger", "")))
    if "openapi" not in tree or version.startswith(_KNOWN):
        return []
    message = (
        f"openapi: unknown version {version!r} (known: {', '.join(_KNOWN)}); read "
        "as far as possible"
    )
    return [Note(path, positions.line("openapi"), NoteLevel.warning, message)]
