"""The actor of an action, created from a session or a token."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workbench.store.people import Person


class Scope(StrEnum):
    """What an API token may do. There is no scope for decisions, which need a person."""

    read = "read"
    write = "write"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who acts, directly or through a token."""

    id: int
    name: str
    email: str = ""
    admin: bool = False
    scopes: frozenset[Scope] | None = None
    """Scope of the token; None for a signed-in person."""

    @property
    def by_token(self) -> bool:
        """Whether the person acts through an API token."""
        return self.scopes is not None

    @property
    def may_write(self) -> bool:
        """Whether the actor may change anything."""
        return self.scopes is None or Scope.write in self.scopes


def actor_of(person: Person, scopes: frozenset[Scope] | None = None) -> Actor:
    """The actor for a signed-in person or a token of theirs."""
    return Actor(person.id, person.name, person.email, person.admin, scopes)
