"""Downloads: the package of each revision and of the draft, as PDF, as archive, file by file."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from workbench.config import Settings
from workbench.review.errors import NotFound
from workbench.review.exporting import (
    DRAFT,
    PDF,
    ZIP,
    Export,
    Workshop,
    ask_for_export,
    find_export,
)
from workbench.review.standing import Standing
from workbench.store.drafts import count_by_kind
from workbench.store.revisions import list_revisions
from workbench.web.access import actor, load_project, member
from workbench.web.database import db, sessions

bp = Blueprint("downloads", __name__, url_prefix="/projects/<slug>/downloads")

_TYPES = {
    ".md": "text/markdown; charset=utf-8",
    ".sql": "application/sql; charset=utf-8",
    ".yaml": "application/yaml; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
}


@bp.get("")
@member
def index(slug: str) -> ResponseReturnValue:
    """Every revision and the draft, with what can be had of each."""
    standing = load_project(slug)
    revisions = list_revisions(db(), standing.project.id)[::-1][:50]
    return render_template(
        "downloads/index.html",
        standing=standing,
        revisions=revisions,
        draft=bool(count_by_kind(db(), standing.project.id)),
    )


@bp.get("/<which>")
@member
def export(slug: str, which: str) -> ResponseReturnValue:
    """The files of one revision or of the draft; while they are made, how far that is."""
    standing = load_project(slug)
    found = _find(standing, which)
    if found.state == "running":
        workshop().wake()
    part = "HX-Request" in request.headers
    template = "downloads/_export.html" if part else "downloads/export.html"
    return render_template(template, standing=standing, export=found, pdf=PDF, zip=ZIP)


@bp.post("/<which>")
@member
def start(slug: str, which: str) -> ResponseReturnValue:
    """Have the files made."""
    load_project(slug)
    ask_for_export(db(), actor=actor(), project=slug, which=which, data_dir=data_dir())
    return redirect(url_for("downloads.export", slug=slug, which=which), code=303)


@bp.get(f"/<which>/{ZIP}")
@member
def zip(slug: str, which: str) -> ResponseReturnValue:  # noqa: A001 - the name of its address
    """All files as one archive."""
    return _send(slug, which, ZIP, "zip")


@bp.get("/<which>/pdf")
@member
def pdf(slug: str, which: str) -> ResponseReturnValue:
    """The package as a PDF."""
    return _send(slug, which, PDF, "pdf")


@bp.get("/<which>/files/<path:name>")
@member
def file(slug: str, which: str, name: str) -> ResponseReturnValue:
    """One file."""
    standing = load_project(slug)
    found = _find(standing, which)
    path = found.find(name)
    if path is None and name not in {one for one, _ in found.files()} and found.complete:
        raise NotFound("file", name)
    if path is None:
        return redirect(url_for("downloads.export", slug=slug, which=which), code=303)
    return send_file(
        path,
        as_attachment=True,
        download_name=Path(name).name,
        mimetype=_TYPES.get(path.suffix),
    )


def workshop() -> Workshop:
    """The worker of this process."""
    kept: Workshop | None = current_app.extensions.get("workbench_workshop")
    if kept is None:
        kept = Workshop(sessions(), data_dir())
        current_app.extensions["workbench_workshop"] = kept
    return kept


def data_dir() -> Path:
    """Where this installation keeps its data."""
    settings: Settings = current_app.extensions["workbench_settings"]
    return settings.data_dir


def _find(standing: Standing, which: str) -> Export:
    return find_export(db(), standing=standing, which=which, data_dir=data_dir())


def _send(slug: str, which: str, name: str, suffix: str) -> ResponseReturnValue:
    standing = load_project(slug)
    path = _find(standing, which).find(name)
    if path is None:
        return redirect(url_for("downloads.export", slug=slug, which=which), code=303)
    title = which if which == DRAFT else f"revision-{which}"
    return send_file(path, as_attachment=True, download_name=f"{slug}-{title}.{suffix}")
