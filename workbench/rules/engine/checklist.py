"""The gate checklist: each row says which rules checked it, or who judged it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from workbench.design.design import Design
from workbench.design.handoff import Judgement
from workbench.design.package import ChecklistRow, Finding, Level


class Line(NamedTuple):
    """One question and the rules that answer it."""

    group: str
    question: str
    codes: tuple[str, ...]


class Question(NamedTuple):
    """One question that only a person can answer."""

    group: str
    key: str
    """Slug; the key of the judgement that answers it."""
    question: str


CONTRACT = "API contract"
EXCHANGE = "Request/response"
SCHEMA = "Schema design"
ACCESS = "Auth & permissions"
INTEGRATION = "Integration points"
DOCUMENTATION = "Documentation"
ALIGNMENT = "Cross-phase alignment"

GROUPS = (CONTRACT, EXCHANGE, SCHEMA, ACCESS, INTEGRATION, DOCUMENTATION, ALIGNMENT)


def _codes(prefix: str, *numbers: int) -> tuple[str, ...]:
    return tuple(f"{prefix}-{number:02d}" for number in numbers)


#: Lines that rules decide, in the order of the checklist.
LINES: tuple[Line, ...] = (
    Line(CONTRACT, "Paths are plural nouns in kebab-case without verbs", _codes("API", 6, 7, 8, 9)),
    Line(CONTRACT, "Nesting is shallow and no two paths collide", _codes("API", 5, 10)),
    Line(CONTRACT, "Path variables and path parameters match", _codes("API", 4)),
    Line(CONTRACT, "Methods fit what endpoints do", _codes("API", 19, 37, 38, 43)),
    Line(CONTRACT, "One versioning strategy is chosen and followed", _codes("API", 11, 12, 46)),
    Line(CONTRACT, "Operation ids are usable, deprecations have an end date", _codes("API", 3, 39)),
    Line(CONTRACT, "Retry-prone POSTs take an Idempotency-Key", _codes("API", 42)),
    Line(
        EXCHANGE,
        "Every operation declares request, success and error responses",
        _codes("API", 13, 45),
    ),
    Line(EXCHANGE, "Error format is consistent", _codes("API", 14)),
    Line(EXCHANGE, "Validation failures carry field-level details", _codes("API", 44)),
    Line(EXCHANGE, "Status codes are standard and fit the method", _codes("API", 15, 16)),
    Line(EXCHANGE, "Pagination on all lists", _codes("API", 17, 18)),
    Line(
        EXCHANGE,
        "Properties follow one naming style, dates and enums their conventions",
        _codes("API", 21, 27, 28, 29),
    ),
    Line(
        EXCHANGE,
        "Required properties are defined, media types and parameters are valid",
        _codes("API", 20, 23, 31, 33, 41, 48),
    ),
    Line(SCHEMA, "Every table has a primary key", _codes("SCH", 1)),
    Line(SCHEMA, "Every in-scope entity has a table", _codes("SCH", 37)),
    Line(
        SCHEMA,
        "Relationships are sound: targets, types, actions, junction tables",
        _codes("SCH", 3, 4, 5, 27, 35),
    ),
    Line(SCHEMA, "Indexes serve keys and declared queries", _codes("SCH", 2, 6, 36)),
    Line(SCHEMA, "Names follow the conventions", _codes("SCH", 9, 10, 31)),
    Line(
        SCHEMA, "Audit columns, soft delete and time zones are in place", _codes("SCH", 13, 29, 30)
    ),
    Line(ACCESS, "Strategy, tokens, roles and permissions are defined", _codes("AUT", 22)),
    Line(
        ACCESS,
        "Every endpoint requires a permission or is public with a reason",
        (
            "AUT-01",
            "AUT-24",
        ),
    ),
    Line(ACCESS, "The permission matrix is complete", _codes("AUT", 8, 9, 23)),
    Line(ACCESS, "The contract's security agrees with the matrix", _codes("AUT", 2, 3, 7, 10)),
    Line(ACCESS, "Transport and credentials are safe", ("AUT-04", "AUT-06", "API-40")),
    Line(ACCESS, "Row-level access has policies", _codes("AUT", 14, 15, 25)),
    Line(
        INTEGRATION,
        "Integration points are specified, including failure handling",
        _codes("INT", 1, 2, 3, 4),
    ),
    Line(INTEGRATION, "Events are identified, versioned and safe to repeat", _codes("INT", 5, 7)),
    Line(DOCUMENTATION, "The OpenAPI document exists and is valid", _codes("API", 1, 2)),
    Line(DOCUMENTATION, "Server URLs and descriptions are valid", _codes("API", 36, 49)),
    Line(DOCUMENTATION, "Examples are present and valid", _codes("API", 30, 47, 54)),
    Line(DOCUMENTATION, "The migration plan is ordered and can be rolled back", _codes("SCH", 34)),
    Line(
        DOCUMENTATION,
        "Migrations do not block traffic, and data loss is documented",
        _codes("SCH", *range(15, 25), 38),
    ),
    Line(DOCUMENTATION, "No text contains an open question", _codes("TRC", 16)),
    Line(ALIGNMENT, "Every endpoint traces to a requirement", _codes("TRC", 3)),
    Line(ALIGNMENT, "Inventory and OpenAPI list the same endpoints", _codes("TRC", 12)),
    Line(ALIGNMENT, "Every in-scope requirement and flow is supported", _codes("TRC", 2, 13, 23)),
    Line(ALIGNMENT, "Every screen's data is in some response", _codes("TRC", 8, 24)),
    Line(ALIGNMENT, "No orphan columns", _codes("TRC", 9, 10, 11)),
    Line(ALIGNMENT, "References resolve and ids are unique", _codes("TRC", 1, 4, 7)),
    Line(ALIGNMENT, "Content and feedback data have defined storage", _codes("TRC", 32, 33, 34)),
    Line(ALIGNMENT, "Flow actors and roles match", _codes("AUT", 11)),
    Line(
        ALIGNMENT,
        "Inherited assumptions and constraints are addressed",
        _codes("TRC", 14, 25, 26, 27),
    ),
)

#: Lines that a person decides.
QUESTIONS: tuple[Question, ...] = (
    Question(CONTRACT, "resources-apt", "Do resource names match the product's vocabulary?"),
    Question(EXCHANGE, "status-codes-apt", "Are the status codes appropriate?"),
    Question(SCHEMA, "cascade-rules-right", "Is the delete rule of every relationship right?"),
    Question(ACCESS, "permissions-least", "Does every role have only the permissions it needs?"),
    Question(
        INTEGRATION, "failure-acceptable", "Is the behaviour acceptable when a third party fails?"
    ),
    Question(
        DOCUMENTATION,
        "nothing-ambiguous",
        "Would two developers interpret the design the same way?",
    ),
    Question(ALIGNMENT, "intent-kept", "Does the design preserve the intent of the handoff?"),
)


def build_checklist(
    design: Design, findings: tuple[Finding, ...], active: frozenset[str]
) -> tuple[ChecklistRow, ...]:
    """Decide every line, group by group.

    A line passes while none of its rules has an open no-go or quality finding. `active` are
    the codes of the rules that were run.
    """
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    judgements = {judgement.key: judgement for judgement in design.judgements}
    rows: list[ChecklistRow] = []
    for group in GROUPS:
        rows.extend(_decide(line, by_code, active) for line in LINES if line.group == group)
        rows.extend(_answers(group, judgements))
    return tuple(rows)


def _decide(line: Line, by_code: dict[str, list[Finding]], active: frozenset[str]) -> ChecklistRow:
    ran = [code for code in line.codes if code in active]
    found = tuple(finding for code in line.codes for finding in by_code.get(code, ()))
    failing = [finding for finding in found if finding.open and finding.level is not Level.advice]
    off = [code for code in line.codes if code not in active]
    how = f"checked by {', '.join(ran)}" if ran else "no rule ran"
    if off:
        how += f"; not run: {', '.join(off)}"
    return ChecklistRow(
        group=line.group,
        question=line.question,
        passed=not failing if ran else None,
        how=how,
        findings=found,
        note=_note(found),
    )


def _note(found: tuple[Finding, ...]) -> str:
    waived = sum(1 for finding in found if finding.waiver)
    deferred = sum(1 for finding in found if finding.deferred)
    parts = []
    if waived:
        parts.append(f"{waived} waived")
    if deferred:
        parts.append(f"{deferred} deferred")
    return ", ".join(parts)


def _answers(group: str, judgements: dict[str, Judgement]) -> Iterator[ChecklistRow]:
    for question in QUESTIONS:
        if question.group != group:
            continue
        answer = judgements.get(question.key)
        word = answer.answer.lower() if answer else ""
        by = answer.by if answer else ""
        yield ChecklistRow(
            group=group,
            question=question.question,
            passed={"yes": True, "no": False}.get(word),
            how=f"judged by {by or 'a person'}" if word else "needs a person's judgement",
            note=answer.note if answer else "",
            judgement=question.key,
        )
