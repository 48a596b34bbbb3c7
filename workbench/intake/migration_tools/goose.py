"""goose: `-- +goose Up` and `-- +goose Down` in one file."""

from __future__ import annotations

import re

from workbench.intake.migration_tools.tool import MarkedTool

_STATEMENT_MARK = re.compile(
    r"^[ \t]*--[ \t]*\+goose[ \t]+(?:StatementBegin|StatementEnd|NO TRANSACTION)[ \t]*\n?",
    re.IGNORECASE | re.MULTILINE,
)


class Goose(MarkedTool):
    """goose; comments that only group statements for it are left out."""

    title = "goose"
    mark = re.compile(
        r"^[ \t]*--[ \t]*\+goose[ \t]+(?P<direction>up|down)\b[^\n]*$",
        re.IGNORECASE | re.MULTILINE,
    )

    def clean(self, body: str) -> str:
        """The SQL without the comments around statements."""
        return _STATEMENT_MARK.sub("", body).strip()
