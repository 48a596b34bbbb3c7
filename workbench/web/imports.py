"""Bringing files in: upload or paste, see what was understood, take it over (W3)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.design.kinds import Artifact
from workbench.intake.imported import NoteLevel
from workbench.review.commands import AcceptImport
from workbench.review.errors import Invalid
from workbench.review.events import ItemRef
from workbench.review.importing import (
    ImportRow,
    PendingImport,
    RowStatus,
    accept_import,
    begin_import,
    get_import,
)
from workbench.review.policy import why_not_import
from workbench.web.access import actor, load_project, member
from workbench.web.database import db
from workbench.web.understood import lines_of, marks_of, understood_of

bp = Blueprint("imports", __name__, url_prefix="/projects/<slug>/import")

#: Rows of one kind that can be refused one by one; the rest is taken or left as a whole.
_SHOWN = 200
_ACCEPTED = ".md,.markdown,.txt,.yaml,.yml,.json,.sql,.dbml,.csv,.zip"


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one kind and status."""

    kind: str
    status: RowStatus
    rows: tuple[ImportRow, ...]
    total: int


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
    files = {
        one.filename.replace("\\", "/").lstrip("/"): one.read()
        for one in request.files.getlist("files")
        if one.filename
    }
    pasted = request.form.get("text", "")
    if pasted.strip():
        name = request.form.get("name", "").strip().replace("\\", "/").lstrip("/")
        files[name or "pasted.md"] = pasted.encode()
    try:
        pending = begin_import(db(), actor=actor(), project=slug, files=files)
    except Invalid as error:
        return _page(slug, errors=error.errors), 422
    return redirect(url_for("imports.preview", slug=slug, preview=pending.id), code=303)


@bp.get("/<preview>")
@member
def preview(slug: str, preview: str) -> ResponseReturnValue:
    """The documents on one side, what was read from them on the other."""
    g.stop = Artifact.handoff
    standing = load_project(slug)
    pending = get_import(db(), standing=standing, preview=preview)
    sources = pending.imported.sources
    chosen = request.args.get("source") or (sources[0].path if sources else "")
    start = _line(request.args.get("from"))
    notes = pending.imported.notes
    return render_template(
        "imports/preview.html",
        standing=standing,
        pending=pending,
        groups=_groups(pending),
        sources=sources,
        chosen=chosen,
        window=lines_of(pending.imported, chosen, start),
        marks=marks_of(pending.imported, chosen),
        understood=understood_of(pending.imported, chosen, start),
        notes=[one for one in notes if one.level is not NoteLevel.info],
        remarks=[one for one in notes if one.level is NoteLevel.info],
        errors=pending.imported.errors,
        not_import=why_not_import(standing),
    )


@bp.post("/<preview>")
@member
def accept(slug: str, preview: str) -> ResponseReturnValue:
    """Take over what was understood, but for what was refused."""
    load_project(slug)
    taken = set(request.form.getlist("take"))
    refused = [one for one in request.form.getlist("shown") if one not in taken]
    command = AcceptImport(
        preview=preview,
        refused=tuple(_ref(one) for one in refused),
        remove=tuple(_ref(one) for one in request.form.getlist("remove")),
    )
    accepted = accept_import(db(), actor=actor(), project=slug, command=command)
    words = f"{accepted.written.added} added, {accepted.written.changed} changed"
    if accepted.written.removed:
        words += f", {accepted.written.removed} removed"
    if accepted.left_out:
        words += f", {len(accepted.left_out)} left out"
    if accepted.attachments:
        words += f", {accepted.attachments} kept as attachments"
    flash(f"Taken over: {words}.", "success")
    return redirect(url_for("handoff.overview", slug=slug), code=303)


def _groups(pending: PendingImport) -> list[Group]:
    found: dict[tuple[str, RowStatus], list[ImportRow]] = {}
    for row in pending.rows:
        if row.status is not RowStatus.same:
            found.setdefault((row.kind, row.status), []).append(row)
    return [
        Group(kind, status, tuple(rows[:_SHOWN]), len(rows))
        for (kind, status), rows in found.items()
    ]


def _ref(text: str) -> ItemRef:
    kind, _, key = text.partition("|")
    return ItemRef(kind=kind, key=key)


def _line(text: str | None) -> int:
    return max(1, int(text)) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1  # noqa: PLR2004
