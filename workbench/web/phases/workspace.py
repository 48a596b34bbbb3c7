"""What the workspaces of all phases share: their head, blockers, findings and undo."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.design.handoff import Setup
from workbench.design.kinds import ARTIFACT_TITLES, KINDS, Artifact
from workbench.design.package import DecisionRecord, Finding, Level
from workbench.http.database import db
from workbench.review.commands import UndoLast
from workbench.review.draft.editing import undo_last
from workbench.review.draft.items import LastWrite, count_by_kind, find_item, find_last_write
from workbench.review.draft.reports import DraftReport, findings_of
from workbench.review.errors import NotFound, Refused, StaleWrite
from workbench.review.gate.history import returned_of
from workbench.review.gate.machine import MAX_CYCLES, Stage
from workbench.review.gate.policy import why_not_edit
from workbench.review.handoff.acceptance import waiting_acceptance
from workbench.review.package.presentation_blockers import Blocker, blockers_of, makeup_of
from workbench.review.projects.access import ProjectAccess
from workbench.review.projects.progress import NextStep, next_step
from workbench.web.items.panel import SYNC_CHECK_LIMIT
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.page_layout import STEP_PAGES
from workbench.web.shell.safe_redirect import safe_redirect_target

bp = Blueprint("phases", __name__)

_MAX_BLOCKERS = 5
_DESIGNING = frozenset({Stage.received, Stage.halted, Stage.accepted, Stage.in_design})


@dataclass(frozen=True, slots=True)
class FindingCount:
    """Numbers of findings of a row, by level."""

    no_go: int = 0
    quality: int = 0
    advice: int = 0
    quiet: int = 0
    """Deferred findings, and findings with a waiver."""

    @property
    def total(self) -> int:
        """Number of open findings."""
        return self.no_go + self.quality + self.advice


@dataclass(frozen=True)
class Workspace:
    """A phase's workspace: its artifact, blockers, progress and permissions."""

    slug: str
    artifact: Artifact
    title: str
    access: ProjectAccess
    report: DraftReport
    blockers: tuple[Blocker, ...]
    total_blockers: int
    makeup: str
    """Summary of the blockers by level."""
    step: NextStep
    refusal: Refused | None
    last_write: LastWrite | None
    counts: dict[str, int]
    setup: Setup
    returned: DecisionRecord | None
    """The reviewer's decision, if it flagged this artifact."""

    @property
    def editable(self) -> bool:
        """Whether the current person can edit this artifact now."""
        return self.refusal is None

    @property
    def status(self) -> str:
        """Status of the package: the review cycle if there is one, else the stage."""
        state = self.access.state
        if state.cycle and state.stage in _DESIGNING:
            return f"cycle {state.cycle} of {MAX_CYCLES}"
        return "not presented yet" if state.stage in _DESIGNING else state.stage.value


def enter(slug: str, artifact: Artifact) -> ProjectAccess:
    """Load the project and set the current progress step."""
    access = load_project(slug)
    g.step = artifact if artifact in STEP_PAGES else Artifact.documentation
    return access


def open_workspace(
    access: ProjectAccess, artifact: Artifact, *, fresh: bool | None = None
) -> Workspace:
    """The workspace of an artifact. Findings of small designs are always current.

    Those of large designs are only brought up to date with `fresh`.
    """
    counts = count_by_kind(db(), access)
    at_once = sum(counts.values()) <= SYNC_CHECK_LIMIT if fresh is None else fresh
    report = findings_of(db(), access=access, fresh=at_once)
    blockers = blockers_of(db(), access=access, report=report)
    blockers.sort(key=lambda blocker: not _belongs_to(blocker, artifact))
    refusal = why_not_edit(access, artifact)
    kinds = frozenset(name for name, kind in KINDS.items() if kind.artifact is artifact)
    last = find_last_write(db(), access, kinds=kinds) if refusal is None else None
    return Workspace(
        slug=access.project.slug,
        artifact=artifact,
        title=ARTIFACT_TITLES[artifact],
        access=access,
        report=report,
        blockers=tuple(blockers[:_MAX_BLOCKERS]),
        total_blockers=len(blockers),
        makeup=makeup_of(blockers),
        step=next_step(access, blockers, waiting_acceptance(db(), access)),
        refusal=refusal,
        last_write=last,
        counts=counts,
        setup=_setup_of(access),
        returned=returned_of(db(), access) if artifact in access.state.flagged else None,
    )


def _setup_of(access: ProjectAccess) -> Setup:
    stored = find_item(db(), access, "setup", "setup")
    return stored.item if stored and isinstance(stored.item, Setup) else Setup()


def _belongs_to(blocker: Blocker, artifact: Artifact) -> bool:
    kind = KINDS.get(blocker.link.kind)
    return kind is not None and kind.artifact is artifact


def findings_by_item(
    report: DraftReport, kinds: frozenset[str]
) -> dict[tuple[str, str], list[Finding]]:
    """Findings of some kinds of items, by kind and key."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in report.findings:
        if finding.kind in kinds:
            found.setdefault((finding.kind, finding.item), []).append(finding)
    return found


def count_findings(findings: list[Finding]) -> FindingCount:
    """Numbers of findings by level."""
    numbers = dict.fromkeys(Level, 0)
    quiet = 0
    for finding in findings:
        if finding.open:
            numbers[finding.level] += 1
        else:
            quiet += 1
    return FindingCount(numbers[Level.no_go], numbers[Level.quality], numbers[Level.advice], quiet)


@bp.get("/projects/<slug>/blockers/<artifact>")
@member
def blockers(slug: str, artifact: str) -> ResponseReturnValue:
    """The blockers, after all rules have run on the whole draft."""
    if artifact not in set(Artifact):
        raise NotFound("artifact", artifact)
    access = enter(slug, Artifact(artifact))
    workspace = open_workspace(access, Artifact(artifact), fresh=True)
    return render_template("phases/workspace/live_blockers.html", workspace=workspace)


@bp.post("/projects/<slug>/undo/<artifact>")
@member
def undo(slug: str, artifact: str) -> ResponseReturnValue:
    """Undo the last change of the current person in an artifact."""
    access = load_project(slug)
    which = Artifact(artifact) if artifact in set(Artifact) else Artifact.summary
    kinds = frozenset(name for name, kind in KINDS.items() if kind.artifact is which)
    last = find_last_write(db(), access, kinds=kinds)
    if last is None:
        raise Refused("You have no change to undo here.")
    command = UndoLast(kind=last.kind, key=last.key)
    try:
        undo_last(db(), actor=actor(), project=slug, command=command)
    except StaleWrite:
        raise Refused("Later changes build on this one, so it can't be undone.") from None
    page = STEP_PAGES.get(which, STEP_PAGES[Artifact.documentation])
    target = safe_redirect_target(request.form.get("_next"))
    return redirect(target or url_for(page, slug=slug), code=303)
