"""The schema that a chain of migrations builds, where the import has no schema script."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.intake.migration_tools.flyway import is_baseline
from workbench.intake.migration_tools.plan import in_order, is_undoing
from workbench.intake.migration_tools.tools import tool_of_text
from workbench.intake.result import Imported
from workbench.intake.sql.reader import read_scripts
from workbench.sql.dialect import Dialect
from workbench.sql.script import Script


def schema_of_migrations(files: Mapping[str, str], dialect: Dialect) -> Imported:
    """Tables and objects after all steps up, each at the file and line that created it."""
    steps = [path for path in in_order(files) if not (is_undoing(path) or is_baseline(path))]
    return read_scripts({path: Script(_up_part(files[path]), dialect) for path in steps})


def _up_part(text: str) -> str:
    """What a file applies, with its last statement ended."""
    up = tool_of_text(text).up_part(text)
    return up if not up.strip() or up.rstrip().endswith(";") else f"{up}\n;"
