"""The commands that look after an installation, whatever they are asked and however they end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import event
from sqlalchemy.pool import Pool

from workbench.cli.app import cli

_ADDRESS = ("--email", "ada@example.org")
_PASSWORD = ("--password", "a walk along the river")


@pytest.fixture
def still_open() -> Iterator[list[Any]]:
    """The database connections that were opened while the test runs, and not closed yet."""
    connections: list[Any] = []

    def opened(connection: object, _record: object) -> None:
        connections.append(connection)

    def closed(connection: object, _record: object) -> None:
        connections.remove(connection)

    event.listen(Pool, "connect", opened)
    event.listen(Pool, "close", closed)
    yield connections
    event.remove(Pool, "connect", opened)
    event.remove(Pool, "close", closed)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("init",), 0),
        (("example",), 0),
        (("admin", "add", *_ADDRESS, "--name", "Ada", *_PASSWORD), 0),
        (("admin", "add", "--email", "nobody", "--name", "Ada", *_PASSWORD), 1),
        (("admin", "password", *_ADDRESS, *_PASSWORD), 1),
    ],
    ids=["init", "example", "admin add", "admin add refused", "admin password refused"],
)
def test_a_command_closes_its_connections_to_the_database(
    words: tuple[str, ...], code: int, still_open: list[Any], tmp_path: Path
) -> None:
    answer = CliRunner().invoke(cli, words, env={"WORKBENCH_DATA": str(tmp_path)})
    assert answer.exit_code == code, answer.output
    assert (tmp_path / "workbench.db").exists()
    assert still_open == []
