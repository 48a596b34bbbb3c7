"""Auth & permission models: strategy, roles, permissions, matrix, endpoint map, row policies.

A matrix is any table whose columns are roles and whose cells say who may: `Allow`, `Own`, `✅`,
`—`, `✅ (org)`. What a condition says is kept word for word as the grant's notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.access import Access, Effect, Permission, Policy, Role
from workbench.intake import escapes
from workbench.intake.auth_strategy import read_strategy
from workbench.intake.blocks import Markdown, Row, Table
from workbench.intake.columns import Columns
from workbench.intake.inventory_markdown import endpoint_of
from workbench.intake.permission_book import PermissionBook
from workbench.intake.permission_cells import STRUCK, Cell, narrowed, read_cell
from workbench.intake.permission_columns import Column, column_of, decide, filled_titles
from workbench.intake.permission_legend import read_legend
from workbench.intake.permission_matrix import (
    ROLE_WORDS,
    names_people,
    promises_access,
    promises_matrix,
    read_matrix,
)
from workbench.intake.permission_names import names_nobody, read_action, read_role, split_names
from workbench.intake.permission_places import refuses
from workbench.intake.permission_remarks import takes_back
from workbench.intake.permission_rows import (
    is_row_table,
    is_table_of_one_role,
    read_rows,
    role_of_heading,
    row_table,
)
from workbench.intake.permission_titles import DENIAL
from workbench.intake.reading import Reading, clean_key, clean_keys
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
_PUBLIC = frozenset({"public", "anonymous", "open", "عام"})
_NO_PERMISSION = frozenset({"none", "no", "no permission", "nothing", "n/a"})
_WIDEST_ROLES = 4


def read_permissions(document: Markdown, reading: Reading) -> None:
    """Read an auth and permission model into `reading`."""
    placed = list(_with_places(outline(document)))
    sections = [section for section, _ in placed]
    tables = [(table, section) for section in sections for table in section.tables()]
    places = {id(section): labels for section, labels in placed}
    book = PermissionBook(reading, legend=read_legend(document))
    empty = {section.label for section in sections if not section.tables()}
    book.roles_stated = "roles" in empty
    for table, section in tables:
        if _is_roles(table, section):
            _read_roles(table, book)
    stated = [
        table
        for table, section in tables
        if _is_permissions(table, section)
        and not (_is_rows(table, book) or _is_of_one_role(table, section, book))
    ]
    book.permissions_stated = "permissions" in empty or bool(stated)
    for table in stated:
        at = PERMISSION.positions(table.header.cells)["permission"]
        for row in table.rows:
            book.spelled("permission", clean_key(escapes.name(row.cells[at])), row.line)
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
    rows = row_table(table)
    if is_row_table(rows) and rows.gives:
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
    elif _is_mapping(table, book):
        _read_mapping(table, book.reading)
    elif (refusal := refuses(table, section, places)) and _grants(table, section, book, places):
        book.doubt(
            f"the table stands below {refusal[:80]!r}, so it grants nothing and was not read",
            table.line,
        )
    elif _is_rows(table, book):
        read_rows(table, row_table(table), book)
    elif _is_of_one_role(table, section, book):
        read_rows(table, row_table(table), book, role_of_heading(section.title, book))
    elif _is_permissions(table, section):
        _read_permissions(table, book)
    elif _is_matrix(table, book, places):
        read_matrix(table, section, book)
    elif is_table_of_one_role(row_table(table)):
        book.doubt(
            "the table says what is allowed and not to whom, so it was not read; add a column "
            "Role, or put the role's name in the heading",
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
    """Whether it says what endpoints demand; a scope beside role and action is none of theirs."""
    if not MAPPING.fits(table, "endpoint", any_of=("permission", "public")):
        return False
    at = MAPPING.positions(table.header.cells).get("permission")
    scoped = at is not None and label(table.header.cells[at]) in {"scope", "scopes"}
    return not (scoped and _is_rows(table, book))


def _is_matrix(table: Table, book: PermissionBook, places: tuple[str, ...]) -> bool:
    people = names_people(table.header.cells) and promises_access(places)
    return people or _names_roles(table, book) or promises_matrix(table, places)


def _is_rows(table: Table, book: PermissionBook) -> bool:
    """Whether each row says which role may do what; a matrix has roles as titles of columns."""
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
    """Whether roles that the document states are titles of columns, or stand in the first one."""
    header, *rows = (row.cells for row in (table.header, *table.rows))
    inside = label(header[0]) in ROLE_WORDS and any(book.names.knows(row[0]) for row in rows)
    return inside or any(book.names.knows(title) for title in header[1:])


def _read_permissions(table: Table, book: PermissionBook) -> None:
    header = table.header.cells
    positions = PERMISSION.positions(header)
    taken = {positions["permission"], positions.get("roles")}
    rows = [row.cells for row in table.rows]
    others = [column_of(at, header, rows) for at in range(len(header)) if at not in taken]
    lists = [one for one in others if one.meaning == DENIAL and _lists_roles(one)]
    judging = [one for one in others if one not in lists]
    unknown = [one for one in judging if not one.meaning]
    described_at = positions.get("description")
    for row, cells in PERMISSION.rows(table, book.reading):
        action = read_action(cells["permission"])
        key = clean_key(escapes.name(action.name))
        if not key:
            continue
        if action.refused:
            book.doubt(f"permission {key[:80]!r} {action.refused}; it was not read.", row.line)
            continue
        described = escapes.value(cells.get("description", ""))
        permission = book.reading.part(Permission, row.line, key=key, description=described)
        book.reading.add(permission, row.line, row.line)
        _deny(key, row, lists, book)
        if not escapes.names(cells.get("roles", "")):
            continue
        said = decide(row.cells, judging, key, Cell(Effect.allow), unkept=described_at)
        said = narrowed(said, action.condition)
        if said.effect is Effect.allow:
            book.not_judged(table, filled_titles(row.cells, unknown), row.line)
        for one in book.several(cells["roles"], row.line):
            if row.count <= len(header):
                cell = narrowed(said, one.condition)
                book.grant(book.role(one.name, row.line), key, cell, row.line)


def _deny(key: str, row: Row, lists: list[Column], book: PermissionBook) -> None:
    """Keep to whom columns say that a permission is denied."""
    for one in lists:
        for name in escapes.names(row.cells[one.at]):
            if not names_nobody(name):
                denied = Cell(Effect.deny, notes=f"{one.title}: {name}")
                book.grant(book.role(name, row.line), key, denied, row.line)


def _lists_roles(column: Column) -> bool:
    """Whether a column of denials says to whom, and not whether."""
    said = label(column.title).split()
    return not {"to", "for", "roles", "role", "users", "fur", "a", "pour", "para"}.isdisjoint(said)


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
    asked, left = _demanded(cells.get("permission", ""))
    answer, reason = _public(cells.get("public", ""))
    public = answer is True and not left
    if left or (answer is None and escapes.value(cells.get("public", ""))):
        said = left or escapes.plain(cells.get("public", ""))
        reading.warn(row.line, f"{key[:80]}: {said[:80]!r} does not plainly say who may call it; "
                     "read as not public. Write yes or no, or name the permission.")  # fmt: skip
    if len(asked) == 1 and label(asked[0]) in _PUBLIC:
        asked, public = (), answer is not False
        if not public:
            reading.warn(row.line, f"{key[:80]}: public in one column and not in another; read as "
                         "not public. Name the permission that it demands.")  # fmt: skip
    elif len(asked) == 1 and label(asked[0]) in _NO_PERMISSION:
        shown, asked = asked[0], ()
        if not public:
            reading.warn(row.line, f"{key[:80]}: permission {shown!r} does not say who may call "
                         "it; read as not decided. Write public with a reason, or name the "
                         "permission.")  # fmt: skip
    access = reading.part(
        Access,
        row.line,
        endpoint=key,
        permissions=clean_keys(asked),
        public=public,
        reason=escapes.value(cells.get("reason", "")) or reason,
        notes=escapes.value(cells.get("notes", "")),
    )
    reading.add(access, row.line, row.line)


def _names_none_plainly(roles: str) -> bool:
    named = [read_role(one) for one in split_names(roles)]
    return bool(roles) and (
        names_nobody(roles) or any(one.refused or one.condition for one in named)
    )


def _demanded(raw: str) -> tuple[tuple[str, ...], str]:
    """Permissions that a cell names, and what of it says not plainly what is demanded."""
    if label(escapes.name(raw)) in _NO_PERMISSION:
        return escapes.names(raw), ""
    asked: list[str] = []
    for one in split_names(raw):
        named = read_role(one) if _PUBLIC_WORD.search(label(one)) else read_action(one)
        public = label(named.name).partition(" ")[0] in _PUBLIC
        if named.refused or (public and named.condition):
            return tuple(asked), one
        asked.extend(escapes.names(one))
    if len(asked) > 1 and any(label(one) in _PUBLIC for one in asked):
        return tuple(one for one in asked if label(one) not in _PUBLIC), raw
    return tuple(asked), ""


def _public(raw: str) -> tuple[bool | None, str]:
    """Whether an endpoint is public, and what is said of it; no answer where that is not plain."""
    cell = read_cell(raw)
    answer, rest = read_answer(raw)
    if answer is not True:
        return answer, ""
    plain = not STRUCK.search(raw) and not cell.doubt and "footnote" not in cell.notes
    if not plain or takes_back(rest) or _INSIDE.search(label(rest)):
        return None, ""
    return True, rest


_PUBLIC_WORD = re.compile(r"\b(?:public|anonymous|open)\b|عام")
_INSIDE = re.compile(
    r"\b(?:intern\w*|vpn|intranet|network|lan|partners?|staff|logged|authenticated|signed|beta"
    r"|deprecated|ip|whitelist\w*|allowlist\w*|admins?)\b"
)


def _read_policies(table: Table, reading: Reading) -> None:
    for row, cells in POLICY.rows(table, reading):
        name = clean_key(escapes.name(cells.get("name", "")))
        kind = label(cells.get("type", ""))
        permissive = kind in {"", "permissive", "yes", "true"}
        if kind and not permissive and kind not in {"restrictive", "no", "false"}:
            reading.warn(
                row.line, f"policy {name}: type {kind[:30]!r} is not known; read as restrictive"
            )
        command = escapes.name(cells.get("command", "")).upper() or "ALL"
        roles = cells.get("roles", "").strip()
        wrong = f"{command[:30]!r} is no command" if command not in _COMMANDS else ""
        if _names_none_plainly(roles):
            wrong = f"{roles[:30]!r} is no role"
        if wrong:
            # To leave out what gives rows, and to keep what takes them away, grants nothing.
            done = "left out" if permissive else "read as ALL, for the roles that are known"
            reading.warn(row.line, f"policy {name}: {wrong}; {done}")
            if permissive:
                continue
            command = command if command in _COMMANDS else "ALL"
        policy = reading.part(
            Policy,
            row.line,
            name=name,
            table=clean_key(escapes.name(cells.get("table", ""))),
            command=command,
            roles=() if _names_none_plainly(roles) else clean_keys(escapes.names(roles)),
            permissive=permissive,
            using=escapes.expression(cells.get("using", "")),
            check=escapes.expression(cells.get("check", "")),
        )
        reading.add(policy, row.line, row.line)
