"""Creating a project."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from workbench.http.database import db
from workbench.review.commands import CreateProject
from workbench.review.errors import Invalid
from workbench.review.projects.projects import create_project
from workbench.web.projects.blueprint import bp
from workbench.web.projects.forms import field_errors, ticked_roles
from workbench.web.shell.access import actor, signed_in


@bp.get("/projects/new")
@signed_in
def new() -> ResponseReturnValue:
    """The form for a new project."""
    return render_template("projects/new/page.html", typed={}, errors={})


@bp.post("/projects/new")
@signed_in
def create() -> ResponseReturnValue:
    """Create a project and open its overview."""
    form = request.form
    try:
        command = CreateProject.model_validate(
            {
                "name": form.get("name", ""),
                "slug": form.get("slug") or None,
                "required_approvals": form.get("required_approvals", "1"),
                "roles": ticked_roles(),
            }
        )
        project = create_project(db(), actor=actor(), command=command)
    except (ValidationError, Invalid) as error:
        errors = field_errors(error)
        return render_template("projects/new/page.html", typed=form, errors=errors), 422
    return redirect(url_for("projects.overview", slug=project.slug), code=303)
