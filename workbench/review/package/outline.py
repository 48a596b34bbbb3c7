"""Outline of a package: its parts with changes, comments and views, and what is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workbench.design.ids import count_of
from workbench.design.kinds import KIND_OF_MODEL, KINDS, Artifact
from workbench.design.package import Finding, Package
from workbench.design.scope import scope_of
from workbench.design.trace import Coverage, build_trace, coverage
from workbench.review.discussion.comments import CommentView, comments_of, viewed_of
from workbench.review.gate.events import Decided
from workbench.review.gate.history import history
from workbench.review.package.contents import get_revision, unchanged_artifacts
from workbench.review.projects.access import ProjectAccess


@dataclass(frozen=True, slots=True)
class PartOutline:
    """One part of the package in its table of contents."""

    artifact: Artifact
    items: int
    changes: int
    """Number of changes since the previous presentation."""
    identical: bool
    """Whether its hash equals that of the previous revision."""
    flagged: bool
    """Whether the last REVISE before this revision flagged it."""
    viewed: bool
    reason: str
    """Why it changed, in the presenter's words."""
    comments: int
    """Number of unresolved comments."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The first page of a package."""

    parts: tuple[PartOutline, ...]
    gaps: tuple[Coverage, ...]
    """Requirements in scope without an endpoint or a webhook."""
    covered: int
    in_scope: int
    waived: tuple[Finding, ...]
    open_findings: tuple[Finding, ...]
    """Advice only: findings of other levels would have blocked the presentation."""
    open_comments: tuple[CommentView, ...]
    passed: int
    """Lines of the checklist that pass, with waivers or without."""
    questions: int
    situation: str
    """The situation as the architect wrote it, else a sentence with the numbers."""
    unjudged: int = 0
    """Lines of the checklist that need a person's judgement."""

    @property
    def checked(self) -> str:
        """The checklist in words."""
        failed = self.questions - self.passed - self.unjudged
        counts = (self.passed, "pass"), (failed, "fail"), (self.unjudged, "awaiting judgement")
        return ", ".join(f"{number} {word}" for number, word in counts if number)


def outline_of(
    session: Session, *, access: ProjectAccess, package: Package, parts: Sequence[Artifact]
) -> Outline:
    """The outline of a presented package; linear in the size of the design."""
    comments = tuple(comment for comment in comments_of(session, access=access) if comment.open)
    rows = _rows_in_scope(package)
    gaps = _gaps(package, rows)
    situation = package.design.summary.situation or _situation(package, len(rows), len(gaps))
    return Outline(
        parts=_parts(session, access, package, parts, comments),
        gaps=gaps,
        covered=len(rows) - len(gaps),
        in_scope=len(rows),
        waived=tuple(finding for finding in package.findings if finding.waiver),
        open_findings=tuple(finding for finding in package.findings if finding.open),
        open_comments=comments,
        passed=sum(bool(line.passed) for line in package.checklist),
        questions=len(package.checklist),
        unjudged=sum(line.passed is None for line in package.checklist),
        situation=situation,
    )


def _parts(
    session: Session,
    access: ProjectAccess,
    package: Package,
    artifacts: Sequence[Artifact],
    comments: Sequence[CommentView],
) -> tuple[PartOutline, ...]:
    row = get_revision(session, access, package.number)
    before = get_revision(session, access, package.number - 1) if package.number > 1 else None
    identical = unchanged_artifacts(before, row) if before else frozenset()
    flagged = _flagged_before(session, access, package.number)
    viewed = viewed_of(session, access=access)
    items = _counts(package)
    changes = Counter(KINDS[change.kind].artifact for change in package.changes)
    open_comments = Counter(_artifact(comment.kind) for comment in comments)
    return tuple(
        PartOutline(
            artifact=artifact,
            items=items[artifact],
            changes=changes[artifact],
            identical=artifact in identical,
            flagged=artifact in flagged,
            viewed=artifact in viewed,
            reason=package.reasons.get(artifact.value, ""),
            comments=open_comments[artifact],
        )
        for artifact in artifacts
    )


def _rows_in_scope(package: Package) -> list[Coverage]:
    design = package.design
    rows = coverage(design, build_trace(design), scope_of(design))
    return [row for row in rows if row.in_scope]


def _gaps(package: Package, rows: Sequence[Coverage]) -> tuple[Coverage, ...]:
    """Requirements without an endpoint or a webhook, and without a reason for that."""
    excused = {row.key for row in package.design.requirements if row.no_backend_reason}
    return tuple(
        row
        for row in rows
        if not row.endpoints and not row.webhooks and row.requirement not in excused
    )


def _flagged_before(session: Session, access: ProjectAccess, number: int) -> frozenset[Artifact]:
    flagged: frozenset[Artifact] = frozenset()
    for entry in history(session, access=access):
        if isinstance(entry.event, Decided) and entry.event.revision < number:
            flagged = frozenset(entry.event.flagged)
    return flagged


def _counts(package: Package) -> Counter[Artifact]:
    """Number of items per artifact, including single items that are not empty."""
    return Counter(KIND_OF_MODEL[type(item)].artifact for item in package.design.items())


def _artifact(kind: str) -> Artifact | None:
    return KINDS[kind].artifact if kind in KINDS else None


def _situation(package: Package, in_scope: int, gaps: int) -> str:
    design = package.design
    product = design.handoff.product or package.project
    mode = design.handoff.release_mode.value if design.handoff.release_mode else "no release mode"
    return (
        f"{product}, {mode}: the package covers {in_scope - gaps} of "
        f"{count_of(in_scope, 'requirement')} in "
        f"scope with {count_of(len(design.endpoints), 'endpoint')} and "
        f"{count_of(len(design.tables), 'table')}."
    )
