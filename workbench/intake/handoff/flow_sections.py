"""Which sections of a document are flows, and which of their parts hold the steps."""

from __future__ import annotations

import re

from workbench.intake.markdown.column_matching import Columns
from workbench.intake.markdown.document import Code
from workbench.intake.markdown.item_sections import ItemForm
from workbench.intake.markdown.section_titles import FLOWS_TITLE, NOT_AN_ITEM
from workbench.intake.markdown.sections import Section, folded, label

#: A heading that names a flow.
FLOW_HEADING = re.compile(
    r"^(?:user[ -]?)?(?:flow|journey|ablauf|parcours|flujo|fluxo|flusso|przepływ|alur|luồng|поток"
    r"|تدفق|مسار|رحلة|流程|フロー|플로우|흐름)(?: (?:de usuario|de usuário|utilisateur|utente))?"
    r"(?:\s*\d+(?:\.\d+)*)?\s*[:\uff1a–—-]\s*(?P<title>.*)$",
    re.IGNORECASE,
)
_FLOW_WORD = re.compile(
    folded(
        r"\b(?:flow|journey|workflow|flujo|fluxo|flusso|parcours|ablauf|alur)\b|流程|フロー|흐름"
    )
)
# A document about one flow is called so; what else has a flow or steps may be anything.
_FLOW_TITLE = re.compile(r"\b(?:flow|journey|flujo|fluxo|parcours)$")
_PREFIXES = frozenset({"UF", "FLOW", "UJ", "USERFLOW"})
_KNOWN = frozenset(
    {
        "id",
        "covers",
        "persona",
        "actor",
        "role",
        "user story",
        "user stories",
        "entry point",
        "success state",
        "inferred",
        "trigger",
        "precondition",
        "preconditions",
        "screens",
        "المعرف",
        "يغطي",
    }
)
#: Titles of the part that holds the steps.
PATHS = frozenset(
    map(
        label,
        {
            "happy path",
            "main flow",
            "steps",
            "main success scenario",
            "basic flow",
            "normal flow",
            "main path",
            "flow steps",
            "primary flow",
            "happy flow",
            "success path",
            "normal course",
            "المسار الأساسي",
            "الخطوات",
            "schritte",
            "ablauf",
            "etapes",
            "pasos",
            "flujo principal",
            "passos",
            "fluxo principal",
            "passi",
            "kroki",
            "langkah",
            "alur utama",
            "cac buoc",
            "步骤",
            "主流程",
            "ステップ",
            "手順",
            "단계",
            "шаги",
            "основной сценарий",
            "detailed steps",
            "step by step",
            "flow",
            "passos detalhados",
        },
    )
)
STEP = Columns(
    {
        "number": "#|No|Step #|Nr",
        "text": "Step|Action|Description|User Action|Activity|What Happens|الخطوة",
        "actor": "Actor|Who|Role|Performed By|الفاعل",
        "endpoint": "Endpoint|API|Served By|Operation|API Call",
        "needs_backend": "Needs Backend|Backend|Backend?|Needs Backend?",
        "response": "System Response|System|Response|Result",
    }
)


def is_implied(section: Section, promised: bool) -> bool:  # noqa: FBT001 - called by find_items
    """Whether a section is a flow without a heading or an identifier of one."""
    if not promised and not _FLOW_TITLE.search(section.label):
        return False
    if NOT_AN_ITEM.search(section.label) or FLOWS_TITLE.fullmatch(section.label):
        return False
    if _named_path(section):
        return True
    if not promised:
        return False
    drawn = any(map(_is_diagram, section.codes()))
    named = _FLOW_WORD.search(section.label) and bool(section.codes() or section.items())
    return drawn or _has_steps(section) or bool(named)


def _named_path(section: Section) -> bool:
    """Whether its steps are below a title of steps."""
    return any(child.label in PATHS for child in section.children) or any(
        field.key in PATHS for field in section.fields()
    )


def _has_steps(section: Section) -> bool:
    numbered = [entry for entry in section.items() if entry.ordered and entry.depth == 1]
    return len(numbered) > 1 or any(
        STEP.fits(table, "text", any_of=("number", "actor", "response"))
        for table in section.tables()
    )


_ARROWS = re.compile(r"-{1,2}>|[→↓⇒➔]|={1,2}>")
_BOX = re.compile(r"[├└┌▼⬇]")
_DIAGRAM = re.compile(r"\s*(?:graph|flowchart|sequenceDiagram|stateDiagram|journey|@startuml)\b")


def _is_diagram(code: Code) -> bool:
    """Whether fenced code draws a way through the product."""
    drawn = bool(_DIAGRAM.match(code.text))
    plain = code.info in {"", "text", "txt", "ascii"}
    return drawn or (
        plain and (len(_ARROWS.findall(code.text)) > 1 or bool(_BOX.search(code.text)))
    )


FORM = ItemForm(FLOW_HEADING, _PREFIXES, _KNOWN, FLOWS_TITLE, is_implied)
