"""Importing files: upload or paste, preview, import or discard."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from workbench.design.kinds import Artifact
from workbench.http.body_limits import takes_files
from workbench.http.database import db, sessions
from workbench.review.commands import AcceptImport
from workbench.review.errors import Invalid
from workbench.review.gate.policy import why_not_import
from workbench.review.imports.background import (
    ImportNotReady,
    ReadingState,
    import_job_type,
    state_of,
)
from workbench.review.imports.choices import PreviewCommand, discard_import, read_again
from workbench.review.imports.importing import (
    ImportPreview,
    ImportResult,
    accept_import,
    compare_pending,
    find_pending,
    list_pending,
    upload_files,
)
from workbench.review.imports.undo_log import last_description
from workbench.review.projects.access import ProjectAccess
from workbench.review.worker import LocalWorker
from workbench.web.imports.choices import choose_shown, still_reading
from workbench.web.imports.notes import group_notes
from workbench.web.imports.rows import filters_of, rows_page, totals_of
from workbench.web.imports.source_preview import (
    WINDOW,
    chosen_source,
    preview_source,
    window_of,
    window_start,
)
from workbench.web.imports.tallies import read_as, tallies_by_document, tallies_by_kind
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.error_pages import error_page, own_description
from workbench.web.shell.htmx import make_response, request
from workbench.web.shell.paging import parse_number

bp = Blueprint("imports", __name__, url_prefix="/projects/<slug>/import")
bp.register_error_handler(ImportNotReady, still_reading)

_ACCEPTED = ".md,.markdown,.txt,.yaml,.yml,.json,.sql,.dbml,.csv,.zip"


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Error page for an upload over the limit, with a link back to the form."""
    slug = (request.view_args or {}).get("slug", "")
    return error_page(413, own_description(error), where=url_for("imports.page", slug=slug))


@bp.get("")
@member
def page(slug: str) -> ResponseReturnValue:
    """The form for uploading files or pasting text."""
    return _page(slug, errors={})


def _page(slug: str, *, errors: dict[str, list[str]], part: bool = False) -> str:
    g.step = Artifact.handoff
    access = load_project(slug)
    return render_template(
        "imports/upload/_form.html" if part else "imports/upload/index.html",
        access=access,
        not_import=why_not_import(access),
        accepted=_ACCEPTED,
        max_bytes=current_app.config["MAX_CONTENT_LENGTH"],
        typed=request.form,
        errors=errors,
        waiting=list_pending(db(), access),
    )


@bp.post("")
@member
@takes_files
def upload(slug: str) -> ResponseReturnValue:
    """Store and read the uploaded files; the design does not change yet."""
    load_project(slug)
    part = bool(request.htmx)
    try:
        uploaded = upload_files(db(), actor=actor(), project=slug, files=_uploaded_files())
    except Invalid as error:
        return _page(slug, errors=error.errors, part=part), 422
    where = url_for("imports.preview", slug=slug, preview=uploaded.id)
    return _redirect_whole_page(where) if part else redirect(where, code=303)


def _redirect_whole_page(where: str) -> ResponseReturnValue:
    """Redirect the whole page after an htmx request for a part of it."""
    return make_response("", redirect=where)


def _uploaded_files() -> dict[str, bytes]:
    """Files by path. The form sends a folder's paths beside its files, in the same order."""
    uploads = [upload for upload in request.files.getlist("files") if upload.filename]
    paths = request.form.getlist("paths")
    if len(paths) != len(uploads):
        paths = [upload.filename or "" for upload in uploads]
    files: dict[str, bytes] = {}
    for path, upload in zip(paths, uploads, strict=True):
        files[_unused_path(_clean(path) or "file", files)] = upload.read()
    pasted = request.form.get("text", "")
    if pasted.strip():
        name = _clean(request.form.get("name", "")) or "pasted.md"
        files[_unused_path(name, files)] = pasted.replace("\r\n", "\n").encode("utf-8", "replace")
    return files


def _clean(path: str) -> str:
    return path.strip().replace("\\", "/").lstrip("/")


def _unused_path(path: str, used: dict[str, bytes]) -> str:
    """The path, with a number where it is used already: `prd (2).md`."""
    stem, dot, ending = path.rpartition(".")
    number, unused = 2, path
    while unused in used:
        unused = f"{stem} ({number}){dot}{ending}" if dot else f"{path} ({number})"
        number += 1
    return unused


@bp.get("/<preview>")
@member
def preview(slug: str, preview: str) -> ResponseReturnValue:
    """The documents on one side, the items read from them on the other."""
    g.step = Artifact.handoff
    access = load_project(slug)
    stored = find_pending(db(), access, preview)
    state = state_of(db(), stored)
    part = bool(request.htmx)
    if state.state != "done":
        return _reading(access, stored, state, part=part)
    if part:
        return _redirect_whole_page(url_for("imports.preview", slug=slug, preview=preview))
    return _preview(access, stored)


def _reading(
    access: ProjectAccess, stored: ImportPreview, state: ReadingState, *, part: bool
) -> ResponseReturnValue:
    if state.state == "running":
        local_worker().wake()
    template = "imports/reading/_progress.html" if part else "imports/reading/index.html"
    return render_template(template, access=access, preview=stored, reading=state)


def _preview(access: ProjectAccess, stored: ImportPreview) -> str:
    pending = compare_pending(db(), access=access, preview=stored)
    imported = pending.imported
    chosen = chosen_source(imported, request.values.get("source", ""))
    start = window_start(imported, chosen, _positive("from"))
    return render_template(
        "imports/preview/index.html",
        access=access,
        pending=pending,
        undoable=last_description(stored),
        totals=totals_of(pending),
        kinds=tallies_by_kind(pending),
        documents=tallies_by_document(pending),
        chosen=chosen,
        read_as=read_as(imported, chosen),
        window=window_of(imported, chosen, start),
        window_size=WINDOW,
        source_preview=preview_source(imported, chosen, start),
        notes=group_notes(imported.notes),
        not_import=why_not_import(access),
    )


@bp.post("/<preview>/read")
@member
def read(slug: str, preview: str) -> ResponseReturnValue:
    """Try again to read the uploaded files."""
    load_project(slug)
    read_again(db(), actor=actor(), project=slug, command=PreviewCommand(preview=preview))
    return redirect(url_for("imports.preview", slug=slug, preview=preview), code=303)


@bp.get("/<preview>/changes")
@member
def changes(slug: str, preview: str) -> ResponseReturnValue:
    """The changes that importing makes, item by item, to include or to leave out."""
    g.step = Artifact.handoff
    access = load_project(slug)
    stored = find_pending(db(), access, preview)
    pending = compare_pending(db(), access=access, preview=stored)
    status, number = request.args.get("status", ""), _positive("page")
    kind = request.args.get("kind", "")
    found = rows_page(db(), access=access, pending=pending, status=status, number=number, kind=kind)
    return render_template(
        "imports/changes/index.html",
        access=access,
        pending=pending,
        undoable=last_description(stored),
        totals=totals_of(pending),
        filters=filters_of(pending, slug, status, kind),
        kinds=tallies_by_kind(pending),
        kind=kind,
        status=status,
        found=found,
        not_import=why_not_import(access),
    )


@bp.post("/<preview>/discard")
@member
def discard(slug: str, preview: str) -> ResponseReturnValue:
    """Discard the uploaded files."""
    load_project(slug)
    discard_import(db(), actor=actor(), project=slug, command=PreviewCommand(preview=preview))
    flash("Upload discarded. The design has not changed.", "success")
    return redirect(url_for("imports.page", slug=slug), code=303)


@bp.post("/<preview>")
@member
def accept(slug: str, preview: str) -> ResponseReturnValue:
    """Import everything but what was left out on this page or before."""
    choose_shown(slug, preview)
    command = AcceptImport(preview=preview)
    accepted = accept_import(db(), actor=actor(), project=slug, command=command)
    flash(f"Imported: {_result_text(accepted)}.", "success")
    return redirect(url_for("handoff.overview", slug=slug), code=303)


def _result_text(accepted: ImportResult) -> str:
    parts = []
    if accepted.written.added or not accepted.written.changed:
        parts.append(f"{accepted.written.added} added")
    if accepted.written.changed:
        parts.append(f"{accepted.written.changed} changed")
    if accepted.written.removed:
        parts.append(f"{accepted.written.removed} removed")
    if accepted.left_out:
        parts.append(f"{len(accepted.left_out)} left out")
    if accepted.attachments:
        noun = "attachment" if accepted.attachments == 1 else "attachments"
        parts.append(f"{accepted.attachments} {noun}")
    return ", ".join(parts)


def local_worker() -> LocalWorker:
    """The worker that reads long imports in this process."""
    worker: LocalWorker | None = current_app.extensions.get("workbench_import_worker")
    if worker is None:
        worker = LocalWorker(sessions(), import_job_type())
        current_app.extensions["workbench_import_worker"] = worker
    return worker


def _positive(name: str) -> int:
    """A number from the address, 1 where it has none."""
    return max(1, parse_number(request.args.get(name)) or 1)
