"""Merges the parts of a document that lie in other given files into one document.

A path item is written in its place; everything else becomes a component, named after the file
or member it came from. Only files that were given are looked at; a network address, an
absolute path or one that leaves the folder is never followed.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from workbench.design.base import JsonObject
from workbench.design.ids import pointer
from workbench.design.openapi_references import look_up
from workbench.intake.files.encoding import NotTextError, decode
from workbench.intake.openapi.origins import Origins
from workbench.intake.openapi.references import mentioned_references
from workbench.intake.result import Note, NoteLevel
from workbench.intake.structured.line_index import Positions
from workbench.intake.structured.parse import UnreadableError, parse_structured

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_STRUCTURED = (".yaml", ".yml", ".json")
_COMPONENT = re.compile(r"#/(?:components/)?(\w+)/[^/]+")
_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_MAX_PLACED = 20_000
_MAX_VALUES = 3_000_000
_MAX_DEPTH = 240
_MAX_NOTES = 200

_LITERALS = dict.fromkeys(("default", "enum", "const", "mapping"), "literal")
_EXAMPLES = dict.fromkeys(("example", "value"), "payload")
#: The kind of value under a key, outside schemas. `each` marks a map or list of that kind.
_KIND_BY_KEY = {
    **_LITERALS,
    **_EXAMPLES,
    "components": "root",
    "schema": "schema",
    "schemas": "each schema",
    "definitions": "each schema",
    "parameters": "each parameter",
    "responses": "each response",
    "requestBody": "requestBody",
    "requestBodies": "each requestBody",
    "headers": "each header",
    "examples": "each example",
    "links": "each link",
    "callbacks": "each callback",
    "securitySchemes": "each securityScheme",
    "paths": "each path",
    "webhooks": "each path",
    "pathItems": "each path",
    "content": "each media",
    "encoding": "each encoding",
}
#: The same inside a schema, where every other key holds a schema.
_KIND_BY_SCHEMA_KEY = {
    **_LITERALS,
    **_EXAMPLES,
    "examples": "payload",
    "properties": "each schema",
    "patternProperties": "each schema",
    "$defs": "each schema",
    "dependentSchemas": "each schema",
    "allOf": "each schema",
    "anyOf": "each schema",
    "oneOf": "each schema",
    "prefixItems": "each schema",
}
#: Kind of object → the kinds of its values by key, and the kind under any other key.
_KINDS_IN: dict[str, tuple[dict[str, str], str]] = {
    "schema": (_KIND_BY_SCHEMA_KEY, "schema"),
    "parameter": ({**_KIND_BY_KEY, "items": "schema"}, "other"),
    "callback": ({}, "path"),
}
#: Values of any shape, in which a `$ref` is a reference only if it leads to a given file.
_FREE = frozenset({"extension", "payload"})
_SECTION = {
    "schema": "schemas",
    "parameter": "parameters",
    "response": "responses",
    "requestBody": "requestBodies",
    "header": "headers",
    "example": "examples",
    "link": "links",
    "callback": "callbacks",
    "securityScheme": "securitySchemes",
}


@dataclass
class Bundled:
    """The document in one piece, notes on references, and the texts of the files it refers to."""

    tree: JsonObject
    notes: list[Note] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)


@dataclass
class _File:
    path: str
    tree: Any
    positions: Positions


def bundle(
    path: str,
    tree: JsonObject,
    positions: Positions,
    others: Mapping[str, bytes],
    origins: Origins,
) -> Bundled:
    """Resolve references into `others`; the tree itself is not changed."""
    mentioned = mentioned_references(positions.text)
    if all(ref.startswith("#") for ref in mentioned):
        return Bundled(tree)
    return _Bundler(_File(path, tree, positions), others, origins).run()


class _Bundler:
    def __init__(self, root: _File, others: Mapping[str, bytes], origins: Origins) -> None:
        self.root = root
        self.others = {posixpath.normpath(other): raw for other, raw in others.items()}
        self.origins = origins
        self.swagger = "swagger" in root.tree
        self.files: dict[str, _File | None] = {posixpath.normpath(root.path): root}
        self.expected_sections: dict[tuple[str, str], str] = {}
        self.queue: deque[tuple[_File, str, str, str]] = deque()
        self.notes: list[Note] = []
        self.unresolved: set[tuple[str, str]] = set()
        self.texts: dict[str, str] = {}
        self.values = 0
        self.names: dict[str, set[str]] = {}
        self.numbers: Counter[str] = Counter()
        self.active: list[tuple[str, str]] = []

    def run(self) -> Bundled:
        for kind, section in _SECTION.items():
            members = self._members(section)
            self.names[section] = set(members)
            for name, body in members.items():
                self._adopt(kind, name, body)
        tree = self._copy(self.root.tree, "root", self.root, ())
        while self.queue:
            file, at, kind, name = self.queue.popleft()
            place = (*self._place(kind), name)
            target = tree
            for key in place[:-1]:
                if not isinstance(target.get(key), dict):
                    target[key] = {}
                target = target[key]
            self._record(place, file, at)
            target[name] = self._copy(look_up(file.tree, at)[1], kind, file, place)
        return Bundled(tree, self.notes, self.texts)

    def _place(self, kind: str) -> tuple[str, ...]:
        """The keys that lead to the components of a kind in this document."""
        section = _SECTION[kind]
        if not self.swagger:
            return ("components", section)
        return ("definitions",) if section == "schemas" else (section,)

    def _members(self, section: str) -> dict[str, Any]:
        kind = next(kind for kind, section_name in _SECTION.items() if section_name == section)
        tree: Any = self.root.tree
        for key in self._place(kind):
            tree = tree.get(key) if isinstance(tree, Mapping) else None
        return tree if isinstance(tree, dict) else {}

    def _record(self, place: tuple[str, ...], file: _File, at: str) -> None:
        keys = [part.replace("~1", "/").replace("~0", "~") for part in unquote(at[2:]).split("/")]
        self.origins.move(place, file.path, file.positions, *(keys if at != "#" else ()))

    def _adopt(self, kind: str, name: str, body: Any) -> None:  # noqa: ANN401
        """A component that only names a part of another file is that part's place."""
        ref = body.get("$ref") if isinstance(body, dict) and len(body) == 1 else None
        if isinstance(ref, str) and not ref.startswith("#"):
            found = self._find(ref, self.root)
            if found and found[0] is not self.root:
                local = "#" + pointer(*self._place(kind), name)
                self.expected_sections.setdefault((found[0].path, found[1]), local)

    # --- Copying ----------------------------------------------------------------------------

    def _copy(self, value: Any, kind: str, file: _File, here: tuple[str, ...]) -> Any:  # noqa: ANN401
        if kind == "literal" or not isinstance(value, dict | list):
            return value
        self.values += len(value)
        if self.values > _MAX_VALUES or len(here) > _MAX_DEPTH:
            raise UnreadableError(
                "the document with all its files is too large or nested too deeply"
            )
        if isinstance(value, list):
            inner = kind.removeprefix("each ")
            return [self._copy(member, inner, file, (*here, "")) for member in value]
        ref = value.get("$ref")
        if isinstance(ref, str) and not kind.startswith("each "):
            return self._reference(value, ref, kind, file, here)
        return {
            key: self._copy(member, _kind_under(kind, key), file, (*here, key))
            for key, member in value.items()
        }

    def _reference(
        self,
        value: JsonObject,
        ref: str,
        kind: str,
        file: _File,
        here: tuple[str, ...],
    ) -> Any:  # noqa: ANN401 - an extension may be anything
        if file is self.root and ref.startswith("#"):
            return value
        found = None
        if kind != "payload" or not ref.startswith("#"):
            found = self._find(ref, file, quiet=kind in _FREE)
        if found is None:
            return value
        target, at = found
        if kind == "extension":
            kind = _kind_at(at)
        own = {key: member for key, member in value.items() if key != "$ref"}
        if target is self.root:
            return {"$ref": at, **own}
        if kind not in _SECTION:
            return self._inline(value, own, kind, target, at, here)
        local = self._local(target, at, kind)
        if local == "#" + pointer(*here):
            self._record(here, target, at)
            written = self._copy(look_up(target.tree, at)[1], kind, target, here)
            return written if isinstance(written, dict) else {"$ref": ref}
        return {"$ref": local, **own}

    def _inline(  # noqa: PLR0917 - one call, each of another type
        self,
        value: JsonObject,
        own: JsonObject,
        kind: str,
        target: _File,
        at: str,
        here: tuple[str, ...],
    ) -> Any:  # noqa: ANN401 - as above
        """Path items have no components in 3.0, so they are written where they are used."""
        if (target.path, at) in self.active:
            self._note_unresolved(target, at, "refers back to itself")
            return value
        self.active.append((target.path, at))
        self._record(here, target, at)
        written = self._copy(look_up(target.tree, at)[1], kind, target, here)
        self.active.pop()
        if isinstance(written, dict):
            return {**written, **own}
        return value if own or kind == "path" else written

    def _local(self, file: _File, at: str, kind: str) -> str:
        known = self.expected_sections.get((file.path, at))
        if known is None:
            stem = posixpath.basename(file.path).partition(".")[0]
            wanted = unquote(at).rpartition("/")[2].replace("~1", "/") if at != "#" else stem
            wanted = _NAME.sub("_", wanted).strip("_") or "part"
            taken = self.names[_SECTION[kind]]
            name = wanted
            while name in taken:
                self.numbers[wanted] += 1
                name = f"{wanted}_{self.numbers[wanted] + 1}"
            taken.add(name)
            known = self.expected_sections[file.path, at] = "#" + pointer(*self._place(kind), name)
            if len(self.expected_sections) > _MAX_PLACED:
                raise UnreadableError("too many parts in other files")
            self.queue.append((file, at, kind, name))
        return known

    # --- Finding ----------------------------------------------------------------------------

    def _find(self, ref: str, file: _File, *, quiet: bool = False) -> tuple[_File, str] | None:
        """The file and local reference that a reference leads to, or None with a note."""
        unresolved = set(self.unresolved) if quiet else None
        notes = len(self.notes)
        found = self._followed(ref, file)
        if unresolved is not None and found is None:
            # What an extension calls `$ref` may be something else.
            self.unresolved = unresolved
            del self.notes[notes:]
        return found

    def _followed(self, ref: str, file: _File) -> tuple[_File, str] | None:
        name, _, fragment = ref.partition("#")
        target: _File | None = file
        if name:
            if _SCHEME.match(name) or name.startswith(("/", "\\")):
                self._note_unresolved(file, ref, "points to a remote address, which is not fetched")
                return None
            folder = posixpath.dirname(file.path)
            wanted = posixpath.normpath(posixpath.join(folder, unquote(name)))
            target = self._open(wanted)
            if target is None:
                self._note_unresolved(
                    file, ref, f"points to {wanted}, which is not among the imported files"
                )
                return None
        at = "#" + fragment if fragment not in {"", "/"} else "#"
        if target is None or not look_up(target.tree, at)[0]:
            if target is not self.root:
                self._note_unresolved(file, ref, "points to nothing in that file")
            return None
        return target, at

    def _open(self, path: str) -> _File | None:
        if path in self.files:
            return self.files[path]
        self.files[path] = None
        raw = self.others.get(path)
        if raw is None:
            return None
        try:
            text = decode(raw).text
            # A description or a code sample may lie in a file that is no data.
            structured = path.lower().endswith(_STRUCTURED)
            tree = parse_structured(text).value if structured else text
        except NotTextError as error:
            self.notes.append(Note(path, 0, NoteLevel.error, str(error)))
            return None
        except UnreadableError as error:
            self.notes.append(Note(path, error.line, NoteLevel.error, error.message))
            return None
        self.texts[path] = text
        self.files[path] = _File(path, tree, Positions(text))
        return self.files[path]

    def _note_unresolved(self, file: _File, ref: str, why: str) -> None:
        if (file.path, ref) in self.unresolved:
            return
        self.unresolved.add((file.path, ref))
        if len(self.unresolved) > _MAX_NOTES:
            if len(self.unresolved) == _MAX_NOTES + 1:
                message = (
                    f"more than {_MAX_NOTES} references are unresolved; the others are not listed"
                )
                self.notes.append(Note(file.path, 0, NoteLevel.warning, message))
            return
        message = f"reference {ref} {why}; it is kept unresolved"
        line = file.positions.line_of(ref)
        self.notes.append(Note(file.path, line, NoteLevel.warning, message))


def _kind_at(at: str) -> str:
    """The kind of component at a local reference, by the section that it is in."""
    found = _COMPONENT.fullmatch(at)
    kinds = {section: kind for kind, section in _SECTION.items()} | {"definitions": "schema"}
    return kinds.get(found[1], "extension") if found else "extension"


def _kind_under(kind: str, key: str) -> str:
    """The kind of value under a key of an object of some kind."""
    if kind.startswith("each "):
        # Headers, properties and components may have any name; paths and responses may not.
        extends = key.startswith("x-") and kind in {"each path", "each response"}
        return "extension" if extends else kind.removeprefix("each ")
    if kind in _FREE:
        return kind
    if key.startswith("x-"):
        return "extension"
    by_key, otherwise = _KINDS_IN.get(kind, (_KIND_BY_KEY, "other"))
    return by_key.get(key, otherwise)
