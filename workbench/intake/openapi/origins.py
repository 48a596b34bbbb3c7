"""Where each part of a bundled OpenAPI document was written: file and line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from workbench.intake.structured.line_index import Positions


class Origin(NamedTuple):
    """A place in a file; lines from 1, `end` 0 where not known."""

    source: str
    line: int
    end: int


@dataclass
class Origins:
    """Places of a document's parts, by their path of keys in the bundled document."""

    path: str
    positions: Positions
    moved: dict[tuple[str, ...], tuple[str, Positions, tuple[str, ...]]] = field(
        default_factory=dict
    )
    """Parts that came from elsewhere: their file and their path of keys in it."""

    def move(self, here: tuple[str, ...], source: str, at: Positions, *there: str) -> None:
        """Record that the value at `here` was written at `there` in another file."""
        self.moved[here] = (source, at, there)

    def find(self, *path: str) -> Origin:
        """The place where the value at a path of keys was written."""
        for length in range(len(path), 0, -1):
            found = self.moved.get(path[:length])
            if found:
                source, positions, start = found
                there = (*start, *path[length:])
                return Origin(source, positions.line(*there), positions.end_line(*there))
        return Origin(self.path, self.positions.line(*path), self.positions.end_line(*path))
