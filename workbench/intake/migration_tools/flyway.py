"""Flyway: `V1__x.sql`, `U1__x.sql` (undo), `R__x.sql` (repeatable), `B1__x.sql` (baseline)."""

from __future__ import annotations

import re
from dataclasses import replace

from workbench.intake.collector import clean_key
from workbench.intake.migration_tools.tool import (
    NAME_END,
    Direction,
    MigrationTool,
    StepName,
    parse_step_name,
)

_NAME = re.compile(
    rf"(?:^|/)(?P<prefix>[VUBR])(?P<version>[\d._]*)__(?P<name>[^/]+?){NAME_END}", re.IGNORECASE
)


class Flyway(MigrationTool):
    """Flyway; `1_2` in a name is version 1.2."""

    title = "Flyway"

    def parse_name(self, path: str) -> StepName | None:
        """The step that the name of a versioned, undo, repeatable or baseline migration states."""
        parsed = parse_step_name(_NAME, path)
        if parsed is None:
            return None
        found, step = parsed
        version = found["version"].strip("_.").replace("_", ".") or "0"
        match found["prefix"].upper():
            case "R":
                return replace(step, version=clean_key(f"R {step.name}"))
            case "B":
                note = "a baseline repeats what the versions before it do; kept as a separate step"
                return replace(step, version=clean_key(f"B{version}"), note=note)
            case "U":
                return replace(step, version=version, direction=Direction.down)
            case _:
                return replace(step, version=version)


def is_baseline(path: str) -> bool:
    """Whether a file repeats in one step what the versions before it build."""
    found = _NAME.search(path)
    return found is not None and found["prefix"].upper() == "B"
