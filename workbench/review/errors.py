"""Exceptions of actions. Their messages are for people and say what they can do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from workbench.review.validation_messages import user_message
from workbench.store.drafts import StaleWrite

if TYPE_CHECKING:
    from workbench.design.package import DecisionRecord

__all__ = [
    "Invalid",
    "NotFound",
    "PageLink",
    "Refused",
    "ReviewError",
    "StaleDecision",
    "StaleWrite",
    "invalid_of",
]


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page, an item or a part of a page, to which the pages and the API link.

    `page` is `item` for an item of the draft (with `kind` and `item`), else the name of a page
    of the project: `overview`, `handoff`, `release-mode`, `scope`, `no-go`, `read-back`,
    `assumptions` (`item` may name one), `setup`, `import`, `findings`, `review`, `decision`,
    `comments`, `interventions`, `rfis`, `prioritisation`, `suggestions`, `requests` (`item` may
    name an endpoint there), `schema`, `migrations`.
    """

    page: str
    kind: str = ""
    item: str = ""
    pointer: str = ""
    number: int = 0
    """Number of the comment, intervention, question or revision, where it is one."""


class ReviewError(Exception):
    """An action failed, and nothing was changed."""


class NotFound(ReviewError):  # noqa: N818 - named by what happened
    """The object does not exist, or the actor may not see it."""

    def __init__(self, what: str, name: str | int = "") -> None:
        """Take the kind of object and its name or number."""
        self.what, self.name = what, name
        super().__init__(
            f"There is no {what} {name!r} here." if name else f"There is no {what} here."
        )


class Refused(ReviewError):  # noqa: N818 - named by what happened
    """The actor may not do this, or not now; the reason is a sentence for people."""

    def __init__(self, reason: str, links: Iterable[PageLink] = ()) -> None:
        """Take the reason and links to the pages where it can be fixed."""
        self.reason, self.links = reason, tuple(links)
        super().__init__(reason)


class Forbidden(Refused):
    """The actor may not do this because of their role or a read-only token."""


class StaleDecision(Refused):
    """Somebody else decided first, or the revision is not the newest."""

    def __init__(self, reason: str, happened: DecisionRecord | None = None) -> None:
        """Take the reason and the recorded decision; None if only the revision is newer."""
        self.happened = happened
        super().__init__(reason, (PageLink("review"),))


class Invalid(ReviewError):  # noqa: N818 - named by what happened
    """The input is not valid; `errors` has the messages by field."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        """Take the messages by field; the empty name stands for the whole input."""
        self.errors = errors
        text = "; ".join(
            f"{field}: {message}" if field else message
            for field, messages in errors.items()
            for message in messages
        )
        super().__init__(text)


def invalid_of(error: ValidationError, prefix: str = "") -> Invalid:
    """An Invalid from pydantic's errors; nested fields are written `columns.0.type`."""
    errors: dict[str, list[str]] = {}
    for detail in error.errors(include_url=False, include_input=False):
        field = prefix + ".".join(str(part) for part in detail["loc"])
        words = user_message(detail["type"], detail["msg"], detail.get("ctx", {}))
        errors.setdefault(field, []).append(words)
    return Invalid(errors)
