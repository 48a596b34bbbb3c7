"""Patterns and schemas of a contract are run by an engine that ends, whatever they are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.cost import stack_of
from workbench.design.contract import Contract, Schema
from workbench.design.design import Design
from workbench.design.openapi_view import ContractView
from workbench.rules.engine.run import run_rules
from workbench.rules.lib.openapi import validators
from workbench.rules.lib.openapi.validators import SchemaChecker, is_pattern

TODAY = date(2030, 1, 1)
#: Not matched, which the engine knows only after it has tried every length of the first part.
REPEATED = {"type": "string", "pattern": "^([a-z]+)-\\1$", "example": "monday-tuesday"}
#: Has no more than one way to match, so the engine never steps back.
PLAIN = {"type": "string", "pattern": "^[a-z]+[0-9]$", "example": "monday-tuesday"}


def found(**schemas: dict[str, Any]) -> set[tuple[str, str]]:
    """Code and schema of each finding on a pattern or an example."""
    items = [Schema(key=key, body=body) for key, body in schemas.items()]
    design = Design.from_items([Contract(version="3.1.0", info={"title": "T"}), *items])
    report = run_rules(design, today=TODAY, partial=True)
    return {
        (finding.code, finding.item)
        for finding in report.findings
        if finding.code in {"API-30", "API-48"}
    }


def test_the_bounds_of_the_engine_are_these() -> None:
    assert (validators.MAX_BACKTRACKS, validators.MAX_COMPILED) == (100_000, 1_000_000)


def test_an_example_that_a_pattern_does_not_match_is_told_of() -> None:
    assert found(A=REPEATED, B=PLAIN) == {("API-30", "A"), ("API-30", "B")}


def test_the_engine_gives_up_and_then_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validators, "MAX_BACKTRACKS", 3)
    assert found(A=REPEATED, B=PLAIN) == {("API-30", "B")}


def test_what_a_pattern_compiles_to_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_pattern("^[A-Za-z]{41}$")
    monkeypatch.setattr(validators, "MAX_COMPILED", 1_000)
    assert not is_pattern("^[A-Za-z]{42}$")
    assert found(A={"pattern": "^[A-Za-z]{43}$"}) == {("API-48", "A")}


@pytest.mark.parametrize("pattern", ["[A-Z", "(", "*", 5, None])
def test_what_is_no_pattern_is_told_of_and_not_run(pattern: object) -> None:
    assert not is_pattern(pattern)


def test_schemas_inside_schemas_are_followed_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    def checked(levels: int) -> list[validators.Mismatch]:
        schema: dict[str, Any] = {"type": "string"}
        value: Any = 5
        for _ in range(levels):
            schema, value = {"properties": {"a": schema}}, {"a": value}
        checker = SchemaChecker(ContractView(Design()), "3.1.0")
        return checker.mismatches(schema, value, "response")

    assert checked(12)
    monkeypatch.setattr(validators, "_MAX_DEPTH", 10)
    assert checked(6)
    assert not checked(12)
    assert stack_of(lambda: checked(12)) == stack_of(lambda: checked(40))


def test_the_bound_of_schemas_inside_schemas_is_this() -> None:
    assert validators._MAX_DEPTH == 60
