"""A first read-back, drafted from what was handed over (W3.3)."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.design.design import Design
from workbench.design.scope import scope_of

_MANY = 12


def draft_read_back(design: Design) -> str:
    """A restatement of intent in Markdown: product, release, entities, flows, constraints.

    Says only what the documents say; what they leave out is named as missing.
    """
    scope = scope_of(design)
    handoff = design.handoff
    mode = handoff.release_mode.value if handoff.release_mode else "not chosen yet"
    flows = [one for one in design.flows if scope.contains("flow", one.key)]
    kept = [one for one in design.decisions if one.constraint]
    parts = [
        f"We build the backend of **{handoff.product or 'this product'}**."
        + (f" {handoff.summary}" if handoff.summary else ""),
        (
            f"Release mode: {mode}. In scope: {_count(len(scope.requirements), 'requirement')}"
            f" ({_some(sorted(scope.requirements))}); {len(scope.out_of_scope)} wait for later."
        ),
    ]
    if design.entities:
        parts.append(f"Core entities: {_some(one.key for one in design.entities)}.")
    else:
        reason = handoff.dictionary_not_applicable or "no reason given"
        parts.append(f"There is no data dictionary: {reason}.")
    if flows:
        rows = "\n".join(f"- {one.key} {one.title}: {one.actor or 'nobody named'}" for one in flows)
        parts.append(f"Flows that need the backend:\n\n{rows}")
    if kept:
        rows = "\n".join(f"- {one.key}: {one.constraint}" for one in kept)
        parts.append(f"Constraints to preserve:\n\n{rows}")
    return "\n\n".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _some(names: Iterable[str]) -> str:
    found = list(names)
    shown = ", ".join(found[:_MANY])
    return shown + (f" and {len(found) - _MANY} more" if len(found) > _MANY else "") or "none"
