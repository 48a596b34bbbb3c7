"""Hashes of what people confirmed, which are stored with the events of acceptance steps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import orjson

from workbench.design.design import Design
from workbench.design.handoff import AssumptionStatus
from workbench.design.mvp import MvpRow
from workbench.design.scope import scope_of
from workbench.review.handoff.read_back_draft import backend_flows


def digest_of(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def set_digest(rows: Iterable[MvpRow]) -> str:
    """SHA-256 of an MVP set: of all its requirements, and which of them are in the MVP."""
    lines = sorted(f"{row.requirement.key}\t{int(row.inside)}" for row in rows)
    return digest_of("\n".join(lines))


def facts_of(design: Design) -> tuple[tuple[str, str], ...]:
    """A short hash of the documents' data about each subject of the read-back.

    The drafted sentences are not hashed, so that rewording them does not count as a change. Older
    events with hashes of sentences use other names of subjects and are not compared.
    """
    return tuple(
        (subject, digest_of(orjson.dumps(facts).decode())[:16])
        for subject, facts in _facts(design).items()
    )


def _facts(design: Design) -> dict[str, object]:
    scope, handoff = scope_of(design), design.handoff
    flows = backend_flows(design)
    return {
        "the product": [handoff.product, handoff.summary],
        "the scope": [
            handoff.release_mode.value if handoff.release_mode else "",
            sorted(scope.requirements),
            sorted(scope.out_of_scope),
        ],
        "the users": sorted({flow.actor for flow in flows if flow.actor}),
        "the data dictionary": [
            handoff.dictionary_not_applicable,
            *(
                [
                    entity.key,
                    [state.name for state in entity.states],
                    [attribute.name for attribute in entity.attributes if attribute.pii],
                ]
                for entity in design.entities
            ),
        ],
        "the user flows": [[flow.key, flow.title, flow.actor, flow.success] for flow in flows],
        "the constraints": [
            [decision.key, decision.constraint]
            for decision in design.decisions
            if decision.constraint
        ],
        "the assumptions": [
            [assumption.key, assumption.text]
            for assumption in design.assumptions
            if assumption.status is AssumptionStatus.open
        ],
    }
