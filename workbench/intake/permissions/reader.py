"""Auth & permission models: strategy, roles, permissions, matrix, endpoint map, row policies.

A matrix is any table whose columns are roles and whose cells grant or deny: `Allow`, `Own`, `✅`,
`—`, `✅ (org)`. A condition is kept word for word in the grant's notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from workbench.design.access import Role
from workbench.intake.collector import DocumentCollector, clean_key
from workbench.intake.markdown import inline
from workbench.intake.markdown.column_matching import Columns
from workbench.intake.markdown.document import Markdown, Table
from workbench.intake.markdown.sections import Section, label, outline
from workbench.intake.markdown.vocabulary import read_answer
from workbench.intake.permissions.endpoint_requirements import (
    MAPPING,
    POLICY,
    read_mapping,
    read_policies,
)
from workbench.intake.permissions.legend import read_legend
from workbench.intake.permissions.matrix import (
    names_people,
    read_matrix,
)
from workbench.intake.permissions.matrix_recognition import (
    ROLE_WORDS,
    promises_access,
    promises_matrix,
)
from workbench.intake.permissions.model import PermissionBook
from workbench.intake.permissions.permission_table import PERMISSION, read_permission_table
from workbench.intake.permissions.rows import (
    is_row_table,
    is_table_of_one_role,
    read_rows,
    role_of_heading,
    row_table,
)
from workbench.intake.permissions.table_headings import refuses
from workbench.intake.phases.auth_strategy import read_strategy

ROLE = Columns(
    {
        "role": "Role|Role Name|Name|Actor|User Role|الدور|Rolle|Rôle|Rol|角色|ロール",
        "description": "Description|Who|Purpose|Meaning|Responsibilities|Definition|الوصف"
        "|Beschreibung",
        "admin": "Admin|Admin?|Administrator|Superuser",
        "no_flow": "No Flow|No Flow Reason|Why No Flow",
    }
)
CONDITION = Columns(
    {
        "role": "Role",
        "permission": "Permission|Action",
        "attribute": "Attribute|Caller Attribute|Claim",
        "column": "Column|Compared With",
        "notes": "Notes|Note|Condition|Rule",
    }
)
_WIDEST_ROLES = 4


def read_permissions(document: Markdown, collector: DocumentCollector) -> None:
    """Read an auth and permission model into `collector`."""
    sections = list(_with_titles(outline(document)))
    tables = [
        _PlacedTable(table, section, titles)
        for section, titles in sections
        for table in section.tables()
    ]
    book = PermissionBook(collector, legend=read_legend(document))
    # A section that is there and empty states that there are none.
    empty = {section.label for section, _ in sections if not section.tables()}
    _read_stated_roles(tables, book, none_stated="roles" in empty)
    _spell_permissions(tables, book, none_stated="permissions" in empty)
    for found in tables:
        if not _is_roles(found.table, found.section):
            _read_table(found.table, found.section, book, found.titles)
    read_strategy([section for section, _ in sections], collector)
    book.add_items()
    if not collector.items:
        collector.warn(1, "no role, permission or matrix found")


class _PlacedTable(NamedTuple):
    table: Table
    section: Section
    titles: tuple[str, ...]
    """Normalised titles of its section and of those above."""


def _read_stated_roles(
    tables: list[_PlacedTable], book: PermissionBook, *, none_stated: bool
) -> None:
    book.roles_stated = none_stated
    for found in tables:
        if _is_roles(found.table, found.section):
            _read_roles(found.table, book)


def _spell_permissions(
    tables: list[_PlacedTable], book: PermissionBook, *, none_stated: bool
) -> None:
    """Take the spelling of permissions from the tables that list them."""
    stated = [
        table
        for table, section, _ in tables
        if _is_permissions(table, section)
        and not (_is_rows(table, book) or _is_of_one_role(table, section, book))
    ]
    book.permissions_stated = none_stated or bool(stated)
    for table in stated:
        at = PERMISSION.positions(table.header.cells)["permission"]
        for row in table.rows:
            book.first_spelling("permission", clean_key(inline.name(row.cells[at])), row.line)


def _with_titles(root: Section) -> Iterator[tuple[Section, tuple[str, ...]]]:
    """Every section in document order, with the titles above it and its own."""
    stack: list[tuple[Section, tuple[str, ...]]] = [(root, ())]
    while stack:
        section, above = stack.pop()
        labels = (*above[-_DEEPEST:], section.label) if section.heading else above
        yield section, labels
        stack.extend((child, labels) for child in reversed(section.children))


_DEEPEST = 6


def _is_roles(table: Table, section: Section) -> bool:
    if not ROLE.fits(table, "role") or PERMISSION.fits(table, "permission"):
        return False
    rows = row_table(table)
    if is_row_table(rows) and rows.has_answers:
        return False
    width = len(table.header.cells)
    titled = bool(re.search(r"\broles?\b|الأدوار|rollen", section.label))
    plain = ROLE.fits(table, "description") or width == 1
    # A wider one is a matrix with roles as rows, unless its heading is one of roles.
    return (
        label(table.header.cells[0]) in ROLE_WORDS and plain and (titled or width <= _WIDEST_ROLES)
    )


def _read_roles(table: Table, book: PermissionBook) -> None:
    book.roles_stated = True
    for row, cells in ROLE.rows(table, book.collector):
        name, more = book.names.learn(cells["role"])
        if not name:
            continue
        described = [more, inline.value(cells.get("description", ""))]
        described.extend(
            f"{inline.plain(title)}: {inline.value(cell)}"
            for title, cell in ROLE.unknown(table, row)
            if inline.value(cell) and label(title) != "in flows"
        )
        role = book.collector.build(
            Role,
            row.line,
            key=name,
            description="\n".join(text for text in described if text),
            admin=read_answer(cells.get("admin", ""))[0] is True,
            no_flow_reason=inline.value(cells.get("no_flow", "")),
        )
        book.collector.add(role, row.line, row.line)


def _is_permissions(table: Table, section: Section) -> bool:
    if not PERMISSION.fits(table, "permission") or MAPPING.fits(table, "endpoint"):
        return False
    if CONDITION.fits(table, "role", "permission", "attribute"):
        return False
    plain = PERMISSION.fits(table, "permission", any_of=("description", "roles"))
    titled = section.label.startswith(("permission", "scopes", "الصلاحيات"))
    alone = titled and len(table.header.cells) == 1
    first = label(table.header.cells[0])
    return (first != "role" and plain and (first != "name" or titled)) or alone


def _read_table(
    table: Table, section: Section, book: PermissionBook, places: tuple[str, ...]
) -> None:
    policies = POLICY.fits(table, "table", "name") and POLICY.fits(
        table, "name", any_of=("using", "check", "command")
    )
    if policies:
        read_policies(table, book.collector)
    elif _is_mapping(table, book):
        read_mapping(table, book.collector)
    elif (refusal := refuses(table, section, places)) and _grants(table, section, book, places):
        book.doubt(
            f"table not read, because under {refusal[:80]!r} it grants nothing",
            table.line,
        )
    elif _is_rows(table, book):
        read_rows(table, row_table(table), book)
    elif _is_of_one_role(table, section, book):
        read_rows(table, row_table(table), book, role_of_heading(section.title, book))
    elif _is_permissions(table, section):
        read_permission_table(table, book)
    elif _is_matrix(table, book, places):
        read_matrix(table, section, book)
    elif is_table_of_one_role(row_table(table)):
        book.doubt(
            "table not read, because it does not name the role that gets these "
            "permissions. Add a column Role, or put the role's name in the heading.",
            table.line,
        )


def _grants(table: Table, section: Section, book: PermissionBook, places: tuple[str, ...]) -> bool:
    """Whether a table would be read as one that grants something."""
    if _is_rows(table, book) or _is_of_one_role(table, section, book):
        return True
    if _is_permissions(table, section):
        return PERMISSION.fits(table, "roles")
    return _is_matrix(table, book, places)


def _is_mapping(table: Table, book: PermissionBook) -> bool:
    """Whether it lists what endpoints require; a scope beside role and action does not."""
    if not MAPPING.fits(table, "endpoint", any_of=("permission", "public")):
        return False
    at = MAPPING.positions(table.header.cells).get("permission")
    scoped = at is not None and label(table.header.cells[at]) in {"scope", "scopes"}
    return not (scoped and _is_rows(table, book))


def _is_matrix(table: Table, book: PermissionBook, places: tuple[str, ...]) -> bool:
    people = names_people(table.header.cells) and promises_access(places)
    return people or _names_roles(table, book) or promises_matrix(table, places)


def _is_rows(table: Table, book: PermissionBook) -> bool:
    """Whether each row grants an action to a role; a matrix has roles as titles of columns."""
    header = table.header.cells
    titled = sum(1 for title in header if book.names.knows(title))
    if titled > 1 or names_people(header):
        return False
    return is_row_table(row_table(table))


def _is_of_one_role(table: Table, section: Section, book: PermissionBook) -> bool:
    found = row_table(table)
    if not is_table_of_one_role(found) or any(map(book.names.knows, table.header.cells)):
        return False
    return bool(section.heading and role_of_heading(section.title, book))


def _names_roles(table: Table, book: PermissionBook) -> bool:
    """Whether roles that the document states are titles of columns, or cells of the first one."""
    header, *rows = (row.cells for row in (table.header, *table.rows))
    inside = label(header[0]) in ROLE_WORDS and any(book.names.knows(row[0]) for row in rows)
    return inside or any(book.names.knows(title) for title in header[1:])
