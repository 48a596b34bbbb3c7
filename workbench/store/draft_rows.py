"""Cache of the draft rows that a session has read, so that a request reads each row once.

A reading session sees one snapshot of the draft, so its rows stay valid. In a writing session they
follow its own writes; a write of another session, possible only before the project is locked, is
detected by the draft's version (`DraftRows.ensure_version`). A rollback clears them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

_KEY = "workbench_draft_rows"
#: In a session's `info` where the session came from `reading` or `transaction`.
ONE_UNIT_OF_WORK = "workbench_one_unit_of_work"


@dataclass
class DraftRows:
    """The known state of a project's draft."""

    version: int | None = None
    appended_events: bool = False
    """Whether this session has written events of the project's gate."""
    counts: dict[str, int] | None = None
    keys: dict[str, list[str]] = field(default_factory=dict)
    items: dict[tuple[str, str], Any] = field(default_factory=dict)
    """StoredItem by address; None if there is no such item."""

    def ensure_version(self, version: int) -> None:
        """Clear the rows if they are of another version."""
        if self.version != version:
            self.clear()
        self.version = version

    def clear(self) -> None:
        """Clear all but the version."""
        self.counts = None
        self.keys.clear()
        self.items.clear()

    def wrote(self, kind: str, key: str, stored: object | None) -> None:
        """Record a write: the new item, or None if it was deleted."""
        self.counts = None
        self.keys.pop(kind, None)
        self.items[kind, key] = stored


def rows_of(session: Session, project_id: int) -> DraftRows:
    """The rows of a draft that the session has read; empty for other kinds of sessions."""
    if not session.info.get(ONE_UNIT_OF_WORK):
        return DraftRows()
    known: dict[int, DraftRows] = session.info.setdefault(_KEY, {})
    return known.setdefault(project_id, DraftRows())


def drop_on_rollback(sessions: sessionmaker[Session]) -> None:
    """Clear the rows that sessions of this factory have read when a transaction is rolled back."""
    event.listen(sessions, "after_soft_rollback", _drop)
    event.listen(sessions, "after_commit", _drop)


def _drop(session: Session, _transaction: object = None) -> None:
    session.info.pop(_KEY, None)
