"""Phase 1, the endpoint inventory, and its prioritisation."""

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
    """Requirements that this endpoint serves."""
    description: Text = ""
    critical: bool = True
    """Untick if pagination of this list can be deferred in the MVP."""
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
    """Business impact and design effort of an endpoint, each 1-5; None until scored."""

    endpoint: Key
    impact: Literal[1, 2, 3, 4, 5] | None = None
    effort: Literal[1, 2, 3, 4, 5] | None = None
    outcome: Outcome = Outcome.designed
    reason: Text = ""
    """Why the endpoint is deferred, or why a Thankless Task stays."""
    proposed: bool = False
    """The scores are derived from the requirement's priority and not confirmed yet."""

    @property
    def item_key(self) -> str:
        """The endpoint's key."""
        return self.endpoint


class Planning(Single):
    """Threshold and capacity that scores are compared with."""

    threshold: Literal[2, 3, 4, 5] = 3
    """A score of at least this number is high."""
    capacity: int | None = None
    """Effort points that fit into the sprint; leave empty if unknown."""
    tradeoff: Text = ""
    """What was left out when capacity was exceeded, and why."""
    tradeoff_by: Line = ""


class Quadrant(StrEnum):
    """The four quadrants of the prioritisation matrix."""

    quick_win = "Quick Win"
    major_project = "Major Project"
    fill_in = "Fill-In"
    thankless_task = "Thankless Task"


def quadrant(score: Score, threshold: int) -> Quadrant | None:
    """The quadrant of a score, or None if either number is missing."""
    if score.impact is None or score.effort is None:
        return None
    if score.impact >= threshold:
        return Quadrant.major_project if score.effort >= threshold else Quadrant.quick_win
    return Quadrant.thankless_task if score.effort >= threshold else Quadrant.fill_in
