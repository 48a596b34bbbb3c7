"""Exports, generated in the background: request files, poll their state, download them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import orjson
from flask import Blueprint, Response, request, send_file, url_for

from workbench.api.authentication import actor, token
from workbench.http.database import db
from workbench.http.local_worker import waker
from workbench.http.settings import current_settings
from workbench.review.commands import AskForExport
from workbench.review.errors import NotFound
from workbench.review.exports.exporting import (
    Export,
    ask_for_export,
    content_of,
    find_export,
    find_exports,
)
from workbench.review.projects.access import open_project

_BASE = "/projects/<slug>/exports/<which>"


def install(bp: Blueprint) -> None:
    """Register the routes."""
    bp.add_url_rule(_BASE, "exports", exports)
    bp.add_url_rule(_BASE, "ask_export", ask, methods=["POST"])
    bp.add_url_rule(f"{_BASE}/<content>", "export", export)
    bp.add_url_rule(f"{_BASE}/<content>/files/<path:name>", "export_file", file)


@token
def exports(slug: str, which: str) -> Response:
    """The exports of a revision or the draft."""
    access = open_project(db(), actor=actor(), project=slug)
    found = find_exports(db(), access=access, which=which, data_dir=current_settings().data_dir)
    return _json({"data": [_export_body(slug, export) for export in found]})


@token
def ask(slug: str, which: str) -> Response:
    """Request an export; requesting an existing or running one changes nothing."""
    command = AskForExport.model_validate_json(request.get_data() or b"{}")
    export = ask_for_export(
        db(),
        actor=actor(),
        project=slug,
        which=which,
        data_dir=current_settings().data_dir,
        content=command.content,
    )
    answer = _json(_export_body(slug, export), 202)
    answer.headers["Location"] = url_for(
        "api.export", slug=slug, which=which, content=export.content.value
    )
    # The job can be seen by a worker once the request's transaction has ended.
    answer.call_on_close(waker())
    return answer


@token
def export(slug: str, which: str, content: str) -> Response:
    """State and files of an export."""
    found = _find(slug, which, content)
    if found.state == "running":
        waker()()
    return _json(_export_body(slug, found))


@token
def file(slug: str, which: str, content: str, name: str) -> Response:
    """Download a file of an export."""
    path = _find(slug, which, content).find(name)
    if path is None:
        raise NotFound("file", name)
    # The server sends a file without holding a thread, and a piece of one only with one.
    return send_file(path, as_attachment=True, download_name=path.name, conditional=False)


def _find(slug: str, which: str, content: str) -> Export:
    access = open_project(db(), actor=actor(), project=slug)
    return find_export(
        db(),
        access=access,
        which=which,
        data_dir=current_settings().data_dir,
        content=content_of(content),
    )


def _export_body(slug: str, export: Export) -> dict[str, Any]:
    job = export.job
    running = export.state == "running"
    return {
        "which": export.which,
        "content": export.content.value,
        "state": export.state,
        "pdf": export.pdf,
        "pages": export.pages or None,
        "progress": job.progress if job and running else None,
        "message": job.message if job and export.state in {"running", "failed"} else export.refusal,
        "chapters": [asdict(chapter) for chapter in export.chapters] if running else [],
        "files": [
            {
                "name": name,
                "bytes": size,
                "url": url_for(
                    "api.export_file",
                    slug=slug,
                    which=export.which,
                    content=export.content.value,
                    name=name,
                ),
            }
            for name, size in export.files()
        ],
    }


def _json(body: dict[str, Any], status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, mimetype="application/json")
