"""Who may open which page: every view says so, and one that does not is refused.

`load_project` is the only way from an address to a project, so no view can forget to ask.
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
    """Anybody may open it: sign-in, first run, invitations."""
    return require(PUBLIC)(view)


def signed_in(view: View) -> View:
    """Everybody with a session may open it."""
    return require(SIGNED_IN)(view)


def member(view: View) -> View:
    """People of the project may open it; the view loads it through `load_project`.

    What they may do there is decided by the action they call, never by the view.
    """
    return require(MEMBER)(view)


def admin(view: View) -> View:
    """Administrators of the installation may open it."""
    return require(ADMIN)(view)


def guard(app: Flask) -> None:
    """Refuse every request whose view has no access decision, or whose person has not signed in."""
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
    """Who is acting in this request."""
    return actor_of(current_user.person)


def load_project(slug: str) -> ProjectAccess:
    """The project at that address as this person meets it; raises NotFound for strangers.

    The page's frame (rail, search, name) then shows that project.
    """
    access = open_project(db(), actor=actor(), project=slug)
    g.access = access
    return access
