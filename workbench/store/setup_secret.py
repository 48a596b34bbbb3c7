"""The secret for creating the first account of an installation, in one row while it is valid."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, String, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from workbench.store.base import Base, Moment

_ONLY: Final = 1


class SetupSecret(Base):
    """Hash of the secret. The row is also the lock on creating the first account."""

    __tablename__ = "setup_secret"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)


def put_setup_secret(session: Session, token_hash: str, *, now: datetime) -> None:
    """Store a secret in place of the previous one."""
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    values = {"token_hash": token_hash, "created_at": now}
    query = make(SetupSecret).values(id=_ONLY, **values)
    session.execute(query.on_conflict_do_update(index_elements=["id"], set_=values))


def lock_setup_secret(session: Session) -> SetupSecret | None:
    """The valid secret; None if there is none. Locks it until this transaction ends."""
    return session.scalar(select(SetupSecret).where(SetupSecret.id == _ONLY).with_for_update())
