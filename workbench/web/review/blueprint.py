"""The blueprint of the gate's pages, and what its modules share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint
from pydantic import ValidationError

from workbench.design.kinds import ARTIFACT_TITLES, Artifact
from workbench.http.database import db
from workbench.review.errors import Invalid, invalid_of
from workbench.review.gate.machine import MAX_CYCLES, Stage
from workbench.review.projects.access import ProjectAccess
from workbench.web.review import labels
from workbench.web.review.comment_permissions import comment_permissions

bp = Blueprint("review", __name__, url_prefix="/projects/<slug>")
labels.install(bp)

Errors = dict[str, list[str]]
#: Artifacts of the package in reading order.
PARTS = (
    Artifact.summary,
    Artifact.inventory,
    Artifact.request_response,
    Artifact.schema,
    Artifact.access,
    Artifact.integrations,
    Artifact.documentation,
    Artifact.prioritization,
    Artifact.handoff,
)


def revision_context(access: ProjectAccess, number: int) -> dict[str, Any]:
    """Template variables of every page that shows a revision."""
    newest = number == access.state.revision
    return {
        "titles": ARTIFACT_TITLES,
        "commenting": comment_permissions(access),
        "is_newest": newest,
        "is_waiting": newest and access.state.stage is Stage.presented,
        "max_cycles": MAX_CYCLES,
    }


def errors_of(error: ValidationError | Invalid) -> Errors:
    """Messages by field."""
    return error.errors if isinstance(error, Invalid) else invalid_of(error).errors


def after_refusal(page: Callable[..., str], *args: object, **context: object) -> str:
    """The page after a refused action, whose writes are rolled back first."""
    db().rollback()
    return page(*args, **context)
