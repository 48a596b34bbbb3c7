"""The No-Go check of a handoff, computed from the documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbench.design.design import Design
from workbench.design.flows import Flow
from workbench.design.kinds import KINDS, Artifact
from workbench.design.scope import Scope, scope_of

#: Kinds that the check reads; nothing else need be loaded for it.
CHECKED_KINDS = frozenset(
    {"endpoint", "score", "webhook", "table"}
    | {kind.name for kind in KINDS.values() if kind.artifact is Artifact.handoff}
)

_ID = re.compile(r"[A-Za-z]{1,12}[-_. ]?\d+(?:[.\-]\d+)*[a-z]?")


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that keeps the handoff from being accepted."""

    kind: str
    key: str
    message: str


@dataclass(frozen=True, slots=True)
class HandoffRow:
    """One question of the check."""

    question: str
    passed: bool
    missing: tuple[Missing, ...] = ()


def no_go_check(design: Design) -> tuple[HandoffRow, ...]:
    """The four questions in their order; the handoff passes when every row does.

    Where the documents have no user stories, each requirement counts as one.
    """
    scope = scope_of(design)
    flows = [flow for flow in design.flows if scope.contains("flow", flow.key)]
    return (
        _row("Every requirement in scope has an ID", _without_id(design, scope)),
        _row("There is a data dictionary, or a reason why none is needed", _dictionary(design)),
        _row("Every user story in scope has a user flow", _without_flow(design, scope, flows)),
        _row("Every flow that shows data has a wireframe", _without_screen(design, flows)),
    )


def passes(rows: Iterable[HandoffRow]) -> bool:
    """Whether the handoff can be accepted."""
    return all(row.passed for row in rows)


def _row(question: str, missing: Iterable[Missing]) -> HandoffRow:
    found = tuple(missing)
    return HandoffRow(question, not found, found)


def _without_id(design: Design, scope: Scope) -> Iterator[Missing]:
    if not scope.requirements:
        what = "No requirement is in scope" if design.requirements else "There are no requirements"
        yield Missing("requirement", "", f"{what}; the PRD must contain at least one.")
    for requirement in design.requirements:
        if requirement.key in scope.requirements and not _ID.fullmatch(requirement.key):
            yield Missing(
                "requirement",
                requirement.key,
                f"{requirement.key!r} is not a valid ID; number requirements like FR-001.",
            )


def _dictionary(design: Design) -> Iterator[Missing]:
    if not design.entities and not design.handoff.dictionary_not_applicable:
        yield Missing("entity", "", "There is no data dictionary and no reason why none is needed.")


def _without_flow(design: Design, scope: Scope, flows: list[Flow]) -> Iterator[Missing]:
    covered = {key for flow in flows for key in flow.covers}
    if not design.stories:
        yield from _requirements_without_flow(design, scope, covered)
        return
    with_flow = {key for flow in flows for key in flow.stories}
    requirements_of = _requirements_of_stories(design)
    for story in design.stories:
        requirements = requirements_of[story.key]
        in_scope = requirements & scope.requirements
        if requirements and not in_scope:
            continue
        all_covered = bool(in_scope) and in_scope <= covered
        if story.key not in with_flow and not all_covered:
            yield Missing("story", story.key, f"{story.key} has no user flow.")


def _requirements_of_stories(design: Design) -> dict[str, set[str]]:
    """The requirements of each story, whether the story or the requirement names the other."""
    requirements_of = {story.key: set(story.covers) for story in design.stories}
    for requirement in design.requirements:
        for key in requirement.stories:
            requirements_of.setdefault(key, set()).add(requirement.key)
    return requirements_of


def _requirements_without_flow(
    design: Design, scope: Scope, covered: set[str]
) -> Iterator[Missing]:
    for requirement in design.requirements:
        key = requirement.key
        if key in scope.requirements and key not in covered and not requirement.no_backend_reason:
            yield Missing("requirement", key, f"No user flow covers {key}.")


def _without_screen(design: Design, flows: list[Flow]) -> Iterator[Missing]:
    with_screen = {key for screen in design.screens for key in screen.flows}
    for flow in flows:
        shows_nothing = flow.steps and all(step.needs_backend is False for step in flow.steps)
        if flow.key not in with_screen and not shows_nothing and not flow.no_screen_reason:
            yield Missing("flow", flow.key, f"{flow.key} has no wireframe.")
