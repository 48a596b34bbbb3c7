"""A first read-back, drafted from the handoff, for a person to correct and sign."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.design.design import Design
from workbench.design.flows import Flow
from workbench.design.handoff import AssumptionStatus
from workbench.design.scope import scope_of

#: Names in one sentence; the rest is counted.
_MANY = 12


def draft_read_back(design: Design) -> str:
    """A restatement of intent in Markdown: product, release, users, entities, flows, constraints.

    States only what the documents state; what they leave out is named as missing.
    """
    parts = (
        _product(design),
        _release(design),
        _users(design),
        _entities(design),
        _flows(design),
        _constraints(design),
        _assumptions(design),
    )
    return "\n\n".join(part for part in parts if part)


def backend_flows(design: Design) -> list[Flow]:
    """Flows in scope, without those whose every step needs no backend."""
    scope = scope_of(design)
    return [
        flow
        for flow in design.flows
        if scope.contains("flow", flow.key)
        and not (flow.steps and all(step.needs_backend is False for step in flow.steps))
    ]


def _product(design: Design) -> str:
    handoff = design.handoff
    product = f"**{handoff.product}**" if handoff.product else "a product that has no name yet"
    text = f"We are building the backend for {product}."
    return f"{text} {handoff.summary}" if handoff.summary else text


def _release(design: Design) -> str:
    mode, scope = design.handoff.release_mode, scope_of(design)
    inside = _names(
        requirement.key
        for requirement in design.requirements
        if requirement.key in scope.requirements
    )
    text = (
        f"Release mode: {mode.value if mode else 'not chosen yet'}. In scope: "
        f"{_count(len(scope.requirements), 'requirement')} ({inside})."
    )
    if scope.out_of_scope:
        outside = _names(
            requirement.key
            for requirement in design.requirements
            if requirement.key in scope.out_of_scope
        )
        verb = "is" if len(scope.out_of_scope) == 1 else "are"
        deferred = _count(len(scope.out_of_scope), "requirement")
        text += f" {deferred} {verb} deferred ({outside})."
    return text


def _users(design: Design) -> str:
    actors = dict.fromkeys(flow.actor for flow in backend_flows(design) if flow.actor)
    return f"Users: {_names(actors)}." if actors else ""


def _entities(design: Design) -> str:
    if not design.entities:
        reason = design.handoff.dictionary_not_applicable or "no reason is given"
        return f"There is no data dictionary: {reason}."
    text = f"Core entities: {_names(entity.key for entity in design.entities)}."
    states = [
        f"- States of {entity.key}: {_names(state.name for state in entity.states)}."
        for entity in design.entities
        if entity.states
    ]
    personal = [
        f"{entity.key}.{attribute.name}"
        for entity in design.entities
        for attribute in entity.attributes
        if attribute.pii
    ]
    if personal:
        text += f" Personal data: {_names(personal)}."
    return text + ("\n\n" + "\n".join(states) if states else "")


def _flows(design: Design) -> str:
    return _list("User flows that need the backend", map(_flow, backend_flows(design)))


def _flow(flow: Flow) -> str:
    text = f"{flow.key} {flow.title}".rstrip()
    if flow.actor:
        text += f", by {flow.actor}"
    if flow.success:
        text += f": {' '.join(flow.success.split())}"
    return text


def _constraints(design: Design) -> str:
    rows = (
        f"{decision.key}: {decision.constraint}"
        for decision in design.decisions
        if decision.constraint
    )
    return _list("Constraints", rows)


def _assumptions(design: Design) -> str:
    rows = (
        f"{assumption.key}: {assumption.text}"
        for assumption in design.assumptions
        if assumption.status is AssumptionStatus.open
    )
    return _list("Unvalidated assumptions", rows)


def _list(title: str, rows: Iterable[str]) -> str:
    lines = [f"- {row}" for row in rows]
    return f"{title}:\n\n" + "\n".join(lines) if lines else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _names(names: Iterable[str]) -> str:
    found = list(names)
    if len(found) > _MANY:
        return f"{', '.join(found[:_MANY])} and {len(found) - _MANY} more"
    return ", ".join(found) or "none"
