"""Who acts: made by a door from a session or a token, and passed to every action."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workbench.store.people import Person


class Scope(StrEnum):
    """What an API token may do. There is none for deciding: a decision is a person's."""

    read = "read"
    write = "write"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, and whether they act themselves or through a token."""

    id: int
    name: str
    email: str = ""
    admin: bool = False
    scopes: frozenset[Scope] | None = None
    """What the token allows; None for a person who signed in."""

    @property
    def by_token(self) -> bool:
        """Whether a program acts for the person."""
        return self.scopes is not None

    @property
    def may_write(self) -> bool:
        """Whether this way in allows changes at all."""
        return self.scopes is None or Scope.write in self.scopes


def actor_of(person: Person, scopes: frozenset[Scope] | None = None) -> Actor:
    """The actor that a person is."""
    return Actor(person.id, person.name, person.email, person.admin, scopes)
