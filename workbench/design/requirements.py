"""Requirements and user stories."""

from __future__ import annotations

from enum import StrEnum

from workbench.design.base import Key, Keyed, Line, Text


class Priority(StrEnum):
    """Priority of a requirement; the MoSCoW levels map to these in the same order."""

    #: Must have.
    P0 = "P0"
    #: Should have.
    P1 = "P1"
    #: Could have.
    P2 = "P2"
    #: Won't have this time.
    P3 = "P3"


class RequirementType(StrEnum):
    """Type of a requirement."""

    functional = "functional"
    #: A quality (speed, security) or a constraint; needs no flow or endpoint of its own.
    quality = "quality"
    constraint = "constraint"


class RequirementStatus(StrEnum):
    """Whether a requirement is active."""

    active = "active"
    #: Struck out, retired or withdrawn; its id is never used again.
    withdrawn = "withdrawn"


class Requirement(Keyed):
    """A requirement, `FR-…`, as its document words it."""

    title: Line = ""
    text: Text = ""
    type: RequirementType = RequirementType.functional
    priority: Priority | None = None
    """Priority; leave empty if the document states none."""
    priority_words: Line = ""
    """Priority as the document words it, such as `Must` or `High`."""
    mvp: bool | None = None
    """Whether it belongs to the MVP."""
    mvp_rationale: Text = ""
    status: RequirementStatus = RequirementStatus.active
    status_words: Line = ""
    """Status as the document words it, such as `Proposed` or `Done`."""
    group: Line = ""
    """Heading of the requirement's section."""
    parent: Line = ""
    stories: tuple[Key, ...] = ()
    depends_on: tuple[Key, ...] = ()
    criteria: tuple[Text, ...] = ()
    """Acceptance criteria."""
    target: Line = ""
    """Measurable target of a quality requirement, such as `< 300 ms (P95)`."""
    notes: Text = ""
    no_backend_reason: Text = ""
    """Why no endpoint serves this requirement; leave empty if one must."""
    inferred: tuple[str, ...] = ()
    """Fields that the importer deduced rather than read."""


class Story(Keyed):
    """One user story `US-…`."""

    title: Line = ""
    text: Text = ""
    priority: Priority | None = None
    covers: tuple[Key, ...] = ()
    """Requirements that the story covers."""
    criteria: tuple[Text, ...] = ()
    inferred: tuple[str, ...] = ()
