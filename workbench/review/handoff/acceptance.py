"""The acceptance steps of a handoff: their state, what is missing, and who completed them.

Only `acceptance_of` reads the database. The page, the API and accepting itself use the same steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy.orm import Session

from workbench.design.design import Design
from workbench.design.handoff import Assumption, ReleaseMode
from workbench.design.mvp import MvpRow, mvp_rows
from workbench.design.scope import scope_of
from workbench.review.errors import PageLink
from workbench.review.gate.events import (
    MvpSetConfirmed,
    QuestionAssigned,
    ReadBackSigned,
    ReleaseModeChosen,
    SetupAnswered,
    StepTaken,
)
from workbench.review.gate.machine import Stage
from workbench.review.handoff.assumption_triage import affects_of
from workbench.review.handoff.fingerprints import digest_of, facts_of, set_digest
from workbench.review.handoff.no_go_check import CHECKED_KINDS, HandoffRow, no_go_check
from workbench.review.projects.access import ProjectAccess
from workbench.sql.dialect import database_title
from workbench.store.drafts import StoredItem, list_items, load_design
from workbench.store.people import names_of
from workbench.store.rfis import Rfi, list_rfis


class StepState(StrEnum):
    """State of a step."""

    done = "done"
    open = "open"
    #: Cannot be checked before an earlier step is done.
    blocked = "blocked"


class StepName(StrEnum):
    """The acceptance steps of a handoff, in their order."""

    mode = "release-mode"
    check = "no-go"
    read_back = "read-back"
    questions = "questions"
    assumptions = "assumptions"
    setup = "setup"


TITLES: dict[StepName, str] = {
    StepName.mode: "Release mode",
    StepName.check: "No-Go check",
    StepName.read_back: "Read-back",
    StepName.questions: "Questions",
    StepName.assumptions: "Assumptions",
    StepName.setup: "Set-up answers",
}


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that a step needs, and the page where it is done."""

    message: str
    link: PageLink


@dataclass(frozen=True, slots=True)
class Step:
    """An acceptance step."""

    name: StepName
    state: StepState
    words: str
    """Its status in a few words, without a full stop."""
    link: PageLink
    """The page where it is done."""
    missing: tuple[Lack, ...] = ()
    note: str = ""
    """A hint that is shown if the step is done."""
    by: int = 0
    """ID of the person who did it last; 0 if there is none."""
    at: datetime | None = None
    name_of_by: str = ""

    @property
    def title(self) -> str:
        """Title on the page."""
        return TITLES[self.name]

    @property
    def number(self) -> int:
        """Position, from 1."""
        return list(StepName).index(self.name) + 1


@dataclass(frozen=True, slots=True)
class Acceptance:
    """All six acceptance steps and the No-Go check."""

    steps: tuple[Step, ...]
    rows: tuple[HandoffRow, ...]
    """The No-Go check of the current draft."""
    accepted_by: str = ""
    """Name of the person who accepted the handoff; empty before that."""

    @property
    def remaining(self) -> tuple[Step, ...]:
        """Steps that are not done."""
        return tuple(step for step in self.steps if step.state is not StepState.done)

    @property
    def next(self) -> Step | None:
        """The first step that can be done now; None if all are done."""
        return next((step for step in self.steps if step.state is StepState.open), None)

    @property
    def halts(self) -> bool:
        """Whether the No-Go check is not blocked and fails."""
        return self.step(StepName.check).state is StepState.open

    def step(self, name: StepName) -> Step:
        """The step with that name."""
        return next(step for step in self.steps if step.name is name)


@dataclass(frozen=True, slots=True)
class AcceptanceInput:
    """Input from which the steps are computed."""

    design: Design
    """Design with at least the kinds of the No-Go check."""
    rows: tuple[HandoffRow, ...]
    questions: Sequence[Rfi]
    assumptions: Sequence[StoredItem]
    taken: tuple[StepTaken, ...]


def acceptance_of(
    session: Session, access: ProjectAccess, *, design: Design | None = None
) -> Acceptance:
    """The current steps of a project; pass the design if it is loaded already."""
    if design is None:
        design = load_design(session, access.project.id, kinds=CHECKED_KINDS)
    given = AcceptanceInput(
        design,
        no_go_check(design),
        list_rfis(session, access.project.id),
        list_items(session, access.project.id, "assumption") if design.assumptions else [],
        access.state.steps,
    )
    steps = acceptance_steps(given)
    accepted = access.state.accepted.by if access.state.accepted else 0
    names = names_of(session, {step.by for step in steps if step.by} | ({accepted} - {0}))
    named = tuple(replace(step, name_of_by=names.get(step.by, "")) for step in steps)
    return Acceptance(named, given.rows, names.get(accepted, ""))


def waiting_acceptance(session: Session, access: ProjectAccess) -> Acceptance | None:
    """The steps until the handoff is accepted, then None; for pages that show the next step."""
    return acceptance_of(session, access) if acceptance_waits(access) else None


def acceptance_waits(access: ProjectAccess) -> bool:
    """Whether the handoff has not been accepted yet, so that the steps still count."""
    return access.state.stage in {Stage.received, Stage.halted}


def acceptance_steps(given: AcceptanceInput) -> tuple[Step, ...]:
    """The six steps in their order, from the draft, its questions and the recorded events."""
    mode = _mode(given)
    return (
        mode,
        _check(given, blocked=mode.state is not StepState.done),
        _read_back(given),
        _questions(given),
        _assumptions(given),
        _setup(given),
    )


_Taken = TypeVar("_Taken", bound=StepTaken)


def _last(given: AcceptanceInput, kind: type[_Taken]) -> _Taken | None:
    return next((step for step in given.taken if isinstance(step, kind)), None)


def _step(
    name: StepName,
    words: str,
    link: PageLink,
    missing: Iterable[Lack],
    *,
    done_by: StepTaken | None = None,
    note: str = "",
) -> Step:
    found = tuple(missing)
    state = StepState.open if found else StepState.done
    by, at = (done_by.by, done_by.at) if done_by is not None else (0, None)
    return Step(name, state, words, link, found, "" if found else note, by, at)


def _mode(given: AcceptanceInput) -> Step:
    handoff, scope = given.design.handoff, scope_of(given.design)
    here = PageLink("release-mode")
    if handoff.release_mode is None:
        lack = Lack("Choose the release mode; it decides what is in scope.", here)
        return _step(StepName.mode, "not chosen", here, [lack])
    words = release_words(handoff.release_mode, include_p1=handoff.include_p1)
    chosen = _last(given, ReleaseModeChosen)
    status = f"{words}: {len(scope.requirements)} in scope, {len(scope.out_of_scope)} deferred"
    if chosen is None:
        text = f"The handoff sets the release mode to {words}; confirm it."
        return _step(StepName.mode, f"{status}; not confirmed", here, [Lack(text, here)])
    before = release_words(chosen.mode, include_p1=chosen.include_p1)
    if before != words:
        text = f"The release mode has changed from {before} to {words}; choose again."
        return _step(StepName.mode, f"{status}; changed since", here, [Lack(text, here)])
    if handoff.release_mode is ReleaseMode.mvp:
        return _mvp(given, status)
    return _step(StepName.mode, status, here, [], done_by=chosen)


def _mvp(given: AcceptanceInput, status: str) -> Step:
    here = PageLink("scope")
    rows = mvp_rows(given.design.requirements)
    undecided = sum(not row.decided for row in rows)
    confirmed = _last(given, MvpSetConfirmed)
    if undecided:
        verb = "requirement still needs" if undecided == 1 else "requirements still need"
        lack = f"{undecided} {verb} a confirmed MVP decision and a reason."
    elif confirmed is None:
        lack = "The handoff contains an MVP set; confirm it."
    elif confirmed.sha256 != set_digest(rows):
        lack = "The MVP set has changed since it was confirmed; confirm it again."
    else:
        return _step(StepName.mode, _set_words(rows), here, [], done_by=confirmed)
    return _step(StepName.mode, f"{status}; MVP set not confirmed", here, [Lack(lack, here)])


def _set_words(rows: Sequence[MvpRow]) -> str:
    inside = sum(row.inside for row in rows)
    return f"MVP: {inside} confirmed, {len(rows) - inside} in the post-MVP backlog"


def release_words(mode: str, *, include_p1: bool) -> str:
    """A release mode in words.

    >>> release_words("Full Production", include_p1=True)
    'Full Production with P1'
    """
    with_p1 = include_p1 and mode == ReleaseMode.full.value
    return f"{ReleaseMode(mode).value}{' with P1' if with_p1 else ''}"


def _check(given: AcceptanceInput, *, blocked: bool) -> Step:
    here, rows = PageLink("no-go"), given.rows
    if blocked:
        words = "checked once the release mode is set"
        return Step(StepName.check, StepState.blocked, words, here)
    missing = [
        Lack(lack.message, PageLink("item", lack.kind, lack.key) if lack.key else here)
        for row in rows
        for lack in row.missing
    ]
    words = f"{sum(row.passed for row in rows)} of {len(rows)} pass"
    words += f"; {len(missing)} missing" if missing else ""
    return _step(StepName.check, words, here, missing)


def _read_back(given: AcceptanceInput) -> Step:
    handoff, here = given.design.handoff, PageLink("read-back")
    signed = _last(given, ReadBackSigned)
    if signed is None or not handoff.read_back:
        lack = "The read-back is not signed; a draft is ready."
        if handoff.read_back and handoff.read_back_by:
            lack = f"The documents contain a read-back by {handoff.read_back_by}; sign one here."
        return _step(StepName.read_back, "not signed", here, [Lack(lack, here)])
    if signed.sha256 != digest_of(handoff.read_back):
        lack = "The text of the read-back has changed since it was signed; sign it again."
        return _step(StepName.read_back, "changed since it was signed", here, [Lack(lack, here)])
    moved = moved_facts(given.design, signed)
    note = f"The documents have changed since: {', '.join(moved)}." if moved else ""
    return _step(StepName.read_back, "signed", here, [], done_by=signed, note=note)


def moved_facts(design: Design, signed: ReadBackSigned) -> tuple[str, ...]:
    """Subjects of the read-back about which the documents have changed since it was signed."""
    now, then = dict(facts_of(design)), dict(signed.facts)
    return tuple(part for part in now if part in then and now[part] != then[part])


def _questions(given: AcceptanceInput) -> Step:
    questions = given.questions
    waiting = [question for question in questions if question.answered_at is None]
    missing = [
        Lack(f"Question {question.number} is not assigned to anyone.", _at_question(question))
        for question in waiting
        # Escalated questions are assigned to the orchestrators.
        if question.owner_id is None and question.status != "escalated"
    ]
    words = "none asked"
    if questions:
        words = f"{len(waiting)} of {len(questions)} open"
        words += f", {len(missing)} unassigned" if missing else ""
    step = _step(StepName.questions, words, PageLink("rfis"), missing)
    activity = _last_activity(given)
    if activity is None:
        return step
    at, by = activity
    return replace(step, at=at, by=by)


def _last_activity(given: AcceptanceInput) -> tuple[datetime, int] | None:
    """When and by whom a question was last raised, assigned, answered or escalated."""
    found = [entry for question in given.questions for entry in _activity(question)]
    done = [(at, by) for at, by in found if at and by]
    assigned = _last(given, QuestionAssigned)
    if assigned is not None:
        done.append((assigned.at, assigned.by))
    return max(done, default=None)


def _at_question(question: Rfi) -> PageLink:
    return PageLink("rfis", number=question.number)


def _activity(question: Rfi) -> Iterable[tuple[datetime | None, int | None]]:
    """When and by whom a question was raised, answered and escalated; None if it was not."""
    yield question.raised_at, question.raised_by
    yield question.answered_at, question.answered_by
    yield question.escalated_at, question.escalated_by


def _assumptions(given: AcceptanceInput) -> Step:
    rows = [
        (assumption, assumption.item)
        for assumption in given.assumptions
        if isinstance(assumption.item, Assumption)
    ]
    missing = [
        Lack(f"{item.key} is not triaged.", PageLink("assumptions", item=item.key))
        for _, item in rows
        if not affects_of(item)
    ]
    words = f"{len(rows) - len(missing)} of {len(rows)} triaged" if rows else "none in the handoff"
    step = _step(StepName.assumptions, words, PageLink("assumptions"), missing)
    if not rows:
        return step
    last = max((row for row, _ in rows), key=lambda row: row.updated_at)
    return replace(step, by=last.updated_by, at=last.updated_at)


#: The answers that accepting the handoff requires, by their labels on the page.
SETUP_QUESTIONS: Mapping[str, str] = {
    "api_style": "API style",
    "database": "database",
    "versioning": "versioning",
}


def _setup(given: AcceptanceInput) -> Step:
    setup, here = given.design.setup, PageLink("setup")
    answers = {
        "api_style": setup.api_style.value if setup.api_style else "",
        "database": setup.database,
        "versioning": setup.versioning.value if setup.versioning else "",
    }
    undecided = [SETUP_QUESTIONS[name] for name, value in answers.items() if not value]
    if undecided:
        missing = [Lack(f"The {question} is undecided.", here) for question in undecided]
        return _step(StepName.setup, f"undecided: {', '.join(undecided)}", here, missing)
    status = ", ".join((answers | {"database": database_title(setup.database)}).values())
    answered = _last(given, SetupAnswered)
    if answered is None:
        lack = "The set-up answers come from the documents; confirm them."
        return _step(StepName.setup, f"{status}; not confirmed", here, [Lack(lack, here)])
    if any(getattr(answered, name) != value for name, value in answers.items()):
        lack = "The set-up answers have changed since they were given; confirm them again."
        return _step(StepName.setup, f"{status}; changed since", here, [Lack(lack, here)])
    return _step(StepName.setup, status, here, [], done_by=answered)
