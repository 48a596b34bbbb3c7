"""Handoff packages: release mode, MVP scope, decisions, risks, assumptions, set-up answers.

What a package says about requirements (MVP marks) is a statement on items that the PRD defines,
never a definition. Sections without a place in the design are kept whole.
"""

from __future__ import annotations

import re
from typing import Any

from workbench.design.handoff import (
    Assumption,
    AssumptionStatus,
    Decision,
    Handoff,
    ReleaseMode,
    Risk,
)
from workbench.intake import escapes
from workbench.intake.blocks import Markdown, Row
from workbench.intake.columns import Columns
from workbench.intake.identifiers import leading_identifier, whole_identifier
from workbench.intake.item_sections import list_texts
from workbench.intake.reading import Reading, clean_key, clean_line
from workbench.intake.sections import (
    Field,
    Section,
    header_fields,
    label,
    line_field,
    outline,
)
from workbench.intake.setup_answers import SetupReader
from workbench.intake.words import read_answer

DECISION = Columns(
    {
        "id": "ID|#|Decision ID|No|Ref",
        "decision": "Decision|Choice|What|What Was Decided|Description|القرار",
        "rationale": "Rationale|Why|Reason|Reasoning|Justification|المبرر",
        "constraint": "Constraint|Constraint (do not violate)|Constraints|Constraint to Preserve"
        "|Must Preserve"
        "|Constraints to Preserve|Do Not Violate|القيد",
        "kept_in": "Kept In|Where|Artifact|Artefact",
    }
)
RISK = Columns(
    {
        "id": "ID|#|Risk ID|No|Ref",
        "risk": "Risk|Description|Risk Description|What|الخطر|المخاطرة",
        "why": "Why It Matters|Why It Matters Downstream|Impact|Why|Consequence|Effect|الأثر",
        "mitigation": "Mitigation|Response|Action|Plan|Mitigation Plan|المعالجة",
    }
)
ASSUMPTION = Columns(
    {
        "id": "ID|#|Assumption ID|No|Ref",
        "text": "Assumption|Description|Text|Statement|الافتراض",
        "api": "Affects API|API|Affects API?|API?",
        "schema": "Affects Schema|Schema|Affects Schema?|Schema?|Affects Database|Database",
        "affects": "Affects|Impact|Impacts",
        "status": "Status|State|Validated|Validated?",
        "answer": "Answer|Result|Validation|Outcome|Finding",
        "carried": "Carried|Carried Into Package|Carried Forward",
    }
)
SCOPE = Columns(
    {
        "id": "FR-ID|ID|FR|Requirement|FR ID|Requirement ID",
        "feature": "Feature|Title|Name|Description|Summary",
        "mvp": "MVP?|MVP|In MVP|In MVP?|In Scope|In Scope?",
        "rationale": "Rationale|Reason|Why|Notes",
        "from": "Deferred From",
    }
)

_NUMBERED = ("decision", "risk", "assumption")
_SIGNED = frozenset({"signed by", "signed", "read back by"})
_HEADER = frozenset({"product", "project", "المنتج"})
_DECISIONS = re.compile(r"^(?:key |design )?decisions?\b(?! log)|القرارات")
_RISKS = re.compile(r"^(?:known |open |key )?risks?\b|المخاطر")
_ASSUMPTIONS = re.compile(r"assumptions|الافتراضات")
_SCOPE = re.compile(r"^mvp scope|^scope of the mvp")
_BACKLOG = re.compile(r"post mvp|mvp backlog")
_SETUP = re.compile(r"set ?up answers|^set ?up$|project set ?up")
_READ_BACK = re.compile(r"^read ?back")


class _HandoffReader:
    def __init__(self, document: Markdown, reading: Reading) -> None:
        self._root = outline(document)
        self._reading = reading
        self._handoff: dict[str, Any] = {}
        self._extra: list[tuple[str, str]] = []
        self._line = 0
        self._given: dict[str, int] = {}

    def read(self) -> None:
        tops = self._root.children
        # One title above all; a document without it has its sections at the top.
        if len(tops) == 1 or (tops and tops[0].heading and tops[0].heading.level == 1):
            title = tops[0]
            sections = [*title.children, *tops[1:]]
            for one in header_fields(title):
                self._header(one)
        else:
            sections = tops
        for section in sections:
            self._section(section)
        if self._extra:
            self._handoff["extra"] = tuple(self._extra)
        if self._handoff:
            handoff = self._reading.part(Handoff, self._line or 1, **self._handoff)
            self._reading.add(handoff, self._line or 1)

    def _header(self, one: Field) -> None:
        if one.key in _HEADER and one.text:
            self._set("product", clean_line(one.text), one.line)
        elif one.key == "release mode":
            self._mode(one)

    def _set(self, name: str, value: Any, line: int) -> None:  # noqa: ANN401 - any field
        self._line = self._line or line
        self._handoff[name] = value

    def _section(self, section: Section) -> None:
        bare = section.label
        if bare == "summary":
            self._set("summary", section.prose(), section.line)
        elif bare.startswith("release mode"):
            self._release(section)
        elif _SCOPE.search(bare) or _BACKLOG.search(bare):
            self._scope(section, backlog=bool(_BACKLOG.search(bare)))
        elif (
            (_DECISIONS.search(bare) and self._decisions(section))
            or (_RISKS.search(bare) and self._risks(section))
            or (_ASSUMPTIONS.search(bare) and self._assumptions(section))
        ):
            return
        elif _SETUP.search(bare):
            SetupReader(self._reading).read(section)
        elif _READ_BACK.search(bare):
            self._read_back(section)
        else:
            self._extra.append((clean_line(section.title), section.prose()))
            self._line = self._line or section.line

    def _release(self, section: Section) -> None:
        fields = section.fields(frozenset({"release mode", "mode"}))
        for one in fields:
            if one.key in {"release mode", "mode"}:
                self._mode(one)
            elif one.key == "include p1":
                self._set("include_p1", read_answer(one.raw)[0] is True, one.line)
            elif one.key in {"data dictionary not applicable", "dictionary not applicable"}:
                self._set("dictionary_not_applicable", one.text, one.line)
            else:
                self._reading.info(one.line, f"not taken over: {one.title}: {one.text[:120]}")
        if not fields and section.blocks:
            text = section.prose().split("\n")[0]
            self._mode(Field("release mode", "Release Mode", text, section.line))

    def _mode(self, one: Field) -> None:
        said = label(escapes.name(one.raw))
        if re.search(r"\bmvp\b", said):
            self._set("release_mode", ReleaseMode.mvp, one.line)
        elif "full" in said or "production" in said:
            self._set("release_mode", ReleaseMode.full, one.line)
        elif said:
            self._reading.warn(
                one.line, f"release mode {one.raw[:60]!r} is neither `MVP` nor `Full Production`"
            )

    def _scope(self, section: Section, *, backlog: bool) -> None:
        for table in section.tables():
            for row, cells in SCOPE.rows(table, self._reading):
                identifier = whole_identifier(cells.get("id", ""))
                if identifier is None:
                    continue
                mvp = False if backlog else read_answer(cells.get("mvp", ""))[0]
                values: dict[str, Any] = {}
                if mvp is not None:
                    values["mvp"] = mvp
                if escapes.value(cells.get("rationale", "")):
                    values["mvp_rationale"] = escapes.value(cells["rationale"])
                if values:
                    self._reading.state("requirement", identifier.key, row.line, **values)

    def _read_back(self, section: Section) -> None:
        kept = []
        for line in section.source().split("\n"):
            one = line_field(line, section.line)
            if one and one.key in _SIGNED and "read_back_by" not in self._handoff:
                self._set("read_back_by", clean_line(one.text), section.line)
            else:
                kept.append(line)
        text = "\n".join(kept).strip()
        single = line_field(text, section.line) if "\n" not in text else None
        value = single.text if single and single.key == "text" else escapes.value(text)
        if value:
            self._set("read_back", value, section.line)

    def _rows(
        self, section: Section, columns: Columns, main: str
    ) -> list[tuple[Row, dict[str, str]]]:
        return [
            pair
            for part in section.walk()
            for table in part.tables()
            if columns.fits(table, main)
            for pair in columns.rows(table, self._reading)
        ]

    def _listed(self, section: Section, prefix: str) -> list[tuple[str, str, int]]:
        """List entries as (key, text, line), with or without an identifier in front."""
        result = []
        for text, line in list_texts(section.items()):
            leading = leading_identifier(text)
            if leading and leading.separated:
                result.append((leading.identifier.key, leading.rest, line))
            elif text and not text.startswith("["):
                result.append(("", text, line))
        return [self._numbered(key, text, line, prefix) for key, text, line in result]

    def _numbered(self, key: str, text: str, line: int, prefix: str) -> tuple[str, str, int]:
        if key:
            return key, text, line
        number = self._given.get(prefix, 0) + 1
        while any(self._reading.has(kind, f"{prefix}{number:03}") for kind in _NUMBERED):
            number += 1
        self._given[prefix] = number
        key = f"{prefix}{number:03}"
        self._reading.alike(
            "numbered entries",
            line,
            f"{key}: numbered here, because the document gives no identifier",
        )
        return key, text, line

    def _key(self, cells: dict[str, str], line: int, prefix: str) -> str:
        key = clean_key(escapes.name(cells.get("id", "")))
        return key or self._numbered("", "", line, prefix)[0]

    def _decisions(self, section: Section) -> bool:
        rows = self._rows(section, DECISION, "decision")
        for row, cells in rows:
            if escapes.value(cells["decision"]):
                item = self._reading.part(
                    Decision, row.line, key=self._key(cells, row.line, "D-"),
                    decision=escapes.value(cells["decision"]),
                    rationale=escapes.value(cells.get("rationale", "")),
                    constraint=escapes.value(cells.get("constraint", "")),
                    kept_in=clean_line(escapes.name(cells.get("kept_in", ""))),
                )  # fmt: skip
                self._reading.add(item, row.line)
        if rows or any(DECISION.fits(table, "decision") for table in section.tables()):
            return True
        listed = self._listed(section, "D-")
        for key, text, line in listed:
            self._reading.add(self._reading.part(Decision, line, key=key, decision=text), line)
        return bool(listed)

    def _risks(self, section: Section) -> bool:
        rows = self._rows(section, RISK, "risk")
        for row, cells in rows:
            if escapes.value(cells["risk"]):
                item = self._reading.part(
                    Risk,
                    row.line,
                    key=self._key(cells, row.line, "R-"),
                    **{
                        one: escapes.value(cells.get(one, ""))
                        for one in ("risk", "why", "mitigation")
                    },
                )
                self._reading.add(item, row.line)
        if rows or any(RISK.fits(table, "risk") for table in section.tables()):
            return True
        listed = self._listed(section, "R-")
        for key, text, line in listed:
            self._reading.add(self._reading.part(Risk, line, key=key, risk=text), line)
        return bool(listed)

    def _assumptions(self, section: Section) -> bool:
        rows = self._rows(section, ASSUMPTION, "text")
        for row, cells in rows:
            if escapes.value(cells["text"]):
                values = _assumption_values(cells)
                key = self._key(cells, row.line, "A-")
                item = self._reading.part(Assumption, row.line, key=key, **values)
                self._reading.add(item, row.line)
        if rows or any(ASSUMPTION.fits(table, "text") for table in section.tables()):
            return True
        listed = self._listed(section, "A-")
        for key, text, line in listed:
            self._reading.add(self._reading.part(Assumption, line, key=key, text=text), line)
        return bool(listed)


def _assumption_values(cells: dict[str, str]) -> dict[str, Any]:
    api = read_answer(cells.get("api", ""))[0]
    schema = read_answer(cells.get("schema", ""))[0]
    affects = label(cells.get("affects", ""))
    if affects and api is None and schema is None:
        both = "both" in affects
        api = both or "api" in affects
        schema = both or "schema" in affects or "database" in affects
    said = escapes.value(cells.get("status", ""))
    head, _, rest = said.partition(":")
    status, answer = _status(label(head)), escapes.value(cells.get("answer", ""))
    carried = read_answer(cells.get("carried", ""))[0] is True
    if rest and not answer:
        answer = rest.strip()
        if status is AssumptionStatus.open and re.search(r"\bcarried\b", answer):
            carried = True
    return {
        "text": escapes.value(cells["text"]),
        "affects_api": api,
        "affects_schema": schema,
        "status": status,
        "answer": answer,
        "carried": carried,
    }


def _status(said: str) -> AssumptionStatus:
    if re.match(r"(?:validated|confirmed|yes|true|proven|holds)\b", said):
        return AssumptionStatus.validated
    if re.match(r"(?:refuted|invalidated|rejected|wrong|false|disproved|disproven)\b", said):
        return AssumptionStatus.refuted
    return AssumptionStatus.open


def read_handoff(document: Markdown, reading: Reading) -> None:
    """Read a handoff package into `reading`."""
    _HandoffReader(document, reading).read()
