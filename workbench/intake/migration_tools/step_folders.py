"""A folder per step: Diesel (`1_x/up.sql`, `1_x/down.sql`) and Prisma (`1_x/migration.sql`)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar

from workbench.intake.collector import clean_key
from workbench.intake.migration_tools.tool import (
    NAME_END,
    Direction,
    MigrationTool,
    StepName,
    parse_step_name,
)


def _pattern(files: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|/)(?P<version>\d[\d-]{{0,24}})[_-](?P<name>[^/]+)/(?P<file>{files}){NAME_END}",
        re.IGNORECASE,
    )


class _StepFolders(MigrationTool):
    pattern: ClassVar[re.Pattern[str]]

    def parse_name(self, path: str) -> StepName | None:
        """Number and name of the folder, direction of the file."""
        parsed = parse_step_name(self.pattern, path)
        if parsed is None:
            return None
        found, step = parsed
        file = found["file"].lower()
        whole = file == "migration" or step.direction
        direction = step.direction if whole else Direction(file)
        return replace(step, version=clean_key(step.version), direction=direction)


class Diesel(_StepFolders):
    """Diesel: both halves of a step in files of its folder."""

    title = "Diesel"
    pattern = _pattern("up|down")


class Prisma(_StepFolders):
    """Prisma Migrate, and Drizzle from version 1 on."""

    title = "Prisma"
    pattern = _pattern("migration")
