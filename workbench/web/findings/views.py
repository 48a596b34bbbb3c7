"""Findings: the list, the page of each rule, automatic fixes, waivers and the gate checklist."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.design import item_data
from workbench.design.handoff import waiver_key
from workbench.design.kinds import ARTIFACT_TITLES, KINDS, Artifact
from workbench.design.package import Finding, Level
from workbench.http.database import db
from workbench.review.commands import AddWaiver, AnswerJudgement, ApplyFix
from workbench.review.draft.editing import add_waiver, answer_judgement
from workbench.review.draft.fixes import (
    apply_fix,
    changes_of,
    find_finding,
    preview_of,
    why_not_fix,
)
from workbench.review.draft.items import find_item
from workbench.review.draft.reports import findings_of, stale_waivers
from workbench.review.draft.tracing import traced
from workbench.review.errors import Invalid, NotFound, invalid_of
from workbench.review.gate.policy import why_not_edit
from workbench.review.projects.access import ProjectAccess
from workbench.rules.engine.catalogue import find_rule
from workbench.rules.engine.levels import level_of
from workbench.rules.engine.rule import Rule
from workbench.web.items import labels
from workbench.web.shell import links
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.htmx import redirect_page
from workbench.web.shell.safe_redirect import safe_redirect_target

bp = Blueprint("findings", __name__)

_PAGE: Final = 100
#: Name, label and options of each filter.
_FILTERS: Final = (
    (
        "show",
        "Show",
        [("open", "open"), ("waived", "waived"), ("deferred", "deferred"), ("all", "all")],
    ),
    ("level", "Level", [("", "all levels"), *((level.value, level.value) for level in Level)]),
    (
        "artifact",
        "Artifact",
        [
            ("", "all artifacts"),
            *((artifact.value, ARTIFACT_TITLES[artifact]) for artifact in Artifact),
        ],
    ),
)
_SAVED = 303


def _rule(code: str) -> Rule | None:
    return find_rule(code)


bp.add_app_template_global(_rule, "rule_of")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which findings are listed; an empty value means all."""

    level: str
    artifact: str
    show: str
    rule: str

    @classmethod
    def of_request(cls) -> Filter:
        """The filter that the query of this request names."""
        values = request.args
        return cls(
            level=values.get("level", ""),
            artifact=values.get("artifact", ""),
            show=values.get("show", "open"),
            rule=values.get("rule", ""),
        )

    def matches(self, finding: Finding) -> bool:
        """Whether the filter includes the finding."""
        state = "deferred" if finding.deferred else "waived" if finding.waiver else "open"
        return (
            self.show in {"all", state}
            and self.level in {"", finding.level.value}
            and self.rule in {"", finding.code}
            and self.artifact in {"", artifact_of(finding)}
        )


def artifact_of(finding: Finding) -> str:
    """The name of the artifact that a finding is about."""
    return KINDS[finding.kind].artifact.value if finding.kind in KINDS else Artifact.summary.value


@bp.get("/projects/<slug>/findings")
@member
def index(slug: str) -> ResponseReturnValue:
    """All findings that match the filter, by artifact."""
    access = load_project(slug)
    report = findings_of(db(), access=access)
    wanted = Filter.of_request()
    order = {artifact.value: place for place, artifact in enumerate(Artifact)}
    found = sorted(
        filter(wanted.matches, report.findings), key=lambda finding: order[artifact_of(finding)]
    )
    page = _page_number(len(found))
    shown = found[(page - 1) * _PAGE : page * _PAGE]
    query = urlencode(asdict(wanted))
    return render_template(
        "findings/index.html",
        slug=slug,
        report=report,
        wanted=wanted,
        filters=_FILTERS,
        groups=[
            (ARTIFACT_TITLES[Artifact(name)], list(members))
            for name, members in groupby(shown, key=artifact_of)
        ],
        total=len(found),
        page=page,
        pages=-(-len(found) // _PAGE),
        href=f"{url_for('findings.index', slug=slug)}?{query}&page={{page}}",
        unused_waivers=stale_waivers(db(), access=access, findings=report.findings),
    )


def _page_number(total: int) -> int:
    text = request.args.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1  # noqa: PLR2004
    return max(1, min(number, -(-total // _PAGE) or 1))


@bp.get("/projects/<slug>/rules/<code>")
@member
def rule(slug: str, code: str) -> ResponseReturnValue:
    """One rule: what it checks, why, how to fix findings, a good and a bad example."""
    access = load_project(slug)
    found = find_rule(code)
    if found is None:
        raise NotFound("rule", code)
    design = traced(db(), access=access).design
    report = findings_of(db(), access=access, fresh=False)
    same_rule = [finding for finding in report.findings if finding.code == found.code]
    return render_template(
        "findings/rule.html",
        slug=slug,
        rule=found,
        level=level_of(found, design.setup),
        findings=same_rule[:_PAGE],
        total=len(same_rule),
    )


def _identity() -> tuple[str, str, str, str]:
    values = request.values
    return (
        values.get("code", ""),
        values.get("kind", ""),
        values.get("item", ""),
        values.get("pointer", ""),
    )


@bp.get("/projects/<slug>/findings/fix")
@member
def fix(slug: str) -> ResponseReturnValue:
    """Preview of an automatic fix; nothing is saved."""
    access = load_project(slug)
    finding = find_finding(db(), access=access, identity=_identity())
    changes = changes_of(traced(db(), access=access).design, finding)
    return render_template(
        "findings/fix.html",
        slug=slug,
        finding=finding,
        previews=preview_of(changes),
        refusal=why_not_fix(access, changes),
        next_url=_next(slug),
    )


@bp.post("/projects/<slug>/findings/fix")
@member
def fix_post(slug: str) -> ResponseReturnValue:
    """Apply an automatic fix in one change, which is undone as a whole."""
    load_project(slug)
    code, kind, item, pointer = _identity()
    try:
        command = ApplyFix(code=code, kind=kind, item=item, pointer=pointer)
    except ValidationError as error:
        raise invalid_of(error) from error
    changes = apply_fix(db(), actor=actor(), project=slug, command=command)
    words = ", ".join(labels.place_words(change.kind, change.key) for change in changes[:4])
    more = f" and {len(changes) - 4} more" if len(changes) > 4 else ""  # noqa: PLR2004
    where = "its page" if len(changes) == 1 else "any of their pages"
    flash(f"Fixed. Changed: {words}{more}. You can undo it on {where}.", "success")
    return redirect_page(_next(slug))


def _next(slug: str) -> str:
    if target := safe_redirect_target(request.values.get("_next")):
        return target
    _, kind, item, pointer = _identity()
    if kind in KINDS and item:
        return links.item_url(slug, kind, item, pointer)
    return url_for("findings.index", slug=slug)


@bp.get("/projects/<slug>/findings/waiver")
@member
def waive(slug: str) -> ResponseReturnValue:
    """The form to waive a quality finding."""
    access = load_project(slug)
    return _waive_page(access, {}, dict(request.args))


@bp.get("/projects/<slug>/findings/exception")
@member
def waive_under_former_address(slug: str) -> ResponseReturnValue:
    """Redirect links from before waivers were called so, with their query."""
    load_project(slug)
    address = url_for("findings.waive", slug=slug)
    query = request.query_string.decode()
    return redirect(f"{address}?{query}" if query else address, code=308)


@bp.post("/projects/<slug>/findings/waiver")
@member
def waive_post(slug: str) -> ResponseReturnValue:
    """Save a waiver."""
    access = load_project(slug)
    form = request.form
    code, kind, item, pointer = _identity()
    try:
        command = AddWaiver(
            rule=code,
            kind=kind,
            item=item,
            pointer=pointer,
            reason=form.get("reason", ""),
            owner=form.get("owner", ""),
            expires=form.get("expires", ""),
        )
        add_waiver(db(), actor=actor(), project=slug, command=command)
    except (ValidationError, Invalid) as error:
        errors = error.errors if isinstance(error, Invalid) else invalid_of(error).errors
        return _waive_page(access, errors, dict(form)), 422
    flash("Waiver saved. Reviewers see it with its reason.", "success")
    return redirect(_next(slug), code=_SAVED)


def _waive_page(access: ProjectAccess, errors: dict[str, list[str]], typed: dict[str, str]) -> str:
    slug = access.project.slug
    code, kind, item, pointer = _identity()
    waiver = find_item(db(), access, "waiver", waiver_key(code, kind, item, pointer))
    finding = find_finding(db(), access=access, identity=(code, kind, item, pointer))
    return render_template(
        "findings/waiver.html",
        slug=slug,
        finding=finding,
        waiver=waiver,
        typed={**(item_data(waiver.item) if waiver else {}), **typed},
        errors=errors,
        refusal=why_not_edit(access, KINDS[kind].artifact if kind in KINDS else Artifact.summary),
        next_url=_next(slug),
    )


@bp.get("/projects/<slug>/checklist")
@member
def checklist(slug: str) -> ResponseReturnValue:
    """The gate checklist: each question with its result and how it was decided."""
    access = load_project(slug)
    report = findings_of(db(), access=access)
    return render_template(
        "findings/checklist.html",
        slug=slug,
        report=report,
        groups=[
            (name, list(rows))
            for name, rows in groupby(report.checklist, key=lambda row: row.group)
        ],
        passed=sum(row.passed is True for row in report.checklist),
        failed=sum(row.passed is False for row in report.checklist),
        waiting=sum(row.passed is None for row in report.checklist),
        refusal=why_not_edit(access, Artifact.summary),
    )


@bp.post("/projects/<slug>/checklist/<key>")
@member
def judge(slug: str, key: str) -> ResponseReturnValue:
    """Record a person's judgement on a question that no rule can answer."""
    load_project(slug)
    try:
        command = AnswerJudgement.model_validate(
            {
                "key": key,
                "answer": request.form.get("answer", ""),
                "note": request.form.get("note", ""),
            }
        )
    except ValidationError as error:
        raise invalid_of(error) from error
    answer_judgement(db(), actor=actor(), project=slug, command=command)
    flash("Judgement saved with your name.", "success")
    return redirect(f"{url_for('findings.checklist', slug=slug)}#q-{key}", code=_SAVED)
