"""The place of a block in a requirement document, and what that means for it.

`## Functional Requirements` is a place of definitions, `## Risks` one of mentions,
`## Out of scope` one of what is not wanted, `### Must Have (P0)` gives a priority.
"""

# Words of other languages use letters that look like Latin ones.
# ruff: noqa: RUF001
from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from workbench.design.requirements import Priority
from workbench.intake.markdown import inline
from workbench.intake.markdown.document import Heading
from workbench.intake.markdown.identifier_prefixes import STORY_PREFIXES
from workbench.intake.markdown.identifiers import (
    NAMED_REQUIREMENT,
    is_requirement,
    leading_identifier,
)
from workbench.intake.markdown.sections import folded, label, without_numbering
from workbench.intake.markdown.vocabulary import priority_of_heading


class SectionPurpose(StrEnum):
    """What a section is for."""

    functional = "functional"
    quality = "quality"
    constraint = "constraint"
    story = "story"
    entity = "entity"
    #: Identifiers here are mentions: risks, traceability, tests, history.
    mention = "mention"
    #: Out of scope: nothing here is a requirement.
    out = "out"
    unknown = "unknown"


_PLACES: tuple[tuple[SectionPurpose, str], ...] = (
    (
        SectionPurpose.out,
        (
            r"out of scope|not in scope|non goals?\b|nongoals|exclusions?\b|excluded|won t do"
            r"|not doing"
            r"|خارج النطاق|خارج نطاق|hors (?:du )?perimetre|hors scope|außerhalb|ausserhalb"
            r"|nicht im umfang"
            r"|fuera de(?:l)? alcance|fora d[eo] escopo|fuori (?:ambito|scope)|buiten scope"
            r"|kapsam dışı|范围外|対象外"
            r"|вне рамок|за рамками|не входит|поза межами"
            r"|ne fait pas partie|fora de escopo|no incluid[oa]s?\b|exclusiones|exclusions"
            r"|di luar (?:lingkup|cakupan|ruang lingkup)|ngoài phạm vi|poza zakresem|범위 외|제외"
            r"|不在范围|超出范围|不包含|不做|スコープ外|対象外"
        ),
    ),
    (
        SectionPurpose.mention,
        (
            r"traceab|glossary|terminology|revision history|version history|document history"
            r"|change ?log"
            r"|test (?:plan|cases?|strategy)|success (?:criteria|metrics)|acceptance (?:criteria"
            r"|scenarios|tests?)"
            r"|open (?:questions|issues|items)|decision log|table of contents|\brisks? (?:and"
            r"|register"
            r"|analysis)"
            r"|implementation (?:plan|order|notes|phases|approach)|requirements? (?:coverage"
            r"|mapping)"
            r"|معايير (?:القبول|النجاح)|nachverfolg|trazabilidad|追溯"
            r"|akzeptanzkriteri|abnahmekriteri|erfolgskriteri|änderungsverlauf|versionshistorie"
            r"|critères? d[e ’']{1,2}(?:acceptation|succès|réussite)|historique des (?:vers|revis)"
            r"|criterios? de (?:aceptación|éxito)|historial de (?:versiones|cambios|revis)"
            r"|critérios? de (?:aceitação|sucesso)|histórico de (?:versões|revis|alter)"
            r"|rastreabilidad|traçabilité|tracciabilità"
            r"|criteri di (?:accettazione|successo)|kriteria (?:penerimaan|keberhasilan)"
            r"|критери\w{1,2} (?:приемки|приёмки|успеха)|история (?:изменений|версий)|трассиров"
            r"|验收标准|验收条件|成功标准|修订记录|版本历史|变更记录|术语表|名词解释"
            r"|受け?入れ?(?:条件|基準)|成功基準|改訂履歴|変更履歴|用語集|トレーサビリティ"
            r"|인수 (?:조건|기준)|변경 이력|개정 이력|용어"
            r"|(?:要件|requirements?)\S{0,12} ?(?:template|テンプレート|模板|vorlage|plantilla)"
        ),
    ),
    (
        SectionPurpose.quality,
        (
            r"non ?functional|nonfunctional|\bnfrs?\b|quality (?:attributes?|requirements?|goals?)"
            r"|غير (?:ال)?وظيفي|nicht ?funktional|non fonctionnel|no funcional|nao funciona"
            r"|non funzional"
            r"|niet functione|fonksiyonel olmayan"
            r"|非功能|非機能|нефункциональн|לא פונקציונלי|غیر عملکردی"
            r"|غیر كاربردي"
            r"|non ?fung[sk]ional|phi chức năng|비기능|niefunkcjonaln|mimofunkčn|nefunkčn"
            r"|(?:icke|ikke)[ -]?funk[ts]ion|nem funkcion|nefuncțional|нефункціональн"
            r"|μη λειτουργικ|qualitätsanforderung|requisitos de calidad|requisitos de qualidade"
        ),
    ),
    (
        SectionPurpose.constraint,
        r"\bconstraints?\b|قيود|einschrankungen|rahmenbedingungen|contraintes|restricciones|约束|制約",
    ),
    (
        SectionPurpose.story,
        (
            r"user stor|user scenarios|^stories$|^epics? (?:and|&) stories|قصص المستخدم"
            r"|benutzergeschichten"
            r"|historias de usuario|histoires utilisateur|recits utilisateur"
            r"|用户故事|ユーザーストーリー|cerita pengguna|histórias de usuári|história de usuári"
            r"|사용자 스토리|пользовательские истории|historie użytkownik|storie utente"
        ),
    ),
    (SectionPurpose.entity, r"^key entities|^core entities|^domain entities|^entities$"),
    (
        SectionPurpose.functional,
        (
            r"functional|\brequirements?\b|\bfrs?\b|\bfeatures?\b|capabilit|\bmvp\b|minimum viable"
            r"|متطلبات|المتطلبات|anforderung|exigences?|besoins|requisitos?|requerimientos"
            r"|requisiti"
            r"|vereisten"
            r"|gereksinim|需求|要件|要求|功能|機能|требован|функциональн|דרישות|نیازمندی"
            r"|kebutuhan|persyaratan|\bfitur\b|yêu cầu|chức năng|요구사항|기능|wymagani|funkcjonaln"
            r"|požadavk|funkčn|\bkrav\b|kravspec|követelmén|cerinț|вимог|функціональн|απαιτησ"
            r"|funcionalidad|fonctionnalit|funzionalit|funktionalität|produktfunktion"
            r"|\bfunktionen\b|leistungsmerkmal|\bfonctions\b|\bfunciones\b|\bfunções\b"
        ),
    ),
)
# These name a feature just as well (`### Order history`), so they count only alone and not
# below a heading that promises requirements.
_MENTION_ALONE = re.compile(
    r"(?:the |project |technical |key |known )?(?:risks?|coverage|definitions|history|references?"
    r"|testing|tests"
    r"|metrics|kpis?|assumptions|dependencies|edge cases|milestones|timeline|roadmap|release plan"
    r"|stakeholders"
    r"|review|rollout|clarifications?|verification|mapping|decisions|rationale|contents|personas?"
    r"|architecture"
    r"|approach|background|introduction|overview|appendix|notes|المخاطر|مصطلحات|التتبع|افتراضات"
    r"|risiken|glossar"
    r"|risques|glossaire|riesgos|glosario|riscos|rischi|术语|风险)(?: (?:and|&) \w+)?(?: matrix"
    r"| table)?"
)
_PATTERNS = tuple((purpose, re.compile(folded(pattern))) for purpose, pattern in _PLACES)
_WITHDRAWN_HEADING = re.compile(
    r"(?:removed|retired|withdrawn|deprecated|obsolete|dropped) (?:requirements?|features?)\b"
)
_MVP_OUT = re.compile(r"\b(?:post|non|after|beyond|not)\b[\s-]*mvp\b|mvp backlog|later than mvp")
_MVP_IN = re.compile(r"\bmvp\b|minimum viable")
_GENERIC = frozenset(
    {
        "",
        "requirements",
        "functional requirements",
        "non functional requirements",
        "constraints",
        "nonfunctional requirements",
        "user stories",
        "features",
        "quality requirements",
        "functional",
        "non functional",
        "requirements document",
        "product requirements",
    }
) | frozenset(
    map(
        label,
        (
            "المتطلبات",
            "المتطلبات الوظيفية",
            "المتطلبات غير الوظيفية",
            "قصص المستخدم",
            "القيود",
            "Anforderungen",
            "Funktionale Anforderungen",
            "Nichtfunktionale Anforderungen",
            "Nicht-funktionale Anforderungen",
            "Exigences",
            "Exigences fonctionnelles",
            "Exigences non fonctionnelles",
            "Requisitos",
            "Requisitos funcionales",
            "Requisitos no funcionales",
            "Requisitos funcionais",
            "Requisitos não funcionais",
            "Requisiti funzionali",
            "Requisiti non funzionali",
            "需求",
            "功能需求",
            "非功能需求",
            "機能要件",
            "非機能要件",
            "Функциональные требования",
            "Нефункциональные требования",
            "Требования",
        ),
    )
)


#: Purposes of sections that hold requirements.
_REQUIREMENTS = frozenset(
    {SectionPurpose.functional, SectionPurpose.quality, SectionPurpose.constraint}
)


@dataclass(frozen=True, slots=True)
class Context:
    """What the headings above a place mean for it."""

    purpose: SectionPurpose = SectionPurpose.unknown
    priority: Priority | None = None
    rank: int | None = None
    """Rank of a word on the document's own scale (`High priority`)."""
    priority_words: str = ""
    mvp: bool | None = None
    group: str = ""
    """Nearest heading that is no mere `Functional Requirements`."""
    withdrawn: bool = False
    """Whether requirements here are withdrawn (`## REMOVED Requirements`)."""
    owner: int = -1
    """Index of the heading that defines the item around this place; -1 for none."""

    @property
    def among_requirements(self) -> bool:
        """Whether requirements are expected here."""
        return self.purpose in _REQUIREMENTS or bool(
            self.priority is not None or self.rank is not None
        )

    @property
    def only_mentions(self) -> bool:
        """Whether an identifier here is no definition."""
        return self.purpose in {SectionPurpose.mention, SectionPurpose.out}


@lru_cache(maxsize=8_192)
def purpose_of(title: str) -> SectionPurpose:
    """The purpose of a section, by the words of its heading."""
    bare = label(title).replace("*", "")
    bare = re.sub(r"\bmandatory\b|\brequired\b|\boptional\b", "", bare).strip()
    for purpose, pattern in _PATTERNS:
        if pattern.search(bare):
            return purpose
    return SectionPurpose.unknown


# spec-kit marks its sections: `## Requirements *(mandatory)*`.
_ANNOTATION = re.compile(r"\*\([^()\n]{1,80}\)\*$")

#: A heading that names a screen or the like: the words of a name promise no requirements.
_OF_ANOTHER_KIND = re.compile(
    r"(?:user )?(?:flow|screen|entity|channel|content type|table|webhook|third[ -]party|event)"
    r"\s?[:\uff1a]\s",
    re.IGNORECASE,
)


def context_below(above: Context, title: str, *, document: bool) -> Context:
    """The context below a heading; `document` for the document's own title."""
    if not document and _OF_ANOTHER_KIND.match(title):
        return replace(above, group=title)
    title = _ANNOTATION.sub("", title).rstrip()
    bare = label(title).replace("*", "").strip()
    below = replace(
        above,
        purpose=_purpose_below(above, title, bare, document=document),
        mvp=_mvp_below(above, bare, document=document),
        withdrawn=above.withdrawn or bool(_WITHDRAWN_HEADING.match(bare)),
    )
    priority, rank, words = priority_of_heading(title)
    if priority is not None or rank is not None:
        return replace(below, priority=priority, rank=rank, priority_words=words)
    if document or bare in _GENERIC:
        return below
    return replace(below, group=title)


def _purpose_below(above: Context, title: str, bare: str, *, document: bool) -> SectionPurpose:
    """What a section is for by its own heading, else by those above it."""
    purpose = purpose_of(title)
    if document and purpose is SectionPurpose.functional and bare not in _GENERIC:
        purpose = SectionPurpose.unknown
    if purpose is not SectionPurpose.unknown:
        return purpose
    mentions = purpose_of(title) is SectionPurpose.unknown and _MENTION_ALONE.fullmatch(bare)
    if mentions and above.purpose not in _REQUIREMENTS:
        return SectionPurpose.mention
    return above.purpose


def _mvp_below(above: Context, bare: str, *, document: bool) -> bool | None:
    if _MVP_OUT.search(bare):
        return False
    return True if _MVP_IN.search(bare) and not document else above.mvp


@dataclass(frozen=True, slots=True)
class _Level:
    level: int
    context: Context


class ContextTracker:
    """Follows the headings of a document; `current` is the context at this place."""

    def __init__(self) -> None:
        """Start at the top of a document."""
        self._stack = [_Level(0, Context())]
        self._bold: Context | None = None

    @property
    def current(self) -> Context:
        """The context of what follows."""
        return self._bold or self._stack[-1].context

    def enter(self, heading: Heading, index: int) -> Context:
        """Step into a heading's section; returns the context of the heading itself."""
        self._bold = None
        while len(self._stack) > 1 and self._stack[-1].level >= heading.level:
            self._stack.pop()
        above = self._stack[-1].context
        if _defines(heading, above):
            inner = replace(above, owner=index)
        else:
            inner = context_below(above, inline.value(heading.text), document=heading.level == 1)
        self._stack.append(_Level(heading.level, inner))
        return above

    def bold_line(self, title: str) -> None:
        """Step into the part under a line that is all bold, down to the next heading."""
        self._bold = context_below(self._stack[-1].context, title, document=False)


def _defines(heading: Heading, above: Context) -> bool:
    """Whether a heading names an item (`FR-001: Sign in`) and not a part (`Phase 1: Basics`)."""
    title = without_numbering(heading.text)
    leading = leading_identifier(title)
    if leading is None:
        return NAMED_REQUIREMENT.match(title) is not None
    identifier = leading.identifier
    return identifier.prefix in STORY_PREFIXES or is_requirement(
        identifier, among_requirements=above.among_requirements
    )
