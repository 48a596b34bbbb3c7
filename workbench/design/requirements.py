"""What the product asks for: requirements and the stories they come from (W3)."""

from __future__ import annotations

from enum import StrEnum

from workbench.design.base import Key, Keyed, Line, Text


class Priority(StrEnum):
    """How much a requirement matters. MoSCoW words map to these in the same order."""

    #: Must have.
    P0 = "P0"
    #: Should have.
    P1 = "P1"
    #: Could have.
    P2 = "P2"
    #: Won't have this time.
    P3 = "P3"


class RequirementType(StrEnum):
    """Whether a requirement says what the product does or how well."""

    functional = "functional"
    #: A quality (speed, security) or a constraint; needs no flow or endpoint of its own.
    quality = "quality"
    constraint = "constraint"


class RequirementStatus(StrEnum):
    """Whether a requirement still asks for something."""

    active = "active"
    #: Struck out, retired or withdrawn; its id is never used again.
    withdrawn = "withdrawn"


class Requirement(Keyed):
    """One requirement `FR-…`, in the words of its document."""

    title: Line = ""
    text: Text = ""
    type: RequirementType = RequirementType.functional
    priority: Priority | None = None
    """None where the document states none."""
    priority_words: Line = ""
    """The priority as the document wrote it (`Must`, `High`), where that is not P0-P3."""
    mvp: bool | None = None
    """MVP tag; None where the document states none."""
    mvp_rationale: Text = ""
    status: RequirementStatus = RequirementStatus.active
    status_words: Line = ""
    """The status as the document wrote it (`Proposed`, `Done`)."""
    group: Line = ""
    """Heading under which the requirement stands."""
    parent: Line = ""
    stories: tuple[Key, ...] = ()
    depends_on: tuple[Key, ...] = ()
    criteria: tuple[Text, ...] = ()
    """Acceptance criteria."""
    target: Line = ""
    """Measured target of a quality requirement (`< 300 ms (P95)`)."""
    notes: Text = ""
    no_backend_reason: Text = ""
    """Why no endpoint serves it; empty where one must."""
    inferred: tuple[str, ...] = ()
    """Fields that the importer deduced rather than read."""


class Story(Keyed):
    """One user story `US-…`."""

    title: Line = ""
    text: Text = ""
    priority: Priority | None = None
    covers: tuple[Key, ...] = ()
    """Requirements it explains."""
    criteria: tuple[Text, ...] = ()
    inferred: tuple[str, ...] = ()
