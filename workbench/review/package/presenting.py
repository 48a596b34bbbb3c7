"""Presenting: freezes the whole design as an immutable revision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.design import Design, artifact_hashes, design_to_json
from workbench.design.kinds import ARTIFACT_TITLES, Artifact
from workbench.review.commands import Present
from workbench.review.draft.reports import CHECKLIST, FINDINGS, DraftReport, findings_of
from workbench.review.errors import Invalid, PageLink, Refused
from workbench.review.gate.events import Presented
from workbench.review.gate.machine import ALL_ARTIFACTS
from workbench.review.gate.policy import ensure, why_not_present
from workbench.review.package.presentation_blockers import Blocker, blockers_of, unanswered_comments
from workbench.review.package.second_opinion import request_second_opinion
from workbench.review.projects.access import ProjectAccess, open_for_writing, record
from workbench.store.base import utc_now
from workbench.store.comments import Comment
from workbench.store.drafts import list_editors, load_design
from workbench.store.gc_pause import gc_paused
from workbench.store.projects import find_draft_version
from workbench.store.revisions import Revision, find_last_revision

_SHOWN = 20


def present(session: Session, *, actor: Actor, project: str, command: Present) -> Revision:
    """Freeze the draft as the next revision.

    Raises Refused with links to the blockers, or if the draft is not the expected version, and
    Invalid if a changed artifact has no reason or a comment of the last REVISE no answer.
    """
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_present(access))
    version = find_draft_version(session, access.project.id)
    if command.expected_draft_version not in {None, version}:
        raise Refused(
            "The draft has changed since you opened this page. Check it and present again.",
            [PageLink("overview")],
        )
    at = utc_now()
    _answer(session, access, command, at)
    design = load_design(session, access.project.id)
    report = findings_of(session, access=access)
    _ensure_unblocked(blockers_of(session, access=access, report=report))
    with gc_paused():
        return _freeze(session, access, command, _Frozen(design, report, at))


@dataclass(frozen=True, slots=True)
class _Frozen:
    design: Design
    report: DraftReport
    at: datetime


def _freeze(session: Session, access: ProjectAccess, command: Present, frozen: _Frozen) -> Revision:
    design, report, at = frozen.design, frozen.report, frozen.at
    last = find_last_revision(session, access.project.id)
    hashes = {str(artifact): digest for artifact, digest in artifact_hashes(design).items()}
    reasons = _reasons(access, command, hashes, last)
    editors = list_editors(session, access.project.id, since=last.draft_version if last else 0)
    revision = Revision(
        project_id=access.project.id,
        number=access.state.revision + 1,
        sha256=design.sha256,
        body=design_to_json(design).decode(),
        findings=FINDINGS.dump_json(report.findings).decode(),
        checklist=CHECKLIST.dump_json(report.checklist).decode(),
        artifact_hashes=hashes,
        rule_set=report.rule_set,
        reasons=reasons,
        editors=sorted(editors),
        draft_version=report.draft_version,
        presented_by=access.actor.id,
        presented_at=at,
    )
    event = Presented(
        by=access.actor.id,
        at=at,
        revision=revision.number,
        sha256=revision.sha256,
        editors=tuple(revision.editors),
        required_approvals=access.project.required_approvals,
        answered=tuple(sorted(command.responses)),
    )
    record(session, access, event)
    session.add(revision)
    session.flush()
    request_second_opinion(session, revision)
    return revision


def changed_artifacts(hashes: dict[str, str], last: Revision | None) -> frozenset[Artifact]:
    """Artifacts that differ from a revision; none if there is no revision."""
    if last is None:
        return frozenset()
    return frozenset(
        Artifact(name) for name, digest in hashes.items() if last.artifact_hashes[name] != digest
    )


def artifacts_to_explain(session: Session, *, access: ProjectAccess) -> frozenset[Artifact]:
    """Artifacts of the draft that differ from the newest revision, and so need a reason.

    None before the first presentation. Reads the whole draft.
    """
    last = find_last_revision(session, access.project.id)
    if last is None:
        return frozenset()
    hashes = artifact_hashes(load_design(session, access.project.id))
    return changed_artifacts({str(artifact): digest for artifact, digest in hashes.items()}, last)


def _reasons(
    access: ProjectAccess, command: Present, hashes: dict[str, str], last: Revision | None
) -> dict[str, str]:
    changed = changed_artifacts(hashes, last)
    locked = ALL_ARTIFACTS - access.state.unlocked
    if changed & locked:
        titles = ", ".join(ARTIFACT_TITLES[artifact] for artifact in sorted(changed & locked))
        raise Refused(f"{titles} changed while locked; only flagged artifacts can change.")
    missing = {
        f"reasons.{artifact}": [
            f"Explain why {ARTIFACT_TITLES[artifact]} changed since revision {number}."
        ]
        for number in ([last.number] if last else [])
        for artifact in sorted(changed - command.reasons.keys())
    }
    if missing:
        raise Invalid(missing)
    return {str(reason): text for reason, text in command.reasons.items() if reason in changed}


def _answer(session: Session, access: ProjectAccess, command: Present, at: datetime) -> None:
    waiting = {comment.id: comment for comment in unanswered_comments(session, access)}
    missing = {
        f"responses.{number}": ["Answer this comment; the last REVISE listed it."]
        for number in waiting.keys() - command.responses.keys()
    }
    if missing:
        raise Invalid(missing)
    for number in sorted(waiting):
        comment = waiting[number]
        session.add(
            Comment(
                project_id=access.project.id,
                parent_id=number,
                kind=comment.kind,
                item=comment.item,
                pointer=comment.pointer,
                text=command.responses[number],
                revision=access.state.revision,
                by=access.actor.id,
                at=at,
            )
        )
    session.flush()


def _ensure_unblocked(blockers: list[Blocker]) -> None:
    if not blockers:
        return
    count = len(blockers)
    messages = "; ".join(blocker.message for blocker in blockers[:3])
    subject = "1 thing blocks" if count == 1 else f"{count} things block"
    raise Refused(
        f"{subject} presenting: {messages}", [blocker.link for blocker in blockers[:_SHOWN]]
    )
