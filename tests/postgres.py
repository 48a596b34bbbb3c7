"""A throw-away PostgreSQL server for one test process, and a fresh database for each module.

A test that asks for `postgres_url` runs on the server that WORKBENCH_TEST_POSTGRES_URL names or,
without it, on one started from the machine's own binaries. It never skips: a machine without
PostgreSQL fails it and says what to do.
"""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

_VARIABLE = "WORKBENCH_TEST_POSTGRES_URL"
_BINARY_FOLDERS = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/opt/homebrew/opt", "postgresql*/bin"),
    ("/usr/local/opt", "postgresql*/bin"),
)
#: Nothing here outlives the test run, so nothing need survive a power cut.
_FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_connections": "60",
}
_START_ATTEMPTS = 200


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server on which this test process may create databases."""

    admin_url: URL

    def url(self, database: str) -> str:
        """Return the SQLAlchemy address of a database, its password included."""
        return self.admin_url.set(database=database).render_as_string(hide_password=False)

    def execute(self, statement: str) -> None:
        """Run one statement outside any transaction, as CREATE DATABASE demands."""
        address = self.admin_url.set(drivername="postgresql")
        dsn = address.render_as_string(hide_password=False)
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """Create a database, yield its address, and drop it whoever is still connected.

        It is empty, or a copy of another to which nobody is connected.
        """
        name = f"test_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Yield a server: the named one, or one that lives as long as this test process."""
    named = os.environ.get(_VARIABLE)
    if named:
        yield PostgresServer(make_url(named).set(drivername="postgresql+psycopg"))
        return
    with running_server() as server:
        yield server


@pytest.fixture(scope="module")
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Yield the address of an empty database that this test module has to itself."""
    with postgres_server.database() as url:
        yield url


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """Run a server of this process's own on the machine's PostgreSQL."""
    binaries = _find_binaries()
    # The name stays short because a socket's path may have no more than about a hundred bytes.
    home = Path(tempfile.mkdtemp(prefix="wb-pg-"))
    try:
        owner = _owner()
        os.chown(home, owner.pw_uid, owner.pw_gid)
        _initialise(binaries, home)
        with _running(binaries, home):
            yield PostgresServer(
                URL.create(
                    "postgresql+psycopg",
                    username=owner.pw_name,
                    database="postgres",
                    query={"host": str(home)},
                )
            )
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _find_binaries() -> Path:
    found = [
        path
        for folder, pattern in _BINARY_FOLDERS
        for path in Path(folder).glob(pattern)
        if (path / "initdb").exists() and (path / "postgres").exists()
    ]
    if found:
        return max(found, key=_version)
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    pytest.fail(
        "PostgreSQL's server programs are not installed, and the tests do not pass without them: "
        f"run `make test`, which installs them, or name a server in {_VARIABLE}.",
        pytrace=False,
    )


def _version(binaries: Path) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", str(binaries)))


def _owner() -> pwd.struct_passwd:
    """Return who runs the server: this user or, for root whom PostgreSQL refuses, `postgres`."""
    try:
        return pwd.getpwuid(os.geteuid()) if os.geteuid() else pwd.getpwnam("postgres")
    except KeyError:
        pytest.fail(
            "PostgreSQL does not run as root and there is no user `postgres`: run `make test`, "
            f"which installs PostgreSQL, or name a server in {_VARIABLE}.",
            pytrace=False,
        )


def _as_owner(*command: str) -> list[str]:
    if not sys.platform.startswith("linux"):
        return list(command)
    # With the parent-death signal no server is left behind when a test process is killed.
    prefix = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() == 0:
        owner = _owner()
        prefix += ["--reuid", str(owner.pw_uid), "--regid", str(owner.pw_gid), "--clear-groups"]
    return [*prefix, *command]


def _initialise(binaries: Path, home: Path) -> None:
    locale = "C.UTF-8" if sys.platform.startswith("linux") else "en_US.UTF-8"
    done = subprocess.run(
        _as_owner(
            str(binaries / "initdb"),
            f"--pgdata={home / 'data'}",
            f"--username={_owner().pw_name}",
            f"--locale={locale}",
            "--encoding=UTF8",
            "--auth=trust",
            "--no-sync",
        ),
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.fail(f"PostgreSQL's initdb failed:\n{done.stdout}{done.stderr}", pytrace=False)


@contextmanager
def _running(binaries: Path, home: Path) -> Iterator[None]:
    options = [f"--{name}={value}" for name, value in _FAST.items()]
    log = home / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            _as_owner(
                str(binaries / "postgres"), "-D", str(home / "data"), "-k", str(home), *options
            ),
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _await_start(process, binaries, home, log)
            yield
        finally:
            # SIGINT is PostgreSQL's fast shutdown: it closes the connections that are left.
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def _await_start(process: subprocess.Popen[bytes], binaries: Path, home: Path, log: Path) -> None:
    ready = [str(binaries / "pg_isready"), "--quiet", "--timeout=1", "-h", str(home)]
    for _ in range(_START_ATTEMPTS):
        if subprocess.run(ready, check=False).returncode == 0:
            return
        try:
            process.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            continue
        break
    pytest.fail(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}", pytrace=False)
