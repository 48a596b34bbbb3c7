"""What the documents about a package tell: state, coverage, priorities, changes.

Worked out once per package, because Markdown, PDF and pages show the same facts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from workbench.design.base import Item
from workbench.design.contract import Operation
from workbench.design.design import Design, artifact_hashes
from workbench.design.endpoints import Outcome, Quadrant, Score, quadrant
from workbench.design.handoff import Assumption, AssumptionStatus, Setup
from workbench.design.kinds import ARTIFACT_TITLES, KINDS, Artifact, artifact_of
from workbench.design.package import (
    Change,
    ChecklistRow,
    DecisionRecord,
    Finding,
    Level,
    Package,
    PackageState,
    PresentationRecord,
)
from workbench.design.scope import Scope, scope_of
from workbench.design.trace import Coverage, Trace, build_trace, coverage
from workbench.sql.dialect import database_title

STATE_WORDS = {
    PackageState.draft: "Draft",
    PackageState.presented: "Presented for review",
    PackageState.approved: "Approved",
}
#: What is counted on the first page, in the order in which people work.
_COUNTED = (
    ("requirements", "requirement", "requirements"),
    ("flows", "user flow", "user flows"),
    ("screens", "screen", "screens"),
    ("content_types", "content type", "content types"),
    ("feedback_channels", "feedback channel", "feedback channels"),
    ("entities", "entity", "entities"),
    ("endpoints", "endpoint", "endpoints"),
    ("schemas", "schema", "schemas"),
    ("tables", "table", "tables"),
    ("roles", "role", "roles"),
    ("permissions", "permission", "permissions"),
    ("webhooks", "webhook", "webhooks"),
    ("third_parties", "third-party API", "third-party APIs"),
    ("migrations", "migration", "migrations"),
)
_NO_QUADRANT = "Not scored"


@dataclass(frozen=True)
class Overview:
    """Facts of one package, each worked out when first asked for."""

    package: Package

    @property
    def design(self) -> Design:
        """The design of the package."""
        return self.package.design

    @cached_property
    def scope(self) -> Scope:
        """What this release must include."""
        return scope_of(self.design)

    @cached_property
    def trace(self) -> Trace:
        """What serves what."""
        return build_trace(self.design)

    @cached_property
    def coverage(self) -> list[Coverage]:
        """Per requirement, what serves it."""
        return coverage(self.design, self.trace, self.scope)

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """Operations by endpoint key."""
        return {operation.endpoint: operation for operation in self.design.operations}

    @property
    def counts(self) -> list[tuple[int, str]]:
        """How many of what, without what there is none of."""
        found = []
        for section, singular, many in _COUNTED:
            number = len(getattr(self.design, section))
            if number:
                found.append((number, singular if number == 1 else many))
        return found

    @property
    def decision(self) -> DecisionRecord | None:
        """The decision that settled this very revision, if there is one."""
        package = self.package
        made = [
            decision
            for decision in package.decisions
            if decision.is_on(package.number, package.hash)
        ]
        return made[-1] if made else None

    @property
    def state_line(self) -> str:
        """State, who and when, in one line."""
        package = self.package
        words = STATE_WORDS[package.state]
        if package.state is PackageState.draft:
            return f"{words}, not presented"
        number = f" (presentation {package.number})" if package.number else ""
        if package.state is PackageState.approved and self.decision:
            return f"{words} by {self.decision.by}, {moment(self.decision.when)}{number}"
        by = f" by {package.presented_by}" if package.presented_by else ""
        if by and package.state is PackageState.approved:
            by = f", presented{by}"
        when = f", {moment(package.presented_at)}" if package.presented_at else ""
        return f"{words}{by}{when}{number}"

    @property
    def quadrants(self) -> list[tuple[str, list[Score]]]:
        """Scores by field of the 2x2, in working order."""
        groups: dict[str, list[Score]] = {name: [] for name in (*Quadrant, _NO_QUADRANT)}
        for score in self.design.scores:
            found = quadrant(score, self.design.planning.threshold)
            groups[found.value if found else _NO_QUADRANT].append(score)
        return [(name, members) for name, members in groups.items() if members]

    @property
    def deferred(self) -> list[Score]:
        """Endpoints that wait, each with its reason."""
        return [score for score in self.design.scores if score.outcome is Outcome.deferred]

    @property
    def unvalidated(self) -> list[Assumption]:
        """Unvalidated assumptions."""
        return [
            assumption
            for assumption in self.design.assumptions
            if assumption.status is AssumptionStatus.open
        ]

    @property
    def changes(self) -> list[tuple[Artifact, str, list[Change]]]:
        """Changes since the previous presentation by artifact, with the reason given."""
        return self.changes_of(self.package)

    def changes_of(
        self, presentation: Package | PresentationRecord
    ) -> list[tuple[Artifact, str, list[Change]]]:
        """Changes of a presentation by artifact, with the reason given."""
        groups: dict[Artifact, list[Change]] = {}
        for change in presentation.changes:
            groups.setdefault(self._artifact(change), []).append(change)
        return [
            (artifact, presentation.reasons.get(artifact.value, ""), groups[artifact])
            for artifact in Artifact
            if artifact in groups
        ]

    @property
    def unchanged(self) -> list[tuple[Artifact, str]]:
        """Artifacts that are what they were at the previous presentation, with their hash."""
        if not self.package.previous:
            return []
        touched = {artifact for artifact, _, _ in self.changes}
        hashes = artifact_hashes(self.design)
        return [
            (artifact, hashes[artifact])
            for artifact in Artifact
            if artifact in hashes and artifact not in touched
        ]

    def _artifact(self, change: Change) -> Artifact:
        if change.kind not in KINDS:
            return Artifact.summary
        item: Item | None = self.design.find(change.kind, change.item)
        return artifact_of(change.kind, item)

    @property
    def checklist(self) -> list[tuple[str, list[ChecklistRow]]]:
        """The gate checklist by group."""
        groups: dict[str, list[ChecklistRow]] = {}
        for row in self.package.checklist:
            groups.setdefault(row.group, []).append(row)
        return list(groups.items())

    @property
    def findings(self) -> list[tuple[str, list[Finding]]]:
        """Findings by weight, waived and deferred ones in groups of their own."""
        groups: dict[str, list[Finding]] = {
            word: [] for word in ("No-Go", "Quality", "Advice", "Waived", "Deferred")
        }
        names = {Level.no_go: "No-Go", Level.quality: "Quality", Level.advice: "Advice"}
        for finding in self.package.findings:
            if finding.deferred:
                name = "Deferred"
            else:
                name = "Waived" if finding.waiver else names[finding.level]
            groups[name].append(finding)
        return [(name, members) for name, members in groups.items() if members]


def moment(when: datetime) -> str:
    """A moment as people read it, in UTC."""
    utc = when.astimezone(UTC) if when.tzinfo else when
    return utc.strftime("%Y-%m-%d %H:%M UTC")


def artifact_title(artifact: Artifact | str) -> str:
    """Name of an artifact on paper; a word that is none stays as it is."""
    try:
        return ARTIFACT_TITLES[Artifact(artifact)]
    except ValueError:
        return str(artifact)


def result_words(row: ChecklistRow) -> str:
    """How a line of the checklist came out."""
    if row.passed is None:
        return "Not judged"
    if not row.passed:
        return "Fails"
    return "Passes with waivers" if any(finding.waiver for finding in row.findings) else "Passes"


def place_words(kind: str, item: str, pointer: str) -> str:
    """Where a finding, change or comment is, in words.

    >>> place_words("table", "orders", "/columns/2")
    'table orders /columns/2'
    """
    parts = [kind.replace("_", " "), item if item != kind else "", pointer]
    return " ".join(part for part in parts if part)


def finding_line(finding: Finding) -> str:
    """A finding in one line, with the reason of its waiver."""
    place = place_words(finding.kind, finding.item, finding.pointer)
    text = f"{finding.code} {place}: {finding.message}"
    return f"{text} — waived: {finding.waiver}" if finding.waiver else text


#: Decisions as documents name them; those of reviewers are the words of the workflow already.
_OUTCOMES = {
    "accept-with-limitations": "Accepted with limitations",
    "descope": "Descoped",
    "pause": "Paused",
}


def outcome_words(outcome: str) -> str:
    """A decision as documents name it."""
    return _OUTCOMES.get(outcome, outcome)


_SETUP_QUESTIONS = {
    "api_style": "API style",
    "max_nesting": "Maximum nesting depth",
    "property_case": "Property naming",
    "validation_status": "Status of validation failures",
}


def setup_answers(setup: Setup) -> list[tuple[str, str]]:
    """Question and answer of what is answered otherwise than a new project has it."""
    answers = setup.model_dump(mode="json", exclude_defaults=True, exclude={"rule_levels"})
    if "database" in answers:
        answers["database"] = database_title(answers["database"])
    return [
        (_SETUP_QUESTIONS.get(name, name.replace("_", " ").capitalize()), str(answer))
        for name, answer in answers.items()
    ]


def overview_filters() -> dict[str, Callable[..., Any]]:
    """What templates call by name."""
    return {
        "moment": moment,
        "artifact_title": artifact_title,
        "outcome_words": outcome_words,
        "result_words": result_words,
        "finding_line": finding_line,
        "place": lambda part: place_words(part.kind, part.item, part.pointer),
    }
