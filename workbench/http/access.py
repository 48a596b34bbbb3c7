"""Access levels: who may open a view. Each view states its level; the guards refuse the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC: Final = "public"
SIGNED_IN: Final = "signed in"
#: The view loads its project through `load_project`, which refuses strangers.
MEMBER: Final = "member"
ADMIN: Final = "admin"
#: Opened with an API token instead of a session.
BY_TOKEN: Final = "by token"  # noqa: S105 - a word about views, no secret

_ATTRIBUTE: Final = "workbench_access"


def require(level: str) -> Callable[[View], View]:
    """A decorator that states the access level of a view."""

    def state(view: View) -> View:
        setattr(view, _ATTRIBUTE, level)
        return view

    return state


def access_of(view: Callable[..., Any]) -> str | None:
    """The access level that a view states; None if it states none."""
    level: str | None = getattr(view, _ATTRIBUTE, None)
    return level
