"""What a person stood by when they took a step, short enough to be kept with the event."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from workbench.design.design import Design
from workbench.design.mvp import MvpRow
from workbench.review.handoff.read_back_draft import draft_parts


def digest_of(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def set_digest(rows: Iterable[MvpRow]) -> str:
    """SHA-256 of an MVP set: which requirements there are, and which of them are in."""
    lines = sorted(f"{row.requirement.key}\t{int(row.inside)}" for row in rows)
    return digest_of("\n".join(lines))


def facts_of(design: Design) -> tuple[tuple[str, str], ...]:
    """What the documents say, by the part of the read-back that tells it, each as a hash."""
    return tuple((part, digest_of(text)[:16]) for part, text in draft_parts(design).items())
