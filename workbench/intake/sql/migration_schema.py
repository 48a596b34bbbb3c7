"""The schema that a chain of migrations builds, where no schema of its own was given."""

from __future__ import annotations

import re
from collections.abc import Mapping

from workbench.intake.result import Imported
from workbench.intake.sql.migrations import in_order, is_undoing
from workbench.intake.sql.reader import read_scripts
from workbench.sql.dialect import Dialect
from workbench.sql.script import Script

_DOWN = re.compile(r"^[ \t]*--[ \t]*(?:migrate:down|\+goose[ \t]+down)\b", re.IGNORECASE)
_UP = re.compile(r"^[ \t]*--[ \t]*(?:migrate:up|\+goose[ \t]+up)\b", re.IGNORECASE)
_BASELINE = re.compile(r"(?:^|/)B[\d._]*__[^/]*\.sql$", re.IGNORECASE)


def schema_of_migrations(files: Mapping[str, str], dialect: Dialect) -> Imported:
    """Tables and objects after all steps up, each at the file and line that made it."""
    steps = [
        path for path in in_order(files) if not is_undoing(path) and not _BASELINE.search(path)
    ]
    scripts = {path: "\n".join(_up_only(files[path])) for path in steps}
    return read_scripts({path: Script(text, dialect) for path, text in scripts.items()})


def _up_only(text: str) -> list[str]:
    """The lines of a file, those of its way down blanked and ended."""
    lines: list[str] = []
    down = False
    for line in text.split("\n"):
        if _DOWN.match(line):
            down = True
        elif _UP.match(line):
            down = False
        lines.append("" if down else line)
    return [*lines, ";"] if lines and not "".join(lines).rstrip().endswith(";") else lines
