"""Auth & permission models: strategy, roles, permissions, matrix, endpoint map, row policies.

A matrix is any table whose columns are roles and whose cells say who may: `Allow`, `Own`, `✅`,
`—`, `✅ (org)`. What a condition says is kept word for word as the grant's notes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from workbench.design.access import Access, Auth, Effect, Grant, Permission, Policy, Role
from workbench.intake import escapes
from workbench.intake.blocks import Markdown, Row, Table
from workbench.intake.columns import Columns
from workbench.intake.inventory_markdown import endpoint_of
from workbench.intake.permission_cells import Cell, RoleNames, permission_key, read_cell
from workbench.intake.reading import Reading, clean_key, clean_keys, clean_line
from workbench.intake.sections import Field, Section, label, outline
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
MATRIX = Columns(
    {
        "permission": "Permission|Action|Activity|Operation|Capability|Feature|Resource|Menu"
        "|Permission / Role"
        "|Role / Permission|Function|الصلاحية|الإجراء|FSP status|Status|Row action",
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
_STRATEGY = {
    "strategy": "strategy",
    "authentication strategy": "strategy",
    "authentication": "strategy",
    "token location": "token_location",
    "token": "token_location",
    "expiry": "expiry",
    "token expiry": "expiry",
    "access token expiry": "expiry",
    "expiration": "expiry",
    "session expiry": "expiry",
    "refresh": "refresh",
    "refresh token": "refresh",
    "refresh token expiry": "refresh",
    "denied status": "denied_status",
    "not found policy": "denied_status",
    "tenancy": "tenancy",
    "notes": "notes",
}
_LINES = frozenset({"strategy", "token_location", "expiry", "tenancy"})


@dataclass
class _Roles:
    """Roles as the document's own role tables name them."""

    stated: bool = False
    names: RoleNames = field(default_factory=RoleNames)


class _PermissionReader:
    def __init__(self, document: Markdown, reading: Reading) -> None:
        self._root = outline(document)
        self._reading = reading
        self._roles = _Roles()
        self._permissions_stated = False
        self._grants: dict[tuple[str, str], dict[str, Any]] = {}
        self._grant_lines: dict[tuple[str, str], int] = {}
        self._auth: dict[str, Any] = {}
        self._auth_line = 0

    def read(self) -> None:
        sections = list(self._root.walk())
        for section in sections:
            self._strategy(section)
            for table in section.tables():
                if self._is_roles(table, section):
                    self._read_roles(table)
        self._permissions_stated = any(
            self._is_permissions(table, section)
            for section in sections
            for table in section.tables()
        )
        for section in sections:
            if section.label in {"roles", "permissions"} and not section.tables():
                self._stated_empty(section)
        for section in sections:
            for table in section.tables():
                self._table(table, section)
        self._keep_auth()
        for (role, permission), values in self._grants.items():
            line = self._grant_lines[role, permission]
            grant = self._reading.part(Grant, line, role=role, permission=permission, **values)
            self._reading.add(grant, line, line)
        if not self._reading.items:
            self._reading.warn(1, "no role, permission or matrix was found")

    def _stated_empty(self, section: Section) -> None:
        if section.label == "roles":
            self._roles.stated = True
        else:
            self._permissions_stated = True

    def _strategy(self, section: Section) -> None:
        if section.label not in _STRATEGY_SECTIONS:
            return
        notes: list[str] = []
        for one in section.fields(frozenset(_STRATEGY)):
            name = _STRATEGY.get(one.key)
            if not one.text:
                continue
            self._auth_line = self._auth_line or one.line
            if name is None:
                notes.append(f"{one.title}: {one.text}")
            elif name == "denied_status":
                self._denied(one, notes)
            elif name == "tenancy" and label(one.text).split(" ")[0] in {"none", "tenant", "owner"}:
                self._auth[name] = label(one.text).split(" ")[0]
                if label(one.text) != self._auth[name]:
                    notes.append(f"{one.title}: {one.text}")
            elif name in self._auth:
                notes.append(f"{one.title}: {one.text}")
            else:
                self._auth[name] = clean_line(one.text) if name in _LINES else one.text
        if notes:
            self._auth["notes"] = "\n".join([*filter(None, [self._auth.get("notes", "")]), *notes])

    def _denied(self, one: Field, notes: list[str]) -> None:
        found = re.search(r"\b(403|404)\b", one.text)
        if found and one.text.strip() == found[1]:
            self._auth["denied_status"] = int(found[1])
        elif found:
            self._auth.setdefault("denied_status", int(found[1]))
            notes.append(f"{one.title}: {one.text}")
        else:
            notes.append(f"{one.title}: {one.text}")

    def _keep_auth(self) -> None:
        if self._auth:
            auth = self._reading.part(Auth, self._auth_line, **self._auth)
            self._reading.add(auth, self._auth_line, self._auth_line)

    def _is_roles(self, table: Table, section: Section) -> bool:
        if not ROLE.fits(table, "role") or PERMISSION.fits(table, "permission"):
            return False
        first = label(table.header.cells[0])
        described = ROLE.fits(table, "description")
        width = len(table.header.cells)
        titled = bool(re.search(r"\broles?\b|الأدوار|rollen", section.label))
        return first in _ROLE_WORDS and (described or width == 1) and (titled or width <= 4)  # noqa: PLR2004 - wider ones are matrices

    def _read_roles(self, table: Table) -> None:
        self._roles.stated = True
        for row, cells in ROLE.rows(table, self._reading):
            name, more = self._roles.names.learn(cells["role"])
            if not name:
                continue
            described = [escapes.value(cells.get("description", ""))]
            described.extend(
                f"{escapes.plain(title)}: {escapes.value(cell)}"
                for title, cell in ROLE.unknown(table, row)
                if escapes.value(cell) and label(title) != "in flows"
            )
            if more:
                described.insert(0, more)
            role = self._reading.part(
                Role, row.line, key=name, description="\n".join(one for one in described if one),
                admin=read_answer(cells.get("admin", ""))[0] is True,
                no_flow_reason=escapes.value(cells.get("no_flow", "")),
            )  # fmt: skip
            self._reading.add(role, row.line, row.line)

    def _is_permissions(self, table: Table, section: Section) -> bool:
        if not PERMISSION.fits(table, "permission") or MAPPING.fits(table, "endpoint"):
            return False
        if CONDITION.fits(table, "role", "permission", "attribute"):
            return False
        plain = PERMISSION.fits(table, "permission", any_of=("description", "roles"))
        titled = section.label.startswith(("permission", "scopes", "الصلاحيات"))
        return label(table.header.cells[0]) != "role" and (
            plain or (titled and len(table.header.cells) == 1)
        )

    def _table(self, table: Table, section: Section) -> None:
        if self._is_roles(table, section):
            return
        if POLICY.fits(table, "table", "name") and POLICY.fits(
            table, "name", any_of=("using", "check", "command")
        ):
            self._policies(table)
        elif MAPPING.fits(table, "endpoint", "permission") or MAPPING.fits(
            table, "endpoint", "public"
        ):
            self._mapping(table)
        elif CONDITION.fits(table, "role", "permission", any_of=("attribute", "column", "notes")):
            self._conditions(table)
        elif self._is_permissions(table, section):
            self._permissions(table)
        else:
            self._matrix(table, section)

    def _permissions(self, table: Table) -> None:
        for row, cells in PERMISSION.rows(table, self._reading):
            key = clean_key(escapes.name(cells["permission"]))
            if not key:
                continue
            permission = self._reading.part(
                Permission,
                row.line,
                key=key,
                description=escapes.value(cells.get("description", "")),
            )
            self._reading.add(permission, row.line, row.line)
            for one in escapes.names(cells.get("roles", "")):
                role, _, condition = one.partition(" (")
                cell = read_cell(f"Allow ({condition}" if condition else "Allow")
                self._grant(self._role(role, row.line), key, cell, row.line)

    def _role(self, raw: str, line: int) -> str:
        name = self._roles.names.find(raw)
        if not self._roles.stated and not self._reading.has("role", name):
            self._reading.add(self._reading.part(Role, line, key=name), line, line)
        elif not self._reading.has("role", name):
            self._reading.alike(
                "unknown roles", line, f"{name!r} is granted something but is in no table of roles",
                warning=True,
            )  # fmt: skip
        return name

    def _grant(self, role: str, permission: str, cell: Cell, line: int) -> None:
        if cell.effect is None:
            return
        values: dict[str, Any] = {"effect": cell.effect}
        for name in ("attribute", "column", "notes"):
            if getattr(cell, name):
                values[name] = getattr(cell, name)
        key = (role, permission)
        if key in self._grants:
            if self._grants[key]["effect"] is not cell.effect:
                self._reading.warn(
                    line, f"{role} and {permission}: said differently on line "
                          f"{self._grant_lines[key]}, "
                    "which counts",
                )  # fmt: skip
            return
        self._grants[key] = values
        self._grant_lines[key] = line

    def _conditions(self, table: Table) -> None:
        for row, cells in CONDITION.rows(table, self._reading):
            role = self._roles.names.find(cells["role"])
            key = (role, clean_key(escapes.name(cells["permission"])))
            if key not in self._grants:
                if all(key):
                    self._grants[key] = {"effect": Effect.own}
                    self._grant_lines[key] = row.line
                else:
                    continue
            for name in ("attribute", "column"):
                text = escapes.name(cells.get(name, ""))
                if text:
                    self._grants[key][name] = clean_line(text)
            if escapes.value(cells.get("notes", "")):
                self._grants[key]["notes"] = escapes.value(cells["notes"])

    def _mapping(self, table: Table) -> None:
        for row, cells in MAPPING.rows(table, self._reading):
            raw = cells.get("endpoint", "")
            if cells.get("method"):
                raw = f"{escapes.name(cells['method'])} {escapes.name(raw)}"
            pair = endpoint_of(raw)
            key = f"{pair[0]} {pair[1]}" if pair else clean_key(escapes.name(raw))
            if not key:
                continue
            if pair is None:
                self._reading.warn(
                    row.line, f"{key[:80]!r} is no endpoint like `GET /orders`; kept as written"
                )
            self._access(key, cells, row)

    def _access(self, key: str, cells: dict[str, str], row: Row) -> None:
        asked = escapes.names(cells.get("permission", ""))
        public = read_answer(cells.get("public", ""))[0] is True if cells.get("public") else False
        if len(asked) == 1 and label(asked[0]) in _PUBLIC:
            asked, public = (), True
        access = self._reading.part(
            Access, row.line, endpoint=key, permissions=clean_keys(asked), public=public,
            reason=escapes.value(cells.get("reason", "")), notes=escapes.value(cells.get("notes", "")),
        )  # fmt: skip
        self._reading.add(access, row.line, row.line)

    def _policies(self, table: Table) -> None:
        for row, cells in POLICY.rows(table, self._reading):
            name, on = escapes.name(cells.get("name", "")), escapes.name(cells.get("table", ""))
            command = escapes.name(cells.get("command", "")).upper() or "ALL"
            if command not in _COMMANDS:
                self._reading.warn(
                    row.line, f"policy {name}: {command[:30]!r} is no command; read as ALL"
                )
                command = "ALL"
            said = label(cells.get("type", ""))
            policy = self._reading.part(
                Policy, row.line, name=clean_key(name), table=clean_key(on), command=command,
                roles=clean_keys(escapes.names(cells.get("roles", ""))),
                permissive=said not in {"restrictive", "no", "false"},
                using=escapes.name(cells.get("using", "")) if _code(cells.get("using", "")) else escapes.value(cells.get("using", "")),
                check=escapes.name(cells.get("check", "")) if _code(cells.get("check", "")) else escapes.value(cells.get("check", "")),
            )  # fmt: skip
            self._reading.add(policy, row.line, row.line)

    def _matrix(self, table: Table, section: Section) -> None:
        """A table whose columns are roles, or whose rows are."""
        header = table.header.cells
        rows = [row for row in table.rows if any(row.cells)]
        if len(header) < 2 or not rows:  # noqa: PLR2004 - an action and a role
            return
        roles = [at for at in range(1, len(header)) if self._is_role_column(header[at], at, rows)]
        known = any(self._roles.names.knows(header[at]) for at in roles)
        if not roles or (self._roles.stated and not known and len(roles) == 1):
            return
        if label(header[0]) in _ROLE_WORDS and len(roles) >= 1:
            self._transposed(table, roles)
            return
        before = [at for at in range(1, roles[0])]
        for row in rows:
            said = [
                f"{escapes.plain(header[at])}: {escapes.value(row.cells[at])}"
                for at in before
                if escapes.value(row.cells[at])
            ]
            key = permission_key(
                row.cells[0], self._context(section, header, row, before), self._reading, row.line
            )
            if not key:
                continue
            if not self._permissions_stated and not self._reading.has("permission", key):
                permission = self._reading.part(
                    Permission, row.line, key=key, description="\n".join(said)
                )
                self._reading.add(permission, row.line, row.line)
            for at in roles:
                cell = read_cell(row.cells[at])
                if cell.effect is None and cell.notes:
                    self._reading.alike(
                        "unclear grants", row.line,
                        f"{key}, {escapes.plain(header[at])}: {cell.notes!r} says neither yes nor "
                        f"no; left open",
                        warning=True,
                    )  # fmt: skip
                elif cell.effect is not None:
                    self._grant(self._role(header[at], row.line), key, cell, row.line)

    @staticmethod
    def _context(section: Section, header: tuple[str, ...], row: Row, before: list[int]) -> str:
        """What makes an action of this table its own: its heading where rows are only states."""
        states = label(header[0]) in {"fsp status", "status", "state", "menu"}
        title = section.title if states else ""
        more = " ".join(
            escapes.plain(row.cells[at]) for at in before if label(header[at]) == "resource"
        )
        return f"{title} {more}".strip()

    def _is_role_column(self, title: str, at: int, rows: list[Row]) -> bool:
        if not escapes.plain(title):
            return False
        if self._roles.names.knows(title):
            return True
        if label(title) in _NO_ROLE:
            return False
        cells = [row.cells[at] for row in rows if row.cells[at].strip()]
        said = sum(1 for cell in cells if read_cell(cell).certain)
        return bool(cells) and said * 10 >= len(cells) * (10 if self._roles.stated else 7)

    def _transposed(self, table: Table, columns: list[int]) -> None:
        """Rows are roles, columns what they may do."""
        for row in table.rows:
            if not row.cells[0]:
                continue
            role = self._role(row.cells[0], row.line)
            for at in columns:
                key = permission_key(table.header.cells[at], "", self._reading, table.header.line)
                if not key:
                    continue
                if not self._permissions_stated and not self._reading.has("permission", key):
                    permission = self._reading.part(
                        Permission, table.header.line, key=key,
                        description=escapes.plain(table.header.cells[at]) if ":" not in table.header.cells[at] else "",
                    )  # fmt: skip
                    self._reading.add(permission, table.header.line, table.header.line)
                self._grant(role, key, read_cell(row.cells[at]), row.line)


_ROLE_WORDS = frozenset(
    {"role", "role name", "actor", "user role", "الدور", "rolle", "rol", "角色", "name"}
)
_NO_ROLE = frozenset(
    {"notes", "description", "requires status", "condition", "rule", "comment", "comments"}
)
_STRATEGY_SECTIONS = frozenset(
    {
        "strategy",
        "auth strategy",
        "authentication",
        "authentication strategy",
        "auth",
        "token",
        "session",
    }
)


def _code(raw: str) -> bool:
    return raw.strip().startswith("`") and raw.strip().endswith("`")


def read_permissions(document: Markdown, reading: Reading) -> None:
    """Read an auth and permission model into `reading`."""
    _PermissionReader(document, reading).read()
