"""API tokens, with which programs read or write, but never decide."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor, Scope, actor_of
from workbench.accounts.errors import AccountError
from workbench.accounts.token_hashing import hash_secret, make_secret
from workbench.store.audit import record as audit
from workbench.store.base import utc_now
from workbench.store.people import ApiToken, Person, find_person, find_token, list_tokens

PREFIX = "wb_"
#: Days that a token with an end can last.
LONGEST_DAYS = 3_650
_SHOWN = 10
_USE_NOTED_EVERY = timedelta(minutes=5)


def make_token(
    session: Session,
    *,
    person: Person,
    name: str,
    scopes: frozenset[Scope],
    days: int | None = None,
) -> str:
    """Create a token and return it; it cannot be shown again. Without days it does not expire."""
    if not name.strip() or len(name) > 200:  # noqa: PLR2004 - the column's length
        raise AccountError("Enter a name of 1 to 200 characters.", "name")
    if not scopes:
        raise AccountError("Choose at least one permission.", "scopes")
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise AccountError(
            f"Enter 1 to {LONGEST_DAYS:,} days, or leave it empty for no expiry.", "days"
        )
    now = utc_now()
    secret = make_secret(PREFIX)
    session.add(
        ApiToken(
            person_id=person.id,
            name=name.strip(),
            start=secret[:_SHOWN],
            token_hash=hash_secret(secret),
            scopes=sorted(scopes),
            created_at=now,
            expires_at=now + timedelta(days=days) if days else None,
        )
    )
    session.flush()
    audit(session, at=now, person_id=person.id, event="token-made", detail=name.strip())
    return secret


def find_token_actor(session: Session, secret: str, *, now: datetime | None = None) -> Actor | None:
    """The actor of a token; None if it is unknown, expired or revoked."""
    moment = now or utc_now()
    token = find_token(session, hash_secret(secret))
    if token is None or token.revoked_at is not None:
        return None
    if token.expires_at is not None and token.expires_at <= moment:
        return None
    person = find_person(session, token.person_id)
    if person is None or not person.active:
        return None
    return actor_of(person, frozenset(Scope(scope) for scope in token.scopes))


def is_use_due(session: Session, secret: str, *, now: datetime | None = None) -> bool:
    """Whether the last use of a token is to be updated."""
    token = find_token(session, hash_secret(secret))
    moment = now or utc_now()
    return token is not None and (
        token.used_at is None or moment - token.used_at >= _USE_NOTED_EVERY
    )


def note_use(session: Session, secret: str, *, now: datetime | None = None) -> None:
    """Store the last use of a token, at most every five minutes; needs a writing session."""
    token = find_token(session, hash_secret(secret))
    if token is not None and is_use_due(session, secret, now=now):
        token.used_at = now or utc_now()
        session.flush()


def revoke_token(session: Session, *, person: Person, token_id: int) -> None:
    """Revoke a token of a person. Raises AccountError if it is not theirs."""
    token = session.get(ApiToken, token_id)
    if token is None or token.person_id != person.id:
        raise AccountError("This token does not exist.")
    if token.revoked_at is None:
        token.revoked_at = utc_now()
        audit(session, at=utc_now(), person_id=person.id, event="token-revoked", detail=token.name)


def tokens_of(session: Session, person: Person) -> list[ApiToken]:
    """A person's tokens, newest first."""
    return list_tokens(session, person.id)
