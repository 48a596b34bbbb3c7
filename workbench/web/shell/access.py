"""Access checks of pages: every view declares its level, and others are refused.

`load_project` is the only way to load a project, so that no view can forget the check.
"""

from __future__ import annotations

from flask import Flask, abort, current_app, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workbench.accounts.actor import Actor, actor_of
from workbench.http.access import (
    ADMIN,
    BY_TOKEN,
    MEMBER,
    PUBLIC,
    SIGNED_IN,
    View,
    access_of,
    require,
)
from workbench.http.database import db
from workbench.review.projects.access import ProjectAccess, open_project
from workbench.web.shell.htmx import request


def public(view: View) -> View:
    """Decorator of views that anybody may open: sign-in, first run, invitations."""
    return require(PUBLIC)(view)


def signed_in(view: View) -> View:
    """Decorator of views for signed-in people."""
    return require(SIGNED_IN)(view)


def member(view: View) -> View:
    """Decorator of views for project members; the view loads the project with `load_project`.

    Actions check what members may do, views do not.
    """
    return require(MEMBER)(view)


def admin(view: View) -> View:
    """Decorator of views for administrators of the installation."""
    return require(ADMIN)(view)


def guard(app: Flask) -> None:
    """Check the access level of the view before every request; refuse views without a level."""
    app.before_request(_check)


def _check() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    needed = access_of(current_app.view_functions[request.endpoint])
    if needed in {PUBLIC, BY_TOKEN}:
        return None
    if not current_user.is_authenticated:
        if request.htmx:
            abort(401)
        target = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", next=target), code=303)
    if needed is None or (needed == ADMIN and not current_user.person.admin):
        abort(403, "Only administrators of this installation may open this page.")
    return None


def actor() -> Actor:
    """The actor of this request."""
    return actor_of(current_user.person)


def load_project(slug: str) -> ProjectAccess:
    """The project with that slug, for the actor; raises NotFound for non-members.

    The layout (progress steps, search, name) then shows that project.
    """
    access = open_project(db(), actor=actor(), project=slug)
    g.access = access
    return access
