"""What a migration tool is to the importer: file names, comment marks, and the steps in a file.

SQL is taken verbatim and never run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from workbench.intake.migration_tools.headers import header_end, read_headers


class Direction(StrEnum):
    """Whether SQL applies a step or reverts it."""

    up = "up"
    down = "down"


#: Words of folder and file names by the database they mean; the database named first is read.
DATABASE_WORDS = {
    "postgresql": "PostgreSQL", "postgres": "PostgreSQL", "pgsql": "PostgreSQL", "pg": "PostgreSQL",
    "mysql": "MySQL", "mariadb": "MySQL", "sqlite3": "SQLite", "sqlite": "SQLite",
    "cockroachdb": "CockroachDB", "cockroach": "CockroachDB", "sqlserver": "SQL Server",
    "mssql": "SQL Server", "oracle": "Oracle", "clickhouse": "ClickHouse",
}  # fmt: skip
#: How names of migration files end: `.up.sql`, `.mysql.sql`, `.mysql.down.sql` or just `.sql`.
NAME_END = rf"(?:\.(?P<database>{'|'.join(DATABASE_WORDS)}))?(?:\.(?P<direction>up|down))?\.sql$"


@dataclass(frozen=True)
class StepName:
    """The step that the path of a migration file names."""

    folder: str
    """Folder that holds the steps of the plan, without a slash at its end."""
    version: str
    """Number, timestamp or version that orders the step; its key in the plan."""
    name: str
    direction: Direction | None = None
    """The half of the step that the file holds; None where it may hold both."""
    database: str = ""
    """Title of the database for which this variant of the step is written."""
    common_path: str = ""
    """The path without the word for the database; empty where it has none."""
    note: str = ""
    """What the reader has to know about files of this kind."""


@dataclass(frozen=True)
class StepText:
    """One step as the text of a file has it."""

    up: str = ""
    down: str = ""
    version: str = ""
    """Set by tools that keep several steps in a file; else the file's name shows it."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """`description`, `data-loss`, … of the comments in front."""
    line: int = 1
    """Line of the file where the step begins."""
    line_count: int = 1


class MigrationTool:
    """A migration tool. The defaults are those of a tool whose files hold one step up each."""

    title: ClassVar[str]

    def parse_name(self, path: str) -> StepName | None:
        """The step that a path names; None where this tool does not name its files like that."""
        del path
        return None

    def recognises(self, path: str, text: str) -> bool:
        """Whether the file is a migration of this tool for certain."""
        return self.has_marks(text) or self.parse_name(path) is not None

    def has_marks(self, text: str) -> bool:
        """Whether comments of this tool divide the text."""
        del text
        return False

    def read(self, text: str) -> list[StepText]:
        """The steps in the text of a file."""
        end = header_end(text)
        headers = read_headers(text[:end])
        return [StepText(text[end:].strip(), headers=headers, line_count=text.count("\n") + 1)]

    def up_part(self, text: str) -> str:
        """The text with every line blanked that does not apply a step; lines keep their numbers."""
        return text


@dataclass(frozen=True)
class Section:
    """Text between two marks of a file."""

    mark: re.Match[str]
    start: int
    end: int

    @property
    def direction(self) -> Direction:
        """The direction that the mark at its head states."""
        return Direction(self.mark["direction"].lower())


class MarkedTool(MigrationTool):
    """A tool that keeps both halves of a step in one file, each below a comment."""

    mark: ClassVar[re.Pattern[str]]
    """Matches the line of a mark, with the group `direction`."""

    def has_marks(self, text: str) -> bool:
        """Whether there is a mark of this tool."""
        return bool(self.mark.search(text))

    def read(self, text: str) -> list[StepText]:
        """One step of both halves; sections of one direction are put together."""
        halves = dict.fromkeys(Direction, "")
        sections = list(self.sections(text))
        for section in sections:
            body = self.clean(text[section.start : section.end])
            halves[section.direction] = f"{halves[section.direction]}\n\n{body}".strip()
        headers = read_headers(text[: sections[0].mark.start()])
        return [
            StepText(
                halves[Direction.up], halves[Direction.down], headers=headers,
                line_count=text.count("\n") + 1,
            )
        ]  # fmt: skip

    def up_part(self, text: str) -> str:
        """The text without its sections that revert."""
        parts: list[str] = []
        end = 0
        for section in self.sections(text):
            if section.direction is Direction.down:
                parts += (text[end : section.mark.start()], _blank(text, section))
                end = section.end
        return "".join([*parts, text[end:]])

    def sections(self, text: str) -> Iterator[Section]:
        """The sections of a text in their order."""
        marks = list(self.mark.finditer(text))
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        for mark, end in zip(marks, ends, strict=True):
            yield Section(mark, mark.end(), end)

    def clean(self, body: str) -> str:
        """The SQL of a section."""
        return body.strip()


def _blank(text: str, section: Section) -> str:
    return "\n" * text.count("\n", section.mark.start(), section.end)


def parse_step_name(pattern: re.Pattern[str], path: str) -> tuple[re.Match[str], StepName] | None:
    """Match a path with a pattern that ends in NAME_END; the groups `version` and `name` count."""
    found = pattern.search(path)
    if found is None:
        return None
    database = found["database"] or ""
    common = path[: found.start("database") - 1] + path[found.end("database") :] if database else ""
    direction = Direction(found["direction"].lower()) if found["direction"] else None
    step = StepName(
        path[: found.start()], found["version"], found["name"] or found["version"], direction,
        DATABASE_WORDS[database.lower()] if database else "", common,
    )  # fmt: skip
    return found, step
