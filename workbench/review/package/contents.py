"""The package of a draft or a revision: everything its documents show, with names."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from workbench.design.design import Design, parse_design
from workbench.design.kinds import Artifact
from workbench.design.package import (
    Change,
    CommentRecord,
    InterventionRecord,
    Package,
    PackageState,
    PresentationRecord,
    RfiRecord,
)
from workbench.diff.compare import compare
from workbench.review.discussion.comments import CommentView, comments_of
from workbench.review.discussion.interventions import InterventionView, interventions_of
from workbench.review.discussion.rfis import Question, rfis_of
from workbench.review.draft.reports import CHECKLIST, FINDINGS, findings_of
from workbench.review.errors import NotFound, ReviewError
from workbench.review.gate.history import decisions_of
from workbench.review.gate.machine import GateState
from workbench.review.package.revision_cache import cached_comparison, cached_design
from workbench.review.projects.access import ProjectAccess
from workbench.store import revisions as store
from workbench.store.drafts import load_design
from workbench.store.gc_pause import gc_paused
from workbench.store.people import names_of
from workbench.store.revisions import (
    Revision,
    find_last_revision,
    find_revision,
)


class BrokenRevision(ReviewError):  # noqa: N818 - named by what is wrong
    """A stored revision no longer has the hash it was presented with."""


def package_of(session: Session, *, access: ProjectAccess, revision: int | None = None) -> Package:
    """The package of a revision, or of the draft for None.

    Changes are those since the revision before it, or for the draft since the newest one.
    Raises NotFound if the revision does not exist.
    """
    if revision is None:
        return _draft_package(session, access)
    row = get_revision(session, access, revision)
    before = find_revision(session, access.project.id, revision - 1)
    design = revision_design(row)
    names = names_of(session, {row.presented_by})
    return replace(
        _package(session, access, design),
        state=_package_state(access.state, row),
        revision=row.sha256,
        number=row.number,
        presented_by=names.get(row.presented_by, ""),
        presented_at=row.presented_at,
        findings=FINDINGS.validate_json(row.findings),
        checklist=CHECKLIST.validate_json(row.checklist),
        changes=cached_comparison(revision_design(before), design) if before else (),
        previous=before.sha256 if before else "",
        reasons=row.reasons,
        rule_set=row.rule_set,
    )


def _draft_package(session: Session, access: ProjectAccess) -> Package:
    design = load_design(session, access.project.id)
    last = find_last_revision(session, access.project.id)
    report = findings_of(session, access=access)
    return replace(
        _package(session, access, design),
        findings=report.findings,
        checklist=report.checklist,
        changes=compare(revision_design(last), design) if last else (),
        previous=last.sha256 if last else "",
        rule_set=report.rule_set,
    )


def with_earlier(session: Session, *, access: ProjectAccess, package: Package) -> Package:
    """The package with the earlier presentations and their changes.

    Documents show them; pages, which read a package on each request, do not.
    """
    rows = [
        revision
        for revision in list_revisions(session, access)
        if not package.number or revision.number < package.number
    ]
    names = names_of(session, {revision.presented_by for revision in rows})
    earlier: list[PresentationRecord] = []
    before: Design | None = None
    for row in rows:
        design = revision_design(row)
        earlier.append(
            PresentationRecord(
                number=row.number,
                revision=row.sha256,
                by=names.get(row.presented_by, ""),
                when=row.presented_at,
                changes=cached_comparison(before, design) if before else (),
                reasons=row.reasons,
            )
        )
        before = design
    return replace(package, earlier=tuple(earlier))


def changes_since(
    session: Session, *, access: ProjectAccess, old: int, new: int | None = None
) -> tuple[Change, ...]:
    """What changed from one revision to another, or to the draft for None."""
    before = revision_design(get_revision(session, access, old))
    if new is None:
        return compare(before, load_design(session, access.project.id))
    return cached_comparison(before, revision_design(get_revision(session, access, new)))


def unchanged_artifacts(old: Revision, new: Revision) -> frozenset[Artifact]:
    """Artifacts whose hashes are equal in two revisions, so that nothing in them changed."""
    return frozenset(
        Artifact(name)
        for name, digest in new.artifact_hashes.items()
        if old.artifact_hashes.get(name) == digest
    )


def list_revisions(session: Session, access: ProjectAccess) -> list[Revision]:
    """All revisions, oldest first, without their large texts."""
    return store.list_revisions(session, access.project.id)


def get_revision(session: Session, access: ProjectAccess, number: int) -> Revision:
    """The revision with that number. Raises NotFound."""
    found = find_revision(session, access.project.id, number)
    if found is None:
        raise NotFound("revision", number)
    return found


def revision_design(revision: Revision) -> Design:
    """The design of a revision. Raises BrokenRevision if it no longer has the recorded hash."""

    def read() -> tuple[Design, int]:
        with gc_paused():
            design = parse_design(revision.body)
            same = design.sha256 == revision.sha256
        if not same:
            raise BrokenRevision(
                f"revision {revision.number} should have the hash {revision.sha256} "
                f"and has {design.sha256}"
            )
        return design, len(revision.body)

    # The hash does not cover the order of items, which people see, so it is not enough.
    when = revision.presented_at.isoformat()
    name = f"{revision.project_id} {revision.number} {when} {revision.sha256}"
    return cached_design(name, read)


def _package_state(state: GateState, row: Revision) -> PackageState:
    approved = row.number == state.approved_revision
    return PackageState.approved if approved else PackageState.presented


def _package(session: Session, access: ProjectAccess, design: Design) -> Package:
    """A package with the workflow records of the project, without findings and changes."""
    return Package(
        design=design,
        project=access.project.name,
        decisions=decisions_of(session, access=access),
        comments=tuple(_comment(comment) for comment in comments_of(session, access=access)),
        interventions=tuple(
            _intervention(intervention) for intervention in interventions_of(session, access=access)
        ),
        rfis=tuple(_rfi(rfi) for rfi in rfis_of(session, access=access)),
    )


def _comment(comment: CommentView) -> CommentRecord:
    return CommentRecord(
        kind=comment.kind,
        item=comment.item,
        pointer=comment.pointer,
        by=comment.name,
        when=comment.at,
        text=comment.text,
        resolved=not comment.open,
        answers=tuple(_comment(answer) for answer in comment.answers),
    )


def _intervention(intervention: InterventionView) -> InterventionRecord:
    row = intervention.row
    impact = [row.interpretation, row.decisions_invalidated, row.downstream]
    return InterventionRecord(
        topic=row.topic,
        phase=row.phase,
        type=row.type,
        urgency=row.urgency,
        raised_by=intervention.raised_by,
        when=row.raised_at,
        feedback=row.feedback,
        processed=row.processed_at is not None,
        impact="\n\n".join(part for part in impact if part),
        plan="\n".join(f"- {step['action']} ({step['owner']})" for step in row.plan),
        resolution=row.resolution,
    )


def _rfi(question: Question) -> RfiRecord:
    row = question.row
    answer = row.answer or f"{row.answer_kind} {row.answer_item}".strip()
    about = f"{row.kind} {row.item}{row.pointer}".strip()
    return RfiRecord(row.question, about, question.owner, row.status, answer)
