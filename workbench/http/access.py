"""Access levels: who may open a view. Each view declares its level, which guards check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC: Final = "public"
SIGNED_IN: Final = "signed in"
#: The view loads its project with `load_project`, which raises NotFound for non-members.
MEMBER: Final = "member"
ADMIN: Final = "admin"
#: Opened with an API token instead of a session.
BY_TOKEN: Final = "by token"  # noqa: S105 - the name of a level

_ATTRIBUTE: Final = "workbench_access"


def require(level: str) -> Callable[[View], View]:
    """A decorator that declares the access level of a view."""

    def state(view: View) -> View:
        setattr(view, _ATTRIBUTE, level)
        return view

    return state


def access_of(view: Callable[..., Any]) -> str | None:
    """The access level that a view declares; None if it declares none."""
    level: str | None = getattr(view, _ATTRIBUTE, None)
    return level
