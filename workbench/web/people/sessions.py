"""Sessions of people: Flask-Login on top of `workbench.accounts`."""

from __future__ import annotations

import secrets

from flask import Flask, Response, after_this_request, current_app, session
from flask_login import (
    COOKIE_NAME,
    LoginManager,
    UserMixin,
    current_user,
    encode_cookie,
    login_user,
    logout_user,
)

from workbench.accounts.people import Person, end_session, find_person
from workbench.http.database import db

manager = LoginManager()
manager.session_protection = "basic"


class SignedIn(UserMixin):  # type: ignore[misc]  # the library ships no types
    """A person with a session.

    Its id names the person, the version of the password, which ends older sessions when it
    changes, and the session, which signing out ends alone.
    """

    def __init__(self, person: Person, session_id: str = "") -> None:
        """Take the person of this request; without an id, start a new session."""
        self.person = person
        self.session_id = session_id or secrets.token_urlsafe(12)

    @property
    def name(self) -> str:
        """The person's name."""
        return self.person.name

    def get_id(self) -> str:
        """Person, password version and session id, as the cookie holds them."""
        return f"{self.person.id}.{self.person.session_version}.{self.session_id}"


def install(app: Flask) -> None:
    """Connect Flask-Login to the application."""
    manager.init_app(app)


@manager.user_loader  # type: ignore[untyped-decorator]
def _load_user(user_id: str) -> SignedIn | None:
    number, version, session_id = (*user_id.split("."), "", "")[:3]
    if not number.isdecimal() or not session_id:
        return None
    person = find_person(db(), int(number))
    if person is None or not person.active or str(person.session_version) != version:
        return None
    return None if session_id in person.ended_sessions else SignedIn(person, session_id)


def begin(person: Person, *, remember: bool = False) -> None:
    """Sign a person in with a new session; the previous one ends, its form tokens included."""
    session.clear()
    signed_in = SignedIn(person)
    login_user(signed_in)
    if remember:
        _remember(signed_in.get_id())


def _remember(user_id: str) -> None:
    """Set the cookie that signs a person in again without a session.

    Flask-Login reads and deletes it; 0.6.3 would also set it, but by `datetime.utcnow()`, which
    Python deprecates from 3.12 on.
    """

    @after_this_request
    def _set_cookie(response: Response) -> Response:
        config = current_app.config
        response.set_cookie(
            COOKIE_NAME,
            encode_cookie(user_id),
            max_age=config["REMEMBER_COOKIE_DURATION"],
            secure=config["REMEMBER_COOKIE_SECURE"],
            httponly=config["REMEMBER_COOKIE_HTTPONLY"],
            samesite=config["REMEMBER_COOKIE_SAMESITE"],
        )
        return response


def end() -> None:
    """Sign out the person of this request, on this device only."""
    signed_in: SignedIn = current_user
    end_session(db(), person=signed_in.person, session_id=signed_in.session_id)
    # In this order: logout_user notes in the session that the remember cookie is to be deleted.
    session.clear()
    logout_user()
