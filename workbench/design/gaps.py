"""What a design lacks for a release: requirements in scope and the links they miss."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.design.design import Design
from workbench.design.handoff import ReleaseMode
from workbench.design.scope import scope_of
from workbench.design.trace import build_trace, coverage


@dataclass(frozen=True, slots=True)
class Gap:
    """One requirement in scope and what it has none of."""

    requirement: str
    title: str
    lacks: tuple[str, ...]
    """Among `flow`, `screen`, `endpoint`, `table`."""


@dataclass(frozen=True, slots=True)
class ScopeChange:
    """What another release mode would do to the scope."""

    mode: ReleaseMode
    include_p1: bool
    enters: tuple[str, ...]
    leaves: tuple[str, ...]
    gaps: tuple[Gap, ...]
    """Of the requirements that enter, those for which the design has no endpoint."""


def gaps_of(design: Design) -> tuple[Gap, ...]:
    """Requirements in scope that no endpoint serves yet, with all that they lack.

    What needs no backend, or is served by a webhook, has no gap.
    """
    excused = {
        requirement.key for requirement in design.requirements if requirement.no_backend_reason
    }
    titles = {
        requirement.key: requirement.title or requirement.text
        for requirement in design.requirements
    }
    found = []
    for row in coverage(design, build_trace(design)):
        if row.in_scope and row.requirement not in excused and not row.webhooks:
            pairs = (
                ("flow", row.flows),
                ("screen", row.screens),
                ("endpoint", row.endpoints),
                ("table", row.tables),
            )
            lacks = tuple(name for name, keys in pairs if not keys)
            if "endpoint" in lacks:
                found.append(Gap(row.requirement, titles[row.requirement], lacks))
    return tuple(found)


def change_of_scope(design: Design, mode: ReleaseMode, *, include_p1: bool) -> ScopeChange:
    """What choosing that mode would bring in, leave out, and find missing."""
    handoff = design.handoff.model_copy(update={"release_mode": mode, "include_p1": include_p1})
    after = design.model_copy(update={"handoff": handoff})
    was, will = scope_of(design).requirements, scope_of(after).requirements
    order = [requirement.key for requirement in design.requirements]
    enters = tuple(key for key in order if key in will - was)
    gaps = tuple(gap for gap in gaps_of(after) if gap.requirement in will - was)
    leaves = tuple(key for key in order if key in was - will)
    return ScopeChange(mode, include_p1, enters, leaves, gaps)
