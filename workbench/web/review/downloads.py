"""Downloads: the package of each revision and of the draft, as PDF, as archive, file by file."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from workbench.artifacts.pdf.content import Content
from workbench.http.database import db
from workbench.http.local_worker import waker
from workbench.http.settings import current_settings
from workbench.review.draft.items import count_by_kind
from workbench.review.errors import NotFound
from workbench.review.exports.exporting import (
    DRAFT,
    ZIP,
    Export,
    ask_for_export,
    content_of,
    find_export,
    find_exports,
)
from workbench.review.package.contents import list_revisions
from workbench.review.projects.access import ProjectAccess
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.htmx import request

bp = Blueprint("downloads", __name__, url_prefix="/projects/<slug>/downloads")

#: Parts of a package that can be exported: title and description.
CHOICES = {
    Content.everything: (
        "Whole package",
        "Every chapter, and every file: documents, contract, schema, migrations, CSV, design.json.",
    ),
    Content.summary: (
        "Executive summary",
        "Summary, priorities, coverage, inventory, checklist and decisions, as a PDF.",
    ),
    Content.changes: (
        "Changes only",
        "Changes since the previous presentation, their reasons, and the artifacts they affect.",
    ),
}
_TYPES = {
    ".md": "text/markdown; charset=utf-8",
    ".sql": "application/sql; charset=utf-8",
    ".yaml": "application/yaml; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
}


@bp.get("")
@member
def index(slug: str) -> ResponseReturnValue:
    """Every revision and the draft, with links to their files."""
    access = load_project(slug)
    revisions = list_revisions(db(), access)[::-1][:50]
    return render_template(
        "review/downloads/index.html",
        access=access,
        revisions=revisions,
        draft=bool(count_by_kind(db(), access)),
    )


@bp.get("/<which>")
@member
def export(slug: str, which: str) -> ResponseReturnValue:
    """The exports of a revision or of the draft, with their progress."""
    access = load_project(slug)
    exports = find_exports(db(), access=access, which=which, data_dir=current_settings().data_dir)
    if any(export.state == "running" for export in exports):
        waker()()
    part = bool(request.htmx)
    template = "review/downloads/_export.html" if part else "review/downloads/export.html"
    return render_template(
        template, access=access, which=which, exports=exports, choices=CHOICES, zip=ZIP
    )


@bp.post("/<which>")
@member
def start(slug: str, which: str) -> ResponseReturnValue:
    """Start generating the files."""
    load_project(slug)
    ask_for_export(
        db(),
        actor=actor(),
        project=slug,
        which=which,
        data_dir=current_settings().data_dir,
        content=content_of(request.form.get("content", Content.everything.value)),
    )
    return redirect(url_for("downloads.export", slug=slug, which=which), code=303)


@bp.get(f"/<which>/{ZIP}")
@member
def zip(slug: str, which: str) -> ResponseReturnValue:  # noqa: A001 - the name of its address
    """All files as one archive."""
    return _send(slug, which, ZIP, "zip")


@bp.get("/<which>/pdf")
@member
def pdf(slug: str, which: str) -> ResponseReturnValue:
    """The package as a PDF, or the requested part of it."""
    content = content_of(request.args.get("content", Content.everything.value))
    return _send(slug, which, "", "pdf", content)


@bp.get("/<which>/files/<path:name>")
@member
def file(slug: str, which: str, name: str) -> ResponseReturnValue:
    """One file."""
    access = load_project(slug)
    found = _find(access, which)
    path = found.find(name)
    if path is None and name not in {existing for existing, _ in found.files()} and found.complete:
        raise NotFound("file", name)
    if path is None:
        return redirect(url_for("downloads.export", slug=slug, which=which), code=303)
    return send_file(
        path,
        as_attachment=True,
        download_name=Path(name).name,
        mimetype=_TYPES.get(path.suffix),
        conditional=False,
    )


def _find(access: ProjectAccess, which: str, content: Content = Content.everything) -> Export:
    return find_export(
        db(), access=access, which=which, data_dir=current_settings().data_dir, content=content
    )


def _send(
    slug: str, which: str, name: str, suffix: str, content: Content = Content.everything
) -> ResponseReturnValue:
    access = load_project(slug)
    found = _find(access, which, content)
    path = found.find(name or found.pdf)
    if path is None:
        return redirect(url_for("downloads.export", slug=slug, which=which), code=303)
    title = which if which == DRAFT else f"revision-{which}"
    part = "" if content is Content.everything else f"-{content.value}"
    name = f"{slug}-{title}{part}.{suffix}"
    return send_file(path, as_attachment=True, download_name=name, conditional=False)
