"""What the rules say: all findings, each rule's page, fixes, exceptions, the gate checklist."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
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

_PAGE = 100
_SHOW = (
    ("open", "to mend"),
    ("waived", "with an exception"),
    ("deferred", "deferred"),
    ("all", "all"),
)
_SAVED = 303


def _rule(code: str) -> Rule | None:
    return find_rule(code)


bp.add_app_template_global(_rule, "rule_of")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which findings are shown."""

    level: str
    artifact: str
    show: str
    rule: str

    def matches(self, one: Finding) -> bool:
        """Whether a finding is wanted."""
        state = "deferred" if one.deferred else "waived" if one.waiver else "open"
        return (
            self.show in {"all", state}
            and self.level in {"", one.level.value}
            and self.rule in {"", one.code}
            and self.artifact in {"", artifact_word(one)}
        )


def artifact_word(one: Finding) -> str:
    """The artifact that a finding is in."""
    return KINDS[one.kind].artifact.value if one.kind in KINDS else Artifact.summary.value


@bp.get("/projects/<slug>/findings")
@member
def index(slug: str) -> ResponseReturnValue:
    """Every finding, filtered, phase by phase."""
    access = load_project(slug)
    report = findings_of(db(), access=access)
    wanted = Filter(
        level=request.args.get("level", ""),
        artifact=request.args.get("artifact", ""),
        show=request.args.get("show", "open"),
        rule=request.args.get("rule", ""),
    )
    order = {one.value: place for place, one in enumerate(Artifact)}
    found = sorted(
        (one for one in report.findings if wanted.matches(one)),
        key=lambda one: order[artifact_word(one)],
    )
    page = _page_number(len(found))
    shown = found[(page - 1) * _PAGE : page * _PAGE]
    query = {
        "level": wanted.level,
        "artifact": wanted.artifact,
        "show": wanted.show,
        "rule": wanted.rule,
    }
    return render_template(
        "findings/index.html",
        slug=slug,
        report=report,
        wanted=wanted,
        groups=[
            (ARTIFACT_TITLES[Artifact(name)], list(members))
            for name, members in groupby(shown, key=artifact_word)
        ],
        total=len(found),
        page=page,
        pages=-(-len(found) // _PAGE),
        href=f"{url_for('findings.index', slug=slug)}?{urlencode(query)}&page={{page}}",
        levels=[("", "every level"), *((one.value, one.value) for one in Level)],
        artifacts=[
            ("", "every artifact"),
            *((one.value, ARTIFACT_TITLES[one]) for one in Artifact),
        ],
        shows=_SHOW,
        stale=stale_waivers(db(), access=access, findings=report.findings),
        not_edit=why_not_edit(access, Artifact.summary),
    )


def _page_number(total: int) -> int:
    text = request.args.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1  # noqa: PLR2004
    return max(1, min(number, -(-total // _PAGE) or 1))


@bp.get("/projects/<slug>/rules/<code>")
@member
def rule(slug: str, code: str) -> ResponseReturnValue:
    """One rule: what it checks, why, how to mend it, a good and a bad example."""
    access = load_project(slug)
    found = find_rule(code)
    if found is None:
        raise NotFound("rule", code)
    design = traced(db(), access=access).design
    report = findings_of(db(), access=access, fresh=False)
    here = [one for one in report.findings if one.code == found.code]
    return render_template(
        "findings/rule.html",
        slug=slug,
        rule=found,
        level=level_of(found, design.setup),
        findings=here[:_PAGE],
        total=len(here),
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
    """What mending a finding would change; nothing is written."""
    access = load_project(slug)
    finding = find_finding(db(), access=access, identity=_identity())
    changes = changes_of(traced(db(), access=access).design, finding)
    return render_template(
        "findings/fix.html",
        slug=slug,
        one=finding,
        previews=preview_of(changes),
        refusal=why_not_fix(access, changes),
        next_url=_next(slug),
    )


@bp.post("/projects/<slug>/findings/fix")
@member
def fix_post(slug: str) -> ResponseReturnValue:
    """Mend a finding; all of it in one write that is undone as one."""
    load_project(slug)
    code, kind, item, pointer = _identity()
    try:
        command = ApplyFix(code=code, kind=kind, item=item, pointer=pointer)
    except ValidationError as error:
        raise invalid_of(error) from error
    changes = apply_fix(db(), actor=actor(), project=slug, command=command)
    words = ", ".join(labels.place_words(one.kind, one.key) for one in changes[:4])
    more = f" and {len(changes) - 4} more" if len(changes) > 4 else ""  # noqa: PLR2004
    flash(
        f"Mended. Changed: {words}{more}. Undo on the page of any of them takes it back.", "success"
    )
    return redirect_page(_next(slug))


def _next(slug: str) -> str:
    if target := safe_redirect_target(request.values.get("_next")):
        return target
    _, kind, item, pointer = _identity()
    if kind in KINDS and item:
        return links.item_url(slug, kind, item, pointer)
    return url_for("findings.index", slug=slug)


@bp.get("/projects/<slug>/findings/exception")
@member
def waive(slug: str) -> ResponseReturnValue:
    """The form for an exception to a quality finding."""
    access = load_project(slug)
    return _waive_page(access, {}, dict(request.args))


@bp.post("/projects/<slug>/findings/exception")
@member
def waive_post(slug: str) -> ResponseReturnValue:
    """Write an exception."""
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
    flash("The exception is written; reviewers see it with its reason.", "success")
    return redirect(_next(slug), code=_SAVED)


def _waive_page(access: ProjectAccess, errors: dict[str, list[str]], typed: dict[str, str]) -> str:
    slug = access.project.slug
    code, kind, item, pointer = _identity()
    known = find_item(db(), access, "waiver", waiver_key(code, kind, item, pointer))
    finding = find_finding(db(), access=access, identity=(code, kind, item, pointer))
    return render_template(
        "findings/exception.html",
        slug=slug,
        one=finding,
        known=known,
        typed={**(item_data(known.item) if known else {}), **typed},
        errors=errors,
        refusal=why_not_edit(access, KINDS[kind].artifact if kind in KINDS else Artifact.summary),
        next_url=_next(slug),
    )


@bp.get("/projects/<slug>/checklist")
@member
def checklist(slug: str) -> ResponseReturnValue:
    """The gate checklist, group by group: how each line was decided."""
    access = load_project(slug)
    report = findings_of(db(), access=access)
    return render_template(
        "findings/checklist.html",
        slug=slug,
        report=report,
        groups=[
            (name, list(rows))
            for name, rows in groupby(report.checklist, key=lambda one: one.group)
        ],
        passed=sum(1 for one in report.checklist if one.passed),
        failed=sum(1 for one in report.checklist if one.passed is False),
        waiting=sum(1 for one in report.checklist if one.passed is None),
        refusal=why_not_edit(access, Artifact.summary),
    )


@bp.post("/projects/<slug>/checklist/<key>")
@member
def judge(slug: str, key: str) -> ResponseReturnValue:
    """Answer a question of the checklist that no rule can."""
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
    flash("The judgement is recorded with your name.", "success")
    return redirect(f"{url_for('findings.checklist', slug=slug)}#q-{key}", code=_SAVED)
