"""Invitation links: for one use, valid for seven days."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workbench.accounts.errors import AccountError
from workbench.accounts.people import add_person, check_password, normal_email
from workbench.accounts.token_hashing import hash_secret, make_secret
from workbench.store.audit import record as audit
from workbench.store.base import utc_now
from workbench.store.people import (
    Invitation,
    Person,
    find_invitation,
    find_person_by_email,
)
from workbench.store.projects import find_roles, set_roles

INVITATION_LASTS = timedelta(days=7)


def invite_person(
    session: Session,
    *,
    email: str,
    project_id: int | None,
    roles: list[str],
    invited_by: int,
    now: datetime | None = None,
) -> str:
    """Create an invitation and return the secret of its link, which cannot be shown again."""
    moment = now or utc_now()
    secret = make_secret()
    session.add(
        Invitation(
            token_hash=hash_secret(secret),
            email=normal_email(email),
            project_id=project_id,
            roles=roles,
            invited_by=invited_by,
            created_at=moment,
            expires_at=moment + INVITATION_LASTS,
        )
    )
    audit(session, at=moment, person_id=invited_by, event="invited", detail=normal_email(email))
    return secret


def get_invitation(
    session: Session, secret: str, *, now: datetime | None = None, lock: bool = False
) -> Invitation:
    """The invitation of a link, if it can be used.

    Raises AccountError, with the same message whether it never existed, was used or has expired.
    With `lock`, nobody else can use it until this transaction ends.
    """
    found = find_invitation(session, hash_secret(secret), lock=lock)
    if found is None or found.used_at is not None or found.expires_at <= (now or utc_now()):
        raise AccountError("This invitation doesn't exist, has been used or has expired.")
    return found


def sign_up(
    session: Session, *, secret: str, name: str, password: str, now: datetime | None = None
) -> Person:
    """Create the account that an invitation is for, with its roles.

    Raises AccountError for an invalid link, a weak password, or if the address has an account.
    """
    moment = now or utc_now()
    invitation = get_invitation(session, secret, now=moment, lock=True)
    if find_person_by_email(session, invitation.email) is not None:
        raise AccountError("You already have an account. Sign in and open the link again.")
    check_password(password)
    person = add_person(session, email=invitation.email, name=name, password=password, now=moment)
    _use(session, invitation, person, moment)
    return person


def join(session: Session, *, secret: str, person: Person, now: datetime | None = None) -> None:
    """Use an invitation with the existing account of its address.

    Raises AccountError for an invalid link, one for another address, or one that the person
    created: people cannot give themselves roles.
    """
    moment = now or utc_now()
    invitation = get_invitation(session, secret, now=moment, lock=True)
    if invitation.email != person.email:
        raise AccountError("This invitation is for someone else.")
    if invitation.invited_by == person.id:
        raise AccountError(
            "You created this invitation yourself. Ask someone else to give you roles."
        )
    _use(session, invitation, person, moment)


def _use(session: Session, invitation: Invitation, person: Person, now: datetime) -> None:
    invitation.used_at, invitation.used_by = now, person.id
    if invitation.project_id is not None:
        held = find_roles(session, invitation.project_id, person.id)
        set_roles(session, invitation.project_id, person.id, held | frozenset(invitation.roles))
    audit(session, at=now, person_id=person.id, event="invitation-used")
