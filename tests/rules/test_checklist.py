from __future__ import annotations

from datetime import date
from typing import Any

from tests.rules.casefile import make
from workbench.design.package import ChecklistRow
from workbench.rules.engine.checklist import GROUPS, QUESTIONS
from workbench.rules.engine.run import run_rules

TODAY = date(2030, 1, 1)


def rows(**sections: Any) -> tuple[ChecklistRow, ...]:
    return run_rules(make(sections), today=TODAY).checklist


def row(question: str, **sections: Any) -> ChecklistRow:
    (found,) = [row for row in rows(**sections) if question in row.question]
    return found


def test_every_group_has_its_lines_in_order() -> None:
    groups = [row.group for row in rows()]
    assert list(dict.fromkeys(groups)) == list(GROUPS)
    assert groups == sorted(groups, key=GROUPS.index)


def test_every_line_says_how_it_was_decided() -> None:
    assert all(row.how for row in rows())


def test_a_line_fails_by_an_open_finding_and_names_it() -> None:
    failing = row("primary key", tables={"orders": {"columns": {"id": "uuid!"}}})
    assert failing.passed is False
    assert [finding.code for finding in failing.findings] == ["SCH-01"]
    assert "SCH-01" in failing.how
    fine = row(
        "primary key", tables={"orders": {"columns": {"id": "uuid!"}, "primary_key": ["id"]}}
    )
    assert fine.passed is True


def test_a_waived_finding_lets_a_line_pass_and_is_noted() -> None:
    waived = {
        "API-07|endpoint|GET /a_a|": {
            "rule": "API-07",
            "kind": "endpoint",
            "item": "GET /a_a",
            "reason": "agreed",
        }
    }
    found = row("kebab-case", endpoints={"GET /a_a": {}}, waivers=waived)
    assert found.passed is True
    assert found.note == "1 waived"


def test_a_person_decides_the_rest() -> None:
    asked = {row.judgement for row in rows() if row.judgement}
    assert asked == {question.key for question in QUESTIONS}
    waiting = row("status codes appropriate")
    assert waiting.passed is None
    answered = row(
        "status codes appropriate",
        judgements={"status-codes-apt": {"answer": "no", "by": "Noor", "note": "409 is missing"}},
    )
    assert answered.passed is False
    assert "Noor" in answered.how
    assert answered.note == "409 is missing"
