"""Which tables are matrices of roles and what they may do."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbench.intake.markdown.document import Row, Table
from workbench.intake.markdown.sections import folded, label
from workbench.intake.permissions.cells import read_cell
from workbench.intake.permissions.roles import PEOPLE

#: Headers of a column of roles.
ROLE_WORDS = frozenset(
    {"role", "role name", "actor", "user role", "الدور", "rolle", "rol", "角色", "name"}
)
#: Of ten cells of a column, how many must be those of a matrix where no roles are stated.
MOST_OF_TEN = 7
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


def promises_access(places: Iterable[str]) -> bool:
    """Whether one of these headings, normalised, is about roles or access."""
    return any(map(_PROMISE.search, places))


def promises_matrix(table: Table, places: Iterable[str]) -> bool:
    """Whether a table is one of roles and what they may do, and not of other yes and no.

    Most of its columns must answer yes or no, and a heading above it (`places`, normalised) or
    its own header must be about roles or access: `Feature | Ours | Theirs` with the same marks
    compares products.
    """
    header = [label(cell) for cell in table.header.cells]
    answers = _answer_columns(table)
    if not answers:
        return False
    return (
        sum(1 for at in answers if PEOPLE.match(header[at])) > 1
        or header[0] in ROLE_WORDS - {"name"}
        or _PROMISE.search(header[0]) is not None
        or promises_access(places)
    )


def _answer_columns(table: Table) -> list[int]:
    """Positions of the columns that mostly answer yes or no; empty where they are too few."""
    rows = [row for row in table.rows[:20] if any(row.cells)]
    width = len(table.header.cells)
    if width < 3:  # noqa: PLR2004 - an action and two roles
        return []
    columns = [at for at in range(1, width) if _mostly_answers(at, rows)]
    filled = sum(1 for at in columns for row in rows if row.cells[at].strip())
    enough = len(columns) >= 2 and filled >= 4  # noqa: PLR2004 - two roles, and not only a cell or two
    return columns if enough else []


def _mostly_answers(at: int, rows: list[Row]) -> bool:
    cells = [row.cells[at] for row in rows if row.cells[at].strip()]
    return (
        bool(cells)
        and sum(read_cell(cell).certain for cell in cells) * 10 >= len(cells) * MOST_OF_TEN
    )
