"""Comments on parts of a package, their answers, and which artifacts people have viewed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.design.kinds import Artifact
from workbench.review.commands import AddComment, AnswerComment, MarkViewed, ResolveComment
from workbench.review.errors import NotFound, Refused
from workbench.review.gate.policy import ensure, why_not_comment
from workbench.review.projects.access import ProjectAccess, Role, open_for_writing
from workbench.store import comments as store
from workbench.store.base import utc_now
from workbench.store.comments import Comment, Viewed, find_comment, list_comments, list_viewed
from workbench.store.people import names_of
from workbench.store.revisions import find_last_revision, find_revision


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment or an answer, with the names of people."""

    id: int
    kind: str
    item: str
    pointer: str
    text: str
    by: int
    name: str
    at: datetime
    revision: int
    must_fix: bool = False
    resolved_by: str = ""
    """Name; empty while unresolved."""
    resolved_at: datetime | None = None
    answers: tuple[CommentView, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it is unresolved."""
        return self.resolved_at is None


def add_comment(session: Session, *, actor: Actor, project: str, command: AddComment) -> Comment:
    """Comment on a part of the newest revision."""
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_comment(access))
    comment = Comment(
        project_id=access.project.id,
        kind=command.kind,
        item=command.item,
        pointer=command.pointer,
        text=command.text,
        must_fix=command.must_fix,
        revision=access.state.revision,
        by=actor.id,
        at=utc_now(),
    )
    session.add(comment)
    session.flush()
    return comment


def answer_comment(
    session: Session, *, actor: Actor, project: str, command: AnswerComment
) -> Comment:
    """Answer a comment; an answer to an answer joins the same thread."""
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_comment(access))
    comment = _thread_start(session, access, command.comment)
    answer = Comment(
        project_id=access.project.id,
        parent_id=comment.id,
        kind=comment.kind,
        item=comment.item,
        pointer=comment.pointer,
        text=command.text,
        revision=access.state.revision,
        by=actor.id,
        at=utc_now(),
    )
    session.add(answer)
    session.flush()
    return answer


def resolve_comment(
    session: Session, *, actor: Actor, project: str, command: ResolveComment
) -> Comment:
    """Resolve or reopen a comment: allowed for its author, reviewers and orchestrators."""
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_comment(access))
    comment = _thread_start(session, access, command.comment)
    ensure(why_not_resolve(access, comment.by))
    if command.resolved != (comment.resolved_at is not None):
        comment.resolved_by = actor.id if command.resolved else None
        comment.resolved_at = utc_now() if command.resolved else None
        session.flush()
    return comment


#: In place of the ID of an author, to ask whether the actor can resolve all comments.
NOBODY = 0


def why_not_resolve(access: ProjectAccess, author: int) -> Refused | None:
    """Resolving: the author, or a reviewer or orchestrator who did not contribute."""
    me = access.actor.id
    if me == author:
        return None
    if access.has(Role.reviewer, Role.orchestrator):
        if me not in access.state.authors:
            return None
        return Refused("You contributed to this design, so someone else must resolve this.")
    return Refused("Only the author, a reviewer or an orchestrator can resolve this.")


def count_open_comments(session: Session, access: ProjectAccess) -> int:
    """Number of unresolved comments."""
    return store.count_open_comments(session, access.project.id)


def comments_of(
    session: Session, *, access: ProjectAccess, kind: str | None = None, item: str | None = None
) -> list[CommentView]:
    """Comments with their answers, oldest first, of all items, of a kind or of an item.

    Needs two queries, whatever their number.
    """
    rows = list_comments(session, access.project.id, kind=kind, item=item)
    ids = {row.by for row in rows} | {row.resolved_by for row in rows if row.resolved_by}
    names = names_of(session, ids)
    answers: dict[int, list[CommentView]] = {}
    for row in rows:
        if row.parent_id is not None:
            answers.setdefault(row.parent_id, []).append(_view_of(row, names, ()))
    return [
        _view_of(row, names, tuple(answers.get(row.id, ())))
        for row in rows
        if row.parent_id is None
    ]


def mark_viewed(session: Session, *, actor: Actor, project: str, command: MarkViewed) -> None:
    """Mark an artifact of a revision as viewed by the actor, or remove the mark."""
    access = open_for_writing(session, actor=actor, project=project)
    revision = find_revision(session, access.project.id, command.revision)
    if revision is None:
        raise NotFound("revision", command.revision)
    row = session.get(Viewed, (access.project.id, actor.id, command.artifact.value))
    if row is None:
        row = Viewed(
            person_id=actor.id, project_id=access.project.id, artifact=command.artifact.value
        )
        session.add(row)
    row.hash = revision.artifact_hashes[command.artifact] if command.viewed else ""
    row.at = utc_now()
    session.flush()


def viewed_of(session: Session, *, access: ProjectAccess) -> frozenset[Artifact]:
    """Artifacts of the newest revision that the actor has viewed in their current state."""
    revision = find_last_revision(session, access.project.id)
    if revision is None:
        return frozenset()
    seen = list_viewed(session, access.project.id, access.actor.id)
    return frozenset(
        Artifact(name)
        for name, digest in revision.artifact_hashes.items()
        if seen.get(name) == digest
    )


def _thread_start(session: Session, access: ProjectAccess, number: int) -> Comment:
    found = find_comment(session, access.project.id, number)
    if found is not None and found.parent_id is not None:
        found = find_comment(session, access.project.id, found.parent_id)
    if found is None:
        raise NotFound("comment", number)
    return found


def _view_of(row: Comment, names: dict[int, str], answers: tuple[CommentView, ...]) -> CommentView:
    return CommentView(
        id=row.id,
        kind=row.kind,
        item=row.item,
        pointer=row.pointer,
        text=row.text,
        by=row.by,
        name=names.get(row.by, ""),
        at=row.at,
        revision=row.revision,
        must_fix=row.must_fix,
        resolved_by=names.get(row.resolved_by, "") if row.resolved_by else "",
        resolved_at=row.resolved_at,
        answers=answers,
    )
