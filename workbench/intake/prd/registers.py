"""What a requirement document holds beside its requirements: assumptions, risks, decisions.

They become items, as in a handoff package. Open questions and constraints without an identifier
are noted: who asks whom is decided in the project, and a constraint counts only once
it can be named.
"""

# Words of other languages use letters that look like Latin ones.
# ruff: noqa: RUF001
from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.intake.collector import DocumentCollector
from workbench.intake.handoff.registers import RegisterReader
from workbench.intake.markdown.document import Markdown, Table
from workbench.intake.markdown.identifiers import mentions
from workbench.intake.markdown.item_sections import list_texts
from workbench.intake.markdown.sections import Section, outline

# What else such a heading may name. `label` has taken its signs away: `Risks & Mitigations`.
_OTHERS = (
    r"(?:assumptions|risks?|mitigations?|mitigation plan|dependencies|constraints|limitations"
    r"|scope(?: boundaries| limitations)?|issues|opportunities|questions|open questions|impacts?"
    r"|notes|challenges|unknowns|preconditions|decisions)"
)
_ALSO = rf"(?:(?: and| und| et| y| or)? {_OTHERS}){{0,2}}"
_OPTIONAL = r"(?: optional| mandatory| required)?"
_ASSUMPTIONS = re.compile(
    r"(?:the |key |project |business |technical |product |planning |design |working )?assumptions?"
    rf"(?: made)?{_ALSO}{_OPTIONAL}|(?:ال)?افتراضات|annahmen|hypotheses|supuestos|suposiciones"
    r"|pressupostos|assunzioni|aannames|varsayımlar|假设|前提(?:条件)?|предположения|допущения"
)
_RISKS = re.compile(
    r"(?:the |key |known |open |project |technical |product )?risks?(?: register| analysis)?"
    rf"{_ALSO}{_OPTIONAL}|(?:ال)?مخاطر|risiken|risques|riesgos|riscos|rischi|风险|リスク|риски"
)
_DECISIONS = re.compile(
    rf"(?:the |key |design |product |technical )?decisions?(?: made| taken)?{_OPTIONAL}"
    r"|(?:ال)?قرارات|entscheidungen|decisiones|decisoes|decisioni|决策|决定"
)
_CONSTRAINTS = re.compile(
    rf"(?:the |key |project |business |technical |product |design )?constraints?{_OPTIONAL}"
    r"|(?:ال)?قيود|einschrankungen|rahmenbedingungen|contraintes|restricciones|约束|制約"
)
_QUESTIONS = re.compile(
    r"(?:outstanding |open |unresolved )questions(?: (?:and|or) [\w ]{1,30})?"
    rf"(?: clarifications)?(?: needed| to clarify)?{_OPTIONAL}|questions(?: to clarify)?"
    r"|(?:open |outstanding )clarifications|clarifications (?:needed|required)"
    rf"|open (?:issues|points|items)(?: (?:and|or) [\w ]{{1,30}})?{_OPTIONAL}"
    r"|(?:ال)?اسئلة (?:ال)?مفتوحة|offene (?:fragen|punkte)|questions ouvertes"
    r"|preguntas abiertas|questoes em aberto|未决问题|待定问题|未解決事項|открытые вопросы"
)
#: What such a heading may name beside its own subject without making its entries doubtful.
_HARMLESS = re.compile(r"mitigations?|dependencies|notes|open (?:issues|questions)|impacts?")
_CONSTRAINT = re.compile(r"\bconstraints?\b|scope|limitations?|requirements?|questions|risks?")
_NOTHING = re.compile(
    r"^\W*(?:none|n/?a|nothing|no open|tbd\W*$|all (?:questions )?(?:resolved|answered))",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"^\s*(?:\[[xX]\]|~~)|\*\*(?:resolved|answered|closed|answer)\b"
    r"|(?:→|->|\n)[ \t]{0,9}A(?:nswer)?[ \t]{0,9}:",
    re.IGNORECASE,
)
_LONGEST_QUESTION = 300


def read_registers(document: Markdown, collector: DocumentCollector) -> None:
    """Read assumptions, risks and decisions into `collector`; note open questions."""
    registers = RegisterReader(collector, any_prefix=False)
    taken_until = 0
    for section in outline(document).walk():
        if section.heading is None or section.line <= taken_until:
            continue
        bare = section.label.replace("*", "").strip()
        found = True
        if _ASSUMPTIONS.fullmatch(bare):
            found = not _doubtful(section, bare, "assumption", collector) and (
                registers.assumptions(section)
            )
        elif _RISKS.fullmatch(bare):
            found = not _doubtful(section, bare, "risk", collector) and registers.risks(section)
        elif _DECISIONS.fullmatch(bare):
            found = registers.decisions(section)
        elif _QUESTIONS.fullmatch(bare):
            _questions(section, collector)
        elif _CONSTRAINTS.fullmatch(bare):
            _constraints(section, collector)
        else:
            continue
        if found:
            taken_until = section.end_line


def _doubtful(section: Section, bare: str, kind: str, collector: DocumentCollector) -> bool:
    """Whether a heading names two kinds, so that it is unclear which an entry is."""
    subject = "assumptions" if kind == "assumption" else "risks?"
    rest = re.sub(rf"\b{subject}\b|\band\b|&|/", " ", bare)
    mixed = bool(_CONSTRAINT.search(rest)) and not _HARMLESS.search(rest)
    entries = [entry for entry in section.items() if entry.depth == 1]
    if mixed and entries and not any(mentions(entry.text[:40]) for entry in entries):
        collector.warn(
            section.line,
            f"entries below {section.title!r} are left out, because they may be of either "
            f"kind. Give each {kind} an identifier such as "
            f"{'A' if kind == 'assumption' else 'R'}-001, or put it in a separate section.",
        )
        return True
    return False


def _questions(section: Section, collector: DocumentCollector) -> None:
    for text, line in _entries(section):
        if text and not _NOTHING.match(text) and not _DONE.search(text):
            collector.note_grouped(
                "open questions",
                line,
                f"open question: {text[:_LONGEST_QUESTION]}. Ask it as an RFI or answer it "
                "in the document.",
                warning=True,
            )


def _entries(section: Section) -> Iterator[tuple[str, int]]:
    for part in section.walk():
        yield from list_texts(part.items())
        for table in part.tables():
            yield from ((_row_text(table, at), row.line) for at, row in enumerate(table.rows))


def _row_text(table: Table, at: int) -> str:
    return " — ".join(cell for cell in table.rows[at].cells if cell.strip())


def _constraints(section: Section, collector: DocumentCollector) -> None:
    """Note constraints without identifier, once per heading."""
    named = {read.line for read in collector.items}
    alone = [
        item
        for part in section.walk()
        for item in part.items()
        if item.depth == 1 and item.line not in named and not mentions(item.text[:40])
    ]
    if alone:
        what = "1 constraint is" if len(alone) == 1 else f"{len(alone)} constraints are"
        collector.note_grouped(
            "constraints without identifier",
            alone[0].line,
            f"{what} left out, because without an identifier. Give each constraint one, "
            "such as C-001.",
        )
