"""The first account of an installation: one, and only with the secret that `init` printed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.databases import BOTH
from tests.postgres import PostgresServer
from workbench.accounts.errors import AccountError
from workbench.accounts.people import create_first_admin, make_setup_secret, needs_first_admin
from workbench.cli.app import cli
from workbench.store.engine import Sessions, make_engine, make_sessions, reading, transaction
from workbench.store.migrate import migrate
from workbench.store.people import list_people

PASSWORD = "another long walk by the sea"


@pytest.fixture(params=BOTH)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sessions]:
    """Sessions on a database with all tables and nobody in it."""
    if request.param == "sqlite":
        yield from _sessions(f"sqlite:///{tmp_path}/new.db")
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        with server.database() as url:
            yield from _sessions(url)


def _sessions(url: str) -> Iterator[Sessions]:
    engine = make_engine(url)
    migrate(engine)
    yield make_sessions(engine)
    engine.dispose()


def _secret(sessions: Sessions) -> str:
    with transaction(sessions) as session:
        secret = make_setup_secret(session)
    assert secret is not None
    return secret


def _create(sessions: Sessions, secret: str, email: str = "a@example.org") -> None:
    with transaction(sessions) as session:
        create_first_admin(session, secret=secret, email=email, name="Ada", password=PASSWORD)


def _admins(sessions: Sessions) -> list[str]:
    with reading(sessions) as session:
        return [one.email for one in list_people(session) if one.admin]


def test_the_secret_makes_one_admin(empty: Sessions) -> None:
    secret = _secret(empty)
    _create(empty, f" {secret}\n", email="Ada@Example.org")
    assert _admins(empty) == ["ada@example.org"]
    with pytest.raises(AccountError, match="account already exists"):
        _create(empty, secret, email="b@example.org")
    with transaction(empty) as session:
        assert not needs_first_admin(session)
        assert make_setup_secret(session) is None


def test_nobody_gets_in_with_another_secret(empty: Sessions) -> None:
    with pytest.raises(AccountError) as caught:
        _create(empty, "")
    assert caught.value.field == "secret"
    older = _secret(empty)
    secret = _secret(empty)
    for wrong in ("", older, secret[:-1], secret + "x", "ü" * 50):
        with pytest.raises(AccountError, match="not valid"):
            _create(empty, wrong)
    assert _admins(empty) == []
    _create(empty, secret)


def test_a_refused_account_leaves_the_secret_usable(empty: Sessions) -> None:
    secret = _secret(empty)
    with pytest.raises(AccountError) as caught, transaction(empty) as session:
        create_first_admin(session, secret=secret, email="a@b.example", name="Ada", password="x")
    assert caught.value.field == "password"
    _create(empty, secret)


def test_eight_at_once_make_one_admin(empty: Sessions) -> None:
    secret = _secret(empty)
    barrier = threading.Barrier(8)
    refused: list[str] = []

    def create(number: int) -> None:
        barrier.wait()
        try:
            _create(empty, secret, email=f"{number}@example.org")
        except AccountError as error:
            refused.append(error.message)

    threads = [threading.Thread(target=create, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(_admins(empty)) == 1
    assert refused == ["An account already exists. Ask an admin to invite you."] * 7


def test_init_prints_the_secret_while_nobody_has_an_account(tmp_path: Path) -> None:
    settings = {"WORKBENCH_DATA": str(tmp_path), "WORKBENCH_BASE_URL": "https://wb.example.org"}

    def init() -> list[str]:
        answer = CliRunner().invoke(cli, ["init"], env=settings)
        assert answer.exit_code == 0, answer.output
        return [line.strip() for line in answer.output.splitlines()]

    first, second = init(), init()
    assert "https://wb.example.org/first-run" in second
    secret = second[-2]
    assert secret != first[-2]
    engine = make_engine(f"sqlite:///{tmp_path}/workbench.db")
    _create(make_sessions(engine), secret)
    engine.dispose()
    assert len(init()) == 1
