"""Matrices of roles and what they may do, whichever way round they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbench.intake import escapes
from workbench.intake.blocks import Row, Table
from workbench.intake.permission_book import PermissionBook
from workbench.intake.permission_cells import permission_key, read_cell
from workbench.intake.sections import Section, folded, label

#: Headers of a column of roles.
ROLE_WORDS = frozenset(
    {"role", "role name", "actor", "user role", "الدور", "rolle", "rol", "角色", "name"}
)
_NO_ROLE = frozenset(
    {"notes", "description", "requires status", "condition", "rule", "comment", "comments"}
)
_STATE_COLUMNS = frozenset({"fsp status", "status", "state", "menu"})
#: Of ten cells of a column, how many must be those of a matrix where no roles are stated.
_MOST = 7


_PROMISE = re.compile(
    folded(
        r"permission|\baccess (?:control|rights?|levels?|matrix|model|polic|rules?)|\brbac\b"
        r"|\broles?\b|authori[sz]ation|privilege|\bwho (?:can|may)\b"
        r"|entitlement|صلاحي|الأدوار|berechtig|zugriff|rechte\b|rollen|droits|accès|rôles?\b"
        r"|permiso|acceso|roles\b|permiss|acesso|papéis|permessi|ruoli|权限|角色|権限|ロール|권한"
        r"|역할"
        r"|доступ|права\b|роли|hak akses|peran|quyền|vai trò|uprawnie"
    )
)
_PEOPLE = re.compile(
    folded(
        r"^(?:\w+ )?(?:admin\w*|owner|user|member|manager|editor|viewer|guest|visitor|moderator"
        r"|staff|operator|customer|client|seller|buyer|teacher|student|parent|doctor|patient|agent"
        r"|author|employee|supervisor|auditor|anonymous|public|developer|reviewer|approver"
        r"|partner|vendor"
        r"|benutzer|gast|utilisateur|invité|usuario|invitado|usuário|visitante|gestor|cliente"
        r"|مدير|مشرف|مستخدم|زائر|عضو|管理员|用户|游客|管理者|ユーザー|ゲスト|관리자|사용자"
        r"|пользователь"
        r"|администратор|гость)s?(?: \w+)?$"
    )
)


def promises_matrix(table: Table, places: Iterable[str]) -> bool:
    """Whether a table is one of roles and what they may do, and not of other yes and no.

    Its columns must say so mostly, and a heading above it (`places`, normalised) or its own header
    must be about roles or access: `Feature | Ours | Theirs` with the same marks compares products.
    """
    header = [label(cell) for cell in table.header.cells]
    rows = [row for row in table.rows[:20] if any(row.cells)]
    if len(header) < 3 or not rows:  # noqa: PLR2004 - an action and two roles
        return False
    told = [at for at in range(1, len(header)) if _mostly_told(at, rows)]
    said = sum(1 for at in told for row in rows if row.cells[at].strip())
    if len(told) < 2 or said < 4:  # noqa: PLR2004 - two roles, and not only a cell or two
        return False
    people = sum(1 for at in told if _PEOPLE.match(header[at]))
    return (
        people > 1 or header[0] in ROLE_WORDS - {"name"} or bool(_PROMISE.search(header[0]))
        or any(map(_PROMISE.search, places))
    )  # fmt: skip


def _mostly_told(at: int, rows: list[Row]) -> bool:
    cells = [row.cells[at] for row in rows if row.cells[at].strip()]
    return bool(cells) and sum(read_cell(cell).certain for cell in cells) * 10 >= len(cells) * _MOST


def read_matrix(table: Table, section: Section, book: PermissionBook) -> None:
    """Read a table whose columns are roles, or whose rows are; any other is left alone."""
    header = table.header.cells
    rows = [row for row in table.rows if any(row.cells)]
    roles = [at for at in range(1, len(header)) if _is_role(header[at], at, rows, book)]
    known = any(book.names.knows(header[at]) for at in roles)
    if not roles or (book.roles_stated and not known and len(roles) == 1):
        return
    if label(header[0]) in ROLE_WORDS:
        _read_transposed(table, roles, book)
        return
    for row in rows:
        _read_row(row, table, section, roles, book)


def _read_row(
    row: Row, table: Table, section: Section, roles: list[int], book: PermissionBook
) -> None:
    header = table.header.cells
    before = range(1, roles[0])
    context = _context(section, header, row, before)
    key = permission_key(row.cells[0], context, book.reading, row.line)
    if not key:
        return
    said = [
        f"{escapes.plain(header[at])}: {escapes.value(row.cells[at])}"
        for at in before
        if escapes.value(row.cells[at])
    ]
    book.permission(key, row.line, "\n".join(said))
    for at in roles:
        cell = read_cell(row.cells[at])
        if cell.effect is not None:
            book.grant(book.role(header[at], row.line), key, cell, row.line)
        elif cell.notes:
            book.reading.alike(
                "unclear grants",
                row.line,
                f"{key}, {escapes.plain(header[at])}: {cell.notes!r} says neither yes nor no; "
                "left open",
                warning=True,
            )


def _context(section: Section, header: tuple[str, ...], row: Row, before: range) -> str:
    """What makes an action of this table its own: its heading where rows are only states."""
    title = section.title if label(header[0]) in _STATE_COLUMNS else ""
    resources = [escapes.plain(row.cells[at]) for at in before if label(header[at]) == "resource"]
    return " ".join([title, *resources]).strip()


def _is_role(title: str, at: int, rows: list[Row], book: PermissionBook) -> bool:
    if not escapes.plain(title):
        return False
    if book.names.knows(title):
        return True
    if label(title) in _NO_ROLE:
        return False
    cells = [row.cells[at] for row in rows if row.cells[at].strip()]
    said = sum(1 for cell in cells if read_cell(cell).certain)
    return bool(cells) and said * 10 >= len(cells) * (10 if book.roles_stated else _MOST)


def _read_transposed(table: Table, columns: list[int], book: PermissionBook) -> None:
    """Rows are roles, columns what they may do."""
    line = table.header.line
    for row in table.rows:
        if not row.cells[0]:
            continue
        role = book.role(row.cells[0], row.line)
        for at in columns:
            title = table.header.cells[at]
            key = permission_key(title, "", book.reading, line)
            if key:
                book.permission(key, line, "" if ":" in title else escapes.plain(title))
                book.grant(role, key, read_cell(row.cells[at]), row.line)
