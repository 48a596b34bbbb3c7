"""Databases in the shape that the migrations give them, on SQLite and on PostgreSQL.

The migrations run once per test process and database; each test gets a copy, with the cast of
`tests.users` already in it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.postgres import PostgresServer
from tests.users import gather
from workbench.store.engine import Sessions, make_engine, make_sessions, transaction
from workbench.store.migrate import migrate

BOTH = ("sqlite", "postgresql")


def _prepare(url: str) -> None:
    engine = make_engine(url)
    migrate(engine)
    with transaction(make_sessions(engine)) as session:
        gather(session)
    # The last connection that closes brings SQLite's log back into the file.
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and the cast."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a PostgreSQL database with all tables and the cast."""
    with postgres_server.database() as url:
        _prepare(url)
        name = make_url(url).database
        assert name is not None
        yield name


@pytest.fixture
def sqlite_sessions(sqlite_template: Path, tmp_path: Path) -> Iterator[Sessions]:
    """Sessions on a SQLite database of the test's own."""
    path = tmp_path / "workbench.db"
    shutil.copyfile(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    yield make_sessions(engine)
    engine.dispose()


@pytest.fixture
def postgres_sessions(
    postgres_server: PostgresServer, postgres_template: str
) -> Iterator[Sessions]:
    """Sessions on a PostgreSQL database of the test's own."""
    with postgres_server.database(template=postgres_template) as url:
        engine = make_engine(url)
        yield make_sessions(engine)
        engine.dispose()


@pytest.fixture(params=BOTH)
def sessions(request: pytest.FixtureRequest) -> Sessions:
    """Sessions on a database of the test's own; the test runs once per database."""
    name = "sqlite_sessions" if request.param == "sqlite" else "postgres_sessions"
    found: Sessions = request.getfixturevalue(name)
    return found
