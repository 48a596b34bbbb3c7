"""Tables that list permissions, with their descriptions and the roles that have them."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.design.access import Effect, Permission
from workbench.intake.collector import clean_key
from workbench.intake.markdown import inline
from workbench.intake.markdown.column_matching import Columns
from workbench.intake.markdown.document import Row, Table
from workbench.intake.markdown.sections import label
from workbench.intake.permissions.cells import Cell, narrowed
from workbench.intake.permissions.column_titles import DENIAL
from workbench.intake.permissions.columns import Column, column_of, decide, filled_titles
from workbench.intake.permissions.model import PermissionBook
from workbench.intake.permissions.names import names_nobody, read_action

PERMISSION = Columns(
    {
        "permission": "Permission|Permission Key|Scope|Name|الصلاحية|Berechtigung",
        "description": "Description|Meaning|Purpose|Allows|الوصف|Beschreibung",
        "roles": "Roles|Role|Granted To|Who",
    }
)


def read_permission_table(table: Table, book: PermissionBook) -> None:
    """Read the permissions of a table into `book`, and to whom it grants or denies them."""
    reader = _table_reader(table, book)
    for row, cells in PERMISSION.rows(table, book.collector):
        reader.read_row(row, cells)


def _table_reader(table: Table, book: PermissionBook) -> _TableReader:
    header = table.header.cells
    positions = PERMISSION.positions(header)
    known = {positions["permission"], positions.get("roles")}
    rows = [row.cells for row in table.rows]
    others = [column_of(at, header, rows) for at in range(len(header)) if at not in known]
    denying = [column for column in others if column.meaning == DENIAL and _lists_roles(column)]
    limiting = [column for column in others if column not in denying]
    return _TableReader(table, book, denying, limiting, positions.get("description"))


@dataclass(frozen=True, slots=True)
class _TableReader:
    table: Table
    book: PermissionBook
    denying: list[Column]
    """Columns that list the roles to which a permission is denied."""
    limiting: list[Column]
    """Other columns, each of which may limit what a row grants."""
    described_at: int | None

    def read_row(self, row: Row, cells: dict[str, str]) -> None:
        """Read the permission of a row, and to whom it is granted or denied."""
        book = self.book
        action = read_action(cells["permission"])
        key = clean_key(inline.name(action.name))
        if not key:
            return
        if action.refused:
            book.doubt(f"permission {key[:80]!r} {action.refused}; not read", row.line)
            return
        description = inline.value(cells.get("description", ""))
        permission = book.collector.build(Permission, row.line, key=key, description=description)
        book.collector.add(permission, row.line, row.line)
        self._deny(key, row)
        roles = cells.get("roles", "")
        if inline.names(roles):
            self._grant(key, row, roles, action.condition)

    def _deny(self, key: str, row: Row) -> None:
        for column in self.denying:
            for name in inline.names(row.cells[column.at]):
                if not names_nobody(name):
                    denied = Cell(Effect.deny, notes=f"{column.title}: {name}")
                    self.book.grant(self.book.role(name, row.line), key, denied, row.line)

    def _grant(self, key: str, row: Row, roles: str, condition: str) -> None:
        """Grant a permission to the listed roles; a row with too many cells grants none."""
        book = self.book
        cell = decide(
            row.cells, self.limiting, key, Cell(Effect.allow), ignored_at=self.described_at
        )
        cell = narrowed(cell, condition)
        if cell.effect is Effect.allow:
            unknown = [column for column in self.limiting if not column.meaning]
            book.note_unread_columns(self.table, filled_titles(row.cells, unknown), row.line)
        for role in book.roles_in_cell(roles, row.line):
            if row.count <= len(row.cells):
                name = book.role(role.name, row.line)
                book.grant(name, key, narrowed(cell, role.condition), row.line)


def _lists_roles(column: Column) -> bool:
    """Whether a column of denials lists roles, and does not answer yes or no."""
    words = label(column.title).split()
    return not {"to", "for", "roles", "role", "users", "fur", "a", "pour", "para"}.isdisjoint(words)
