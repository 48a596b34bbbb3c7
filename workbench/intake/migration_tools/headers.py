"""Comments in front of a migration (`-- description: …`), as the workbench exports them."""

from __future__ import annotations

import re

_HEADER = re.compile(
    r"^[ \t]*--[ \t]*(?P<key>migration|description|data-loss|no-rollback"
    r"|depends-on):[ \t]?(?P<value>.*)$"
)
#: Comments that are for the tool and describe nothing.
_FOR_THE_TOOL = ("liquibase", "+goose")


def header_end(text: str) -> int:
    """Where the header lines at the start of a text end."""
    end = 0
    for line in text.split("\n"):
        if not _HEADER.match(line):
            break
        end += len(line) + 1
    return min(end, len(text))


def read_headers(text: str) -> dict[str, str]:
    """Values of the header lines by key; without a description the other comments are one."""
    found: dict[str, list[str]] = {}
    comments: list[str] = []
    for line in text.split("\n"):
        match = _HEADER.match(line)
        if match:
            found.setdefault(match["key"].lower(), []).append(match["value"])
        elif line.lstrip().startswith("--"):
            comments.append(line.lstrip().removeprefix("--").strip())
    comment = "\n".join(comments).strip()
    if comment and "description" not in found and not comment.startswith(_FOR_THE_TOOL):
        found["description"] = [comment]
    return {key: "\n".join(lines) for key, lines in found.items()}
