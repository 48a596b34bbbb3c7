"""The server: processes that share one listening socket and handle requests in threads.

Waitress buffers a request until its body is complete before a thread handles it, and buffers the
response until the client has received it, so that slow clients cost memory but no threads. As one
process uses one processor, several are started, restarted if they end, and stopped together.
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
#: Connections of a process; slow clients need them, so there are many more than threads.
_CONNECTIONS: Final = 1_000
#: Seconds without data after which a connection is closed.
_IDLE_SECONDS: Final = 30
#: A body of up to this many times the limit is refused with an error page. A larger one is refused
#: by its Content-Length, and the connection is closed while it is still being sent.
_REFUSED_WITH_PAGE: Final = 2
#: Exit code of a process that could not build the application, and is therefore not restarted.
_COULD_NOT_START: Final = 3
_SECONDS_TO_FINISH: Final = 15
#: Delay before a process is restarted, so that a permanent failure does not use up a processor.
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
        dual_stack = settings.host == "::" and socket.has_dualstack_ipv6()
        return socket.create_server(address, family=family, backlog=1024, dualstack_ipv6=dual_stack)
    except (OSError, UnicodeError) as error:
        why = (isinstance(error, OSError) and error.strerror) or error
        raise CannotListenError(
            f"Cannot listen on {settings.host} port {settings.port}: {why}. "
            "Set WORKBENCH_HOST or WORKBENCH_PORT, or stop the program that is using the port."
        ) from None


def serve_until_stopped(listening: socket.socket, processes: int) -> None:
    """Handle requests in that many processes until SIGINT or SIGTERM arrives.

    Raises CannotStartError if a process cannot build the application.
    """
    signal.signal(signal.SIGTERM, _stop)
    running: dict[int, SpawnProcess] = {}
    try:
        while True:
            while len(running) < processes:
                started = _start(listening)
                running[started.sentinel] = started
                _print(f"Server process {started.pid} has started")
            ready = set(connection.wait(list(running)))
            for sentinel in [process for process in running if process in ready]:
                ended = running.pop(sentinel)
                # The sentinel is ready a moment before the exit code is known.
                ended.join()
                if ended.exitcode == _COULD_NOT_START:
                    raise CannotStartError
                _print(f"Server process {ended.pid} ended with code {ended.exitcode}; restarting")
                time.sleep(_SECONDS_BEFORE_ANOTHER)
    except KeyboardInterrupt:
        pass
    finally:
        # A second signal must not interrupt the shutdown.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        # A process may have been started and not be in `running` yet.
        _end(active_children())


def _start(listening: socket.socket) -> SpawnProcess:
    process = get_context("spawn").Process(target=_run_process, args=(listening,), daemon=False)
    # Ctrl-C is sent to every process of a terminal, but the parent ends its children itself. They
    # inherit that the signal is ignored.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    process.start()
    signal.signal(signal.SIGINT, before)
    return process


def _print(line: str) -> None:
    # A closed output must not stop the server.
    with suppress(OSError):
        click.echo(line)


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


def _run_process(listening: socket.socket) -> None:
    """Main function of each process, which runs until SIGTERM."""
    signal.signal(signal.SIGTERM, _stop)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(KeyboardInterrupt):
        settings = load_settings()
        try:
            app = _application(settings)
        except Exception:  # noqa: BLE001 - any error would occur in another process, too
            _log.exception("the application cannot start")
            sys.exit(_COULD_NOT_START)
        _serve(app, listening, settings)


def _application(settings: Settings) -> Flask:
    from workbench.app import create_app

    app = create_app(settings)
    # Imported objects live as long as the process: excluding them from garbage collection halves
    # the time of the slowest responses.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    return app


def _serve(app: Flask, listening: socket.socket, settings: Settings) -> None:
    import waitress

    _raise_file_limit()
    # Waitress logs a warning whenever all threads are busy for a moment.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    waitress.serve(
        app,
        sockets=[listening],
        threads=_threads(),
        connection_limit=_CONNECTIONS,
        channel_timeout=_IDLE_SECONDS,
        cleanup_interval=5,
        max_request_body_size=_REFUSED_WITH_PAGE * max(settings.max_upload_bytes, JSON_BYTES),
        max_request_header_size=64 * 1024,
        asyncore_use_poll=True,
        ident=None,
        _quiet=True,
    )


def _threads() -> int:
    """Number of threads of a process, which mostly wait for the database."""
    return min(16, 2 * (os.cpu_count() or 1) + 1)


def _end_with_parent() -> None:
    """End this process when its parent has ended for any reason, to release the port."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


def _raise_file_limit() -> None:
    """Raise the limit of open files to what the connections and their uploads need."""
    try:
        import resource
    except ImportError:  # There is no such limit on Windows.
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * _CONNECTIONS if hard == resource.RLIM_INFINITY else min(4 * _CONNECTIONS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
