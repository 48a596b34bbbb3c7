"""dbmate: `-- migrate:up` and `-- migrate:down` in one file. The workbench exports this form."""

from __future__ import annotations

import re

from workbench.intake.migration_tools.tool import MarkedTool

_ESCAPED_MARK = re.compile(r"^ (?=[ \t]*--[ \t]*migrate:)", re.IGNORECASE | re.MULTILINE)


class Dbmate(MarkedTool):
    """dbmate; a mark is at the start of its line, an indented one is a comment."""

    title = "dbmate"
    mark = re.compile(
        r"^--[ \t]*migrate:(?P<direction>up|down)\b[^\n]*$", re.IGNORECASE | re.MULTILINE
    )

    def clean(self, body: str) -> str:
        """The SQL, with the blank taken away by which an export keeps comments from being marks."""
        return _ESCAPED_MARK.sub("", body.strip("\n")).strip()
