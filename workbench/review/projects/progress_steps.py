"""The nine progress steps of a project, each with its state in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workbench.design.kinds import ARTIFACT_TITLES, KINDS, Artifact
from workbench.design.package import Finding, Level
from workbench.review.gate.machine import MAX_CYCLES, GateState, Stage

#: Artifacts of the steps between prioritising and the gate, with their labels.
PHASES: tuple[tuple[Artifact, str], ...] = (
    (Artifact.inventory, "1 API contract"),
    (Artifact.request_response, "2 Requests"),
    (Artifact.schema, "3 Schema"),
    (Artifact.access, "4 Auth"),
    (Artifact.integrations, "5 Integration"),
    (Artifact.documentation, "6 Documents"),
)
GATE = "gate"

_NOT_OPEN = frozenset({Stage.received, Stage.halted})
_FROZEN = frozenset({Stage.presented, Stage.approved, Stage.handed_on, Stage.escalated})


@dataclass(frozen=True, slots=True)
class ProgressStep:
    """One step of the progress bar."""

    key: str
    """An artifact, or `gate`."""
    label: str
    state_word: str
    status: str
    """`ok`, `warn`, `stop`, `hold`, `here`, `half` or `none`."""


def progress_steps(
    state: GateState, counts: Mapping[str, int], findings: Iterable[Finding]
) -> tuple[ProgressStep, ...]:
    """The steps of a project, from its gate, its number of items per kind and its findings."""
    weights: dict[Artifact, dict[Level, int]] = {artifact: {} for artifact in Artifact}
    for finding in findings:
        if finding.open and finding.kind in KINDS:
            levels = weights[KINDS[finding.kind].artifact]
            levels[finding.level] = levels.get(finding.level, 0) + 1
    filled = dict.fromkeys(Artifact, 0)
    for kind, number in counts.items():
        if not KINDS[kind].single or kind in {"auth", "contract"}:
            filled[KINDS[kind].artifact] += number
    return (
        _handoff(state, filled[Artifact.handoff]),
        _phase(
            state,
            Artifact.prioritization,
            "Prioritise",
            filled[Artifact.prioritization],
            weights[Artifact.prioritization],
        ),
        *(_phase(state, phase, label, filled[phase], weights[phase]) for phase, label in PHASES),
        _gate(state),
    )


def _handoff(state: GateState, filled: int) -> ProgressStep:
    key, label = Artifact.handoff.value, ARTIFACT_TITLES[Artifact.handoff]
    if state.stage is Stage.halted:
        return ProgressStep(key, label, "halted", "stop")
    if state.stage is Stage.received:
        return ProgressStep(
            key, label, "to accept" if filled else "not started", "half" if filled else "none"
        )
    return ProgressStep(key, label, "accepted", "ok")


def _phase(
    state: GateState, artifact: Artifact, label: str, filled: int, found: Mapping[Level, int]
) -> ProgressStep:
    if state.stage in _FROZEN:
        words, status = "frozen", "hold"
    elif not filled:
        words, status = "not started", "none"
    elif state.stage in _NOT_OPEN:
        words, status = f"{filled} arrived", "none"
    else:
        words, status = _open_phase(state, artifact, filled, found)
    return ProgressStep(artifact.value, label, words, status)


def _open_phase(
    state: GateState, artifact: Artifact, filled: int, found: Mapping[Level, int]
) -> tuple[str, str]:
    """State in words and status of a phase that has items and is not frozen."""
    no_go, quality = found.get(Level.no_go, 0), found.get(Level.quality, 0)
    if no_go:
        return f"{no_go} no-go", "stop"
    if quality:
        return f"{quality} finding{'s' if quality > 1 else ''}", "warn"
    if state.stage is Stage.in_design and artifact not in state.editable:
        return "locked", "hold"
    if state.stage is Stage.in_design and artifact in state.flagged:
        return "to revise", "half"
    return f"{filled} filled" if filled > 1 else "filled", "ok"


def _gate(state: GateState) -> ProgressStep:
    match state.stage:
        case Stage.presented:
            return ProgressStep(GATE, "Gate", "awaiting a decision", "here")
        case Stage.approved | Stage.handed_on:
            return ProgressStep(GATE, "Gate", state.stage.value, "ok")
        case Stage.paused:
            return ProgressStep(GATE, "Gate", "paused", "hold")
        case Stage.escalated:
            return ProgressStep(GATE, "Gate", "escalated", "stop")
    if state.cycle:
        return ProgressStep(GATE, "Gate", f"cycle {state.cycle} of {MAX_CYCLES}", "half")
    return ProgressStep(GATE, "Gate", "not presented", "none")
