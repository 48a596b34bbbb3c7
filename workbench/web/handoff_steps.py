"""The steps of accepting a handoff, each with how far it is, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from workbench.design.design import Design
from workbench.design.handoff import ReleaseMode
from workbench.design.mvp import MvpRow
from workbench.design.scope import scope_of
from workbench.review.handoff_check import HandoffRow
from workbench.review.rfis import Question
from workbench.review.triage import affects_of


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is, how it stands, where it is done."""

    title: str
    status: str
    """`ok`, `warn`, `stop` or `none`, as `st()` draws it."""
    words: str
    url: str
    link: str


def steps_of(
    design: Design,
    rows: Sequence[HandoffRow],
    questions: Sequence[Question],
    mvp: Sequence[MvpRow],
    slug: str,
) -> list[Step]:
    """The steps of W3 in their order."""
    return [
        _mode(design, slug),
        *([_set(mvp, slug)] if design.handoff.release_mode is ReleaseMode.mvp else []),
        _check(rows),
        _read_back(design, slug),
        _asked(questions, slug),
        _assumed(design, slug),
        _answered(design, slug),
    ]


def _mode(design: Design, slug: str) -> Step:
    mode = design.handoff.release_mode
    scope = scope_of(design)
    if mode is None:
        words, status = "not chosen yet; it decides what is in scope", "stop"
    else:
        p1 = mode is ReleaseMode.full and design.handoff.include_p1
        words = f"{mode.value}{' with P1' if p1 else ''}: {len(scope.requirements)} in scope, "
        words, status = words + f"{len(scope.out_of_scope)} later", "ok"
    return Step("Release mode", status, words, url_for("scope.page", slug=slug), "See the scope")


def _set(mvp: Sequence[MvpRow], slug: str) -> Step:
    inside = sum(row.inside for row in mvp)
    open_ = sum(not row.decided for row in mvp)
    if open_:
        words = f"{inside} proposed, {len(mvp) - inside} for later; {open_} not confirmed"
    else:
        words = f"{inside} confirmed, {len(mvp) - inside} in the post-MVP backlog"
    url = url_for("scope.page", slug=slug)
    return Step("MVP set", "warn" if open_ else "ok", words, url, "Edit and confirm")


def _check(rows: Sequence[HandoffRow]) -> Step:
    failed = [row for row in rows if not row.passed]
    missing = sum(len(row.missing) for row in failed)
    words = f"{len(rows) - len(failed)} of {len(rows)} hold"
    if missing:
        words += f"; {missing} missing"
    return Step("No-Go check", "stop" if failed else "ok", words, "#check", "See it")


def _read_back(design: Design, slug: str) -> Step:
    by = design.handoff.read_back_by
    words = f"signed by {by}" if by else "a draft waits for a signature"
    url = url_for("handoff.read_back", slug=slug)
    return Step(
        "Read-back", "ok" if by else "warn", words, url, "Read" if by else "Correct and sign"
    )


def _asked(questions: Sequence[Question], slug: str) -> Step:
    open_ = sum(one.row.answered_at is None for one in questions)
    words = f"{open_} open of {len(questions)}" if questions else "none asked"
    url = url_for("rfis.index", slug=slug)
    link = "Answer" if open_ else "Ask a question"
    return Step("Questions", "warn" if open_ else "ok", words, url, link)


def _assumed(design: Design, slug: str) -> Step:
    open_ = sum(not affects_of(one) for one in design.assumptions)
    total = len(design.assumptions)
    words = f"{total - open_} of {total} triaged" if total else "none handed down"
    url = url_for("assumptions.index", slug=slug)
    return Step(
        "Assumptions", "warn" if open_ else "ok", words, url, "Triage" if open_ else "See them"
    )


def _answered(design: Design, slug: str) -> Step:
    setup = design.setup
    answers = {
        "API style": setup.api_style,
        "database": setup.database,
        "versioning": setup.versioning,
        "pagination": setup.pagination,
    }
    open_ = [name for name, value in answers.items() if not value]
    words = f"open: {', '.join(open_)}" if open_ else "answered"
    url = url_for("setup.page", slug=slug)
    return Step(
        "Set-up answers", "warn" if open_ else "ok", words, url, "Answer" if open_ else "See them"
    )
