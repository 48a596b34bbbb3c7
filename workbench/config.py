"""The settings of one installation, read once from WORKBENCH_* variables.

No Flask here and no database: the doors turn settings into their own configuration. Every
problem is a ConfigError that names the variable, so that it can be fixed without reading code.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

from workbench import paths

_DEFAULT_UPLOAD_BYTES: Final = 20 * 1024 * 1024
_SHORTEST_SECRET: Final = 32
_YES: Final = frozenset({"1", "true", "yes", "on"})
_NO: Final = frozenset({"0", "false", "no", "off"})
_DATABASES: Final = frozenset({"sqlite", "postgresql", "postgresql+psycopg"})

_Value = TypeVar("_Value")


class ConfigError(ValueError):
    """A setting cannot be used; the message starts with the name of its variable."""

    def __init__(self, variable: str, problem: str) -> None:
        """Name the variable and say what is wrong with its value."""
        self.variable = variable
        super().__init__(f"{variable} {problem}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an installation may choose; `load_settings` documents each variable."""

    data_dir: Path
    # An address may carry a password, so neither it nor the key shows in a traceback.
    database_url: str = field(repr=False)
    secret_key: str | None = field(repr=False)
    base_url: str
    host: str
    port: int
    workers: int
    exports_here: bool
    max_upload_bytes: int
    cookie_secure: bool

    @property
    def secret_key_file(self) -> Path:
        """Where the key is kept that was made because none was given."""
        return self.data_dir / "secret-key"


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; touch no file. An empty variable counts as not set.

    - ``WORKBENCH_DATA``: the data directory (default: ``var`` in a checkout).
    - ``WORKBENCH_DATABASE_URL``: ``sqlite:///…`` or ``postgresql+psycopg://…``
      (default: ``workbench.db`` in the data directory).
    - ``WORKBENCH_SECRET_KEY``: signs sessions and forms, at least 32 characters
      (default: made once and kept in the data directory).
    - ``WORKBENCH_HOST``, ``WORKBENCH_PORT``: where the server listens (127.0.0.1, 8000).
    - ``WORKBENCH_BASE_URL``: the address people use, without a path (default: host and port).
    - ``WORKBENCH_WORKERS``: processes that answer requests (default: one per core, at most 4).
    - ``WORKBENCH_EXPORTS``: ``here``, or ``workers`` where `workbench worker` makes the exports.
    - ``WORKBENCH_MAX_UPLOAD_BYTES``: the largest request body (default: 20 MiB).
    - ``WORKBENCH_COOKIE_SECURE``: send cookies over HTTPS only (default: as the base URL says).

    Raises ConfigError for the first value that cannot be used.
    """
    env = os.environ if environ is None else environ
    data_dir = _read(env, "WORKBENCH_DATA", _path, paths.default_data_dir)
    host = _read(env, "WORKBENCH_HOST", _host, lambda: "127.0.0.1")
    port = _read(env, "WORKBENCH_PORT", _between(1, 65535), lambda: 8000)
    base_url = _read(env, "WORKBENCH_BASE_URL", _base_url, lambda: f"http://{_shown(host)}:{port}")
    return Settings(
        data_dir=data_dir,
        database_url=_read(
            env,
            "WORKBENCH_DATABASE_URL",
            _database_url,
            lambda: f"sqlite:///{data_dir / 'workbench.db'}",
        ),
        secret_key=_read(env, "WORKBENCH_SECRET_KEY", _secret, lambda: None),
        base_url=base_url,
        host=host,
        port=port,
        workers=_read(env, "WORKBENCH_WORKERS", _between(1, 64), _default_workers),
        exports_here=_read(env, "WORKBENCH_EXPORTS", _exports_here, lambda: True),
        max_upload_bytes=_read(
            env,
            "WORKBENCH_MAX_UPLOAD_BYTES",
            _between(1024, 1024**3),
            lambda: _DEFAULT_UPLOAD_BYTES,
        ),
        cookie_secure=_read(
            env, "WORKBENCH_COOKIE_SECURE", _flag, lambda: base_url.startswith("https://")
        ),
    )


def ensure_data_dir(settings: Settings) -> Path:
    """Make the data directory, readable by its owner alone, unless it exists; return it."""
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            "WORKBENCH_DATA", f"is {settings.data_dir}, which cannot be created: {error.strerror}."
        ) from None
    return settings.data_dir


def ensure_secret_key(settings: Settings) -> str:
    """Return the key that signs sessions: the given one, else the one kept in the data directory.

    It is made once, with mode 0600. Processes that start together get the same key: it is
    written aside and linked into place, which only the first of them can do.
    """
    if settings.secret_key is not None:
        return settings.secret_key
    kept = settings.secret_key_file
    if not kept.exists():
        ensure_data_dir(settings)
        _keep_new_secret(kept)
    try:
        key = kept.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            "WORKBENCH_SECRET_KEY", f"is not set and {kept} cannot be read: {error}."
        ) from None
    return _checked("WORKBENCH_SECRET_KEY", _secret, key)


def _keep_new_secret(kept: Path) -> None:
    aside = kept.with_name(f"{kept.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
        with suppress(FileExistsError):
            os.link(aside, kept)
    except OSError as error:
        raise ConfigError(
            "WORKBENCH_SECRET_KEY", f"is not set and {kept} cannot be created: {error.strerror}."
        ) from None
    finally:
        aside.unlink(missing_ok=True)


def _read(
    env: Mapping[str, str],
    variable: str,
    parse: Callable[[str], _Value],
    default: Callable[[], _Value],
) -> _Value:
    raw = env.get(variable, "").strip()
    return _checked(variable, parse, raw) if raw else default()


def _checked(variable: str, parse: Callable[[str], _Value], raw: str) -> _Value:
    try:
        return parse(raw)
    except ValueError as error:
        raise ConfigError(variable, str(error)) from None


def _path(raw: str) -> Path:
    try:
        path = Path(raw).expanduser().absolute()
        unusable = path.exists() and not path.is_dir()
    except (OSError, RuntimeError, ValueError):
        raise ValueError(f"must be a directory, not {raw[:80]!r}.") from None
    if unusable:
        raise ValueError(f"must be a directory, but {path} is a file.")
    return path


def _host(raw: str) -> str:
    if any(sign in raw for sign in " /@"):
        raise ValueError(f"must be a host name or IP address, not {raw!r}.")
    return raw.strip("[]")


def _between(low: int, high: int) -> Callable[[str], int]:
    def parse(raw: str) -> int:
        if raw.isascii() and raw.isdecimal() and low <= int(raw[:20]) <= high:
            return int(raw)
        raise ValueError(f"must be a whole number from {low} to {high}, not {raw[:40]!r}.")

    return parse


def _flag(raw: str) -> bool:
    if raw.lower() in _YES | _NO:
        return raw.lower() in _YES
    raise ValueError(f"must be yes or no, not {raw!r}.")


def _exports_here(raw: str) -> bool:
    if raw.lower() in {"here", "workers"}:
        return raw.lower() == "here"
    raise ValueError(f"must be 'here' or 'workers', not {raw[:40]!r}.")


def _secret(raw: str) -> str:
    if len(raw) < _SHORTEST_SECRET:
        raise ValueError(f"must have at least {_SHORTEST_SECRET} characters.")
    return raw


def _database_url(raw: str) -> str:
    # The value is never repeated in the message, because it may hold a password.
    scheme, separator, _ = raw.partition("://")
    if not separator or scheme not in _DATABASES:
        raise ValueError("must start with sqlite:///, postgresql:// or postgresql+psycopg://.")
    # A bare scheme means another driver in SQLAlchemy 2.0 than in 2.1; both must mean psycopg 3.
    return raw.replace("postgresql://", "postgresql+psycopg://", 1)


def _base_url(raw: str) -> str:
    parts = urlsplit(raw)
    plain = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    more = parts.username or parts.path.strip("/") or parts.query or parts.fragment
    if not plain or more:
        raise ValueError("must be a URL without a path, for example https://workbench.example.org.")
    return f"{parts.scheme}://{parts.netloc}"


def _shown(host: str) -> str:
    # An address that means every interface is none that a browser can open.
    if host in {"0.0.0.0", "::"}:  # noqa: S104  (nothing is bound here)
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _default_workers() -> int:
    return min(4, os.cpu_count() or 1)
