"""Bringing files in: upload or paste, see what was understood, correct it, take it over (W3)."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from workbench.design.kinds import Artifact
from workbench.intake.imported import NoteLevel
from workbench.review.commands import AcceptImport
from workbench.review.errors import Invalid, invalid_of
from workbench.review.import_choices import (
    MAX_EDITED,
    ChooseRows,
    DropImport,
    ReplaceSource,
    choose_rows,
    drop_import,
    replace_source,
)
from workbench.review.importing import Accepted, PendingImport, accept_import, begin_import
from workbench.review.importing import get_import as get_pending
from workbench.review.policy import why_not_import
from workbench.web.access import actor, load_project, member
from workbench.web.database import db
from workbench.web.failures import error_page
from workbench.web.import_rows import chosen_in, filters_of, kind_of, rows_page, totals_of
from workbench.web.understood import WINDOW, find_line, lines_of, marks_of, understood_of

bp = Blueprint("imports", __name__, url_prefix="/projects/<slug>/import")

_ACCEPTED = ".md,.markdown,.txt,.yaml,.yml,.json,.sql,.dbml,.csv,.zip"
_NOTES = 50
_DIGITS = 9


@bp.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """More than this installation accepts: say so and lead back to the choice of files."""
    slug = (request.view_args or {}).get("slug", "")
    return error_page(413, where=url_for("imports.page", slug=slug))


@bp.get("")
@member
def page(slug: str) -> ResponseReturnValue:
    """Where files are dropped or text is pasted."""
    return _page(slug, errors={})


def _page(slug: str, *, errors: dict[str, list[str]]) -> str:
    g.stop = Artifact.handoff
    standing = load_project(slug)
    return render_template(
        "imports/page.html",
        standing=standing,
        not_import=why_not_import(standing),
        accepted=_ACCEPTED,
        max_bytes=current_app.config["MAX_CONTENT_LENGTH"],
        typed=request.form,
        errors=errors,
    )


@bp.post("")
@member
def upload(slug: str) -> ResponseReturnValue:
    """Read what was sent and show what was understood; nothing is saved in the design yet."""
    load_project(slug)
    try:
        pending = begin_import(db(), actor=actor(), project=slug, files=_sent())
    except Invalid as error:
        return _page(slug, errors=error.errors), 422
    return redirect(url_for("imports.preview", slug=slug, preview=pending.id), code=303)


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
    g.stop = Artifact.handoff
    standing = load_project(slug)
    pending = get_pending(db(), standing=standing, preview=preview)
    imported = pending.imported
    chosen = _chosen(pending)
    start = find_line(imported, chosen, _line(request.args.get("from")))
    notes = [one for one in imported.notes if one.level is not NoteLevel.info]
    return render_template(
        "imports/preview.html",
        standing=standing,
        pending=pending,
        totals=totals_of(pending),
        chosen=chosen,
        kind=next((one.kind for one in imported.sources if one.path == chosen), ""),
        window=lines_of(imported, chosen, start),
        window_size=WINDOW,
        marks=marks_of(imported, chosen),
        understood=understood_of(imported, chosen, start),
        notes=notes,
        shown_notes=_NOTES,
        remarks=[one for one in imported.notes if one.level is NoteLevel.info],
        not_import=why_not_import(standing),
    )


@bp.get("/<preview>/changes")
@member
def changes(slug: str, preview: str) -> ResponseReturnValue:
    """What taking over does, item by item, to take or to leave."""
    g.stop = Artifact.handoff
    standing = load_project(slug)
    pending = get_pending(db(), standing=standing, preview=preview)
    status, number = request.args.get("status", ""), _line(request.args.get("page"))
    found = rows_page(db(), standing=standing, pending=pending, status=status, number=number)
    return render_template(
        "imports/changes.html",
        standing=standing,
        pending=pending,
        totals=totals_of(pending),
        filters=filters_of(pending, slug, status),
        status=status,
        found=found,
        not_import=why_not_import(standing),
    )


@bp.post("/<preview>/choices")
@member
def choices(slug: str, preview: str) -> ResponseReturnValue:
    """Keep what was chosen on this page and go on to another one."""
    pending = _choose(slug, preview)
    left = len(pending.refused)
    if request.form.get("to") is None:
        flash(f"Kept: {left} left out, {len(pending.removed)} to remove.", "success")
    to = url_for(
        "imports.changes",
        slug=slug,
        preview=preview,
        status=request.form.get("status") or None,
        page=_line(request.form.get("to")),
    )
    return redirect(to, code=303)


def _choose(slug: str, preview: str) -> PendingImport:
    standing = load_project(slug)
    pending = get_pending(db(), standing=standing, preview=preview)
    shown, refused, removed = chosen_in(pending, request.form)
    if not shown:
        return pending
    command = ChooseRows(preview=preview, shown=shown, refused=refused, removed=removed)
    return choose_rows(db(), actor=actor(), project=slug, command=command)


@bp.get("/<preview>/edit")
@member
def edit(slug: str, preview: str) -> ResponseReturnValue:
    """The text of one document, to correct it in place."""
    return _edit(slug, preview, errors={})


def _edit(slug: str, preview: str, *, errors: dict[str, list[str]]) -> str:
    g.stop = Artifact.handoff
    standing = load_project(slug)
    pending = get_pending(db(), standing=standing, preview=preview)
    chosen = _chosen(pending)
    text = pending.imported.texts.get(chosen)
    return render_template(
        "imports/edit.html",
        standing=standing,
        pending=pending,
        chosen=chosen,
        kind=kind_of(pending, chosen),
        text=request.form.get("text", text),
        too_long=text is not None and len(text) > MAX_EDITED,
        notes=[
            one
            for one in pending.imported.notes
            if one.source == chosen and one.level is not NoteLevel.info
        ][:_NOTES],
        errors=errors,
    )


@bp.post("/<preview>/edit")
@member
def save_edit(slug: str, preview: str) -> ResponseReturnValue:
    """Read the corrected text instead of the document."""
    load_project(slug)
    path = request.form.get("source", "")
    try:
        command = ReplaceSource(preview=preview, path=path, text=request.form.get("text", ""))
        pending = replace_source(db(), actor=actor(), project=slug, command=command)
    except (ValidationError, Invalid) as error:
        errors = error.errors if isinstance(error, Invalid) else invalid_of(error).errors
        return _edit(slug, preview, errors=errors), 422
    left = sum(
        one.source == path and one.level is not NoteLevel.info for one in pending.imported.notes
    )
    words = "everything in it is understood" if not left else f"{left} remarks are left"
    flash(f"{path} was read again: {words}.", "success")
    return redirect(url_for("imports.preview", slug=slug, preview=preview, source=path), code=303)


@bp.post("/<preview>/discard")
@member
def discard(slug: str, preview: str) -> ResponseReturnValue:
    """Forget what was brought."""
    load_project(slug)
    drop_import(db(), actor=actor(), project=slug, command=DropImport(preview=preview))
    flash("What you brought is forgotten; the design is as it was.", "success")
    return redirect(url_for("imports.page", slug=slug), code=303)


@bp.post("/<preview>")
@member
def accept(slug: str, preview: str) -> ResponseReturnValue:
    """Take over what was understood, but for what was left out on this page and before."""
    _choose(slug, preview)
    command = AcceptImport(preview=preview)
    accepted = accept_import(db(), actor=actor(), project=slug, command=command)
    flash(f"Taken over: {_words(accepted)}.", "success")
    return redirect(url_for("handoff.overview", slug=slug), code=303)


def _words(accepted: Accepted) -> str:
    words = [f"{accepted.written.added} added", f"{accepted.written.changed} changed"]
    if accepted.written.removed:
        words.append(f"{accepted.written.removed} removed")
    if accepted.left_out:
        words.append(f"{len(accepted.left_out)} left out")
    if accepted.attachments:
        words.append(f"{accepted.attachments} kept as attachments")
    return ", ".join(words)


def _chosen(pending: PendingImport) -> str:
    """The document that is shown: the one asked for, else the first that says something."""
    asked = request.values.get("source", "")
    paths = [one.path for one in pending.imported.sources]
    saying = {one.source for one in pending.imported.items}
    ranked = sorted(
        paths, key=lambda path: (path not in saying, path not in pending.imported.texts)
    )
    return asked if asked in paths else next(iter(ranked), "")


def _line(text: str | None) -> int:
    good = text and text.isascii() and text.isdigit() and len(text) < _DIGITS
    return max(1, int(text)) if text and good else 1
