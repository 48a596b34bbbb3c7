"""Phase 1, the endpoint inventory, and its prioritisation (W4, W5)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from workbench.design.base import Item, Key, Line, Single, Text
from workbench.design.ids import endpoint_key

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY"]


class EndpointKind(StrEnum):
    """What an endpoint does to its resource."""

    list = "list"
    read = "read"
    create = "create"
    update = "update"
    delete = "delete"
    action = "action"


class Endpoint(Item):
    """One endpoint: method, path and why it exists. Its key is `GET /orders/{id}`."""

    method: Method
    path: Key
    kind: EndpointKind | None = None
    covers: tuple[Key, ...] = ()
    """Requirements that asked for it."""
    description: Text = ""
    critical: bool = True
    """False on lists whose pagination an MVP may defer (W11)."""
    inferred: tuple[str, ...] = ()

    @property
    def item_key(self) -> str:
        """Method and path."""
        return endpoint_key(self.method, self.path)


class Outcome(StrEnum):
    """What prioritisation decided for an endpoint."""

    designed = "designed"
    deferred = "deferred"


class Score(Item):
    """Business Impact and Design Effort of one endpoint, each 1-5; None until scored."""

    endpoint: Key
    impact: Literal[1, 2, 3, 4, 5] | None = None
    effort: Literal[1, 2, 3, 4, 5] | None = None
    outcome: Outcome = Outcome.designed
    reason: Text = ""
    """Why it is deferred, or the justification that keeps a Thankless Task."""
    proposed: bool = False
    """Whether the numbers were derived from the requirement's priority, not set by a person."""

    @property
    def item_key(self) -> str:
        """The endpoint's key."""
        return self.endpoint


class Planning(Single):
    """What scores are held against."""

    threshold: Literal[2, 3, 4, 5] = 3
    """A score at or above it is high."""
    capacity: int | None = None
    """Sum of effort the sprint can take; None while unknown."""
    tradeoff: Text = ""
    """The choice a person made when capacity was exceeded, and why."""
    tradeoff_by: Line = ""


class Quadrant(StrEnum):
    """The four fields of the 2x2."""

    quick_win = "Quick Win"
    major_project = "Major Project"
    fill_in = "Fill-In"
    thankless_task = "Thankless Task"


def quadrant(score: Score, threshold: int) -> Quadrant | None:
    """The field a score falls in, or None while either number is missing."""
    if score.impact is None or score.effort is None:
        return None
    if score.impact >= threshold:
        return Quadrant.major_project if score.effort >= threshold else Quadrant.quick_win
    return Quadrant.thankless_task if score.effort >= threshold else Quadrant.fill_in
