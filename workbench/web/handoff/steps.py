"""The acceptance steps of a handoff, as rows of the handoff page."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.review.handoff.acceptance import Acceptance, Step, StepName, StepState
from workbench.web.shell.links import link_url


@dataclass(frozen=True, slots=True)
class StepRow:
    """An acceptance step, its status icon, and the link to the page where it is done."""

    step: Step
    status: str
    """`ok`, `warn`, `stop` or `hold`, as the macro `st()` takes it."""
    url: str
    link: str


#: Text of the link: while the step is open, and once it is done.
_LINKS: dict[StepName, tuple[str, str]] = {
    StepName.mode: ("Choose", "View scope"),
    StepName.check: ("See what is missing", "View"),
    StepName.read_back: ("Review and sign", "Read"),
    StepName.questions: ("Assign", "Ask or answer"),
    StepName.assumptions: ("Triage", "View"),
    StepName.setup: ("Answer", "View"),
}


def rows_of(acceptance: Acceptance, slug: str) -> list[StepRow]:
    """The six steps in their order."""
    return [_row(step, slug) for step in acceptance.steps]


def _row(step: Step, slug: str) -> StepRow:
    to_do, done = _LINKS[step.name]
    url = link_url(slug, step.link)
    if step.name is StepName.mode and step.state is StepState.done:
        url = link_url(slug, type(step.link)("scope"))
    if step.state is StepState.blocked:
        return StepRow(step, "hold", url, "View")
    if step.state is StepState.done:
        return StepRow(step, "warn" if step.note else "ok", url, done)
    hard = step.name in {StepName.check, StepName.mode}
    return StepRow(step, "stop" if hard else "warn", url, to_do)
