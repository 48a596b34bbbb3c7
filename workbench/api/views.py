"""Views of the API. Lists are paged by key; writes name the version they replace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, request

from workbench.api import authentication, error_handlers, exports, handoff
from workbench.api.authentication import actor, public, token
from workbench.api.document import api_document
from workbench.design.design import DesignError, dump_json, item_data, load_json
from workbench.design.kinds import KINDS
from workbench.http.database import db
from workbench.http.local_worker import second_opinion_waker
from workbench.http.problems import Problem
from workbench.intake.structured.parse import UnreadableError, ensure_bounded
from workbench.review.commands import (
    AddComment,
    AddWaiver,
    DeleteItem,
    Present,
    RaiseIntervention,
    SaveItem,
)
from workbench.review.discussion.comments import add_comment, comments_of
from workbench.review.discussion.interventions import raise_intervention
from workbench.review.draft.editing import add_waiver, delete_item, save_item
from workbench.review.draft.items import StoredItem, find_item, list_items
from workbench.review.draft.reports import findings_of
from workbench.review.errors import Invalid, NotFound
from workbench.review.package.contents import get_revision, list_revisions
from workbench.review.package.presentation_blockers import blockers_of
from workbench.review.package.presenting import present
from workbench.review.projects.access import ProjectAccess, open_project
from workbench.review.projects.projects import list_projects_for

bp = Blueprint("api", __name__, url_prefix="/api/v1")
authentication.install(bp)
error_handlers.install(bp)
exports.install(bp)
handoff.install(bp)

_PAGE = 100
_LARGEST_PAGE = 500


@bp.get("/openapi.json")
@public
def document() -> Response:
    """The OpenAPI document of this API."""
    return _json(api_document())


@bp.get("/projects")
@token
def projects() -> Response:
    """Projects of the token's person."""
    found = list_projects_for(db(), actor=actor())
    return _json({"data": [_project(revision) for revision in found]})


@bp.get("/projects/<slug>")
@token
def project(slug: str) -> Response:
    """A project: its stage, its review cycle and its blockers."""
    access = open_project(db(), actor=actor(), project=slug)
    report = findings_of(db(), access=access)
    blockers = blockers_of(db(), access=access, report=report)
    body = _project(access)
    body["findings"] = report.summary
    body["blockers"] = [
        {
            "message": blocker.message,
            "code": blocker.code,
            "kind": blocker.link.kind,
            "item": blocker.link.item,
        }
        for blocker in blockers
    ]
    return _json(body)


@bp.get("/projects/<slug>/items/<kind>")
@token
def items(slug: str, kind: str) -> Response:
    """Items of a kind in their order, a page at a time."""
    access = open_project(db(), actor=actor(), project=slug)
    if kind not in KINDS:
        raise NotFound("kind of item", kind)
    limit = min(_whole(request.args.get("limit"), _PAGE), _LARGEST_PAGE)
    after = request.args.get("cursor") or None
    rows = list_items(db(), access, kind, after=after, limit=limit + 1)
    more = len(rows) > limit
    shown = rows[:limit]
    pagination = {"nextCursor": shown[-1].key if more else None, "hasMore": more}
    return _json({"data": [_item(stored) for stored in shown], "pagination": pagination})


@bp.get("/projects/<slug>/items/<kind>/<path:key>")
@token
def item(slug: str, kind: str, key: str) -> Response:
    """An item with its version."""
    access = open_project(db(), actor=actor(), project=slug)
    found = find_item(db(), access, kind, key) if kind in KINDS else None
    if found is None:
        raise NotFound(kind, key)
    return _versioned(found)


@bp.put("/projects/<slug>/items/<kind>/<path:key>")
@token
def put_item(slug: str, kind: str, key: str) -> Response:
    """Write an item; `If-Match` has the version to replace, none for a new item."""
    version = request.headers.get("If-Match", "").strip('" ')
    command = SaveItem(
        kind=kind,
        key=key if version else "",
        body=_body(),
        expected_version=_whole(version, 0),
    )
    saved = save_item(db(), actor=actor(), project=slug, command=command)
    if saved.stored is None:
        raise NotFound(kind, key)
    if not version and saved.stored.key != key:
        # Nothing is saved: the transaction of a failed response is rolled back.
        raise Invalid(
            {"key": [f"The key in the body is {saved.stored.key!r}, but in the URL it is {key!r}."]}
        )
    body = _item(saved.stored) | {"findings": [asdict(finding) for finding in saved.findings]}
    return _json(body, headers={"ETag": f'"{saved.stored.version}"'})


@bp.delete("/projects/<slug>/items/<kind>/<path:key>")
@token
def remove_item(slug: str, kind: str, key: str) -> Response:
    """Delete an item; `If-Match` has the version that was read."""
    version = _whole(request.headers.get("If-Match", "").strip('" '), 0)
    if not version:
        raise Problem(428, "Precondition required", "Send If-Match with the item's ETag.")
    command = DeleteItem(kind=kind, key=key, expected_version=version)
    delete_item(db(), actor=actor(), project=slug, command=command)
    return Response(status=204)


@bp.get("/projects/<slug>/findings")
@token
def findings(slug: str) -> Response:
    """Findings of the draft."""
    access = open_project(db(), actor=actor(), project=slug)
    report = findings_of(db(), access=access)
    return _json(
        {
            "data": [asdict(finding) for finding in report.findings],
            "summary": report.summary,
            "ruleSet": report.rule_set,
            "draftVersion": report.draft_version,
        }
    )


@bp.post("/projects/<slug>/waivers")
@token
def waive(slug: str) -> Response:
    """Waive a quality finding with a reason."""
    command = AddWaiver.model_validate(_body())
    add_waiver(db(), actor=actor(), project=slug, command=command)
    return _json({"rule": command.rule, "item": command.item}, status=201)


@bp.post("/projects/<slug>/revisions")
@token
def present_draft(slug: str) -> Response:
    """Present the draft for review."""
    command = Present.model_validate(_body())
    revision = present(db(), actor=actor(), project=slug, command=command)
    answer = _json({"number": revision.number, "sha256": revision.sha256}, status=201)
    answer.call_on_close(second_opinion_waker())
    return answer


@bp.get("/projects/<slug>/revisions")
@token
def revisions(slug: str) -> Response:
    """Presented revisions, oldest first."""
    access = open_project(db(), actor=actor(), project=slug)
    found = list_revisions(db(), access)
    data = [
        {
            "number": revision.number,
            "sha256": revision.sha256,
            "presentedAt": revision.presented_at.isoformat(),
        }
        for revision in found
    ]
    return _json({"data": data})


@bp.get("/projects/<slug>/revisions/<int:number>")
@token
def revision(slug: str, number: int) -> Response:
    """The design of a revision, as it was presented."""
    access = open_project(db(), actor=actor(), project=slug)
    found = get_revision(db(), access, number)
    return Response(found.body, mimetype="application/json", headers={"ETag": f'"{found.sha256}"'})


@bp.get("/projects/<slug>/comments")
@token
def comments(slug: str) -> Response:
    """Comments on the package."""
    access = open_project(db(), actor=actor(), project=slug)
    return _json({"data": [asdict(comment) for comment in comments_of(db(), access=access)]})


@bp.post("/projects/<slug>/comments")
@token
def comment(slug: str) -> Response:
    """Comment on a part of the package."""
    command = AddComment.model_validate(_body())
    added = add_comment(db(), actor=actor(), project=slug, command=command)
    return _json({"id": added.id}, status=201)


@bp.post("/projects/<slug>/interventions")
@token
def intervention(slug: str) -> Response:
    """Raise an intervention."""
    command = RaiseIntervention.model_validate(_body())
    raised = raise_intervention(db(), actor=actor(), project=slug, command=command)
    return _json({"id": raised.id}, status=201)


def _project(access: ProjectAccess) -> dict[str, Any]:
    state = access.state
    return {
        "slug": access.project.slug,
        "name": access.project.name,
        "stage": state.stage.value,
        "cycle": state.cycle,
        "revision": state.revision,
        "sha256": state.sha256,
        "roles": sorted(access.roles),
        "editable": sorted(state.editable),
    }


def _item(stored: StoredItem) -> dict[str, Any]:
    return {
        "kind": stored.kind,
        "key": stored.key,
        "version": stored.version,
        "body": item_data(stored.item),
    }


def _versioned(stored: StoredItem) -> Response:
    return _json(_item(stored), headers={"ETag": f'"{stored.version}"'})


def _body() -> dict[str, Any]:
    try:
        body = load_json(request.get_data() or b"{}")
        ensure_bounded(body)
    except (DesignError, UnreadableError) as error:
        raise Problem(400, "Invalid JSON", str(error)) from error
    if not isinstance(body, dict):
        raise Problem(400, "Invalid JSON", "The body must be a JSON object.")
    return body


def _whole(text: str | None, default: int) -> int:
    if text and text.isascii() and text.isdigit() and len(text) < 12:  # noqa: PLR2004
        return int(text)
    return default


def _json(
    body: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    return Response(
        dump_json(body), status, headers=dict(headers or {}), mimetype="application/json"
    )
