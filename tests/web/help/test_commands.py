"""The commands of the handbook run."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import make_url

from tests.postgres import PostgresServer
from workbench import paths
from workbench.cli.app import cli
from workbench.web.help.chapters import CHAPTERS, chapter_source
from workbench.web.help.rendering import COMMANDS_LANGUAGE

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
#: They run until they are stopped; only their options are read.
_ENDLESS = {"serve"}


def _blocks(language: str, chapter: str | None = None) -> list[str]:
    return [
        block
        for entry in CHAPTERS
        if chapter in {None, entry.slug}
        for found, block in _BLOCK.findall(chapter_source(entry))
        if found == language
    ]


def _lines() -> list[str]:
    found: dict[str, None] = {}
    for block in _blocks(COMMANDS_LANGUAGE):
        found.update(dict.fromkeys(block.splitlines()))
    # What makes a package comes before what verifies it.
    return sorted(found, key=lambda line: ("verify" in line, "admin password" in line))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which one command after the other runs."""
    made = tmp_path_factory.mktemp("handbook")
    for name in ("design", "design-v2"):
        shutil.copytree(paths.artifacts() / "example" / "order-service", made / name)
    return made


@pytest.mark.xdist_group("handbook-commands")
@pytest.mark.parametrize("line", _lines())
def test_a_command_of_the_handbook_runs(
    line: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("WORKBENCH_DATA", str(folder / "data"))
    program, *arguments = shlex.split(line)
    assert program == "workbench"
    if arguments[0] in _ENDLESS:
        arguments.append("--help")
    password = "a-long-enough-password\n" * 2
    result = CliRunner().invoke(cli, arguments, input=password if "admin" in arguments else None)
    assert result.exit_code in {0, 1}, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


def _shell(block: str, environment: dict[str, str]) -> None:
    """Run a block of shell commands, with this installation's programs first."""
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    done = subprocess.run(
        ["sh", "-euc", block],
        env={"PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="needs the command line of SQLite")
def test_a_backup_of_sqlite_can_be_restored(tmp_path: Path) -> None:
    backup, restore = (
        block for block in _blocks("bash", "administration") if "workbench.db" in block
    )
    data, copies = tmp_path / "data", tmp_path / "copies"
    copies.mkdir()
    environment = {
        "WORKBENCH_DATA": str(data),
        "BACKUP": str(copies),
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    _shell("workbench example", environment)
    (data / "secret-key").write_text("k" * 48)
    _shell(backup, environment)
    (data / "workbench.db").write_bytes(b"lost")
    (data / "secret-key").unlink()
    _shell(restore, environment)
    rows = ["sqlite3", str(data / "workbench.db"), "select count(*) from project"]
    assert subprocess.run(rows, capture_output=True, text=True, check=True).stdout == "2\n"
    assert (data / "secret-key").read_text() == "k" * 48


def test_a_backup_of_postgresql_can_be_restored(
    postgres_server: PostgresServer, postgres_template: str, tmp_path: Path
) -> None:
    (block,) = (block for block in _blocks("bash", "administration") if "pg_dump" in block)
    with postgres_server.database(template=postgres_template) as url:
        address = make_url(url).set(drivername="postgresql")
        environment = {
            "WORKBENCH_DATA": str(tmp_path),
            "WORKBENCH_DATABASE_URL": url,
            "DATABASE": address.render_as_string(hide_password=False),
            "BACKUP": str(tmp_path),
            "PYTHONPATH": str(Path(__file__).parents[3]),
        }
        _shell(block, environment)
