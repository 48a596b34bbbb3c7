"""oasdiff's own cases with their expected findings, read from the real files."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.shared_data import shared_data
from workbench.design.design import Design
from workbench.design.package import Change, Impact
from workbench.diff.compare import AffectedOperations, compare, verdict
from workbench.diff.facts import Mark, Use
from workbench.diff.schema.catalogue import RULES, code_of, level_of
from workbench.intake.folder import read_path

_LOST_EDIT = "the case edits the document in memory; the two files it names are the same"

_SECOND_EDIT = "of the two findings, one needs an edit in memory that the files do not have"

#: Cases whose expectation is not ours, each with the reason.
DIFFERENT: dict[str, str] = {
    "TestResponseHeaderBecameNullable": _LOST_EDIT,
    "TestResponseHeaderTypeChanged_StringDateTimeToInteger": _LOST_EDIT,
    "TestResponseHeaderTypeChanged_IntegerToNumberIsGeneralized": _LOST_EDIT,
    "TestResponseHeaderTypeChanged_StringToIntegerIsCompatible": _LOST_EDIT,
    "TestRequestPropertyAllOfAdded_AnnotationOnly_EmitsInfo": _SECOND_EDIT,
    "TestRequestPropertyAllOfAdded_AnnotationOnly_AtProperty_EmitsInfo": _SECOND_EDIT,
    "TestAPISecurityScopeAdded": (
        "oasdiff only informs about security; a scope that callers lack shuts them out"
    ),
    "TestBreaking_RequestParameterMaxItemsWithoutFlatten": (
        "oasdiff does not look at parameters of a path unless told to; they bind all the same"
    ),
}

_WAY = re.compile(r"\b(request|response)-")
_LEVELS = {"ERR": 3, "WARN": 2, "INFO": 1}


def folder() -> Path:
    return shared_data() / "openapi-diff" / "oasdiff"


@cache
def cases() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads((folder() / "cases.json").read_text())["cases"])


@cache
def families() -> dict[str, set[str]]:
    """Names of the checks → the findings that they can make."""
    found: dict[str, set[str]] = {}
    for name, rule in json.loads((folder() / "rules.json").read_text())["rules"].items():
        found.setdefault(rule["check"], set()).add(name)
    return found


@cache
def design(path: str) -> Design:
    return read_path(folder() / path).design()


@dataclass
class Outcome:
    case: dict[str, Any]
    problems: list[str] = field(default_factory=list)


def same(code: str, name: str) -> bool:
    """A change of what travels both ways has a code without the way."""
    return code in {name, _WAY.sub("", name, count=1)}


def hold(case: dict[str, Any]) -> Outcome:
    old, new = design(case["base"]), design(case["revision"])
    changes = compare(old, new, today=date(2026, 1, 1))
    outcome = Outcome(case)
    if case["scope"] == "all" or case["verdict"] == "breaking":
        hurts = verdict(changes) == "breaking"
        if hurts != (case["verdict"] in {"breaking", "warn"}):
            outcome.problems.append(f"verdict is {verdict(changes)}, expected {case['verdict']}")
    affected = AffectedOperations(old, new)
    expected: set[str] = set()
    for wanted in case["expect"]:
        expected.add(wanted["id"])
        found = [change for change in changes if _fits(wanted, change, affected)]
        heavy = wanted["level"] != "INFO"
        if not found:
            outcome.problems.append(f"{wanted['id']} is missing")
        elif heavy and not any(change.impact is Impact.breaking for change in found):
            outcome.problems.append(f"{wanted['id']} is not breaking")
        elif not heavy and all(
            change.impact is Impact.breaking and change.code == wanted["id"] for change in found
        ):
            outcome.problems.append(f"{wanted['id']} is breaking")
    outcome.problems += _too_much(case, changes, expected)
    return outcome


def _too_much(case: dict[str, Any], changes: tuple[Change, ...], expected: set[str]) -> list[str]:
    codes = {change.code for change in changes}
    problems = [f"{rule} must not be found" for rule in case["forbid"] if rule in codes]
    if not case["exact"]:
        return problems
    scope = case["scope"].removeprefix("check:")
    rules = json.loads((folder() / "rules.json").read_text())["rules"]
    family = set(rules) if scope == "all" else families().get(scope, set())
    least = _LEVELS[case["min_level"]]
    return problems + [
        f"{code} is too much"
        for code in sorted(codes & family - expected)
        if _LEVELS[rules[code]["level"]] >= least
    ]


def _fits(expected: dict[str, Any], change: Change, affected: AffectedOperations) -> bool:
    if not same(change.code, expected["id"]):
        return False
    key = f"{expected.get('operation', '')} {expected.get('path', '')}".strip()
    return not key or key in affected(change)


def test_every_case_is_agreed_with_or_has_its_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcomes = [hold(case) for case in cases()]
    rows = Counter(
        (outcome.case["verdict"], "agreed" if not outcome.problems else "different")
        for outcome in outcomes
    )
    table = [f"{'verdict':<14}{'agreed':>8}{'different':>11}"]
    table += [
        f"{name:<14}{rows[name, 'agreed']:>8}{rows[name, 'different']:>11}"
        for name in ("breaking", "warn", "non-breaking")
    ]
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(table) + "\n")
    unexplained = {
        "{test}: {base} -> {revision}".format(**outcome.case): outcome.problems
        for outcome in outcomes
        if outcome.problems and outcome.case["test"] not in DIFFERENT
    }
    assert unexplained == {}
    differing = {outcome.case["test"] for outcome in outcomes if outcome.problems}
    assert differing == set(DIFFERENT), "a reason for a difference that is no longer there"


def test_every_code_that_oasdiff_knows_weighs_as_it_does_there() -> None:
    """The grammar of our codes reaches the rules that no case tries, too."""
    rules = json.loads((folder() / "rules.json").read_text())["rules"]
    found: dict[str, set[str]] = {}
    names = {0: "words", 1: "INFO", 2: "WARN", 3: "ERR"}
    hidden = [(False, False), (True, False), (False, True)]
    variants = ["", "required", "optional", "required-with-default", "from-text"]
    for stem, inner, (read, write), variant in product(RULES, (False, True), hidden, variants):
        mark = Mark(stem, inner=inner, read_only=read, write_only=write, variant=variant)
        for sent, role in product((True, False), ("body", "parameter", "header")):
            use = Use(sent=sent, role=role, loose=False)
            found.setdefault(code_of(mark, use), set()).add(names[level_of(mark, use)])
    known = {code: levels for code, levels in found.items() if code in rules}
    assert len(known) > 400
    assert {code for code, levels in known.items() if rules[code]["level"] not in levels} == set()
