"""The schema that a chain of migrations builds, where no schema of its own was given."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace

from workbench.design.ids import natural_order
from workbench.intake.ddl import read_ddl
from workbench.intake.imported import Imported, Note, ReadItem, ReadPart

_DOWN = re.compile(r"^[ \t]*--[ \t]*(?:migrate:down|\+goose[ \t]+down)\b", re.IGNORECASE)
_UP = re.compile(r"^[ \t]*--[ \t]*(?:migrate:up|\+goose[ \t]+up)\b", re.IGNORECASE)
_UNDOING = re.compile(r"(?:^|/)U[\d._]*__[^/]*\.sql$|\.down\.sql$", re.IGNORECASE)
_BASELINE = re.compile(r"(?:^|/)B[\d._]*__[^/]*\.sql$", re.IGNORECASE)


def schema_of_migrations(files: Mapping[str, str]) -> Imported:
    """Tables and objects after all steps up, each at the file and line that made it."""
    joined: list[str] = []
    starts: list[int] = []
    paths: list[str] = []
    for path in sorted(files, key=lambda one: natural_order(one.rpartition("/")[2])):
        if _UNDOING.search(path) or _BASELINE.search(path):
            continue
        starts.append(len(joined))
        paths.append(path)
        joined.extend(_up_only(files[path]))
    if not paths:
        return Imported()
    read = read_ddl(paths[0], "\n".join(joined))

    def place(line: int) -> tuple[str, int]:
        at = max(0, bisect_right(starts, line - 1) - 1)
        return paths[at], max(0, line - starts[at])

    def placed(one: ReadItem) -> ReadItem:
        source, line = place(one.line)
        parts = tuple(_placed_part(part, place(part.line)[1]) for part in one.parts)
        return replace(
            one, source=source, line=line, end_line=max(line, place(one.end_line)[1]), parts=parts
        )

    notes = tuple(
        Note(*place(note.line), note.level, note.message) if note.line else note
        for note in read.notes
    )
    return Imported((), tuple(placed(one) for one in read.items), notes, {})


def _placed_part(part: ReadPart, line: int) -> ReadPart:
    return replace(part, line=line)


def _up_only(text: str) -> list[str]:
    """The lines of a file, those of its way down blanked and ended."""
    kept: list[str] = []
    down = False
    for line in text.split("\n"):
        if _DOWN.match(line):
            down = True
        elif _UP.match(line):
            down = False
        kept.append("" if down else line)
    return [*kept, ";"] if kept and not "".join(kept).rstrip().endswith(";") else kept
