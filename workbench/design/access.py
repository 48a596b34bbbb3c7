"""Phase 4, authentication and permissions (W5)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from workbench.design.base import Item, Key, Keyed, Line, Single, Text


class Auth(Single):
    """How callers prove who they are."""

    strategy: Line = ""
    """`JWT`, `session`, `OAuth`, `API key` or a combination in words."""
    token_location: Line = ""
    expiry: Line = ""
    refresh: Text = ""
    denied_status: Literal[0, 403, 404] = 0
    """What a caller without permission is told; 0 while undecided."""
    tenancy: Line = ""
    """`none`, `tenant` or `owner`: whose rows a caller may see."""
    notes: Text = ""


class Role(Keyed):
    """A role; its key is its name."""

    description: Text = ""
    admin: bool = False
    """May do everything on purpose."""
    no_flow_reason: Text = ""
    """Why no user flow names it (a machine, an auditor)."""


class Permission(Keyed):
    """A permission `<resource>:<action>`."""

    description: Text = ""


class Effect(StrEnum):
    """What one cell of the matrix says."""

    allow = "allow"
    #: Allowed on rows that are the caller's own, by the named attribute.
    own = "own"
    deny = "deny"

    @property
    def width(self) -> int:
        """How much it gives, for comparing: deny, own, allow."""
        return (Effect.deny, Effect.own, Effect.allow).index(self)


class Grant(Item):
    """One cell of the role x permission matrix; its key is `<role> <permission>`."""

    role: Key
    permission: Key
    effect: Effect
    attribute: Line = ""
    """For `own`: what of the caller is compared (`token.sub`)."""
    column: Line = ""
    """For `own`: the column it is compared with (`orders.customer_id`)."""
    notes: Text = ""

    @property
    def item_key(self) -> str:
        """Role and permission."""
        return f"{self.role} {self.permission}"


class Access(Item):
    """What one endpoint demands; its key is the endpoint's."""

    endpoint: Key
    permissions: tuple[Key, ...] = ()
    public: bool = False
    reason: Text = ""
    """Why it is public."""
    notes: Text = ""

    @property
    def item_key(self) -> str:
        """The endpoint's key."""
        return self.endpoint


class Policy(Item):
    """A row-level-security policy; its key is `<table>.<name>`."""

    name: Key
    table: Key
    command: Literal["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"] = "ALL"
    roles: tuple[Key, ...] = ()
    """Database or application roles; empty means everybody."""
    permissive: bool = True
    using: Text = ""
    check: Text = ""

    @property
    def item_key(self) -> str:
        """Table and name."""
        return f"{self.table}.{self.name}"
