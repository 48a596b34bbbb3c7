"""What the forms of a new project and of its members share: ticked roles and error messages."""

from __future__ import annotations

from flask import request
from pydantic import ValidationError

from workbench.review.errors import Invalid, invalid_of
from workbench.review.projects.access import Role


def ticked_roles() -> frozenset[Role]:
    """The roles ticked in the form of this request; unknown names are ignored."""
    return frozenset(Role(role) for role in request.form.getlist("roles") if role in list(Role))


def field_errors(error: ValidationError | Invalid) -> dict[str, list[str]]:
    """The messages of an error by the name of their field."""
    return error.errors if isinstance(error, Invalid) else invalid_of(error).errors
