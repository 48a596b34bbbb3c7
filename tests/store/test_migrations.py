from __future__ import annotations

import threading
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from tests.postgres import PostgresServer
from workbench.store.engine import Sessions, make_engine
from workbench.store.migrate import is_current, migrate
from workbench.store.tables import metadata


def test_the_migrations_make_the_tables_of_the_code(sessions: Sessions) -> None:
    with sessions.kw["bind"].connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_database_knows_whether_it_is_current(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/new.db")
    assert not is_current(engine)
    migrate(engine)
    assert is_current(engine)
    migrate(engine)
    assert is_current(engine)
    engine.dispose()


def _start_together(url: str) -> None:
    failures: list[BaseException] = []

    def start() -> None:
        engine = make_engine(url)
        try:
            migrate(engine)
        except BaseException as error:  # noqa: BLE001 - handed to the main thread
            failures.append(error)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=start) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failures
    engine = make_engine(url)
    assert is_current(engine)
    engine.dispose()


def test_processes_that_start_together_migrate_once_on_sqlite(tmp_path: Path) -> None:
    _start_together(f"sqlite:///{tmp_path}/new.db")


def test_processes_that_start_together_migrate_once_on_postgresql(
    postgres_server: PostgresServer,
) -> None:
    with postgres_server.database() as url:
        _start_together(url)
