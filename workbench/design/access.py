"""Phase 4, authentication and permissions."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from workbench.design.base import Item, Key, Keyed, Line, Single, Text


class Auth(Single):
    """The authentication strategy."""

    strategy: Line = ""
    """`JWT`, `session`, `OAuth`, `API key`, or a combination of them."""
    token_location: Line = ""
    """Where the token travels, such as the `Authorization` header or a cookie."""
    expiry: Line = ""
    """How long a token is valid."""
    refresh: Text = ""
    denied_status: Literal[0, 403, 404] = 0
    """Response status for callers without permission."""
    tenancy: Line = ""
    """Whose rows a caller can see: `none` (everybody's), `tenant` or `owner`."""
    notes: Text = ""


class Role(Keyed):
    """A role; its key is its name."""

    description: Text = ""
    admin: bool = False
    """Has every permission, on purpose."""
    no_flow_reason: Text = ""
    """Why no user flow has this role, for example because it is a machine or an auditor."""


class Permission(Keyed):
    """A permission, named `<resource>:<action>`."""

    description: Text = ""


class Effect(StrEnum):
    """What a role may do with a permission."""

    allow = "allow"
    #: Allowed on the caller's own rows, according to the grant's condition.
    own = "own"
    deny = "deny"

    @property
    def width(self) -> int:
        """Rank for comparisons: deny (0), own (1), allow (2)."""
        return (Effect.deny, Effect.own, Effect.allow).index(self)


class Grant(Item):
    """One cell of the role x permission matrix; its key is `<role> <permission>`."""

    role: Key
    permission: Key
    effect: Effect
    attribute: Line = ""
    """For `own`: the value of the caller that the column must equal, such as `token.sub`."""
    column: Line = ""
    """For `own`: the column that identifies the owner, such as `orders.customer_id`."""
    notes: Text = ""

    @property
    def item_key(self) -> str:
        """Role and permission."""
        return f"{self.role} {self.permission}"


class Access(Item):
    """Permissions that an endpoint requires; its key is the endpoint's."""

    endpoint: Key
    permissions: tuple[Key, ...] = ()
    public: bool = False
    reason: Text = ""
    """Why the endpoint is public."""
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
    """Database or application roles; leave empty for all roles."""
    permissive: bool = True
    using: Text = ""
    check: Text = ""

    @property
    def item_key(self) -> str:
        """Table and name."""
        return f"{self.table}.{self.name}"
