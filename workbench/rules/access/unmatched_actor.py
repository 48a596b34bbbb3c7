"""Flow actors and roles do not match.

What it checks: Every actor of a flow is a role of the permission model (systems aside) or is named
in a role's description, and every role appears in a flow or has a reason for not appearing.

Why it matters: An actor without a role cannot be given access; a role without a flow has
permissions that nobody uses.

How to fix: Use the role's name in the flow, name the persona in the description of its role, add
the role, or state why it appears in no flow.

Good: flow UF-001 with the actor `customer`, and a role `customer`

Bad: flow UF-001 with the actor `buyer`, and no such role

Source: workbench.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.access import Role
from workbench.design.flows import Flow
from workbench.design.ids import singular, snake_case
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.names.naming import words_of

_REMARK = re.compile(r"\([^)]*\)")
_SEPARATOR = re.compile(r"\s*(?:,|/|&|;|\bor\b|\band\b)\s*", re.IGNORECASE)
_MACHINES = frozenset(
    {"system", "backend", "server", "service", "scheduler", "app", "api", "application", "platform"}
)
_NOBODY = frozenset(
    {"", "any", "anyone", "everyone", "all", "user", "anonymous", "visitor", "guest"}
)


def check(facts: Facts) -> Iterator[Found]:
    """Compare the names of both, whatever their style and number; report each actor once."""
    roles = {_normalized(role.key): role for role in facts.design.roles}
    described = {word: name for name, role in roles.items() for word in words_of(role.description)}
    in_flows: set[str] = set()
    reported: set[str] = set()
    for flow in facts.design.flows:
        for place, name in _actors(flow):
            actor = _normalized(name)
            if actor in roles:
                in_flows.add(actor)
            elif actor in described:
                in_flows.add(described[actor])
            elif actor not in reported and _is_person(actor):
                reported.add(actor)
                yield found(flow, f"actor `{name}` is not a role", *place)
    if in_flows:
        # Flows that name personas alone say nothing about roles.
        yield from _without_flow(roles, in_flows)


def _is_person(actor: str) -> bool:
    return actor not in _NOBODY and actor.rpartition("_")[2] not in _MACHINES


def _without_flow(roles: dict[str, Role], in_flows: set[str]) -> Iterator[Found]:
    for name, role in roles.items():
        if name not in in_flows and not role.no_flow_reason:
            yield found(role, f"role `{role.key}` appears in no flow and no reason is given")


def _actors(flow: Flow) -> Iterator[tuple[tuple[str | int, ...], str]]:
    seen = set()
    rows: list[tuple[tuple[str | int, ...], str]] = [(("actor",), flow.actor)]
    rows += [(("steps", at, "actor"), step.actor) for at, step in enumerate(flow.steps)]
    for place, text in rows:
        for name in _SEPARATOR.split(_REMARK.sub("", text).strip()):
            if name and name not in seen:
                seen.add(name)
                yield place, name


def _normalized(name: str) -> str:
    return singular(snake_case(name))


RULE = define(__name__, __doc__, "AUT-11", Level.quality, check=check, needs=("flows", "roles"))
