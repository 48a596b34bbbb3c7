"""Auth & permission models: strategy, roles, permissions, matrix, endpoint map, row policies.

A matrix is any table whose columns are roles and whose cells say who may: `Allow`, `Own`, `✅`,
`—`, `✅ (org)`. What a condition says is kept word for word as the grant's notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.access import Access, Permission, Policy, Role
from workbench.intake import escapes
from workbench.intake.auth_strategy import read_strategy
from workbench.intake.blocks import Markdown, Row, Table
from workbench.intake.columns import Columns
from workbench.intake.inventory_markdown import endpoint_of
from workbench.intake.permission_book import PermissionBook
from workbench.intake.permission_cells import read_cell
from workbench.intake.permission_matrix import ROLE_WORDS, promises_matrix, read_matrix
from workbench.intake.reading import Reading, clean_key, clean_keys, clean_line
from workbench.intake.sections import Section, label, outline
from workbench.intake.words import read_answer

ROLE = Columns(
    {
        "role": "Role|Role Name|Name|Actor|User Role|الدور|Rolle|Rôle|Rol|角色|ロール",
        "description": "Description|Who|Purpose|Meaning|Responsibilities|Definition|الوصف"
        "|Beschreibung",
        "admin": "Admin|Admin?|Administrator|Superuser",
        "no_flow": "No Flow|No Flow Reason|Why No Flow",
    }
)
PERMISSION = Columns(
    {
        "permission": "Permission|Permission Key|Scope|Name|الصلاحية|Berechtigung",
        "description": "Description|Meaning|Purpose|Allows|الوصف|Beschreibung",
        "roles": "Roles|Role|Granted To|Who",
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
MAPPING = Columns(
    {
        "endpoint": "Endpoint|API|Operation|Route|Path",
        "method": "Method|HTTP Method|Verb",
        "permission": "Permission|Permissions|Required Permission|Required Permissions|Scope"
        "|Scopes",
        "public": "Public|Public?",
        "reason": "Reason|Reason Public|Why Public|Why",
        "notes": "Notes|Note|Comments",
    }
)
POLICY = Columns(
    {
        "table": "Table|On|On Table",
        "name": "Policy|Policy Name|Name",
        "command": "Command|For|Operation",
        "roles": "Roles|Role|To",
        "type": "Type|Permissive",
        "using": "Using|Using Expression|Condition|Rule",
        "check": "Check|With Check",
    }
)
_COMMANDS = frozenset({"ALL", "SELECT", "INSERT", "UPDATE", "DELETE"})
_PUBLIC = frozenset({"public", "none", "anonymous", "no permission", "open", "عام"})
_WIDEST_ROLES = 4


def read_permissions(document: Markdown, reading: Reading) -> None:
    """Read an auth and permission model into `reading`."""
    placed = list(_with_places(outline(document)))
    sections = [section for section, _ in placed]
    tables = [(table, section) for section in sections for table in section.tables()]
    places = {id(section): labels for section, labels in placed}
    book = PermissionBook(reading)
    empty = {section.label for section in sections if not section.tables()}
    book.roles_stated = "roles" in empty
    for table, section in tables:
        if _is_roles(table, section):
            _read_roles(table, book)
    book.permissions_stated = "permissions" in empty or any(
        _is_permissions(table, section) for table, section in tables
    )
    for table, section in tables:
        if not _is_roles(table, section):
            _read_table(table, section, book, places[id(section)])
    read_strategy(sections, reading)
    book.keep()
    if not reading.items:
        reading.warn(1, "no role, permission or matrix was found")


def _with_places(root: Section) -> Iterator[tuple[Section, tuple[str, ...]]]:
    """Every section in document order, with the titles above it and its own."""
    stack: list[tuple[Section, tuple[str, ...]]] = [(root, ())]
    while stack:
        section, above = stack.pop()
        labels = (*above[-_DEEPEST:], section.label) if section.heading else above
        yield section, labels
        stack.extend((one, labels) for one in reversed(section.children))


_DEEPEST = 6


def _is_roles(table: Table, section: Section) -> bool:
    if not ROLE.fits(table, "role") or PERMISSION.fits(table, "permission"):
        return False
    width = len(table.header.cells)
    titled = bool(re.search(r"\broles?\b|الأدوار|rollen", section.label))
    plain = ROLE.fits(table, "description") or width == 1
    # A wider one is a matrix with roles as rows, unless its heading says otherwise.
    return (
        label(table.header.cells[0]) in ROLE_WORDS and plain and (titled or width <= _WIDEST_ROLES)
    )


def _read_roles(table: Table, book: PermissionBook) -> None:
    book.roles_stated = True
    for row, cells in ROLE.rows(table, book.reading):
        name, more = book.names.learn(cells["role"])
        if not name:
            continue
        described = [more, escapes.value(cells.get("description", ""))]
        described.extend(
            f"{escapes.plain(title)}: {escapes.value(cell)}"
            for title, cell in ROLE.unknown(table, row)
            if escapes.value(cell) and label(title) != "in flows"
        )
        role = book.reading.part(
            Role,
            row.line,
            key=name,
            description="\n".join(one for one in described if one),
            admin=read_answer(cells.get("admin", ""))[0] is True,
            no_flow_reason=escapes.value(cells.get("no_flow", "")),
        )
        book.reading.add(role, row.line, row.line)


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
        _read_policies(table, book.reading)
    elif MAPPING.fits(table, "endpoint", any_of=("permission", "public")):
        _read_mapping(table, book.reading)
    elif CONDITION.fits(table, "role", "permission", any_of=("attribute", "column", "notes")):
        _read_conditions(table, book)
    elif _is_permissions(table, section):
        _read_permissions(table, book)
    elif _names_roles(table, book) or promises_matrix(table, places):
        read_matrix(table, section, book)


def _names_roles(table: Table, book: PermissionBook) -> bool:
    """Whether roles that the document states are titles of columns, or stand in the first one."""
    header, *rows = (row.cells for row in (table.header, *table.rows))
    inside = label(header[0]) in ROLE_WORDS and any(book.names.knows(row[0]) for row in rows)
    return inside or any(book.names.knows(title) for title in header[1:])


def _read_permissions(table: Table, book: PermissionBook) -> None:
    for row, cells in PERMISSION.rows(table, book.reading):
        key = clean_key(escapes.name(cells["permission"]))
        if not key:
            continue
        described = escapes.value(cells.get("description", ""))
        permission = book.reading.part(Permission, row.line, key=key, description=described)
        book.reading.add(permission, row.line, row.line)
        for one in escapes.names(cells.get("roles", "")):
            role, _, condition = one.partition(" (")
            cell = read_cell(f"Allow ({condition}" if condition else "Allow")
            book.grant(book.role(role, row.line), key, cell, row.line)


def _read_conditions(table: Table, book: PermissionBook) -> None:
    for row, cells in CONDITION.rows(table, book.reading):
        values = {
            name: clean_line(escapes.name(cells.get(name, ""))) for name in ("attribute", "column")
        }
        values["notes"] = escapes.value(cells.get("notes", ""))
        book.condition(
            book.names.find(cells["role"]),
            clean_key(escapes.name(cells["permission"])),
            row.line,
            **{name: said for name, said in values.items() if said},
        )


def _read_mapping(table: Table, reading: Reading) -> None:
    for row, cells in MAPPING.rows(table, reading):
        raw = cells.get("endpoint", "")
        if cells.get("method"):
            raw = f"{escapes.name(cells['method'])} {escapes.name(raw)}"
        pair = endpoint_of(raw)
        key = f"{pair[0]} {pair[1]}" if pair else clean_key(escapes.name(raw))
        if not key:
            continue
        if pair is None:
            reading.warn(
                row.line, f"{key[:80]!r} is no endpoint like `GET /orders`; kept as written"
            )
        _read_access(key, cells, row, reading)


def _read_access(key: str, cells: dict[str, str], row: Row, reading: Reading) -> None:
    asked = escapes.names(cells.get("permission", ""))
    public = read_answer(cells.get("public", ""))[0] is True
    if len(asked) == 1 and label(asked[0]) in _PUBLIC:
        asked, public = (), True
    access = reading.part(
        Access,
        row.line,
        endpoint=key,
        permissions=clean_keys(asked),
        public=public,
        reason=escapes.value(cells.get("reason", "")),
        notes=escapes.value(cells.get("notes", "")),
    )
    reading.add(access, row.line, row.line)


def _read_policies(table: Table, reading: Reading) -> None:
    for row, cells in POLICY.rows(table, reading):
        name = clean_key(escapes.name(cells.get("name", "")))
        command = escapes.name(cells.get("command", "")).upper() or "ALL"
        if command not in _COMMANDS:
            reading.warn(row.line, f"policy {name}: {command[:30]!r} is no command; read as ALL")
            command = "ALL"
        policy = reading.part(
            Policy,
            row.line,
            name=name,
            table=clean_key(escapes.name(cells.get("table", ""))),
            command=command,
            roles=clean_keys(escapes.names(cells.get("roles", ""))),
            permissive=label(cells.get("type", "")) not in {"restrictive", "no", "false"},
            using=escapes.expression(cells.get("using", "")),
            check=escapes.expression(cells.get("check", "")),
        )
        reading.add(policy, row.line, row.line)
