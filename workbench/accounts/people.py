"""Accounts: the first admin, passwords, preferences, and signing in."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from functools import cache
from hmac import compare_digest
from typing import Final
from zoneinfo import available_timezones

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from workbench.accounts.errors import AccountError, TooManyAttempts
from workbench.accounts.token_hashing import hash_secret, make_secret
from workbench.store.audit import record as audit
from workbench.store.base import utc_now
from workbench.store.people import (
    Person,
    SignInFailures,
    count_failure,
    count_people,
    find_failures,
    find_person,
    find_person_by_email,
    list_people,
    names_of,
)
from workbench.store.setup_secret import lock_setup_secret, put_setup_secret

__all__ = [
    "LONGEST_PASSWORD",
    "SHORTEST_PASSWORD",
    "Person",
    "add_person",
    "authenticate",
    "change_password",
    "check_password",
    "create_first_admin",
    "deactivate",
    "end_session",
    "find_person",
    "find_person_by_email",
    "list_people",
    "make_setup_secret",
    "names_of",
    "needs_first_admin",
    "normal_email",
    "set_password",
    "set_preferences",
]

SHORTEST_PASSWORD = 12
#: Bounds the work of hashing what a stranger sends.
LONGEST_PASSWORD = 1_000
#: After this many failures in a row each next attempt has to wait.
FREE_ATTEMPTS = 5
#: Sessions signed out of that are remembered for a person.
_ENDED_KEPT = 100
_LONGEST_WAIT = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(hours=1)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_THEMES = frozenset({"system", "light", "dark"})

#: argon2id with the library's defaults: RFC 9106's low-memory profile.
HASHER: Final = PasswordHasher()


def normal_email(email: str) -> str:
    """An address as it is stored: in lower case, without white space around it."""
    return email.strip().lower()


def check_password(password: str) -> None:
    """Raise AccountError for a password that is too short or too long."""
    if len(password) < SHORTEST_PASSWORD:
        raise AccountError(
            f"Use at least {SHORTEST_PASSWORD} characters. A few random words work well.",
            "password",
        )
    if len(password) > LONGEST_PASSWORD:
        raise AccountError(f"Use at most {LONGEST_PASSWORD} characters.", "password")


def add_person(
    session: Session,
    *,
    email: str,
    name: str,
    password: str,
    admin: bool = False,
    now: datetime | None = None,
) -> Person:
    """Create an account. Raises AccountError for input that is not valid."""
    address = normal_email(email)
    if not _EMAIL.fullmatch(address) or len(address) > 254:  # noqa: PLR2004 - RFC 5321
        raise AccountError("Enter a valid e-mail address.", "email")
    if not name.strip() or len(name) > 200:  # noqa: PLR2004 - the column's length
        raise AccountError("Enter a name of 1 to 200 characters.", "name")
    if find_person_by_email(session, address) is not None:
        raise AccountError("An account with this address already exists.", "email")
    check_password(password)
    person = Person(
        email=address,
        name=name.strip(),
        password_hash=HASHER.hash(password),
        admin=admin,
        created_at=now or utc_now(),
    )
    session.add(person)
    session.flush()
    return person


def needs_first_admin(session: Session) -> bool:
    """Whether there are no accounts yet."""
    return count_people(session) == 0


def make_setup_secret(session: Session) -> str | None:
    """Create the secret for the first account, in place of the previous one.

    Only its hash is stored, so it can be shown only now. None if there are accounts.
    """
    if not needs_first_admin(session):
        return None
    secret = make_secret()
    put_setup_secret(session, hash_secret(secret), now=utc_now())
    return secret


def create_first_admin(
    session: Session, *, secret: str, email: str, name: str, password: str
) -> Person:
    """Create the first account of an installation, an admin's, with the set-up secret.

    The secret works once, also for concurrent requests. Raises AccountError for a wrong secret,
    for input that `add_person` refuses, and if there is any account.
    """
    stored = lock_setup_secret(session)
    if not needs_first_admin(session):
        raise AccountError("An account already exists. Ask an admin to invite you.")
    if stored is None or not compare_digest(stored.token_hash, hash_secret(secret.strip())):
        raise AccountError(
            "This set-up secret is not valid. Run `workbench init` on the server for a new one.",
            "secret",
        )
    person = add_person(session, email=email, name=name, password=password, admin=True)
    session.delete(stored)
    session.flush()
    audit(session, at=utc_now(), person_id=person.id, event="first-admin", detail=person.email)
    return person


def change_password(session: Session, *, person: Person, old: str, new: str) -> None:
    """Change a password, which ends the person's other sessions.

    Raises AccountError if the old one is wrong or the new one too weak.
    """
    if not _fits(person.password_hash, old):
        raise AccountError("This is not your current password.", "old")
    check_password(new)
    person.password_hash = HASHER.hash(new)
    person.session_version += 1
    person.ended_sessions = []
    audit(session, at=utc_now(), person_id=person.id, event="password-changed")


def set_password(session: Session, *, person: Person, new: str, by: int | None) -> None:
    """Set a new password for a person who forgot theirs, by an admin or the command line."""
    check_password(new)
    person.password_hash = HASHER.hash(new)
    person.session_version += 1
    audit(session, at=utc_now(), person_id=by, event="password-set", detail=person.email)


def authenticate(
    session: Session,
    *,
    email: str,
    password: str,
    address: str = "",
    now: datetime | None = None,
) -> Person | None:
    """The person with that address and password; None if there is none.

    Unknown addresses take the same time. After five failures, attempts raise TooManyAttempts for
    1, 2, 4 … up to 900 seconds. Failures and successes are recorded, so the transaction must be
    committed in both cases.
    """
    moment = now or utc_now()
    failures = find_failures(session, _throttle_key(email))
    _ensure_calm(failures, moment)
    person = find_person_by_email(session, email)
    password_hash = person.password_hash if person else _placeholder_hash()
    fits = _fits(password_hash, password) and person is not None and person.active
    if not fits or person is None:
        count_failure(
            session, _throttle_key(email), now=moment, forgotten=moment - _FORGOTTEN_AFTER
        )
        who = person.id if person else None
        audit(session, at=moment, person_id=who, event="sign-in-failed", address=address)
        return None
    if failures is not None:
        session.delete(failures)
    if HASHER.check_needs_rehash(person.password_hash):
        person.password_hash = HASHER.hash(password)
    person.signed_in_at = moment
    audit(session, at=moment, person_id=person.id, event="signed-in", address=address)
    return person


def set_preferences(
    session: Session, *, person: Person, name: str, time_zone: str, theme: str, locale: str
) -> None:
    """Change a person's preferences. Raises AccountError with the field."""
    if not name.strip() or len(name) > 200:  # noqa: PLR2004 - the column's length
        raise AccountError("Enter a name of 1 to 200 characters.", "name")
    if time_zone not in available_timezones():
        raise AccountError("Choose a time zone from the list.", "time_zone")
    if theme not in _THEMES:
        raise AccountError("Choose system, light or dark.", "theme")
    if not re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*", locale) or len(locale) > 20:  # noqa: PLR2004
        raise AccountError("Enter a language tag, for example en or pt-BR.", "locale")
    person.name, person.time_zone = name.strip(), time_zone
    person.theme, person.locale = theme, locale
    session.flush()


def end_session(session: Session, *, person: Person, session_id: str) -> None:
    """End a session of a person, including copies of its cookie.

    A limited number is stored; beyond it, all sessions of the person end.
    """
    if len(person.ended_sessions) >= _ENDED_KEPT:
        person.ended_sessions = []
        person.session_version += 1
    else:
        person.ended_sessions = [*person.ended_sessions, session_id]
    session.flush()


def deactivate(session: Session, *, person: Person, by: int) -> None:
    """Close an account: it can no longer sign in, and its sessions end. History stays."""
    person.active = False
    person.session_version += 1
    audit(session, at=utc_now(), person_id=by, event="deactivated", detail=person.email)


def _fits(password_hash: str, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        return HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _placeholder_hash() -> str:
    return HASHER.hash("password of no account")


def _throttle_key(email: str) -> str:
    return hashlib.sha256(normal_email(email)[:1_000].encode()).hexdigest()


def _ensure_calm(failures: SignInFailures | None, now: datetime) -> None:
    if failures is None or failures.count < FREE_ATTEMPTS:
        return
    wait = min(timedelta(seconds=2 ** min(failures.count - FREE_ATTEMPTS, 20)), _LONGEST_WAIT)
    left = failures.last_at + wait - now
    if left > timedelta(0):
        raise TooManyAttempts(int(left.total_seconds()) + 1)
