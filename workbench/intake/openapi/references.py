"""References inside an OpenAPI document: which cannot be resolved, leave it or form a cycle."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.base import JsonObject
from workbench.design.ids import pointer
from workbench.design.openapi_references import References
from workbench.design.openapi_view import references
from workbench.intake.result import Note, NoteLevel
from workbench.intake.structured.line_index import Positions

_REFERENCE = re.compile(r"\$ref[\"']?\s*:\s*(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\s,#\"'{][^\s,]*))")
_MAX_NOTES = 200


def mentioned_references(text: str) -> list[str]:
    """Everything in a text that looks like a reference, each once; some may be examples."""
    found = ("".join(parts) for parts in _REFERENCE.findall(text))
    return list(dict.fromkeys(map(_without_closing, found)))


def _without_closing(ref: str) -> str:
    """A word without the brackets of the flow style around it; `a_{id}.yaml` keeps its own."""
    while ref.endswith(("}", "]")) and (
        ref.count("}") > ref.count("{") or ref.count("]") > ref.count("[")
    ):
        ref = ref[:-1]
    return ref


def check_references(tree: JsonObject, path: str, positions: Positions) -> Iterator[Note]:
    """Notes on references that cannot be resolved or form a cycle; at most 200.

    What the text mentions is looked at first; the whole tree is walked only if that finds
    something wrong.
    """
    mentioned = mentioned_references(positions.text)
    known = References(tree)
    if not any(known.problem(ref) for ref in mentioned):
        return
    reported: set[str] = set()
    for where, ref in references(tree):
        problem = "" if ref in reported else known.problem(ref)
        if not problem:
            continue
        reported.add(ref)
        if len(reported) > _MAX_NOTES:
            return
        message = f"{problem} ({pointer(*where)})"
        yield Note(path, positions.line_of(ref), NoteLevel.warning, message)
