"""Liquibase formatted SQL: `--changeset author:id` per step, `--rollback …` lines in it."""

from __future__ import annotations

import re

from workbench.intake.migration_tools.tool import MigrationTool, StepText

_CHANGESET = re.compile(
    r"^[ \t]*--[ \t]*changeset[ \t]+(?P<id>\S+)[^\n]*$", re.IGNORECASE | re.MULTILINE
)
_ROLLBACK = re.compile(r"^[ \t]*--[ \t]*rollback:?[ \t]?(?P<sql>.*)$", re.IGNORECASE | re.MULTILINE)
_ROLLBACK_LINE = re.compile(r"[ \t]*--[ \t]*rollback\b", re.IGNORECASE)


class Liquibase(MigrationTool):
    """Liquibase; a step per changeset, its version `author:id`."""

    title = "Liquibase"

    def has_marks(self, text: str) -> bool:
        """Whether there is a changeset."""
        return bool(_CHANGESET.search(text))

    def read(self, text: str) -> list[StepText]:
        """A step per changeset."""
        marks = list(_CHANGESET.finditer(text))
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        return [_step(text, mark, end) for mark, end in zip(marks, ends, strict=True)]


def _step(text: str, mark: re.Match[str], end: int) -> StepText:
    body = text[mark.end() : end]
    up = "\n".join(line for line in body.split("\n") if not _ROLLBACK_LINE.match(line))
    down = "\n".join(found["sql"].strip() for found in _ROLLBACK.finditer(body))
    line = text.count("\n", 0, mark.start()) + 1
    return StepText(
        up.strip(), down.strip(), mark["id"], line=line, line_count=body.count("\n") + 1
    )
