"""Set-up answers of a handoff package: choices, and rules raised or lowered."""

from __future__ import annotations

import re
from typing import Any

from workbench.design.handoff import (
    ApiStyle,
    ErrorFormat,
    PaginationStyle,
    RuleLevel,
    Setup,
    Versioning,
)
from workbench.intake.collector import DocumentCollector, clean_line
from workbench.intake.markdown import inline
from workbench.intake.markdown.column_matching import Columns
from workbench.intake.markdown.document import Table
from workbench.intake.markdown.sections import Field, Section, label
from workbench.sql.dialect import DIALECT_TITLES

RULES = Columns({"rule": "Rule|Code|Rule Code", "level": "Level|Severity", "reason": "Reason|Why"})


class SetupReader:
    """Reads set-up answers; an answer that is none of the choices is named."""

    def __init__(self, collector: DocumentCollector) -> None:
        """Read into `collector`."""
        self._collector = collector

    def read(self, section: Section) -> None:
        """Read the answers and the rule levels below them."""
        values: dict[str, Any] = {}
        for field in section.fields(_QUESTIONS):
            name = _QUESTION_OF.get(field.key)
            if name is None:
                self._collector.info(
                    field.line,
                    f"unknown set-up question {field.title!r}; its answer is not imported",
                )
            else:
                self._answer(values, name, field)
        levels: list[RuleLevel] = []
        for part in section.children:
            for table in part.tables():
                levels.extend(self._levels(table))
        if levels:
            values["rule_levels"] = tuple(levels)
        if values:
            self._collector.add(
                self._collector.build(Setup, section.line, **values), section.line, section.end_line
            )

    def _levels(self, table: Table) -> list[RuleLevel]:
        found = []
        for row, cells in RULES.rows(table, self._collector):
            level = self._collector.build(
                RuleLevel,
                row.line,
                rule=inline.name(cells.get("rule", "")),
                level=inline.name(cells.get("level", "")),
                reason=inline.value(cells.get("reason", "")),
            )
            found.extend([level] if level else [])
        return found

    def _answer(self, values: dict[str, Any], name: str, field: Field) -> None:
        text = inline.value(field.raw)
        if not text:
            return
        if name in _TEXTS:
            values[name] = text
        elif name in _NUMBERS:
            found = re.search(r"\d{1,4}", text)
            if found:
                values[name] = int(found[0])
        elif name == "database":
            values[name] = _DATABASES.get(label(text).replace(" ", ""), clean_line(text))
        elif name == "property_case":
            values[name] = _CASES.get(
                label(text).replace(" ", "").replace("_", ""), clean_line(text)
            )
        else:
            choice = _choice(name, label(text))
            if choice is None:
                self._collector.warn(
                    field.line,
                    f"{field.title}: {text[:60]!r} is not one of the answers; left undecided",
                )
            else:
                values[name] = choice


_QUESTION_OF = {
    "api style": "api_style",
    "database": "database",
    "conventions": "conventions",
    "existing conventions": "conventions",
    "third party integrations": "third_parties",
    "third parties": "third_parties",
    "integrations": "third_parties",
    "versioning": "versioning",
    "versioning strategy": "versioning",
    "error format": "error_format",
    "pagination": "pagination",
    "pagination style": "pagination",
    "property case": "property_case",
    "validation status": "validation_status",
    "max nesting": "max_nesting",
}
_QUESTIONS = frozenset(_QUESTION_OF)
_TEXTS = frozenset({"conventions", "third_parties"})
_NUMBERS = frozenset({"validation_status", "max_nesting"})
_DATABASES = {str(dialect): str(dialect) for dialect in DIALECT_TITLES} | {"postgres": "postgresql"}
_CASES = {"camelcase": "camelCase", "snakecase": "snake_case"}


#: Per question, which word in an answer means which choice; the first that is there counts.
_CHOICES: dict[str, tuple[tuple[str, Any], ...]] = {
    "api_style": (
        ("both", ApiStyle.both),
        ("graphql and rest", ApiStyle.both),
        ("rest and graphql", ApiStyle.both),
        ("graphql", ApiStyle.graphql),
        ("rest", ApiStyle.rest),
    ),
    "versioning": (
        ("header", Versioning.header),
        ("query", Versioning.query),
        ("path", Versioning.path),
        ("url", Versioning.path),
    ),
    "error_format": (
        ("problem", ErrorFormat.problem),
        ("9457", ErrorFormat.problem),
        ("7807", ErrorFormat.problem),
        ("envelope", ErrorFormat.envelope),
        ("error code", ErrorFormat.envelope),
    ),
    "pagination": (
        ("cursor", PaginationStyle.cursor),
        ("offset", PaginationStyle.offset),
        ("page", PaginationStyle.offset),
    ),
}


def _choice(name: str, answer: str) -> Any:  # noqa: ANN401 - one of four enumerations
    return next((value for word, value in _CHOICES[name] if word in answer), None)
