"""People, invitations, API tokens and failed sign-ins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, case, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.store.base import Base, JsonValue, Moment


class Person(Base):
    """A person with an account."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """In lower case."""
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    admin: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    theme: Mapped[str] = mapped_column(String(10), default="system")
    locale: Mapped[str] = mapped_column(String(20), default="en")
    session_version: Mapped[int] = mapped_column(default=1)
    """Rises with each change of the password, which ends older sessions."""
    ended_sessions: Mapped[list[str]] = mapped_column(JsonValue, default=list)
    """Sessions that were signed out, newest last, so that copies of their cookies are refused."""
    inbox_version: Mapped[int] = mapped_column(default=0, server_default="0")
    """Rises with each change of the person's roles."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    signed_in_at: Mapped[datetime | None] = mapped_column(Moment)


class Invitation(Base):
    """A link with which one person can create an account, once and for a limited time."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    roles: Mapped[list[str]] = mapped_column(JsonValue)
    invited_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    used_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (Index(None, "project_id"),)


class ApiToken(Base):
    """A token for programs; only its hash is stored."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    start: Mapped[str] = mapped_column(String(12))
    """The first characters, by which its owner recognises it."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JsonValue)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class SignInFailures(Base):
    """Number of recent failed sign-ins for an address, to slow down guessing."""

    __tablename__ = "sign_in_failures"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the address that was tried, because it may be a password typed by mistake."""
    count: Mapped[int]
    first_at: Mapped[datetime] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)


def find_person(session: Session, person_id: int) -> Person | None:
    """The person with that ID; None if there is none."""
    return session.get(Person, person_id)


def find_person_by_email(session: Session, email: str) -> Person | None:
    """The person with that address, in any case; None if there is none."""
    return session.scalar(select(Person).where(Person.email == email.strip().lower()))


def count_people(session: Session) -> int:
    """Number of people, including closed accounts."""
    return session.scalar(select(func.count()).select_from(Person)) or 0


def list_people(session: Session) -> list[Person]:
    """All people, by name."""
    return list(session.scalars(select(Person).order_by(Person.name, Person.id)))


def names_of(session: Session, ids: set[int]) -> dict[int, str]:
    """Names by ID, in one query."""
    if not ids:
        return {}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {row.id: row.name for row in rows}


def find_invitation(session: Session, token_hash: str, *, lock: bool = False) -> Invitation | None:
    """The invitation with that token, used or not; locked until the transaction ends if asked."""
    query = select(Invitation).where(Invitation.token_hash == token_hash)
    return session.scalar(query.with_for_update() if lock else query)


def find_token(session: Session, token_hash: str) -> ApiToken | None:
    """The API token with that hash, revoked or not."""
    return session.scalar(select(ApiToken).where(ApiToken.token_hash == token_hash))


def list_tokens(session: Session, person_id: int) -> list[ApiToken]:
    """A person's API tokens, newest first."""
    query = select(ApiToken).where(ApiToken.person_id == person_id).order_by(ApiToken.id.desc())
    return list(session.scalars(query))


def count_failure(session: Session, key: str, *, now: datetime, forgotten: datetime) -> None:
    """Count a failure; those before `forgotten` no longer count."""
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    query = make(SignInFailures).values(key=key, count=1, first_at=now, last_at=now)
    old = SignInFailures.last_at < forgotten
    session.execute(
        query.on_conflict_do_update(
            index_elements=[SignInFailures.key],
            set_={
                "count": case((old, 1), else_=SignInFailures.count + 1),
                "first_at": case((old, query.excluded.first_at), else_=SignInFailures.first_at),
                "last_at": now,
            },
        )
    )


def find_failures(session: Session, key: str) -> SignInFailures | None:
    """The failures counted for that key; None if there are none. Locks the row."""
    query = select(SignInFailures).where(SignInFailures.key == key).with_for_update()
    return session.scalar(query)
