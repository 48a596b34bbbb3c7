"""Decisions, risks and assumptions, as tables or lists, in any part of a document.

An entry without an identifier is numbered after those that were read before it, and its key is
marked as inferred. `numbering` gives it another number where a document states that key itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from workbench.design.base import Item
from workbench.design.handoff import Assumption, AssumptionStatus, Decision, Risk
from workbench.intake.collector import DocumentCollector, clean_key, clean_keys, clean_line
from workbench.intake.markdown import inline
from workbench.intake.markdown.column_matching import Columns
from workbench.intake.markdown.document import Row
from workbench.intake.markdown.identifiers import leading_identifier
from workbench.intake.markdown.item_sections import list_texts
from workbench.intake.markdown.sections import Section, label
from workbench.intake.markdown.vocabulary import read_answer

DECISION = Columns(
    {
        "id": "ID|#|Decision ID|No|Ref",
        "decision": "Decision|Choice|What|What Was Decided|Description|القرار",
        "rationale": "Rationale|Why|Reason|Reasoning|Justification|المبرر",
        "constraint": "Constraint|Constraint (do not violate)|Constraints|Constraint to Preserve"
        "|Must Preserve"
        "|Constraints to Preserve|Do Not Violate|القيد",
        "kept_in": "Kept In|Where|Artifact|Artefact",
        "inferred": "Inferred",
    }
)
RISK = Columns(
    {
        "id": "ID|#|Risk ID|No|Ref",
        "risk": "Risk|Description|Risk Description|What|الخطر|المخاطرة|Risiko|Risque|Riesgo|风险",
        "why": "Why It Matters|Why It Matters Downstream|Impact|Why|Consequence|Effect|الأثر",
        "mitigation": "Mitigation|Response|Action|Plan|Mitigation Plan|المعالجة"
        "|Maßnahme|Mitigación",
        "inferred": "Inferred",
    }
)
ASSUMPTION = Columns(
    {
        "id": "ID|#|Assumption ID|No|Ref",
        "text": "Assumption|Description|Text|Statement|الافتراض|Annahme|Hypothèse|Supuesto|假设",
        "api": "Affects API|API|Affects API?|API?",
        "schema": "Affects Schema|Schema|Affects Schema?|Schema?|Affects Database|Database",
        "affects": "Affects|Impact|Impacts",
        "status": "Status|State|Validated|Validated?",
        "answer": "Answer|Result|Validation|Outcome|Finding",
        "carried": "Carried|Carried Into Package|Carried Forward",
        "inferred": "Inferred",
    }
)
_KINDS = ("decision", "risk", "assumption")
#: Prefixes of identifiers by the prefix that entries without one get.
REGISTER_PREFIXES = {
    "A-": frozenset({"A", "AS", "ASM", "ASSUMPTION", "ASSUMP"}),
    "R-": frozenset({"R", "RSK", "RISK", "RK"}),
    "D-": frozenset({"D", "DEC", "ADR", "DECISION"}),
}
_TASK = re.compile(r"^\[[ xX]\]\s+")


class _Register(NamedTuple):
    """What makes one register differ from another."""

    model: type[Item]
    columns: Columns
    main: str
    """The meaning of the column with the text itself; the field of the model as well."""
    prefix: str


class RegisterReader:
    """Reads the registers of one document."""

    def __init__(self, collector: DocumentCollector, *, any_prefix: bool = True) -> None:
        """Take the collector of the document.

        `any_prefix` is for documents in which every leading identifier is the entry's own; in
        others (`FR-001 is fast enough`) only identifiers of the register's kind are.
        """
        self._collector = collector
        self._any_prefix = any_prefix
        self._given: dict[str, int] = {}

    def decisions(self, section: Section) -> bool:
        """Read decisions; whether there was a table or a list of them."""
        return self._read(section, _Register(Decision, DECISION, "decision", "D-"))

    def risks(self, section: Section) -> bool:
        """Read risks; whether there was a table or a list of them."""
        return self._read(section, _Register(Risk, RISK, "risk", "R-"))

    def assumptions(self, section: Section) -> bool:
        """Read assumptions; whether there was a table or a list of them."""
        return self._read(section, _Register(Assumption, ASSUMPTION, "text", "A-"))

    def _read(self, section: Section, register: _Register) -> bool:
        model, columns, main, prefix = register
        rows = self._rows(section, columns, main)
        for row, cells in rows:
            if inline.value(cells[main]):
                key = clean_key(inline.name(cells.get("id", "")))
                found = _VALUES[model](cells)
                found["inferred"] = clean_keys(inline.names(cells.get("inferred", "")))
                self._add(model, prefix, key, row.line, found)
        if rows or any(columns.fits(table, main) for table in section.tables()):
            return True
        listed = self._listed(section, prefix)
        for key, text, line in listed:
            self._add(model, prefix, key, line, {main: text})
        return bool(listed)

    def _add(
        self, model: type[Item], prefix: str, key: str, line: int, values: dict[str, Any]
    ) -> None:
        if not key:
            key = self._number(line, prefix)
            values["inferred"] = ("key", *values.get("inferred", ()))
        self._collector.add(self._collector.build(model, line, key=key, **values), line)

    def _rows(
        self, section: Section, columns: Columns, main: str
    ) -> list[tuple[Row, dict[str, str]]]:
        return [
            pair
            for part in section.walk()
            for table in part.tables()
            if columns.fits(table, main)
            for pair in columns.rows(table, self._collector)
        ]

    def _listed(self, section: Section, prefix: str) -> list[tuple[str, str, int]]:
        """List entries as (key, text, line), with or without an identifier in front."""
        result = []
        for raw, line in list_texts(section.items()):
            text = _TASK.sub("", raw)
            leading = leading_identifier(text)
            own = leading and (
                self._any_prefix or bool(leading.identifier.parts & REGISTER_PREFIXES[prefix])
            )
            if leading and own and leading.separated:
                result.append((leading.identifier.key, leading.rest, line))
            elif text and not text.startswith("["):
                result.append(("", text, line))
        return result

    def _number(self, line: int, prefix: str) -> str:
        number = self._given.get(prefix, 0) + 1
        while any(self._collector.has(kind, f"{prefix}{number:03}") for kind in _KINDS):
            number += 1
        self._given[prefix] = number
        key = f"{prefix}{number:03}"
        self._collector.note_grouped(
            "numbered entries",
            line,
            f"{key}: numbered by the import, because the document gives no identifier",
        )
        return key


def _decision_values(cells: dict[str, str]) -> dict[str, Any]:
    return {
        "decision": inline.value(cells["decision"]),
        "rationale": inline.value(cells.get("rationale", "")),
        "constraint": inline.value(cells.get("constraint", "")),
        "kept_in": clean_line(inline.name(cells.get("kept_in", ""))),
    }


def _risk_values(cells: dict[str, str]) -> dict[str, Any]:
    return {name: inline.value(cells.get(name, "")) for name in ("risk", "why", "mitigation")}


def _assumption_values(cells: dict[str, str]) -> dict[str, Any]:
    api = read_answer(cells.get("api", ""))[0]
    schema = read_answer(cells.get("schema", ""))[0]
    affects = label(cells.get("affects", ""))
    if affects and api is None and schema is None:
        both = "both" in affects
        api = both or "api" in affects
        schema = both or "schema" in affects or "database" in affects
    written = inline.value(cells.get("status", ""))
    head, _, rest = written.partition(":")
    status, answer = _status(label(head)), inline.value(cells.get("answer", ""))
    carried = read_answer(cells.get("carried", ""))[0] is True
    if rest and not answer:
        answer = rest.strip()
        if status is AssumptionStatus.open and re.search(r"\bcarried\b", answer):
            carried = True
    return {
        "text": inline.value(cells["text"]),
        "affects_api": api,
        "affects_schema": schema,
        "status": status,
        "answer": answer,
        "carried": carried,
    }


def _status(text: str) -> AssumptionStatus:
    if re.match(r"(?:validated|confirmed|yes|true|proven|holds)\b", text):
        return AssumptionStatus.validated
    if re.match(r"(?:refuted|invalidated|rejected|wrong|false|disproved|disproven)\b", text):
        return AssumptionStatus.refuted
    return AssumptionStatus.open


_VALUES: dict[type[Item], Callable[[dict[str, str]], dict[str, Any]]] = {
    Decision: _decision_values,
    Risk: _risk_values,
    Assumption: _assumption_values,
}
