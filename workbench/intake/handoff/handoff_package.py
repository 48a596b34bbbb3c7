"""Handoff packages: release mode, MVP scope, decisions, risks, assumptions, set-up answers.

What a package states about requirements (MVP marks) is a statement on items that the PRD defines,
never a definition. Sections without a place in the design are kept whole.
"""

from __future__ import annotations

import re
from typing import Any

from workbench.design.handoff import Handoff, ReleaseMode
from workbench.intake.collector import DocumentCollector, clean_line
from workbench.intake.handoff.registers import RegisterReader
from workbench.intake.handoff.setup_answers import SetupReader
from workbench.intake.markdown import inline
from workbench.intake.markdown.column_matching import Columns
from workbench.intake.markdown.document import Markdown
from workbench.intake.markdown.identifiers import whole_identifier
from workbench.intake.markdown.sections import (
    Field,
    Section,
    header_fields,
    label,
    line_field,
    outline,
)
from workbench.intake.markdown.vocabulary import read_answer

SCOPE = Columns(
    {
        "id": "FR-ID|ID|FR|Requirement|FR ID|Requirement ID",
        "feature": "Feature|Title|Name|Description|Summary",
        "mvp": "MVP?|MVP|In MVP|In MVP?|In Scope|In Scope?",
        "rationale": "Rationale|Reason|Why|Notes",
        "from": "Deferred From",
    }
)

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
    def __init__(self, document: Markdown, collector: DocumentCollector) -> None:
        self._root = outline(document)
        self._collector = collector
        self._handoff: dict[str, Any] = {}
        self._extra: list[tuple[str, str]] = []
        self._line = 0
        self._registers = RegisterReader(collector)

    def read(self) -> None:
        tops = self._root.children
        # One title above all; a document without it has its sections at the top.
        if len(tops) == 1 or (tops and tops[0].heading and tops[0].heading.level == 1):
            title = tops[0]
            sections = [*title.children, *tops[1:]]
            for header_field in header_fields(title):
                self._header(header_field)
        else:
            sections = tops
        for section in sections:
            self._section(section)
        if self._extra:
            self._handoff["extra"] = tuple(self._extra)
        if self._handoff:
            handoff = self._collector.build(Handoff, self._line or 1, **self._handoff)
            self._collector.add(handoff, self._line or 1)

    def _header(self, field: Field) -> None:
        if field.key in _HEADER and field.text:
            self._set("product", clean_line(field.text), field.line)
        elif field.key == "release mode":
            self._mode(field)

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
            (_DECISIONS.search(bare) and self._registers.decisions(section))
            or (_RISKS.search(bare) and self._registers.risks(section))
            or (_ASSUMPTIONS.search(bare) and self._registers.assumptions(section))
        ):
            return
        elif _SETUP.search(bare):
            SetupReader(self._collector).read(section)
        elif _READ_BACK.search(bare):
            self._read_back(section)
        else:
            self._extra.append((clean_line(section.title), section.prose()))
            self._line = self._line or section.line

    def _release(self, section: Section) -> None:
        fields = section.fields(frozenset({"release mode", "mode"}))
        for field in fields:
            if field.key in {"release mode", "mode"}:
                self._mode(field)
            elif field.key == "include p1":
                self._set("include_p1", read_answer(field.raw)[0] is True, field.line)
            elif field.key in {"data dictionary not applicable", "dictionary not applicable"}:
                self._set("dictionary_not_applicable", field.text, field.line)
            else:
                self._collector.info(
                    field.line,
                    f"not imported, because the workbench computes it: {field.title}: "
                    f"{field.text[:120]}",
                )
        if not fields and section.blocks:
            text = section.prose().split("\n")[0]
            self._mode(Field("release mode", "Release Mode", text, section.line))

    def _mode(self, field: Field) -> None:
        mode = label(inline.name(field.raw))
        if re.search(r"\bmvp\b", mode):
            self._set("release_mode", ReleaseMode.mvp, field.line)
        elif "full" in mode or "production" in mode:
            self._set("release_mode", ReleaseMode.full, field.line)
        elif mode:
            self._collector.warn(
                field.line,
                f"release mode {field.raw[:60]!r} is unknown. Write `MVP` or `Full Production`.",
            )

    def _scope(self, section: Section, *, backlog: bool) -> None:
        for table in section.tables():
            for row, cells in SCOPE.rows(table, self._collector):
                identifier = whole_identifier(cells.get("id", ""))
                if identifier is None:
                    continue
                mvp = False if backlog else read_answer(cells.get("mvp", ""))[0]
                values: dict[str, Any] = {}
                if mvp is not None:
                    values["mvp"] = mvp
                if inline.value(cells.get("rationale", "")):
                    values["mvp_rationale"] = inline.value(cells["rationale"])
                if values:
                    self._collector.add_statement("requirement", identifier.key, row.line, **values)

    def _read_back(self, section: Section) -> None:
        kept = []
        for line in section.source().split("\n"):
            field = line_field(line, section.line)
            if field and field.key in _SIGNED and "read_back_by" not in self._handoff:
                self._set("read_back_by", clean_line(field.text), section.line)
            else:
                kept.append(line)
        text = "\n".join(kept).strip()
        single = line_field(text, section.line) if "\n" not in text else None
        value = single.text if single and single.key == "text" else inline.value(text)
        if value:
            self._set("read_back", value, section.line)


def read_handoff(document: Markdown, collector: DocumentCollector) -> None:
    """Read a handoff package into `collector`."""
    _HandoffReader(document, collector).read()
