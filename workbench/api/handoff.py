"""State of the acceptance steps of a handoff, read-only: people complete the steps."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response

from workbench.api.authentication import actor, token
from workbench.http.database import db
from workbench.review.errors import PageLink
from workbench.review.handoff.acceptance import Acceptance, Step, acceptance_of
from workbench.review.projects.access import ProjectAccess, open_project


def install(bp: Blueprint) -> None:
    """Register the route."""
    bp.add_url_rule("/projects/<slug>/handoff", "handoff", handoff)


@token
def handoff(slug: str) -> Response:
    """The six acceptance steps, with who completed them, what is missing, and the next one."""
    access = open_project(db(), actor=actor(), project=slug)
    body = orjson.dumps(_acceptance_body(access, acceptance_of(db(), access)))
    return Response(body, mimetype="application/json")


def _acceptance_body(access: ProjectAccess, acceptance: Acceptance) -> dict[str, Any]:
    accepted = access.state.accepted
    return {
        "accepted": accepted is not None,
        "acceptedBy": acceptance.accepted_by or None,
        "acceptedAt": accepted.at if accepted else None,
        "halted": bool(access.state.halt_reasons),
        "next": acceptance.next.name if acceptance.next else None,
        "remaining": [step.name for step in acceptance.remaining],
        "steps": [_step(step) for step in acceptance.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "title": step.title,
        "state": step.state,
        "words": step.words,
        "note": step.note,
        "by": step.name_of_by or None,
        "at": step.at,
        "missing": [
            {"message": missing.message, "where": _link_body(missing.link)}
            for missing in step.missing[:500]
        ],
    }


def _link_body(link: PageLink) -> dict[str, Any]:
    members = {"page": link.page, "kind": link.kind, "item": link.item, "number": link.number}
    return {name: value for name, value in members.items() if value}
