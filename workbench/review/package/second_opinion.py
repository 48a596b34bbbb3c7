"""A second opinion on the OpenAPI document of each revision, obtained in the background."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from workbench.design.design import parse_design
from workbench.design.second_opinion import OPINION, SecondOpinion, second_opinion_on
from workbench.review.projects.access import ProjectAccess
from workbench.review.worker import Heartbeat, JobType, LeaseLost
from workbench.store import jobs
from workbench.store.base import utc_now
from workbench.store.engine import Sessions, reading, transaction
from workbench.store.jobs import Job
from workbench.store.revisions import Revision, find_revision
from workbench.store.second_opinions import StoredOpinion, find_opinion

KIND: Final = "second-opinion"
#: A job that waits longer than this has no worker, for example after a restart.
_WORKER_LOST_AFTER: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class OpinionState:
    """The second opinion on a revision, or the state of the job that obtains it."""

    opinion: SecondOpinion | None = None
    waiting_since: datetime | None = None
    """None unless a job is waiting or running."""
    failure: str = ""
    """Why the job failed; empty otherwise."""

    @property
    def needs_worker(self) -> bool:
        """Whether the job seems to have no worker."""
        since = self.waiting_since
        return since is not None and utc_now() - since > _WORKER_LOST_AFTER


def request_second_opinion(session: Session, revision: Revision) -> None:
    """Enqueue the job for a revision that has just been presented."""
    jobs.enqueue(
        session,
        key=_job_key(revision.id),
        kind=KIND,
        project_id=revision.project_id,
        payload={"revision": revision.id},
        by=revision.presented_by,
        at=revision.presented_at,
    )


def second_opinion_of(session: Session, *, access: ProjectAccess, number: int) -> OpinionState:
    """The second opinion on a revision; empty for revisions without one."""
    revision = find_revision(session, access.project.id, number)
    if revision is None:
        return OpinionState()
    stored = find_opinion(session, revision.id)
    if stored is not None:
        return OpinionState(OPINION.validate_json(stored.body))
    job = jobs.find_job(session, _job_key(revision.id))
    if job is None:
        return OpinionState()
    if job.state == "failed":
        return OpinionState(failure=job.message)
    return OpinionState(waiting_since=job.created_at)


def second_opinion_job_type() -> JobType:
    """The job type that obtains second opinions."""
    return JobType(KIND, _work, defect="The second opinion could not be obtained")


def _work(sessions: Sessions, job: Job, heartbeat: Heartbeat) -> None:
    del heartbeat
    number = int(job.payload["revision"])
    with reading(sessions) as session:
        revision = session.get(Revision, number)
        if revision is None:
            raise LeaseLost
        design = parse_design(revision.body)
    opinion = second_opinion_on(design)
    with transaction(sessions) as session:
        if find_opinion(session, number) is None:
            body = OPINION.dump_json(opinion).decode()
            session.add(StoredOpinion(revision_id=number, body=body, at=utc_now()))
        jobs.delete_jobs(session, [job.key])


def _job_key(revision_id: int) -> str:
    return f"{KIND}-{revision_id}"
