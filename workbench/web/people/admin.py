"""Administration of the installation: accounts and invitations."""

from __future__ import annotations

import re
from typing import Final

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

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@bp.get("/people")
@admin
def people() -> ResponseReturnValue:
    """All accounts of the installation."""
    return _page()


@bp.post("/people/invite")
@admin
def invite() -> ResponseReturnValue:
    """Create an invitation link; it is shown once."""
    email = request.form.get("email", "").strip()
    if not _EMAIL.fullmatch(email):
        return _page(errors={"email": "Enter a valid e-mail address."}), 422
    secret = invite_person(
        db(), email=email, project_id=None, roles=[], invited_by=current_user.person.id
    )
    return _page(link=public_url(url_for("accounts.invitation", secret=secret)))


def _page(*, link: str = "", errors: dict[str, str] | None = None) -> str:
    return render_template(
        "people/admin/people.html", people=list_people(db()), link=link, errors=errors or {}
    )


@bp.post("/people/<int:number>/close")
@admin
def close(number: int) -> ResponseReturnValue:
    """Close an account; what the person did stays recorded."""
    person = find_person(db(), number)
    if person is None:
        raise NotFound("person", number)
    if person.id == current_user.person.id:
        flash("You can't close your own account; ask another administrator.", "error")
    else:
        deactivate(db(), person=person, by=current_user.person.id)
        flash(f"Account of {person.name} closed.", "success")
    return redirect(url_for("admin.people"), code=303)
