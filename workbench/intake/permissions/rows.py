"""Tables with one row per role and action: `Role | Action | Scope | Notes`, in any order.

Also tables without a column of roles, where the heading above them names the role.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from workbench.design.access import Effect
from workbench.intake.collector import clean_key
from workbench.intake.markdown import inline
from workbench.intake.markdown.document import Row, Table
from workbench.intake.markdown.sections import label
from workbench.intake.permissions.cells import narrowed, permission_key, read_cell
from workbench.intake.permissions.column_titles import HARMLESS, TAKING, meaning_of
from workbench.intake.permissions.columns import (
    Column,
    column_of,
    decide,
    filled_titles,
    grants_or_denies,
)
from workbench.intake.permissions.legend import under_legend
from workbench.intake.permissions.model import PermissionBook
from workbench.intake.permissions.names import Named, read_action, split_names
from workbench.intake.permissions.roles import is_person

_KEYS = ("role", "resource", "permission")
_KEY = re.compile(r"[\w.*-]+(?::[\w.*-]+)+")
_WORD = re.compile(r"[\w.*-]+")
#: Signs that repeat the cell above.
_DITTO = frozenset({"", '"', "''", "″", "〃", "”", "„", "&quot;", "^"})
_TOLD_OF_TEN = 7
_HALF = 5


@dataclass(frozen=True, slots=True)
class RowTable:
    """The positions of role, resource and action in a table of rows, and its other columns."""

    keys: dict[str, int]
    columns: tuple[Column, ...]

    @property
    def unknown(self) -> tuple[Column, ...]:
        """Columns whose titles have no known meaning."""
        return tuple(column for column in self.columns if not column.meaning)

    @property
    def has_answers(self) -> bool:
        """Whether a column allows or denies something."""
        return any(grants_or_denies(column.meaning) for column in self.columns)


def row_table(table: Table) -> RowTable:
    """What the columns of a table mean if it is one of rows, which `is_row_table` decides."""
    keys = _key_columns(table)
    rows = [row.cells for row in table.rows]
    others = (at for at in range(len(table.header.cells)) if at not in keys.values())
    return RowTable(keys, tuple(_other_column(at, table, rows) for at in others))


def _key_columns(table: Table) -> dict[str, int]:
    """Positions of the columns that name role, permission and the like, by what they name."""
    header = table.header.cells
    keys: dict[str, int] = {}
    for at, title in enumerate(header):
        meaning = meaning_of(title)
        if meaning == "permission" and meaning in keys and label(title) == "permission":
            # Of `Action | Permission` the second holds the key, unless it answers yes and no.
            keys[meaning] = keys[meaning] if _mostly_answers(table, at, 0) else at
        elif meaning in _KEYS and meaning not in keys:
            keys[meaning] = at
    if list(keys) == ["permission"] and _mostly_answers(table, keys["permission"]):
        return {}
    # `User` above a column of answers is itself a role.
    doubtful = "role" in keys and label(header[keys["role"]]) in _DOUBTFUL_ROLE_TITLES
    if doubtful and _mostly_answers(table, keys["role"]):
        del keys["role"]
    return keys


_DOUBTFUL_ROLE_TITLES = frozenset({"user", "who", "principal", "persona"})


def _other_column(at: int, table: Table, rows: list[tuple[str, ...]]) -> Column:
    """A column that is no key; a second `Permission` may answer yes and no."""
    column = column_of(at, table.header.cells, rows)
    if column.meaning not in _KEYS:
        return column
    answering = column.meaning == "permission" and _mostly_answers(table, at, 0)
    return replace(column, meaning="access" if answering else HARMLESS)


def is_row_table(found: RowTable) -> bool:
    """Whether each row of a table grants an action to a role."""
    if "role" not in found.keys:
        return False
    return "permission" in found.keys or ("resource" in found.keys and found.has_answers)


def lists_grants(table: Table) -> bool:
    """Whether a table alone shows that it is about access: role, action, and a word on each."""
    found = row_table(table)
    if not {"role", "permission"} <= set(found.keys) or not found.has_answers:
        return False
    titles = {key: label(table.header.cells[at]) for key, at in found.keys.items()}
    answering = [column for column in found.columns if grants_or_denies(column.meaning)]
    plain = titles["role"] in _SURE_ROLES and titles["permission"] in _SURE_ACTIONS
    if plain and any(label(column.title) in _SURE_ANSWERS for column in answering):
        return True
    return titles["role"] != "user" and any(
        _mostly_answers(table, column.at, _HALF) for column in answering
    )


#: Titles that together make a table one of access, without a look at its cells.
_SURE_ROLES = frozenset({"role", "role name", "user role"})
_SURE_ACTIONS = frozenset({"permission", "permissions", "permission key", "action", "operation"})
_SURE_ANSWERS = frozenset({"scope", "access", "access level", "allowed", "granted", "permitted"})


def is_table_of_one_role(found: RowTable) -> bool:
    """Whether each row of a table grants an action, and the role must be in a heading."""
    named = "permission" in found.keys or "resource" in found.keys
    return "role" not in found.keys and named and found.has_answers


def _mostly_answers(table: Table, at: int, of_ten: int = _TOLD_OF_TEN) -> bool:
    cells = [row.cells[at] for row in table.rows[:20] if row.cells[at].strip()]
    return sum(read_cell(cell).certain for cell in cells) * 10 > len(cells) * of_ten


@dataclass
class _Above:
    """What stood in the cells above, for the columns whose blank cells mean the same again."""

    keys: dict[str, int]
    carried: dict[str, str] = field(default_factory=dict)

    def fill(self, row: Row) -> dict[str, str]:
        """The cells of role, resource and action of a row; the last of them is never carried."""
        order = sorted(self.keys, key=lambda key: self.keys[key])
        made: dict[str, str] = {}
        for place, key in enumerate(order):
            raw = row.cells[self.keys[key]].strip()
            if raw not in _DITTO:
                made[key] = raw
                for later in order[place:]:
                    self.carried.pop(later, None)
                if key != order[-1]:
                    self.carried[key] = raw
            else:
                made[key] = self.carried.get(key, "")
        return made


def read_rows(table: Table, found: RowTable, book: PermissionBook, role: str = "") -> None:
    """Read a table of rows; `role` is who it is about where it has no column of roles."""
    above = _Above(found.keys)
    width = len(table.header.cells)
    for row in table.rows:
        if not any(row.cells):
            continue
        keys = above.fill(row)
        if row.count > width:
            book.doubt(
                f"the row has {row.count} cells and the header {width}, so it is not sure which "
                "cell is which; nothing was granted. Write a bar in a cell as `\\|`.",
                row.line,
            )
            continue
        raw = role or keys.get("role", "")
        roles = book.roles_in_cell(raw, row.line) if raw else []
        if not raw:
            book.doubt(
                "row not read, because neither it nor its heading names a role. Name one.",
                row.line,
            )
        if not roles:
            if "role" in keys:
                above.carried.pop("role", None)
            continue
        for key in _permissions(keys, book, row.line):
            book.permission(key[0], row.line, "")
            _grant(row, found, book, roles, key)


def _permissions(
    keys: dict[str, str], book: PermissionBook, line: int
) -> Iterator[tuple[str, str]]:
    """Permissions that a row names, each with the remark beside it."""
    action, resource = keys.get("permission", ""), keys.get("resource", "")
    parts = split_names(action)
    several = len(parts) > 1 and not resource and all(_KEY.search(part) for part in parts)
    of_what = read_action(resource) if resource else Named("")
    for raw in parts if several else [action]:
        asked = read_action(raw) if raw else Named("")
        refused = asked if asked.refused else of_what
        if refused.refused:
            book.doubt(
                f"action {refused.name[:80]!r} {refused.refused}; not read. Name only the "
                "action, and state in a column whether it is allowed.",
                line,
            )
            continue
        key = _key(asked.name, inline.name(of_what.name), book, line)
        key = key or ("" if "permission" in keys else clean_key(inline.name(of_what.name)))
        if key:
            yield key, "; ".join(filter(None, [asked.condition, of_what.condition]))
        else:
            book.doubt("row not read, because it names no action. Name a permission.", line)


def _key(action: str, resource: str, book: PermissionBook, line: int) -> str:
    plain = inline.name(action)
    if resource and _WORD.fullmatch(plain) and _WORD.fullmatch(resource):
        return clean_key(f"{resource}:{plain}")
    return permission_key(action, resource, book.collector, line) if action else ""


def _grant(
    row: Row, found: RowTable, book: PermissionBook, roles: list[Named], key: tuple[str, str]
) -> None:
    cell = decide(row.cells, found.columns, key[0])
    answers = [row.cells[other.at] for other in found.columns if grants_or_denies(other.meaning)]
    cell = narrowed(under_legend(cell, answers, book.legend), key[1])
    if cell.effect is Effect.allow:
        book.note_unread_columns(found, filled_titles(row.cells, found.unknown), row.line)
    for named in roles:
        role = book.role(named.name, row.line)
        narrowed_cell = narrowed(cell, named.condition)
        if found.has_answers:
            book.grant(role, key[0], narrowed_cell, row.line)
        else:
            meanings = {column.meaning for column in found.columns}
            cuts = "condition" in meanings or not meanings.isdisjoint(TAKING)
            grants = not meanings.isdisjoint({"condition", "attribute", "column"})
            book.condition(role, key[0], row.line, narrowed_cell, narrows=cuts, grants=grants)


def role_of_heading(title: str, book: PermissionBook) -> str:
    """The role that a heading names (`Admin`, `Role: clerk`, `Clerk permissions`), or nothing."""
    plain = inline.plain(title)
    if book.names.knows(plain) or is_person(plain):
        return plain
    found = _ROLE_HEADING.fullmatch(plain) or _OF_ROLE.fullmatch(plain)
    name = found["name"].strip() if found else ""
    stated = found is not None and (found.re is _ROLE_HEADING or book.names.knows(name))
    return name if stated or is_person(name) else ""


_ROLE_HEADING = re.compile(
    r"(?:role|rolle|rôle|rol|ruolo|papel|角色|роль|الدور)\s{0,9}[:\uff1a–—-]\s{0,9}(?P<name>.{1,200})",
    re.IGNORECASE,
)
_OF_ROLE = re.compile(
    r"(?:(?:permissions|access|rights) (?:of|for) )?(?:the )?(?P<name>.{1,200}?)"
    r"(?: (?:role|permissions|access|rights))?",
    re.IGNORECASE,
)
