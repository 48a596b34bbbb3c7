"""What a package contains beside the design: findings, changes, decisions, comments.

Rules make findings, diff makes changes, review knows decisions; documents show them all. Those
packages must not import one another, so the values that they hand over are defined here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from workbench.design.design import Design


class Level(StrEnum):
    """How much a finding weighs."""

    #: The package cannot be presented while one is there.
    no_go = "no-go"
    #: Needs a fix or a waiver.
    quality = "quality"
    #: Shown, never in the way.
    advice = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's result at one place. Its identity is (code, kind, item, pointer)."""

    code: str
    """Permanent code, `API-18`."""
    rule: str
    """Name of the offence, `unpaged-list`."""
    level: Level
    kind: str
    item: str
    """Key of the item; the kind's name where the whole section is meant."""
    pointer: str
    """JSON pointer into the item, empty for the item as a whole."""
    message: str
    """What is wrong, with the actual values."""
    fixable: bool = False
    deferred: bool = False
    """Outside the release scope."""
    waiver: str = ""
    """Reason of the waiver that excuses it; empty without one."""

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What waivers and comments hang on."""
        return (self.code, self.kind, self.item, self.pointer)

    @property
    def open(self) -> bool:
        """Whether it still counts: neither deferred nor waived."""
        return not self.deferred and not self.waiver


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """One line of the gate checklist and how it was decided."""

    group: str
    question: str
    passed: bool | None
    """None while a person has not judged."""
    how: str
    """By which rules, or by whom."""
    findings: tuple[Finding, ...] = ()
    note: str = ""
    judgement: str = ""
    """Key of the judgement that answers it; empty for computed lines."""


class Impact(StrEnum):
    """What a change means for those who rely on the design."""

    editorial = "editorial"
    additive = "additive"
    breaking = "breaking"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two designs."""

    kind: str
    """Kind of the item."""
    item: str
    pointer: str
    change: str
    """`added`, `removed` or `changed`."""
    impact: Impact
    code: str
    """Stable name of the sort of change, `response-property-removed`."""
    message: str
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """One decision of a reviewer or orchestrator."""

    outcome: str
    """`APPROVED`, `REVISE`, `PAUSE` or an escalation outcome."""
    revision: str
    """Hash it was made on."""
    by: str
    when: datetime
    text: str = ""
    flagged: tuple[str, ...] = ()
    cycle: int = 0
    number: int = 0
    """Of the revision: one that was presented again unchanged has the same hash. 0: not known."""

    def is_on(self, number: int, revision: str) -> bool:
        """Whether it was made on the revision of that number and hash."""
        return self.revision == revision and self.number in {0, number}


@dataclass(frozen=True, slots=True)
class CommentRecord:
    """One comment with its answers."""

    kind: str
    item: str
    pointer: str
    by: str
    when: datetime
    text: str
    resolved: bool = False
    answers: tuple[CommentRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class InterventionRecord:
    """One intervention."""

    topic: str
    phase: str
    type: str
    urgency: str
    raised_by: str
    when: datetime
    feedback: str
    """Verbatim."""
    processed: bool = False
    impact: str = ""
    plan: str = ""
    resolution: str = ""


@dataclass(frozen=True, slots=True)
class RfiRecord:
    """One question and its answer."""

    question: str
    about: str
    owner: str
    status: str
    answer: str = ""


class PackageState(StrEnum):
    """How far a package got; told apart at a glance on every page."""

    draft = "draft"
    presented = "presented"
    approved = "approved"


@dataclass(frozen=True, slots=True)
class PresentationRecord:
    """An earlier presentation, and what it changed since the one before it."""

    number: int
    revision: str
    by: str
    when: datetime
    changes: tuple[Change, ...] = ()
    reasons: dict[str, str] = field(default_factory=dict)
    """Per artifact, why it changed."""


@dataclass(frozen=True, slots=True)
class Package:
    """A design and everything around it that its documents show."""

    design: Design
    project: str
    state: PackageState = PackageState.draft
    revision: str = ""
    """SHA-256 in hex; the design's own where it is empty."""
    number: int = 0
    """Which presentation it is, from 1; 0 for a draft."""
    presented_by: str = ""
    presented_at: datetime | None = None
    findings: tuple[Finding, ...] = ()
    checklist: tuple[ChecklistRow, ...] = ()
    changes: tuple[Change, ...] = ()
    """Since the previous presentation."""
    previous: str = ""
    """Hash of the previous presentation, if there was one."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Per artifact, why it changed."""
    earlier: tuple[PresentationRecord, ...] = ()
    """Presentations before this one, oldest first, where a document lists them."""
    decisions: tuple[DecisionRecord, ...] = ()
    comments: tuple[CommentRecord, ...] = ()
    interventions: tuple[InterventionRecord, ...] = ()
    rfis: tuple[RfiRecord, ...] = ()
    rule_set: str = ""
    """Version of the rules that made the findings."""

    @property
    def hash(self) -> str:
        """Hash that identifies the package."""
        return self.revision or self.design.sha256
