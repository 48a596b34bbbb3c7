"""Bringing files in: upload or paste, see what was understood, correct it, take it over (W3)."""

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
    Accepted,
    ImportPreview,
    accept_import,
    compare_pending,
    find_pending,
    list_pending,
    upload_files,
)
from workbench.review.imports.undo_log import last_description
from workbench.review.projects.access import ProjectAccess
from workbench.review.worker import LocalWorker
from workbench.web.imports.choosing import choose_shown, still_reading
from workbench.web.imports.counts import kinds_of, sources_of, taken_for
from workbench.web.imports.notes import folded
from workbench.web.imports.rows import filters_of, rows_page, totals_of
from workbench.web.imports.source_preview import WINDOW, chosen_source, find_line, lines_of, seen_of
from workbench.web.shell.access import actor, load_project, member
from workbench.web.shell.error_pages import error_page, own_words
from workbench.web.shell.htmx import make_response, request

bp = Blueprint("imports", __name__, url_prefix="/projects/<slug>/import")
bp.register_error_handler(ImportNotReady, still_reading)

_ACCEPTED = ".md,.markdown,.txt,.yaml,.yml,.json,.sql,.dbml,.csv,.zip"
_DIGITS = 9


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """More than this installation accepts: say so and lead back to the choice of files."""
    slug = (request.view_args or {}).get("slug", "")
    return error_page(413, own_words(error), where=url_for("imports.page", slug=slug))


@bp.get("")
@member
def page(slug: str) -> ResponseReturnValue:
    """Where files are dropped or text is pasted."""
    return _page(slug, errors={})


def _page(slug: str, *, errors: dict[str, list[str]], part: bool = False) -> str:
    g.step = Artifact.handoff
    access = load_project(slug)
    return render_template(
        "imports/_form.html" if part else "imports/page.html",
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
    """Keep what was sent and read it; nothing is saved in the design yet."""
    load_project(slug)
    part = bool(request.htmx)
    try:
        brought = upload_files(db(), actor=actor(), project=slug, files=_sent())
    except Invalid as error:
        return _page(slug, errors=error.errors, part=part), 422
    where = url_for("imports.preview", slug=slug, preview=brought.id)
    return _go(where) if part else redirect(where, code=303)


def _go(where: str) -> ResponseReturnValue:
    """Send a page that asked in the background to another address."""
    return make_response("", redirect=where)


def _sent() -> dict[str, bytes]:
    """Files by path. A folder's paths travel beside its files, in the same order."""
    sent = [one for one in request.files.getlist("files") if one.filename]
    paths = request.form.getlist("paths")
    if len(paths) != len(sent):
        paths = [one.filename or "" for one in sent]
    files: dict[str, bytes] = {}
    for path, one in zip(paths, sent, strict=True):
        files[_free(_clean(path) or "file", files)] = one.read()
    pasted = request.form.get("text", "")
    if pasted.strip():
        name = _clean(request.form.get("name", "")) or "pasted.md"
        files[_free(name, files)] = pasted.replace("\r\n", "\n").encode("utf-8", "replace")
    return files


def _clean(path: str) -> str:
    return path.strip().replace("\\", "/").lstrip("/")


def _free(path: str, taken: dict[str, bytes]) -> str:
    stem, dot, ending = path.rpartition(".")
    number, free = 2, path
    while free in taken:
        free = f"{stem} ({number}){dot}{ending}" if dot else f"{path} ({number})"
        number += 1
    return free


@bp.get("/<preview>")
@member
def preview(slug: str, preview: str) -> ResponseReturnValue:
    """The documents on one side, what was read from them on the other."""
    g.step = Artifact.handoff
    access = load_project(slug)
    kept = find_pending(db(), access, preview)
    state = state_of(db(), kept)
    part = bool(request.htmx)
    if state.state != "done":
        return _reading(access, kept, state, part=part)
    if part:
        return _go(url_for("imports.preview", slug=slug, preview=preview))
    return _understood(access, kept)


def _reading(
    access: ProjectAccess, kept: ImportPreview, state: ReadingState, *, part: bool
) -> ResponseReturnValue:
    if state.state == "running":
        local_worker().wake()
    template = "imports/_reading.html" if part else "imports/reading.html"
    return render_template(template, access=access, preview=kept, reading=state)


def _understood(access: ProjectAccess, kept: ImportPreview) -> str:
    pending = compare_pending(db(), access=access, preview=kept)
    imported = pending.imported
    chosen = chosen_source(imported, request.values.get("source", ""))
    start = find_line(imported, chosen, _line(request.args.get("from")))
    return render_template(
        "imports/preview.html",
        access=access,
        pending=pending,
        undoable=last_description(kept),
        totals=totals_of(pending),
        kind_of_document=taken_for,
        kinds=kinds_of(pending),
        documents=sources_of(pending),
        chosen=chosen,
        kind=next((one.kind for one in imported.sources if one.path == chosen), ""),
        window=lines_of(imported, chosen, start),
        window_size=WINDOW,
        seen=seen_of(imported, chosen, start),
        notes=folded(imported.notes),
        not_import=why_not_import(access),
    )


@bp.post("/<preview>/read")
@member
def read(slug: str, preview: str) -> ResponseReturnValue:
    """Try once more to read what was brought."""
    load_project(slug)
    read_again(db(), actor=actor(), project=slug, command=PreviewCommand(preview=preview))
    return redirect(url_for("imports.preview", slug=slug, preview=preview), code=303)


@bp.get("/<preview>/changes")
@member
def changes(slug: str, preview: str) -> ResponseReturnValue:
    """What taking over does, item by item, to take or to leave."""
    g.step = Artifact.handoff
    access = load_project(slug)
    kept = find_pending(db(), access, preview)
    pending = compare_pending(db(), access=access, preview=kept)
    status, number = request.args.get("status", ""), _line(request.args.get("page"))
    kind = request.args.get("kind", "")
    found = rows_page(db(), access=access, pending=pending, status=status, number=number, kind=kind)
    return render_template(
        "imports/changes.html",
        access=access,
        pending=pending,
        undoable=last_description(kept),
        totals=totals_of(pending),
        filters=filters_of(pending, slug, status, kind),
        kinds=kinds_of(pending),
        kind=kind,
        status=status,
        found=found,
        not_import=why_not_import(access),
    )


@bp.post("/<preview>/discard")
@member
def discard(slug: str, preview: str) -> ResponseReturnValue:
    """Forget what was brought."""
    load_project(slug)
    discard_import(db(), actor=actor(), project=slug, command=PreviewCommand(preview=preview))
    flash("What you brought is forgotten; the design is as it was.", "success")
    return redirect(url_for("imports.page", slug=slug), code=303)


@bp.post("/<preview>")
@member
def accept(slug: str, preview: str) -> ResponseReturnValue:
    """Take over what was understood, but for what was left out on this page and before."""
    choose_shown(slug, preview)
    command = AcceptImport(preview=preview)
    accepted = accept_import(db(), actor=actor(), project=slug, command=command)
    flash(f"Taken over: {_words(accepted)}.", "success")
    return redirect(url_for("handoff.overview", slug=slug), code=303)


def _words(accepted: Accepted) -> str:
    words = []
    if accepted.written.added or not accepted.written.changed:
        words.append(f"{accepted.written.added} added")
    if accepted.written.changed:
        words.append(f"{accepted.written.changed} changed")
    if accepted.written.removed:
        words.append(f"{accepted.written.removed} removed")
    if accepted.left_out:
        words.append(f"{len(accepted.left_out)} left out")
    if accepted.attachments:
        words.append(f"{accepted.attachments} kept as attachments")
    return ", ".join(words)


def local_worker() -> LocalWorker:
    """The reader of long imports in this process."""
    kept: LocalWorker | None = current_app.extensions.get("workbench_import_workshop")
    if kept is None:
        kept = LocalWorker(sessions(), import_job_type())
        current_app.extensions["workbench_import_workshop"] = kept
    return kept


def _line(text: str | None) -> int:
    good = text and text.isascii() and text.isdigit() and len(text) < _DIGITS
    return max(1, int(text)) if text and good else 1
