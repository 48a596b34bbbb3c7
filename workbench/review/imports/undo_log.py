"""Undo log of a pending import: its state before each of the last steps, newest last."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, field
from typing import Any

import orjson

from workbench.store.imports import ImportPreview

_MOST_STEPS = 30
_MOST_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class UndoStep:
    """The state before a step: the choices, or the content of one document."""

    description: str
    """What the step did, as part of a sentence."""
    choices: dict[str, Any] = field(default_factory=dict)
    path: str = ""
    """The document that was corrected; empty if choices were made."""
    content: bytes = b""


def push_step(preview: ImportPreview, step: UndoStep) -> None:
    """Store what a step is about to change; the oldest steps go when there are too many."""
    steps = [*_steps(preview), _row(step)][-_MOST_STEPS:]
    packed = _pack(steps)
    while len(packed) > _MOST_BYTES and steps:
        steps = steps[1:]
        packed = _pack(steps)
    preview.earlier = packed


def pop_step(preview: ImportPreview) -> UndoStep | None:
    """Remove the last step and return it; None if there is none."""
    steps = _steps(preview)
    if not steps:
        return None
    preview.earlier = _pack(steps[:-1]) if steps[:-1] else None
    return _step(steps[-1])


def last_description(preview: ImportPreview) -> str:
    """Description of the step that would be undone; empty if there is none."""
    return (preview.earlier or b"").partition(b"\n")[0].decode()


def _steps(preview: ImportPreview) -> list[dict[str, Any]]:
    if preview.earlier is None:
        return []
    steps: list[dict[str, Any]] = orjson.loads(zlib.decompress(preview.earlier.partition(b"\n")[2]))
    return steps


def _pack(steps: list[dict[str, Any]]) -> bytes:
    # The description of the last step comes first, as pages need nothing else.
    description = " ".join(str(steps[-1]["said"]).split()) if steps else ""
    return description.encode() + b"\n" + zlib.compress(orjson.dumps(steps), 1)


def _row(step: UndoStep) -> dict[str, Any]:
    return {
        "said": step.description.encode("utf-8", "replace").decode(),
        "choices": step.choices,
        "path": base64.b64encode(step.path.encode("utf-8", "surrogatepass")).decode(),
        "content": base64.b64encode(step.content).decode(),
    }


def _step(row: dict[str, Any]) -> UndoStep:
    return UndoStep(
        description=row["said"],
        choices=row["choices"],
        path=base64.b64decode(row["path"]).decode("utf-8", "surrogatepass"),
        content=base64.b64decode(row["content"]),
    )
