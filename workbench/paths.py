"""Where the folders beside the code lie, in a checkout and in an installed wheel.

Nothing else may live here: this module imports only the standard library and reads no settings.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

#: The folders that a wheel carries inside the package and a checkout has at its top.
FOLDERS = ("templates", "static", "artifacts", "migrations")

_PACKAGE = Path(__file__).resolve().parent
_CARRIED = _PACKAGE / "carried"


@cache
def checkout() -> Path | None:
    """Return the checkout that this code runs from, or None when it was installed as a wheel."""
    top = _PACKAGE.parent
    return top if (top / "pyproject.toml").is_file() and not _CARRIED.exists() else None


def templates() -> Path:
    """Return the folder of page templates."""
    return _folder("templates")


def static() -> Path:
    """Return the folder of stylesheets, scripts and, below ``vendor``, third-party assets."""
    return _folder("static")


def artifacts() -> Path:
    """Return the folder of document templates, the print stylesheet and the worked example."""
    return _folder("artifacts")


def migrations() -> Path:
    """Return the folder of Alembic migrations."""
    return _folder("migrations")


def default_data_dir() -> Path:
    """Return where data is kept unless WORKBENCH_DATA says otherwise; it need not exist.

    In a checkout that is its own ``var``, which git ignores; for an installed wheel it is the
    person's data folder as the XDG Base Directory Specification 0.8 names it.
    """
    top = checkout()
    if top is not None:
        return top / "var"
    home = os.environ.get("XDG_DATA_HOME", "")
    base = Path(home) if Path(home).is_absolute() else Path.home() / ".local" / "share"
    return base / "design-workbench"


@cache
def _folder(name: str) -> Path:
    for place in (_CARRIED / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(
        f"The folder {name!r} is neither in the installed package nor next to it; "
        "the installation is incomplete."
    )
