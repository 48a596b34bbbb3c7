"""Sessions of people: Flask-Login on top of `workbench.accounts`."""

from __future__ import annotations

from flask import Flask
from flask_login import LoginManager, UserMixin

from workbench.store.people import Person, find_person
from workbench.web.database import db

manager = LoginManager()
manager.session_protection = "basic"


class SignedIn(UserMixin):  # type: ignore[misc]  # the library ships no types
    """A person with a session. The id changes with the password, which ends older sessions."""

    def __init__(self, person: Person) -> None:
        """Keep the person of this request."""
        self.person = person

    @property
    def name(self) -> str:
        """What they are called."""
        return self.person.name

    def get_id(self) -> str:
        """Id and session version, as the cookie keeps them."""
        return f"{self.person.id}.{self.person.session_version}"


def install(app: Flask) -> None:
    """Let the application know who is signed in."""
    manager.init_app(app)


@manager.user_loader  # type: ignore[untyped-decorator]
def _load(session_id: str) -> SignedIn | None:
    number, _, version = session_id.partition(".")
    if not number.isdigit():
        return None
    person = find_person(db(), int(number))
    if person is None or not person.active or str(person.session_version) != version:
        return None
    return SignedIn(person)
