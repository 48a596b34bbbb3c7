"""Roles, permissions and grants of one document while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from workbench.design.access import Effect, Grant, Permission, Role
from workbench.intake.permission_cells import Cell, RoleNames
from workbench.intake.reading import Reading


@dataclass
class PermissionBook:
    """What tables of one document have said so far.

    Roles and permissions come from tables of their own where the document has such; only where
    it has none are they taken from the matrix.
    """

    reading: Reading
    roles_stated: bool = False
    permissions_stated: bool = False
    names: RoleNames = field(default_factory=RoleNames)
    _grants: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    _lines: dict[tuple[str, str], int] = field(default_factory=dict)

    def role(self, raw: str, line: int) -> str:
        """The role that a title means, kept as an item where none is stated."""
        name = self.names.find(raw)
        if self.reading.has("role", name):
            return name
        if self.roles_stated:
            self.reading.alike(
                "unknown roles",
                line,
                f"{name!r} is granted something but is in no table of roles",
                warning=True,
            )
        else:
            self.reading.add(self.reading.part(Role, line, key=name), line, line)
        return name

    def permission(self, key: str, line: int, description: str) -> None:
        """Keep a permission that a matrix names, where none are stated."""
        if self.permissions_stated or self.reading.has("permission", key):
            return
        item = self.reading.part(Permission, line, key=key, description=description)
        self.reading.add(item, line, line)

    def grant(self, role: str, permission: str, cell: Cell, line: int) -> None:
        """Keep what a cell says; of two cells for one pair the first counts."""
        if cell.effect is None:
            return
        key = (role, permission)
        if key in self._grants:
            if self._grants[key]["effect"] is not cell.effect:
                self.reading.warn(
                    line,
                    f"{role} and {permission}: said differently on line {self._lines[key]}, "
                    "which counts",
                )
            return
        values: dict[str, Any] = {"effect": cell.effect}
        for name in ("attribute", "column", "notes"):
            if getattr(cell, name):
                values[name] = getattr(cell, name)
        self._grants[key] = values
        self._lines[key] = line

    def condition(self, role: str, permission: str, line: int, **values: str) -> None:
        """Add what a table of conditions says of a grant; alone it means `own`."""
        key = (role, permission)
        if not role or not permission:
            return
        self._grants.setdefault(key, {"effect": Effect.own}).update(values)
        self._lines.setdefault(key, line)

    def keep(self) -> None:
        """Turn what was collected into items."""
        for (role, permission), values in self._grants.items():
            line = self._lines[role, permission]
            grant = self.reading.part(Grant, line, role=role, permission=permission, **values)
            self.reading.add(grant, line, line)
