"""Chapters that were laid out before, so that only what changed is made again."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class ChapterCache(Protocol):
    """Keeps bytes under a name; may forget at any time."""

    def get(self, key: str) -> bytes | None:
        """What was put under the key, or None."""
        ...

    def put(self, key: str, value: bytes) -> None:
        """Keep a value; an equal key always comes with an equal value."""
        ...


@dataclass(frozen=True, slots=True)
class NoCache:
    """Keeps nothing."""

    def get(self, key: str) -> bytes | None:  # noqa: ARG002 - it knows none
        """Nothing."""
        return None

    def put(self, key: str, value: bytes) -> None:
        """Forget it at once."""


@dataclass(frozen=True, slots=True)
class FolderCache:
    """Chapters as files of one folder; several processes may share it.

    A file appears whole or not at all. When the folder holds more than `most_bytes`, those
    that were used longest ago are removed.
    """

    folder: Path
    most_bytes: int = 500_000_000

    def get(self, key: str) -> bytes | None:
        """The chapter's bytes; its file counts as used now."""
        path = self._path(key)
        try:
            value = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return value

    def put(self, key: str, value: bytes) -> None:
        """Keep a chapter; where the folder cannot be written it is only not kept."""
        path = self._path(key)
        half = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                half.write_bytes(value)
                half.replace(path)
            finally:
                half.unlink(missing_ok=True)

    def tidy(self) -> None:
        """Remove what was used longest ago until the folder is small enough."""
        files = [(path.stat(), path) for path in self.folder.glob("*/*") if path.is_file()]
        size = sum(stat.st_size for stat, _ in files)
        for stat, path in sorted(files, key=lambda pair: pair[0].st_mtime):
            if size <= self.most_bytes:
                break
            path.unlink(missing_ok=True)
            size -= stat.st_size

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key
