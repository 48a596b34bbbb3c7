"""Permissions that endpoints require of their callers, and the row-level policies of tables."""

from __future__ import annotations

import re

from workbench.design.access import Access, Policy
from workbench.intake.collector import DocumentCollector, clean_key, clean_keys
from workbench.intake.markdown import inline
from workbench.intake.markdown.column_matching import Columns
from workbench.intake.markdown.document import Row, Table
from workbench.intake.markdown.sections import label
from workbench.intake.markdown.vocabulary import read_answer
from workbench.intake.permissions.cells import STRUCK, read_cell
from workbench.intake.permissions.names import names_nobody, read_action, read_role, split_names
from workbench.intake.permissions.remarks import limits_grant
from workbench.intake.phases.endpoint_inventory import endpoint_of

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


def read_mapping(table: Table, collector: DocumentCollector) -> None:
    """Read which permissions endpoints require."""
    for row, cells in MAPPING.rows(table, collector):
        raw = cells.get("endpoint", "")
        if cells.get("method"):
            raw = f"{inline.name(cells['method'])} {inline.name(raw)}"
        pair = endpoint_of(raw)
        key = f"{pair[0]} {pair[1]}" if pair else clean_key(inline.name(raw))
        if not key:
            continue
        if pair is None:
            collector.warn(
                row.line, f"{key[:80]!r} is not an endpoint such as `GET /orders`; kept as written"
            )
        _read_access(key, cells, row, collector)


def _read_access(key: str, cells: dict[str, str], row: Row, collector: DocumentCollector) -> None:
    asked, left = _demanded(cells.get("permission", ""))
    answer, reason = _public(cells.get("public", ""))
    public = answer is True and not left
    if left or (answer is None and inline.value(cells.get("public", ""))):
        phrase = left or inline.plain(cells.get("public", ""))
        collector.warn(
            row.line,
            f"{key[:80]}: {phrase[:80]!r} does not clearly state who may call it; read as not "
            "public. Write yes or no, or name the permission.",
        )
    if len(asked) == 1 and label(asked[0]) in _PUBLIC:
        asked, public = (), answer is not False
        if not public:
            collector.warn(
                row.line,
                f"{key[:80]}: one column says public and another does not; read as not public. "
                "Name the permission that the endpoint requires.",
            )
    elif len(asked) == 1 and label(asked[0]) in _NO_PERMISSION:
        shown, asked = asked[0], ()
        if not public:
            collector.warn(
                row.line,
                f"{key[:80]}: permission {shown!r} does not state who may call it; read as "
                "undecided. Write public with a reason, or name the permission.",
            )
    access = collector.build(
        Access,
        row.line,
        endpoint=key,
        permissions=clean_keys(asked),
        public=public,
        reason=inline.value(cells.get("reason", "")) or reason,
        notes=inline.value(cells.get("notes", "")),
    )
    collector.add(access, row.line, row.line)


def _names_none_plainly(roles: str) -> bool:
    named = [read_role(split_name) for split_name in split_names(roles)]
    return bool(roles) and (
        names_nobody(roles) or any(name.refused or name.condition for name in named)
    )


def _demanded(raw: str) -> tuple[tuple[str, ...], str]:
    """Permissions that a cell names, and what else it holds."""
    if label(inline.name(raw)) in _NO_PERMISSION:
        return inline.names(raw), ""
    asked: list[str] = []
    for split_name in split_names(raw):
        named = (
            read_role(split_name)
            if _PUBLIC_WORD.search(label(split_name))
            else read_action(split_name)
        )
        public = label(named.name).partition(" ")[0] in _PUBLIC
        if named.refused or (public and named.condition):
            return tuple(asked), split_name
        asked.extend(inline.names(split_name))
    if len(asked) > 1 and any(label(permission) in _PUBLIC for permission in asked):
        return tuple(permission for permission in asked if label(permission) not in _PUBLIC), raw
    return tuple(asked), ""


def _public(raw: str) -> tuple[bool | None, str]:
    """Whether an endpoint is public, and the reason; None where the cell does not show it."""
    cell = read_cell(raw)
    answer, rest = read_answer(raw)
    if answer is not True:
        return answer, ""
    plain = not STRUCK.search(raw) and not cell.doubt and "footnote" not in cell.notes
    if not plain or limits_grant(rest) or _INSIDE.search(label(rest)):
        return None, ""
    return True, rest


_PUBLIC_WORD = re.compile(r"\b(?:public|anonymous|open)\b|عام")
_INSIDE = re.compile(
    r"\b(?:intern\w*|vpn|intranet|network|lan|partners?|staff|logged|authenticated|signed|beta"
    r"|deprecated|ip|whitelist\w*|allowlist\w*|admins?)\b"
)


def read_policies(table: Table, collector: DocumentCollector) -> None:
    """Read row-level policies."""
    for row, cells in POLICY.rows(table, collector):
        name = clean_key(inline.name(cells.get("name", "")))
        kind = label(cells.get("type", ""))
        permissive = kind in {"", "permissive", "yes", "true"}
        if kind and not permissive and kind not in {"restrictive", "no", "false"}:
            collector.warn(
                row.line, f"policy {name}: unknown type {kind[:30]!r}; read as restrictive"
            )
        command = inline.name(cells.get("command", "")).upper() or "ALL"
        roles = cells.get("roles", "").strip()
        wrong = f"{command[:30]!r} is not a command" if command not in _COMMANDS else ""
        if _names_none_plainly(roles):
            wrong = f"{roles[:30]!r} is not a role"
        if wrong:
            # To leave out what gives rows, and to keep what takes them away, grants nothing.
            done = "left out" if permissive else "read as ALL, for the known roles"
            collector.warn(row.line, f"policy {name}: {wrong}; {done}")
            if permissive:
                continue
            command = command if command in _COMMANDS else "ALL"
        policy = collector.build(
            Policy,
            row.line,
            name=name,
            table=clean_key(inline.name(cells.get("table", ""))),
            command=command,
            roles=() if _names_none_plainly(roles) else clean_keys(inline.names(roles)),
            permissive=permissive,
            using=inline.expression(cells.get("using", "")),
            check=inline.expression(cells.get("check", "")),
        )
        collector.add(policy, row.line, row.line)
