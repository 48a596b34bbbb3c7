"""What was chosen and written in a pending import before its last steps, newest last."""

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
    """One step, by what was there before it: the choices, or the content of one document."""

    said: str
    """What was done, as part of a sentence."""
    choices: dict[str, Any] = field(default_factory=dict)
    path: str = ""
    """The document that was corrected; empty where choices were made."""
    content: bytes = b""


def push_step(preview: ImportPreview, step: UndoStep) -> None:
    """Keep what a step is about to change; the oldest steps go where there are too many."""
    steps = [*_steps(preview), _row(step)][-_MOST_STEPS:]
    packed = _pack(steps)
    while len(packed) > _MOST_BYTES and steps:
        steps = steps[1:]
        packed = _pack(steps)
    preview.earlier = packed


def pop_step(preview: ImportPreview) -> UndoStep | None:
    """The last step that can be undone, which is forgotten with this; None where there is none."""
    steps = _steps(preview)
    if not steps:
        return None
    preview.earlier = _pack(steps[:-1]) if steps[:-1] else None
    return _step(steps[-1])


def last_description(preview: ImportPreview) -> str:
    """What undoing would take back; empty where there is nothing."""
    return (preview.earlier or b"").partition(b"\n")[0].decode()


def _steps(preview: ImportPreview) -> list[dict[str, Any]]:
    if preview.earlier is None:
        return []
    steps: list[dict[str, Any]] = orjson.loads(zlib.decompress(preview.earlier.partition(b"\n")[2]))
    return steps


def _pack(steps: list[dict[str, Any]]) -> bytes:
    # The words of the last step stand in front: pages show them and need no more.
    said = " ".join(str(steps[-1]["said"]).split()) if steps else ""
    return said.encode() + b"\n" + zlib.compress(orjson.dumps(steps), 1)


def _row(step: UndoStep) -> dict[str, Any]:
    return {
        "said": step.said.encode("utf-8", "replace").decode(),
        "choices": step.choices,
        "path": base64.b64encode(step.path.encode("utf-8", "surrogatepass")).decode(),
        "content": base64.b64encode(step.content).decode(),
    }


def _step(row: dict[str, Any]) -> UndoStep:
    return UndoStep(
        said=row["said"],
        choices=row["choices"],
        path=base64.b64decode(row["path"]).decode("utf-8", "surrogatepass"),
        content=base64.b64decode(row["content"]),
    )
