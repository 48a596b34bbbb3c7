"""Running the installation: who has an account, and letting people in."""

from __future__ import annotations

import re

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workbench.accounts.invitations import invite_person
from workbench.accounts.people import deactivate, find_person, list_people
from workbench.http.database import db
from workbench.review.errors import NotFound
from workbench.web.shell.access import admin
from workbench.web.shell.links import public_url

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("/people")
@admin
def people() -> ResponseReturnValue:
    """Everybody with an account."""
    return render_template("people/admin/people.html", people=list_people(db()), link="", errors={})


@bp.post("/people/invite")
@admin
def invite() -> ResponseReturnValue:
    """Make an invitation link; it is shown once."""
    email = request.form.get("email", "").strip()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        errors = {"email": "This is no e-mail address."}
        return (
            render_template(
                "people/admin/people.html", people=list_people(db()), link="", errors=errors
            ),
            422,
        )
    secret = invite_person(
        db(), email=email, project_id=None, roles=[], invited_by=current_user.person.id
    )
    link = public_url(url_for("accounts.invitation", secret=secret))
    return render_template(
        "people/admin/people.html", people=list_people(db()), link=link, errors={}
    )


@bp.post("/people/<int:number>/close")
@admin
def close(number: int) -> ResponseReturnValue:
    """Close an account; its history stays."""
    person = find_person(db(), number)
    if person is None:
        raise NotFound("person", number)
    if person.id == current_user.person.id:
        flash("Your own account is closed by another administrator.", "error")
    else:
        deactivate(db(), person=person, by=current_user.person.id)
        flash(f"The account of {person.name} is closed.", "success")
    return redirect(url_for("admin.people"), code=303)
