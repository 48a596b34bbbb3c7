"""The server: processes that share one listening socket and answer requests in threads.

Waitress keeps a request until its body is complete and hands it to a thread only then, and it
keeps an answer until the client has taken it, so that slow clients cost memory and no threads.
One process runs Python on one processor; this starts as many as were asked for, starts another
for one that ends, and ends them all together.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from multiprocessing import active_children, connection, get_context, parent_process
from multiprocessing.context import SpawnProcess
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Final, NoReturn

import click

from workbench.config import Settings, load_settings
from workbench.http.body_limits import JSON_BYTES

if TYPE_CHECKING:
    from types import FrameType

    from flask import Flask

_log = logging.getLogger("workbench.server")
#: Of one process; slow clients wait on connections, so there are many more of them than threads.
_CONNECTIONS: Final = 1_000
#: Seconds in which a connection has to bring or take something before it is closed.
_IDLE_SECONDS: Final = 30
#: A body up to so many times the largest that is taken is refused with a page that says why. What
#: is larger is refused by its stated length, and the connection is closed while it is still sent.
_TOLD_POLITELY: Final = 2
#: How a process ends that could not build the application: another would do no better.
_COULD_NOT_START: Final = 3
_SECONDS_TO_FINISH: Final = 15
#: Another is started for a process that ended no sooner, so that a defect keeps no processor busy.
_SECONDS_BEFORE_ANOTHER: Final = 1.0


class CannotListenError(Exception):
    """The address cannot be listened on; the message is for the operator."""


class CannotStartError(Exception):
    """The application cannot be built; its process has logged the reason."""


def listen(settings: Settings) -> socket.socket:
    """Open the socket that all processes share. Raises CannotListenError."""
    try:
        found = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        family, _, _, _, address = found[0]
        every = settings.host == "::" and socket.has_dualstack_ipv6()
        return socket.create_server(address, family=family, backlog=1024, dualstack_ipv6=every)
    except (OSError, UnicodeError) as error:
        why = (isinstance(error, OSError) and error.strerror) or error
        raise CannotListenError(
            f"Cannot listen on {settings.host} port {settings.port}: {why}. "
            "Set WORKBENCH_HOST or WORKBENCH_PORT, or stop the program that is using the port."
        ) from None


def serve_until_stopped(listening: socket.socket, processes: int) -> None:
    """Answer requests in that many processes until SIGINT or SIGTERM arrives.

    Raises CannotStartError where a process could not even begin.
    """
    signal.signal(signal.SIGTERM, _stop)
    running: dict[int, SpawnProcess] = {}
    try:
        while True:
            while len(running) < processes:
                started = _start(listening)
                running[started.sentinel] = started
                _say(f"Server process {started.pid} has started")
            ready = set(connection.wait(list(running)))
            for sentinel in [process for process in running if process in ready]:
                ended = running.pop(sentinel)
                # The sentinel is ready a moment before the process can say how it ended.
                ended.join()
                if ended.exitcode == _COULD_NOT_START:
                    raise CannotStartError
                _say(f"Server process {ended.pid} ended with code {ended.exitcode}; restarting")
                time.sleep(_SECONDS_BEFORE_ANOTHER)
    except KeyboardInterrupt:
        pass
    finally:
        # A second signal must not interrupt the orderly end.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        # A process may have been started and not yet been noted.
        _end(active_children())


def _start(listening: socket.socket) -> SpawnProcess:
    process = get_context("spawn").Process(target=_answer, args=(listening,), daemon=False)
    # Ctrl-C reaches every process of a terminal; the first one ends the others. What a process
    # ignores, those that it starts ignore from their beginning.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    process.start()
    signal.signal(signal.SIGINT, before)
    return process


def _say(words: str) -> None:
    # That nobody reads the output any more is no reason to stop serving.
    with suppress(OSError):
        click.echo(words)


def _end(processes: list[BaseProcess]) -> None:
    for process in processes:
        process.terminate()
    until = time.monotonic() + _SECONDS_TO_FINISH
    for process in processes:
        process.join(max(0.0, until - time.monotonic()))
        if process.is_alive():
            process.kill()


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _answer(listening: socket.socket) -> None:
    """What each process does, until it is told to end."""
    signal.signal(signal.SIGTERM, _stop)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(KeyboardInterrupt):
        settings = load_settings()
        try:
            app = _application(settings)
        except Exception:  # noqa: BLE001 - whatever it is, another process would meet it too
            _log.exception("the application cannot start")
            sys.exit(_COULD_NOT_START)
        _serve(app, listening, settings)


def _application(settings: Settings) -> Flask:
    from workbench.app import create_app

    app = create_app(settings)
    # What was imported lives as long as the process: keeping the collector away from it halves
    # the slowest answers.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    return app


def _serve(app: Flask, listening: socket.socket, settings: Settings) -> None:
    import waitress

    _allow_files()
    # That all threads are busy for a moment is no news.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    waitress.serve(
        app,
        sockets=[listening],
        threads=_threads(),
        connection_limit=_CONNECTIONS,
        channel_timeout=_IDLE_SECONDS,
        cleanup_interval=5,
        max_request_body_size=_TOLD_POLITELY * max(settings.max_upload_bytes, JSON_BYTES),
        max_request_header_size=64 * 1024,
        asyncore_use_poll=True,
        ident=None,
        _quiet=True,
    )


def _threads() -> int:
    """Give each process as many threads as its waiting for a database can use."""
    return min(16, 2 * (os.cpu_count() or 1) + 1)


def _end_with_parent() -> None:
    """End when the first process is gone, however it went: else the port would stay taken."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


def _allow_files() -> None:
    """Let the process have a file open for each connection, and one for what it brings."""
    try:
        import resource
    except ImportError:  # There is no such limit on Windows.
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * _CONNECTIONS if hard == resource.RLIM_INFINITY else min(4 * _CONNECTIONS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
