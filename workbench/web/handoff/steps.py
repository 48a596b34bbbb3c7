"""The steps of accepting a handoff as the page draws them."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.review.handoff.acceptance import Acceptance, Step, StepName, StepState
from workbench.web.shell.links import where_url


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step, the sign it gets, and the link to where it is done."""

    step: Step
    status: str
    """`ok`, `warn`, `stop` or `hold`, as `st()` draws it."""
    url: str
    link: str


#: What the link says: while the step is open, and once it is done.
_LINKS: dict[StepName, tuple[str, str]] = {
    StepName.mode: ("Choose", "See the scope"),
    StepName.check: ("See what is missing", "See it"),
    StepName.read_back: ("Correct and sign", "Read"),
    StepName.questions: ("Say who answers", "Ask or answer"),
    StepName.assumptions: ("Triage", "See them"),
    StepName.setup: ("Answer", "See them"),
}


def rows_of(acceptance: Acceptance, slug: str) -> list[StepRow]:
    """The six steps in their order."""
    return [_row(one, slug) for one in acceptance.steps]


def _row(step: Step, slug: str) -> StepRow:
    to_do, done = _LINKS[step.name]
    url = where_url(slug, step.where)
    if step.name is StepName.mode and step.state is StepState.done:
        url = where_url(slug, type(step.where)("scope"))
    if step.state is StepState.blocked:
        return StepRow(step, "hold", url, "See it")
    if step.state is StepState.done:
        return StepRow(step, "warn" if step.note else "ok", url, done)
    hard = step.name in {StepName.check, StepName.mode}
    return StepRow(step, "stop" if hard else "warn", url, to_do)
