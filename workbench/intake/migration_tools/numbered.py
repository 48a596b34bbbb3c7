"""Files that a number orders: `001_x.sql`. golang-migrate, Drizzle and many others name them so."""

from __future__ import annotations

import re
from dataclasses import replace

from workbench.intake.collector import clean_key
from workbench.intake.migration_tools.tool import (
    NAME_END,
    MigrationTool,
    StepName,
    parse_step_name,
)

#: `001_x`, `001-x`, `V001.x`, and a mere number where `.up` or `.down` comes after it.
_NAME = re.compile(
    r"(?:^|/)V?(?P<version>\d{1,24})"
    r"(?:(?:[_-]|\.(?!\d|(?:up|down)\.sql$))(?P<name>[^/]+?)|(?=\.(?:up|down)\.sql$))"
    rf"{NAME_END}",
    re.IGNORECASE,
)
_BREAKPOINT = re.compile(r"^--> statement-breakpoint|;--> statement-breakpoint", re.MULTILINE)


class NumberedFiles(MigrationTool):
    """Numbered SQL files in a folder that is called migrations, run by any tool."""

    title = "numbered files"

    def parse_name(self, path: str) -> StepName | None:
        """Number and name of a file."""
        parsed = parse_step_name(_NAME, path)
        return replace(parsed[1], version=clean_key(parsed[1].version)) if parsed else None

    def recognises(self, path: str, text: str) -> bool:
        """By the name of a folder or file around it: a number alone is no proof."""
        del text
        return "migration" in path.lower() and self.parse_name(path) is not None


class GolangMigrate(NumberedFiles):
    """golang-migrate: `1_x.up.sql` and `1_x.down.sql`."""

    title = "golang-migrate"

    def recognises(self, path: str, text: str) -> bool:
        """By `.up` or `.down` in the name."""
        del text
        step = self.parse_name(path)
        return step is not None and step.direction is not None


class Drizzle(NumberedFiles):
    """Drizzle: `0001_x.sql`, its statements divided by `--> statement-breakpoint`."""

    title = "Drizzle"

    def recognises(self, path: str, text: str) -> bool:
        """By the breakpoints in a numbered file."""
        return self.parse_name(path) is not None and bool(_BREAKPOINT.search(text))
