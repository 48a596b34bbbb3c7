"""The text files of one import, each decoded and parsed at most once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from workbench.intake.files.encoding import Decoded
from workbench.intake.result import Imported, Note, NoteLevel, Source
from workbench.intake.source_kinds import ATTACHMENT
from workbench.intake.structured.parse import Parsed, UnreadableError, parse_structured

Derived = TypeVar("Derived")
_STRUCTURED_ENDINGS = (".yaml", ".yml", ".json")
_BRACED = re.compile(r"\s*[\[{]")
_YAML_START = re.compile(
    r"\s*(?:#[^\n]*\n\s*)*(?:---\s*\n\s*)?(?:#[^\n]*\n\s*)*[\"']?(?:openapi|swagger"
    r"|asyncapi)[\"']?\s*:"
)
_HEAD = 2_000


@dataclass(frozen=True)
class TextFile:
    """One file that is text."""

    path: str
    decoded: Decoded

    @property
    def text(self) -> str:
        """Its text, with line feeds as line ends."""
        return self.decoded.text

    @property
    def name(self) -> str:
        """Its name without folders."""
        return self.path.rpartition("/")[2]

    def ends_with(self, *endings: str) -> bool:
        """Whether its name has one of these endings, in small or capital letters."""
        return self.path.lower().endswith(endings)

    @cached_property
    def claims_structure(self) -> bool:
        """Whether name or first key promise YAML or JSON, so that a syntax error is an error."""
        return self.ends_with(*_STRUCTURED_ENDINGS) or bool(_YAML_START.match(self.text[:_HEAD]))

    @cached_property
    def structured(self) -> Parsed | UnreadableError | None:
        """Its value as YAML or JSON; None where it is neither by name nor by how it starts."""
        if not self.claims_structure and not _BRACED.match(self.text):
            return None
        try:
            return parse_structured(self.text)
        except UnreadableError as error:
            return error

    @property
    def value(self) -> Any:  # noqa: ANN401 - JSON has any shape
        """Its value as YAML or JSON; None where it has none that can be read."""
        return self.structured.value if isinstance(self.structured, Parsed) else None

    def source(self, kind: str) -> Source:
        """How the import lists it."""
        return Source(self.path, kind, self.decoded.encoding)

    def remarks(self) -> tuple[Note, ...]:
        """Notes on what had to be changed to read its YAML or JSON."""
        remarks = self.structured.remarks if isinstance(self.structured, Parsed) else ()
        return tuple(Note(self.path, 0, NoteLevel.warning, remark) for remark in remarks)

    def unread(self, kind: str, *notes: Note) -> Imported:
        """The file without items: listed under a kind, with notes on why."""
        return Imported((self.source(kind),), (), notes, {})

    def attached(self, reason: str) -> Imported:
        """The file kept as an attachment, with the reason."""
        message = f"kept as an attachment: {reason}"
        return self.unread(ATTACHMENT, *self.remarks(), Note(self.path, 0, NoteLevel.info, message))


@dataclass
class FileSet:
    """The files of one import."""

    content: Mapping[str, bytes]
    """Bytes by path."""
    texts: dict[str, TextFile] = field(default_factory=dict)
    """Those that are text, by path."""
    _derived: dict[Callable[[FileSet], Any], Any] = field(default_factory=dict, repr=False)

    def derive(self, compute: Callable[[FileSet], Derived]) -> Derived:
        """What `compute` returns for these files, computed once."""
        if compute not in self._derived:
            self._derived[compute] = compute(self)
        found: Derived = self._derived[compute]
        return found


@dataclass(frozen=True)
class FileFormat:
    """A format that is read file by file: how it is recognised, and its reader."""

    name: str
    """A value of `source_kinds`."""
    recognises: Callable[[TextFile, FileSet], bool]
    read: Callable[[TextFile, FileSet], Imported]
    """Gives the file as a source with its items and notes; never raises."""
