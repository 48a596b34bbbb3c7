"""Exports of packages: requests, their state, and the folders of their files.

An export is a folder below the data directory. Its name contains a hash of the revision, of
everything else that the documents show, and of the product's version; a complete folder is
therefore never generated again. The jobs table holds the progress; `building` does the work.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import astuple, dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

import orjson
from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.artifacts.pdf.content import Content
from workbench.artifacts.pdf.workers import ChapterProgress
from workbench.review.discussion.comments import comments_of
from workbench.review.discussion.interventions import interventions_of
from workbench.review.discussion.rfis import rfis_of
from workbench.review.draft.reports import findings_of
from workbench.review.errors import NotFound, Refused
from workbench.review.gate.history import decisions_of
from workbench.review.package.contents import get_revision
from workbench.review.projects.access import ProjectAccess, open_project
from workbench.store import jobs
from workbench.store.base import utc_now
from workbench.store.jobs import Job

KIND: Final = "package"
PDF: Final = "design-package.pdf"
ZIP: Final = "package.zip"
#: The name of the draft among revisions.
DRAFT: Final = "draft"
#: The PDF of each content. `everything` has all other files, too.
PDFS: Final = {
    Content.everything: PDF,
    Content.summary: "design-package-summary.pdf",
    Content.changes: "design-package-changes.pdf",
}
#: Metadata of the files; never served.
ABOUT: Final = ".about.json"
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Export:
    """The files of a revision or of the draft, as far as they have been generated."""

    which: str
    """Number of the revision, or `draft`."""
    content: Content
    key: str
    folder: Path
    job: Job | None
    refusal: str = ""
    """Why it cannot be requested; empty if it can."""

    @property
    def pdf(self) -> str:
        """Name of its PDF."""
        return PDFS[self.content]

    @property
    def complete(self) -> bool:
        """Whether all files have been generated."""
        last = ZIP if self.content is Content.everything else self.pdf
        return (self.folder / last).is_file()

    @property
    def state(self) -> str:
        """`done`, `running`, `failed`, or `none` if it was not requested."""
        if self.complete:
            return "done"
        if self.job is None or self.job.state == "done":
            return "none"
        return "failed" if self.job.state == "failed" else "running"

    @property
    def pages(self) -> int:
        """Pages of the PDF; 0 if not known yet."""
        try:
            return int(orjson.loads((self.folder / ABOUT).read_bytes())["pages"])
        except (OSError, ValueError, KeyError):
            return 0

    @property
    def chapters(self) -> list[ChapterProgress]:
        """Progress of each chapter while the PDF is generated; empty before and after."""
        result = self.job.result if self.job else ""
        return [ChapterProgress(*fields) for fields in orjson.loads(result)] if result else []

    def size(self, name: str) -> int:
        """Bytes of a file of this export; 0 if it does not exist yet."""
        path = self.find(name)
        return path.stat().st_size if path else 0

    def files(self) -> list[tuple[str, int]]:
        """Name and size of each file that exists by now, sorted, folders last."""
        if not self.folder.is_dir():
            return []
        found = [
            (path.relative_to(self.folder).as_posix(), path.stat().st_size)
            for path in self.folder.rglob("*")
            if path.is_file() and not path.name.startswith(".") and path.name != ZIP
        ]
        return sorted(found, key=lambda entry: (entry[0].count("/"), entry[0]))

    def find(self, name: str) -> Path | None:
        """Path of a file of this export; None if it does not exist."""
        known = {file for file, _ in self.files()} | ({ZIP} if self.complete else set())
        return self.folder / name if name in known else None


def find_exports(
    session: Session, *, access: ProjectAccess, which: str, data_dir: Path
) -> list[Export]:
    """The export of each content; a fixed number of queries. Raises NotFound for no revision."""
    digest = content_hash(session, access, which)
    keys = {content: export_key(access, which, content, digest) for content in Content}
    known = jobs.find_jobs(session, keys.values())
    return [
        Export(
            which,
            content,
            key,
            export_folder(data_dir, access, which, content, key),
            known.get(key),
            _refusal(access, which, content),
        )
        for content, key in keys.items()
    ]


def find_export(
    session: Session,
    *,
    access: ProjectAccess,
    which: str,
    data_dir: Path,
    content: Content = Content.everything,
) -> Export:
    """The export of one content; a fixed number of queries. Raises NotFound for no revision."""
    found = find_exports(session, access=access, which=which, data_dir=data_dir)
    return next(export for export in found if export.content is content)


def ask_for_export(
    session: Session,
    *,
    actor: Actor,
    project: str,
    which: str,
    data_dir: Path,
    content: Content = Content.everything,
) -> Export:
    """Request the files of a revision or the draft; requesting them again changes nothing."""
    access = open_project(session, actor=actor, project=project)
    export = find_export(session, access=access, which=which, data_dir=data_dir, content=content)
    if export.complete:
        return export
    if export.refusal:
        raise Refused(export.refusal)
    if export.job is not None and export.job.state == "done":
        # Its files have been removed since, so they are generated again.
        session.delete(export.job)
        session.flush()
    job = jobs.enqueue(
        session,
        key=export.key,
        kind=KIND,
        project_id=access.project.id,
        payload={"project": project, "which": which, "content": content.value},
        by=actor.id,
        at=utc_now(),
    )
    return Export(which, content, export.key, export.folder, job)


def content_of(word: str) -> Content:
    """The content with that name, as in a URL. Raises NotFound for any other word."""
    try:
        return Content(word)
    except ValueError:
        raise NotFound("content", word) from None


def _refusal(access: ProjectAccess, which: str, content: Content) -> str:
    has_previous = bool(access.state.revision) if which == DRAFT else which != "1"
    if content is not Content.changes or has_previous:
        return ""
    return "This is the first presentation, so there are no changes to show."


def export_folder(
    data_dir: Path, access: ProjectAccess, which: str, content: Content, key: str
) -> Path:
    """Folder of the files of an export."""
    return data_dir / "exports" / str(access.project.id) / f"{prefix(which, content)}{key[-24:]}"


def prefix(which: str, content: Content) -> str:
    """Prefix of the folders of a revision and content, of older exports, too."""
    return f"{which}-" if content is Content.everything else f"{which}.{content.value}-"


def export_key(access: ProjectAccess, which: str, content: Content, digest: str) -> str:
    """Key of an export; equal keys mean equal files. `digest` is the `content_hash`."""
    return f"{KIND}-{access.project.id}-{which}-{content.value}-{digest}"


def content_hash(session: Session, access: ProjectAccess, which: str) -> str:
    """Hash of the revision or draft and of everything else that its documents show."""
    if which == DRAFT:
        report = findings_of(session, access=access)
        day = utc_now().date().isoformat()
        subject: list[object] = [report.draft_version, report.rule_set, day, access.state.sha256]
    else:
        if not _NUMBER.fullmatch(which):
            raise NotFound("revision", which)
        row = get_revision(session, access, int(which))
        subject = [row.number, row.sha256, row.rule_set]
    records = [
        decisions_of(session, access=access),
        comments_of(session, access=access),
        [
            (
                intervention.row.topic,
                intervention.row.feedback,
                intervention.row.interpretation,
                intervention.row.plan,
                intervention.row.resolution,
                intervention.row.processed_at,
                intervention.raised_by,
            )
            for intervention in interventions_of(session, access=access)
        ],
        [
            (rfi.row.question, rfi.row.status, rfi.row.answer, rfi.row.answer_item, rfi.owner)
            for rfi in rfis_of(session, access=access)
        ],
    ]
    data = orjson.dumps(
        [_version(), access.project.name, subject, records],
        default=_jsonable,
        option=orjson.OPT_UTC_Z,
    )
    return hashlib.sha256(data).hexdigest()[:32]


def _jsonable(value: object) -> object:
    return astuple(value) if hasattr(value, "__dataclass_fields__") else str(value)  # type: ignore[call-overload]


def _version() -> str:
    try:
        return metadata.version("design-workbench")
    except metadata.PackageNotFoundError:
        return "0"
