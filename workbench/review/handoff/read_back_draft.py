"""A first read-back, drafted from what was handed over (W3.3)."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.design.design import Design
from workbench.design.flows import Flow
from workbench.design.handoff import AssumptionStatus
from workbench.design.scope import scope_of

_MANY = 12


def draft_read_back(design: Design) -> str:
    """A restatement of intent in Markdown: product, release, people, entities, flows, constraints.

    Says only what the documents say; what they leave out is named as missing.
    """
    return "\n\n".join(part for part in draft_parts(design).values() if part)


def draft_parts(design: Design) -> dict[str, str]:
    """The parts of the draft by what they tell of; empty where the documents say nothing."""
    return {
        "product": _product(design),
        "release": _release(design),
        "people": _people(design),
        "core entities": _entities(design),
        "flows": _flows(design),
        "constraints": _constraints(design),
        "assumptions": _unproven(design),
    }


def _product(design: Design) -> str:
    handoff = design.handoff
    said = f"We build the backend of **{handoff.product or 'a product without a name so far'}**."
    return f"{said} {handoff.summary}" if handoff.summary else said


def _release(design: Design) -> str:
    mode, scope = design.handoff.release_mode, scope_of(design)
    keys = _some(one.key for one in design.requirements if one.key in scope.requirements)
    text = (
        f"Release mode: {mode.value if mode else 'not chosen yet'}. In scope: "
        f"{_count(len(scope.requirements), 'requirement')} ({keys})."
    )
    if scope.out_of_scope:
        later = _some(one.key for one in design.requirements if one.key in scope.out_of_scope)
        verb = "waits" if len(scope.out_of_scope) == 1 else "wait"
        text += f" {_count(len(scope.out_of_scope), 'requirement')} {verb} for later ({later})."
    return text


def _people(design: Design) -> str:
    actors = dict.fromkeys(one.actor for one in _walked(design) if one.actor)
    return f"Who uses it: {_some(actors)}." if actors else ""


def _entities(design: Design) -> str:
    if not design.entities:
        reason = design.handoff.dictionary_not_applicable or "nobody has said why"
        return f"There is no data dictionary: {reason}."
    text = f"Core entities: {_some(one.key for one in design.entities)}."
    states = [
        f"- {one.key} goes through {_some(state.name for state in one.states)}."
        for one in design.entities
        if one.states
    ]
    personal = [
        f"{one.key}.{attribute.name}"
        for one in design.entities
        for attribute in one.attributes
        if attribute.pii
    ]
    if personal:
        text += f" Personal data: {_some(personal)}."
    return text + ("\n\n" + "\n".join(states) if states else "")


def _flows(design: Design) -> str:
    rows = [
        f"- {one.key} {one.title}".rstrip()
        + (f", by {one.actor}" if one.actor else "")
        + (f": {_sentence(one.success)}" if one.success else "")
        for one in _walked(design)
    ]
    return "Flows that need the backend:\n\n" + "\n".join(rows) if rows else ""


def _constraints(design: Design) -> str:
    rows = [f"- {one.key}: {one.constraint}" for one in design.decisions if one.constraint]
    return "Constraints to preserve:\n\n" + "\n".join(rows) if rows else ""


def _unproven(design: Design) -> str:
    rows = [
        f"- {one.key}: {one.text}"
        for one in design.assumptions
        if one.status is AssumptionStatus.open
    ]
    return "Taken for true, and not proven:\n\n" + "\n".join(rows) if rows else ""


def _walked(design: Design) -> list[Flow]:
    """Flows in scope, without those whose every step says that it needs no backend."""
    scope = scope_of(design)
    return [
        one
        for one in design.flows
        if scope.contains("flow", one.key)
        and not (one.steps and all(step.needs_backend is False for step in one.steps))
    ]


def _sentence(text: str) -> str:
    return " ".join(text.split())


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _some(names: Iterable[str]) -> str:
    found = list(names)
    shown = ", ".join(found[:_MANY])
    return shown + (f" and {len(found) - _MANY} more" if len(found) > _MANY else "") or "none"
