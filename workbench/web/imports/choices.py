"""Choosing what a pending import includes: rows, kinds, documents; corrections and undo."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.design.kinds import Artifact
from workbench.http.body_limits import takes_files
from workbench.http.database import db
from workbench.intake.result import NoteLevel
from workbench.review.errors import Invalid, invalid_of
from workbench.review.imports.background import ImportNotReady, imported_of
from workbench.review.imports.choices import (
    MAX_EDITED,
    ChooseMany,
    ChooseRows,
    PreviewCommand,
    ReplaceSource,
    choose_many,
    choose_rows,
    replace_source,
    undo_step,
)
from workbench.review.imports.importing import find_pending, get_import
from workbench.web.imports.rows import chosen_in
from workbench.web.imports.source_preview import chosen_source
from workbench.web.imports.tallies import read_as
from workbench.web.shell.access import actor, load_project, member

bp = Blueprint("import_choosing", __name__, url_prefix="/projects/<slug>/import")

_NOTES = 50


@bp.errorhandler(ImportNotReady)
def still_reading(error: ImportNotReady) -> ResponseReturnValue:
    """Redirect from the pages of files that are not read yet to the progress of reading them."""
    slug = (request.view_args or {}).get("slug", "")
    return redirect(url_for("imports.preview", slug=slug, preview=error.preview), code=303)


@bp.post("/<preview>/choices")
@member
def choices(slug: str, preview: str) -> ResponseReturnValue:
    """Save the choices of this page and go to another one."""
    choose_shown(slug, preview)
    page = request.form.get("to")
    if page is None:
        flash("Choices saved.", "success")
    to = url_for(
        "imports.changes",
        slug=slug,
        preview=preview,
        status=request.form.get("status") or None,
        kind=request.form.get("kind") or None,
        page=page,
    )
    return redirect(to, code=303)


def choose_shown(slug: str, preview: str) -> None:
    """Save the choices of the rows that the submitted form showed, if it showed any."""
    access = load_project(slug)
    if not request.form.getlist("shown"):
        return
    pending = get_import(db(), access=access, preview=preview)
    shown, refused, removed = chosen_in(pending, request.form)
    if shown:
        command = ChooseRows(preview=preview, shown=shown, refused=refused, removed=removed)
        choose_rows(db(), actor=actor(), project=slug, command=command)


@bp.post("/<preview>/many")
@member
def many(slug: str, preview: str) -> ResponseReturnValue:
    """Include or leave out all of one kind or all of one document."""
    load_project(slug)
    take = request.form.get("do") != "leave"
    try:
        command = ChooseMany(
            preview=preview,
            kind=request.form.get("kind", ""),
            source=request.form.get("source", ""),
            take=take,
        )
        count = choose_many(db(), actor=actor(), project=slug, command=command)
    except ValidationError as error:
        raise invalid_of(error) from error
    items = f"{count} {'item' if count == 1 else 'items'}"
    flash(f"{items} included." if take else f"{items} left out.", "success")
    return _back(slug, preview)


@bp.post("/<preview>/undo")
@member
def undo(slug: str, preview: str) -> ResponseReturnValue:
    """Undo the last choice or correction."""
    load_project(slug)
    command = PreviewCommand(preview=preview)
    description = undo_step(db(), actor=actor(), project=slug, command=command)
    flash(f"Undone: {description}." if description else "There is nothing to undo.", "success")
    return _back(slug, preview)


def _back(slug: str, preview: str) -> ResponseReturnValue:
    where = "imports.changes" if request.form.get("back") == "changes" else "imports.preview"
    return redirect(url_for(where, slug=slug, preview=preview), code=303)


@bp.get("/<preview>/edit")
@member
def edit(slug: str, preview: str) -> ResponseReturnValue:
    """The text of one document, to correct it in place."""
    return _edit(slug, preview, errors={})


def _edit(slug: str, preview: str, *, errors: dict[str, list[str]]) -> str:
    g.step = Artifact.handoff
    access = load_project(slug)
    imported = imported_of(find_pending(db(), access, preview))
    chosen = chosen_source(imported, request.values.get("source", ""))
    text = imported.texts.get(chosen)
    notes = [
        note
        for note in imported.notes
        if note.source == chosen and note.level is not NoteLevel.info
    ]
    line = request.values.get("line", "")
    return render_template(
        "imports/edit/index.html",
        access=access,
        preview=preview,
        chosen=chosen,
        read_as=read_as(imported, chosen),
        text=request.form.get("text", text),
        line=line if line.isascii() and line.isdigit() else "",
        too_long=text is not None and len(text) > MAX_EDITED,
        notes=notes[:_NOTES],
        more_notes=max(0, len(notes) - _NOTES),
        errors=errors,
    )


@bp.post("/<preview>/edit")
@member
@takes_files
def save_edit(slug: str, preview: str) -> ResponseReturnValue:
    """Replace the uploaded document by the corrected text and read it again."""
    load_project(slug)
    path = request.form.get("source", "")
    try:
        command = ReplaceSource(preview=preview, path=path, text=request.form.get("text", ""))
        replaced = replace_source(db(), actor=actor(), project=slug, command=command)
    except (ValidationError, Invalid) as error:
        errors = error.errors if isinstance(error, Invalid) else invalid_of(error).errors
        return _edit(slug, preview, errors=errors), 422
    if replaced.read_from:
        notes = imported_of(replaced).notes
        remaining = sum(note.source == path and note.level is not NoteLevel.info for note in notes)
        result = {0: "no items need attention", 1: "1 item needs attention"}
        flash(f"{path}: {result.get(remaining, f'{remaining} items need attention')}.", "success")
    return redirect(url_for("imports.preview", slug=slug, preview=preview, source=path), code=303)
