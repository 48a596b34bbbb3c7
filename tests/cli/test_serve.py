"""`workbench serve`: real processes on loopback, with clients that take their time."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

_PROGRAM = "from workbench.cli.app import main; main()"
#: Fails a test instead of letting it wait for ever; nothing is expected to take as long.
_PATIENCE = 60
SLOW_CLIENTS = 16
FORM = "application/x-www-form-urlencoded"


class Server:
    """One `workbench serve` with one answering process, whose few threads could all be held."""

    def __init__(self, data: Path, port: int) -> None:
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, "serve"],
            env={
                **os.environ,
                "PYTHONUNBUFFERED": "1",
                "WORKBENCH_DATA": str(data),
                "WORKBENCH_PORT": str(port),
                "WORKBENCH_WORKERS": "1",
                "WORKBENCH_MAX_UPLOAD_BYTES": "100000",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.told = self.says("Serving on")

    def says(self, words: str) -> str:
        """The next lines, up to the one that has these words in it."""
        assert self.process.stdout is not None
        output = ""
        patience = threading.Timer(_PATIENCE, self.process.kill)
        patience.start()
        try:
            while words not in output:
                line = self.process.stdout.readline()
                assert line, f"it ended without {words!r}: {output}"
                output += line
        finally:
            patience.cancel()
        return output

    def rest(self) -> str:
        """What it says until the last of its processes has ended."""
        assert self.process.stdout is not None
        return self.process.stdout.read()

    def get(self, path: str) -> tuple[int, bytes]:
        """The status and the body of the answer."""
        return self.ask("GET", path)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        asking.request(method, path, body=body or None, headers=named)
        answer = asking.getresponse()
        told = answer.status, answer.read()
        asking.close()
        return told

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=_PATIENCE)


def _started(data: Path) -> Server:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return Server(data, port)


def _ended(server: Server) -> None:
    server.process.kill()
    server.process.wait(_PATIENCE)
    if server.process.stdout is not None:
        server.process.stdout.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for all tests that leave it as it is."""
    started = _started(tmp_path_factory.mktemp("served"))
    yield started
    _ended(started)


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server of the test's own, to be ended."""
    started = _started(tmp_path)
    yield started
    _ended(started)


def _begin_form(server: Server, path: str, said: bytes, length: int) -> socket.socket:
    """Send the head of a form and some of its body."""
    client = server.connect()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\n"
    client.sendall(f"{head}Content-Length: {length}\r\n\r\n".encode() + said)
    return client


def test_slow_clients_do_not_stop_the_server(server: Server) -> None:
    with ExitStack() as clients:
        slow = [
            clients.enter_context(_begin_form(server, "/sign-in", b"email=a", 30))
            for _ in range(SLOW_CLIENTS)
        ]
        for _ in range(5):
            assert server.get("/health")[0] == 200
        # A slow client is answered too, once it has said all.
        slow[0].sendall(b"&password=0123456789012")
        assert slow[0].recv(20).startswith(b"HTTP/1.1 ")


def test_clients_slow_with_their_head_or_silent_do_not_either(server: Server) -> None:
    with ExitStack() as clients:
        for said in (b"", b"GET /hea", b"GET /health HTTP/1.1\r\nHost: local"):
            for _ in range(SLOW_CLIENTS // 2):
                clients.enter_context(server.connect()).sendall(said)
        assert server.get("/health")[0] == 200


def test_a_body_in_pieces_of_unstated_length_is_read_whole(server: Server) -> None:
    with server.connect() as client:
        head = f"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\n"
        client.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        client.sendall(b"7\r\nemail=a\r\n")
        assert server.get("/health")[0] == 200
        client.sendall(b"0\r\n\r\n")
        # The form carries no token, which only who has read it whole can tell.
        assert client.recv(12) == b"HTTP/1.1 403"


def test_too_large_a_body_is_refused_by_its_stated_length(server: Server) -> None:
    with _begin_form(server, "/projects/x/import", b"email=a", 100_000_000) as client:
        assert client.recv(12) == b"HTTP/1.1 413"


def test_static_files_may_be_kept_for_an_hour(server: Server) -> None:
    asking = http.client.HTTPConnection("127.0.0.1", server.port, timeout=_PATIENCE)
    asking.request("GET", "/static/app.css")
    answer = asking.getresponse()
    assert (answer.status, answer.getheader("Cache-Control")) == (200, "public, max-age=3600")
    assert b"{" in answer.read()
    asking.close()


def test_another_process_takes_the_place_of_one_that_ended(own_server: Server) -> None:
    first = own_server.says("has started")
    assert own_server.get("/health")[0] == 200
    os.kill(int(first.split()[2]), signal.SIGKILL)
    # The address is held by the first process, so whoever asks meanwhile waits and is answered.
    assert own_server.get("/health")[0] == 200
    assert "restarting" in own_server.says("ended with code -9")
    second = own_server.says("has started")
    assert second != first
    # It goes on, and ends when it is told to, although nobody reads its output any more.
    assert own_server.process.stdout is not None
    own_server.process.stdout.close()
    os.kill(int(second.split()[2]), signal.SIGKILL)
    assert own_server.get("/health")[0] == 200
    own_server.process.send_signal(signal.SIGTERM)
    assert own_server.process.wait(_PATIENCE) == 0
    with pytest.raises(ConnectionRefusedError):
        own_server.connect()


def test_no_process_outlives_the_first_one(own_server: Server) -> None:
    assert own_server.get("/health")[0] == 200
    own_server.process.kill()
    # The output ends when the last process that holds it has ended.
    own_server.rest()
    with pytest.raises(ConnectionRefusedError):
        own_server.connect()


def test_a_port_that_is_taken_is_one_sentence(server: Server, tmp_path: Path) -> None:
    environ = os.environ | {"WORKBENCH_DATA": str(tmp_path), "WORKBENCH_PORT": str(server.port)}
    second = subprocess.run(
        [sys.executable, "-c", _PROGRAM, "serve"],
        env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert second.returncode == 1
    assert f"Cannot listen on 127.0.0.1 port {server.port}: " in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.parametrize(
    ("told", "code", "words"),
    [
        ({"WORKBENCH_HOST": "a..b"}, 1, "Cannot listen on a..b port "),
        ({"WORKBENCH_HOST": "nowhere.invalid"}, 1, "Cannot listen on nowhere.invalid port "),
        ({}, 2, "WORKBENCH_SECRET_KEY must have at least 32 characters"),
    ],
)
def test_what_cannot_start_says_why_and_ends(
    tmp_path: Path, told: dict[str, str], code: int, words: str
) -> None:
    if not told:
        (tmp_path / "secret-key").write_text("short\n")
    environ = os.environ | {"WORKBENCH_DATA": str(tmp_path), "WORKBENCH_PORT": "1"} | told
    ended = subprocess.run(
        [sys.executable, "-c", _PROGRAM, "serve"],
        env=environ, capture_output=True, text=True, check=False, timeout=_PATIENCE,
    )  # fmt: skip
    assert ended.returncode == code
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_body_somewhat_too_large_is_told_by_a_page(server: Server) -> None:
    form = "multipart/form-data; boundary=part"
    status, page = server.ask("POST", "/sign-in", b"-" * 2_500_000, Content_Type=form)
    assert status == 413
    assert b"larger than the limit of 1 MiB" in page


def test_it_says_how_the_first_account_is_made(server: Server) -> None:
    assert "Run `workbench init` for a set-up secret" in server.told
