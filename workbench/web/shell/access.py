"""Who may open which page: every view says so, and one that does not is refused.

`load_project` is the only way from an address to a project, so no view can forget to ask.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workbench.accounts.actor import Actor, actor_of
from workbench.api.authentication import ACCESS, BY_TOKEN
from workbench.review.projects.access import Standing, open_project
from workbench.web.shell.database import db

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC, SIGNED_IN, MEMBER, ADMIN = "public", "signed in", "member", "admin"


def public(view: View) -> View:
    """Anybody may open it: sign-in, first run, invitations."""
    setattr(view, ACCESS, PUBLIC)
    return view


def signed_in(view: View) -> View:
    """Everybody with a session may open it."""
    setattr(view, ACCESS, SIGNED_IN)
    return view


def member(view: View) -> View:
    """People of the project may open it; the view loads it through `load_project`.

    What they may do there is decided by the action they call, never by the view.
    """
    setattr(view, ACCESS, MEMBER)
    return view


def admin(view: View) -> View:
    """Administrators of the installation may open it."""
    setattr(view, ACCESS, ADMIN)
    return view


def access_of(view: Callable[..., Any]) -> str | None:
    """What a view says about who may open it; None where it says nothing."""
    found: str | None = getattr(view, ACCESS, None)
    return found


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
        if "HX-Request" in request.headers:
            abort(401)
        target = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", next=target), code=303)
    if needed is None or (needed == ADMIN and not current_user.person.admin):
        abort(403, "Only administrators of this installation may open this page.")
    return None


def actor() -> Actor:
    """Who is acting in this request."""
    return actor_of(current_user.person)


def load_project(slug: str) -> Standing:
    """The project at that address as this person meets it; raises NotFound for strangers.

    The page's frame (rail, search, name) then shows that project.
    """
    standing = open_project(db(), actor=actor(), project=slug)
    g.standing = standing
    return standing
