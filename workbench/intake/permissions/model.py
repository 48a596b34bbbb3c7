"""Roles, permissions and grants of one document while it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from workbench.design.access import Effect, Grant, Permission, Role
from workbench.intake.collector import DocumentCollector
from workbench.intake.permissions.cells import Cell
from workbench.intake.permissions.names import Named
from workbench.intake.permissions.roles import RoleNames

_ADVICE = "write all, own or none, or the comparison, such as `token.team_id = orders.team_id`"


@dataclass
class _Entry:
    """The grant of one role and permission, joined from all cells read."""

    effect: Effect
    line: int
    attribute: str = ""
    column: str = ""
    notes: list[str] = field(default_factory=list)
    vague: str = ""


@dataclass(frozen=True, slots=True)
class _Condition:
    """The condition that a table of conditions states for one role and permission."""

    role: str
    permission: str
    line: int
    cell: Cell
    narrows: bool
    grants: bool


@dataclass
class PermissionBook:
    """Roles, permissions and grants of one document while its tables are read.

    Roles and permissions come from tables of their own where the document has such; only where
    it has none are they taken from the matrix. Nothing is granted that is not understood, and of
    two words on one role and permission the narrower counts.
    """

    collector: DocumentCollector
    roles_stated: bool = False
    permissions_stated: bool = False
    names: RoleNames = field(default_factory=RoleNames)
    legend: dict[str, Cell] = field(default_factory=dict)
    """Marks that mean less in this document than elsewhere."""
    _entries: dict[tuple[str, str], _Entry] = field(default_factory=dict)
    _conditions: list[_Condition] = field(default_factory=list)
    _spellings: dict[tuple[str, str], str] = field(default_factory=dict)
    """By kind and what remains where writing does not count, the name as written first."""
    _roles: dict[str, str] = field(default_factory=dict)
    _known: dict[tuple[str, str], str] = field(default_factory=dict)
    _noted_columns: dict[tuple[int, str], object] = field(default_factory=dict)
    """Columns that were named already, with their tables."""

    def role(self, raw: str, line: int) -> str:
        """The role that a title means, kept as an item where none is stated; empty for none."""
        if raw in self._roles:
            return self._roles[raw]
        name = self.first_spelling("role", self.names.find(raw), line)
        if not name or self.collector.has("role", name):
            self._roles[raw] = name
            return name
        if self.roles_stated:
            self.collector.note_grouped(
                "unknown roles",
                line,
                f"role {name!r} has permissions but is missing from the table of roles",
                warning=True,
            )
        else:
            self.collector.add(self.collector.build(Role, line, key=name), line, line)
        return name

    def first_spelling(self, kind: str, name: str, line: int) -> str:
        """A role or permission as it was written first, where only its writing differs."""
        known = self._known.get((kind, name))
        if known is not None:
            return known
        written = _written(name)
        first = name
        if name and not self.collector.has(kind, name):
            first = self._spellings.get((kind, written), name)
        self._spellings.setdefault((kind, written), name)
        self._known[kind, name] = first
        if first != name:
            self.collector.note_grouped(
                "names written differently", line,
                f"{kind} {name[:80]!r} is read as {first[:80]!r}, because only the spelling "
                "differs. Use one spelling.",
                warning=True,
            )  # fmt: skip
        return first

    def roles_in_cell(self, raw: str, line: int) -> list[Named]:
        """The roles that a cell names; names that mean nobody are noted and left out."""
        made = self.names.roles_in_cell(raw)
        for grant in made:
            if grant.refused:
                self.refuse_role(grant, line)
        # `clerk, not intern` grants less to clerks than `clerk` alone.
        turned = "; ".join(grant.name for grant in made if grant.refused and not grant.struck)
        return [
            replace(grant, condition="; ".join(filter(None, [grant.condition, turned])))
            for grant in made
            if not grant.refused
        ]

    def refuse_role(self, named: Named, line: int) -> None:
        """Say that a name is no role."""
        self.doubt(
            f"{named.name[:80]!r} is not a role, because it {named.refused}; it gets no "
            "permissions. Name a role.",
            line,
        )

    def permission(self, key: str, line: int, description: str) -> None:
        """Keep a permission that a matrix names, where none are stated."""
        key = self.first_spelling("permission", key, line)
        if self.permissions_stated or self.collector.has("permission", key):
            return
        item = self.collector.build(Permission, line, key=key, description=description)
        self.collector.add(item, line, line)

    def grant(self, role: str, permission: str, cell: Cell, line: int) -> None:
        """Add what a cell grants; of two cells for one pair the narrower counts."""
        permission = self.first_spelling("permission", permission, line)
        if not role or not permission:
            return
        if cell.doubt:
            self.doubt(f"{role}, {permission}: {cell.doubt}", line, cell.effect)
        if cell.effect is None:
            if cell.notes:
                self.collector.note_grouped(
                    "unclear grants", line,
                    f"{permission}, {role}: {cell.notes!r} is neither yes nor no; left undecided",
                    warning=True,
                )  # fmt: skip
            return
        entry = self._entries.get((role, permission))
        if entry is None:
            entry = self._entries[role, permission] = _Entry(cell.effect, line)
        elif entry.effect is not cell.effect:
            narrower = min(entry.effect, cell.effect, key=lambda effect: effect.width)
            self.collector.note_grouped(
                "grants stated differently", line,
                f"{role}, {permission}: {cell.effect.value} here and {entry.effect.value} "
                f"on line {entry.line}; read as {narrower.value}, the narrower one. Remove "
                "one of the two.",
                warning=True,
            )  # fmt: skip
            entry.effect = narrower
        _add(entry, cell)

    def doubt(self, what: str, line: int, effect: Effect | None = None) -> None:
        """Warn about a text that is not understood, with what it is read as."""
        taken = f"; read as {effect.value}. To change that, {_ADVICE}." if effect else ""
        self.collector.note_grouped("unclear grants", line, f"{what}{taken}", warning=True)

    def note_unread_columns(self, table: object, columns: Iterable[str], line: int) -> None:
        """Warn about unknown columns beside something that is allowed, once for a table."""
        for title in columns:
            if (id(table), title) not in self._noted_columns:
                self._noted_columns[id(table), title] = table
                self.collector.note_grouped(
                    "unknown columns", line,
                    f"unknown column {title[:80]!r}; its words neither grant nor limit "
                    "anything. Name it Condition if they limit access, Notes if not; if it is "
                    "a role, write all, own or none in its cells.",
                    warning=True,
                )  # fmt: skip

    def condition(
        self,
        role: str,
        permission: str,
        line: int,
        cell: Cell,
        *,
        narrows: bool = False,
        grants: bool = True,
    ) -> None:
        """Add the condition that a table states for a grant, in whichever table the grant is.

        Where no other table has the pair, a condition that names what is compared means
        `own` if it `grants`; remarks alone grant nothing. With `narrows`, an `allow` becomes
        `own` by it.
        """
        permission = self.first_spelling("permission", permission, line)
        if role and permission:
            self._conditions.append(_Condition(role, permission, line, cell, narrows, grants))

    def add_items(self) -> None:
        """Turn what was collected into items."""
        for condition in self._conditions:
            self._apply(condition)
        for (role, permission), entry in self._entries.items():
            if entry.vague and entry.effect is Effect.own and not entry.column:
                self.collector.note_grouped(
                    "conditions in words", entry.line,
                    f"{role}, {permission}: {entry.vague[:120]!r} is a condition in words; read "
                    "as own, with the words as notes. Write the comparison, such as "
                    "`token.team_id = orders.team_id`.",
                    warning=True,
                )  # fmt: skip
            grant = self.collector.build(
                Grant,
                entry.line,
                role=role,
                permission=permission,
                effect=entry.effect,
                attribute=entry.attribute,
                column=entry.column,
                notes="\n".join(dict.fromkeys(entry.notes)),
            )
            self.collector.add(grant, entry.line, entry.line)

    def _apply(self, condition: _Condition) -> None:
        cell, pair = condition.cell, (condition.role, condition.permission)
        entry = self._entries.get(pair)
        if entry is None and (cell.effect is None or not condition.grants):
            self.doubt(
                f"{condition.role}, {condition.permission}: not granted, because nothing "
                "states whether it is allowed. Add a column with all, own or none.",
                condition.line,
            )
        elif entry is None:
            self.grant(*pair, cell, condition.line)
        else:
            if condition.narrows and cell.effect is not None:
                # Without a grant beside it, it may be a refusal; beside one it is its condition.
                firm = cell.effect is Effect.deny and not cell.doubt
                effect = Effect.deny if firm else Effect.own
                entry.effect = min(entry.effect, effect, key=lambda each: each.width)
                cell = replace(cell, vague=cell.vague or bool(cell.doubt))
            _add(entry, cell)


def _written(name: str) -> str:
    return _PARTING.sub(" ", name.casefold()).strip()


_PARTING = re.compile(r"[\s_-]+")


def _add(entry: _Entry, cell: Cell) -> None:
    """Add notes and conditions of a cell; those that were there first stay."""
    if not (entry.attribute or entry.column):
        entry.attribute, entry.column = cell.attribute, cell.column
    elif (cell.attribute or cell.column) and (entry.attribute, entry.column) != (
        cell.attribute,
        cell.column,
    ):
        entry.notes.append(f"and {cell.attribute} = {cell.column}")
    if cell.notes:
        entry.notes.append(cell.notes)
    if cell.vague:
        entry.vague = entry.vague or cell.notes.partition("\n")[0] or "conditional"
