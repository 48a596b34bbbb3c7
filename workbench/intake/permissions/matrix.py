"""Matrices of roles and actions: roles as columns, or as rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from workbench.design.access import Effect
from workbench.intake.markdown import inline
from workbench.intake.markdown.document import Row, Table
from workbench.intake.markdown.sections import Section, label
from workbench.intake.permissions.cells import (
    Cell,
    has_bits,
    meaning_of_x,
    narrowed,
    permission_key,
    read_bit,
    read_cell,
)
from workbench.intake.permissions.column_titles import (
    DENIAL,
    EXCEPTION,
    HARMLESS,
    TAKING,
    meaning_of,
)
from workbench.intake.permissions.columns import (
    Column,
    affects_access,
    column_of,
    decide,
    filled_titles,
)
from workbench.intake.permissions.legend import under_legend
from workbench.intake.permissions.matrix_recognition import MOST_OF_TEN, ROLE_WORDS
from workbench.intake.permissions.model import PermissionBook
from workbench.intake.permissions.names import Named, read_action
from workbench.intake.permissions.roles import is_person

_BITS = frozenset({"0", "1"})
_NO_ROLE = frozenset(
    {"notes", "description", "requires status", "condition", "rule", "comment", "comments"}
)
_VERBS = frozenset(
    {"create", "read", "update", "delete", "view", "edit", "list", "write", "add", "remove",
     "export", "import", "approve", "manage", "change", "modify", "execute"}
)  # fmt: skip
_WORD = re.compile(r"[\w.*-]+")
_STATE_COLUMNS = frozenset({"fsp status", "status", "state", "menu"})
#: What limits something elsewhere, and is the name of a role above a column of answers.
_READERS = frozenset({"view only", "read only", "readonly"})
#: The state that an object must be in belongs to the action, for every role.
_STATES_OF_ACTIONS = frozenset({"requires status", "required status", "required state"})


def read_matrix(table: Table, section: Section, book: PermissionBook) -> None:
    """Read a table whose columns are roles, or whose rows are; any other is left alone."""
    header = table.header.cells
    rows = [row for row in table.rows if any(row.cells)]
    roles = _role_columns(header, rows, book)
    if not roles or _names_actions_only(table, roles, book):
        return
    matrix = _matrix_of(table, rows, roles, book)
    if label(header[0]) in ROLE_WORDS:
        matrix.name_actions()
        matrix.read_transposed(rows)
        return
    matrix.name_roles()
    for row in rows:
        matrix.read_row(row, section)
    for column in matrix.unknown:
        if any(map(inline.value, column.cells)):
            book.note_unread_columns(matrix, [column.title], table.header.line)


def _role_columns(header: Sequence[str], rows: list[Row], book: PermissionBook) -> list[int]:
    """Positions of the columns that are called like roles; empty where they are too doubtful."""
    people = not book.roles_stated and names_people(header)
    roles = [
        at
        for at in range(1, len(header))
        if _is_role(header[at], [row.cells[at] for row in rows], book, people=people)
    ]
    alone = len(roles) == 1 and book.roles_stated and not book.names.knows(header[roles[0]])
    return [] if alone else roles


def _names_actions_only(table: Table, roles: list[int], book: PermissionBook) -> bool:
    """Whether the columns taken for roles are actions, which is noted."""
    header = table.header.cells
    verbs = [header[at] for at in roles if label(header[at]) in _VERBS]
    known = any(book.names.knows(header[at]) for at in roles)
    if len(verbs) < 2 or label(header[0]) in ROLE_WORDS or known:  # noqa: PLR2004 - one may be a role
        return False
    shown = ", ".join(map(inline.plain, verbs))
    book.doubt(
        f"table not read, because its columns {shown} are actions and not roles. Add a column "
        "Role, or name the roles in the header.",
        table.line,
    )
    return True


def _matrix_of(table: Table, rows: list[Row], roles: list[int], book: PermissionBook) -> _Matrix:
    header = table.header.cells
    cells = [row.cells for row in rows]
    others = [at for at in range(1, len(header)) if at not in roles]
    return _Matrix(
        table,
        book,
        tuple(roles),
        meaning_of_x([row[at] for row in cells for at in roles]),
        has_bits(row[at] for row in cells for at in roles),
        tuple(column_of(at, header, cells) for at in others if _narrows(header[at])),
        tuple(column_of(at, header, cells) for at in others if _is_unknown(header[at])),
    )


@dataclass(frozen=True, slots=True)
class _Matrix:
    """A matrix while it is read."""

    table: Table
    book: PermissionBook
    roles: tuple[int, ...]
    """Positions of the columns that are roles, or actions where the rows are roles."""
    cross: Effect | None
    """What a lone letter x means in it."""
    bits: bool
    """Whether its cells are all 1 or 0."""
    others: tuple[Column, ...]
    """Columns that may limit what the cells grant."""
    unknown: tuple[Column, ...] = ()
    """Columns whose titles have no known meaning."""
    titles: dict[int, Named] = field(default_factory=dict)
    """What the titles of its columns name, without those that name nothing."""

    def read_row(self, row: Row, section: Section) -> None:
        """Read what a row states about one action."""
        header, book = self.table.header.cells, self.book
        before = range(1, self.roles[0])
        action = read_action(row.cells[0]) if row.cells[0].strip() else Named("")
        if action.refused:
            if any(row.cells[at].strip() for at in self.roles):
                self._refuse_action(action, row.line)
            return
        key = permission_key(
            action.name, _context(section, header, row, before), book.collector, row.line
        )
        if not key or self._is_shifted(row):
            return
        self._describe(row, key)
        remarks = self._remarks(row)
        for at, named in self.titles.items():
            # A remark is about the roles that it names, or about all of them.
            relevant = [remark for remark, about in remarks if not about or named.name in about]
            cell = self._cell(row, at, key, relevant)
            cell = narrowed(narrowed(cell, named.condition), action.condition)
            self._name_unknown(row, cell)
            if cell.effect is not None or cell.notes:
                book.grant(book.role(named.name, row.line), key, cell, row.line)

    def _refuse_action(self, action: Named, line: int) -> None:
        self.book.doubt(
            f"action {action.name[:80]!r} {action.refused}; not read. Name only the "
            "action, and state in its cells whether it is allowed.",
            line,
        )

    def name_roles(self) -> None:
        """Find the titles that name a role; those that only look like it are noted."""
        header = self.table.header
        for at in self.roles:
            named = self.book.names.named(header.cells[at])
            if named.refused:
                self.book.refuse_role(named, header.line)
            else:
                self.titles[at] = named

    def name_actions(self) -> None:
        """Find the titles that name an action; those struck out or negated are noted."""
        for at in self.roles:
            action = read_action(self.table.header.cells[at])
            if action.refused:
                self._refuse_action(action, self.table.header.line)
            else:
                self.titles[at] = action

    def read_transposed(self, rows: list[Row]) -> None:
        """Rows are roles, columns what they may do, on a resource where a column names one."""
        header, book = self.table.header.cells, self.book
        resources = [at for at, title in enumerate(header) if meaning_of(title) == "resource"]
        above = ""
        for row in rows:
            resource = inline.name(row.cells[resources[0]]) if resources else ""
            raw = row.cells[0].strip()
            above = raw or (above if resource else "")
            if self._is_shifted(row):
                continue
            if not above or (resources and not resource):
                what = "resource" if above else "role"
                book.doubt(f"row not read, because it names no {what}. Name one.", row.line)
                continue
            self._read_role(row, above, resource)

    def _read_role(self, row: Row, title: str, resource: str) -> None:
        """Read what a row grants one role, on a resource where it names one."""
        header, book = self.table.header, self.book
        named = book.names.named(title)
        if named.refused:
            book.refuse_role(named, row.line)
            return
        role = book.role(named.name, row.line)
        for at, action in self.titles.items():
            key = self._action(action.name, resource)
            if key:
                book.permission(key, header.line, self._title_text(header.cells[at]))
                cell = self._cell(row, at, key, self.others)
                cell = narrowed(narrowed(cell, named.condition), action.condition)
                self._name_unknown(row, cell)
                book.grant(role, key, cell, row.line)

    def _action(self, title: str, resource: str) -> str:
        plain = inline.name(title)
        if resource and _WORD.fullmatch(plain) and _WORD.fullmatch(resource):
            return f"{resource}:{plain}"
        return permission_key(title, resource, self.book.collector, self.table.header.line)

    @staticmethod
    def _title_text(title: str) -> str:
        return "" if ":" in title else inline.plain(title)

    def _describe(self, row: Row, key: str) -> None:
        """Add the permission, described by the columns beside the roles."""
        header = self.table.header.cells
        noted = (other.at for other in self.others if other.meaning not in TAKING)
        taken = {0, *self.roles, *noted}
        remarks = [
            f"{inline.plain(header[at])}: {inline.value(row.cells[at])}"
            for at in range(len(header))
            if at not in taken and inline.value(row.cells[at])
        ]
        self.book.permission(key, row.line, "\n".join(remarks))
        if remarks and self.book.permissions_stated:
            self.book.collector.note_grouped(
                "remarks in matrices", row.line,
                f"{key}: {'; '.join(remarks)[:200]!r} is not imported, because a separate "
                "table describes the permission",
            )  # fmt: skip

    def _cell(self, row: Row, at: int, key: str, relevant: Sequence[Column]) -> Cell:
        raw = row.cells[at]
        cell = read_bit(raw) if self.bits else read_cell(raw, about=key, cross=self.cross)
        cell = under_legend(cell, [row.cells[at]], self.book.legend)
        if cell.effect is None or not self.others:
            return cell
        made = decide(row.cells, relevant, key, cell)
        rest = [
            inline.value(row.cells[other.at])
            for other in self.others
            if other not in relevant and other.meaning == "notes"
        ]
        return replace(made, notes="\n".join(filter(None, [made.notes, *rest])))

    def _remarks(self, row: Row) -> list[tuple[Column, frozenset[str]]]:
        """Columns beside the roles, with the roles that each names in this row."""
        made = []
        for other in self.others:
            words = f" {label(row.cells[other.at])} "
            titles = (each.name for each in self.titles.values()) if words.strip() else ()
            made.append((other, frozenset(each for each in titles if f" {label(each)} " in words)))
        return made

    def _name_unknown(self, row: Row, cell: Cell) -> None:
        if cell.effect is Effect.allow and self.unknown:
            self.book.note_unread_columns(self, filled_titles(row.cells, self.unknown), row.line)

    def _is_shifted(self, row: Row) -> bool:
        """Whether a row has more cells than there are columns, so that none is sure."""
        width = len(self.table.header.cells)
        if row.count <= width:
            return False
        self.book.doubt(
            f"the row has {row.count} cells and the header {width}, so it is not sure which cell "
            "is which; nothing was granted. Write a bar in a cell as `\\|`.",
            row.line,
        )
        return True


def _context(section: Section, header: tuple[str, ...], row: Row, before: range) -> str:
    """What makes an action of this table its own: its heading where rows are only states."""
    title = section.title if label(header[0]) in _STATE_COLUMNS else ""
    resources = [inline.plain(row.cells[at]) for at in before if label(header[at]) == "resource"]
    return " ".join([title, *resources]).strip()


def _narrows(title: str) -> bool:
    """Whether a column beside the roles may limit what their cells grant."""
    meaning = meaning_of(title)
    narrowing = meaning in {"access", "scope", "condition", "notes"} or meaning in TAKING
    return narrowing and label(title) not in {"description", *_STATES_OF_ACTIONS}


def _is_unknown(title: str) -> bool:
    return not meaning_of(title) or label(title) in _STATES_OF_ACTIONS


def _is_role(title: str, column: list[str], book: PermissionBook, *, people: bool) -> bool:
    """Whether a title names a role; with `people`, names of people are titles of this table."""
    if not inline.plain(title):
        return False
    return (
        book.names.knows(title)
        or _is_limited_role(title, book)
        or (people and is_person(title) and meaning_of(title) not in {DENIAL, EXCEPTION})
        or (not _has_other_meaning(title) and _holds_answers(column, book))
    )


def _is_limited_role(title: str, book: PermissionBook) -> bool:
    """Whether a title is a role with a condition or a negation (`Admin (own)`, `not Guest`)."""
    named = book.names.named(title)
    limited = named.refused or named.condition
    return bool(limited) and (book.names.knows(named.name) or _is_any_person(named.name))


def _has_other_meaning(title: str) -> bool:
    meaning = meaning_of(title)
    answers = affects_access(meaning) and label(title) not in _READERS
    return label(title) in _NO_ROLE or answers or meaning == HARMLESS


def _holds_answers(column: list[str], book: PermissionBook) -> bool:
    """Whether most cells, or all where the roles are stated elsewhere, say yes or no."""
    cells = [cell for cell in column if cell.strip()]
    certain = sum(1 for cell in cells if cell.strip() in _BITS or read_cell(cell).certain)
    return bool(cells) and certain * 10 >= len(cells) * (10 if book.roles_stated else MOST_OF_TEN)


def _is_any_person(name: str) -> bool:
    """Whether a name, perhaps with a negation, is one of people."""
    return is_person(re.sub(r"(?i)^(?:not|non|no)\b", "", name))


def names_people(header: Iterable[str]) -> bool:
    """Whether two or more columns are called as roles are everywhere."""
    return sum(1 for title in header if is_person(title)) > 1
