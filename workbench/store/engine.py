"""Engines and transactions: the only module that depends on the database.

SQLite runs in WAL mode, so readers never wait for the writer. A writing transaction takes the write
lock at its beginning (BEGIN IMMEDIATE), because SQLite refuses at once, without waiting, to turn a
reading transaction into a writing one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

from workbench.store.draft_rows import ONE_UNIT_OF_WORK, drop_on_rollback
from workbench.store.inbox import raise_inbox_versions

#: How long a writer waits for its turn before it gives up.
BUSY_TIMEOUT_MS = 15_000
_WRITES = "workbench_writes"
_READS_ONLY = "workbench_reads_only"

Sessions = sessionmaker[Session]

_database_ids: WeakKeyDictionary[object, int] = WeakKeyDictionary()
_numbers = count(1)
_lock = Lock()


def make_engine(url: str) -> Engine:
    """Create an engine for `sqlite:///…` or `postgresql+psycopg://…`, without connecting."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True, pool_size=10)
    engine = create_engine(address, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def make_sessions(engine: Engine) -> Sessions:
    """A factory of sessions; loaded objects stay readable after the commit."""
    sessions = sessionmaker(engine, expire_on_commit=False)
    event.listen(sessions, "before_flush", _refuse_to_write)
    drop_on_rollback(sessions)
    raise_inbox_versions(sessions)
    return sessions


@contextmanager
def transaction(sessions: Sessions) -> Iterator[Session]:
    """A session that may write: committed at the end, rolled back after an exception."""
    with sessions() as session:
        session.info[ONE_UNIT_OF_WORK] = True
        session.connection(execution_options={_WRITES: True})
        try:
            yield session
        except BaseException:
            session.rollback()
            raise
        session.commit()


@contextmanager
def reading(sessions: Sessions) -> Iterator[Session]:
    """A session that only reads; on SQLite from one snapshot of the database.

    Writing through it raises RuntimeError.
    """
    with sessions() as session:
        session.info[ONE_UNIT_OF_WORK] = session.info[_READS_ONLY] = True
        yield session


@contextmanager
def writing_connection(engine: Engine) -> Iterator[Connection]:
    """A connection in one writing transaction, for migrations."""
    with engine.connect() as plain:
        connection = plain.execution_options(**{_WRITES: True})
        with connection.begin():
            yield connection


def is_reading(session: Session) -> bool:
    """Whether the session was opened by `reading`."""
    return bool(session.info.get(_READS_ONLY))


def database_id(session: Session) -> int:
    """A number that identifies the database within this process, for keys of caches.

    A new engine for the same database gets another number.
    """
    engine = session.get_bind().engine
    with _lock:
        if engine not in _database_ids:
            _database_ids[engine] = next(_numbers)
        return _database_ids[engine]


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's own
    # The driver must not begin transactions by itself; `_begin_sqlite` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _refuse_to_write(session: Session, _context: object, _instances: object) -> None:
    if is_reading(session):
        raise RuntimeError("this session only reads: open a transaction() to write")
