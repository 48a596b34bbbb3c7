"""The words documents use for columns, priorities, answers and states, in several languages.

Every vocabulary is keyed by `sections.label`. A word that is not here is never guessed: the
caller keeps it as written and says so.
"""

# Words of other languages use letters that look like Latin ones.
# ruff: noqa: RUF001
from __future__ import annotations

import re
from functools import lru_cache

from workbench.design.requirements import Priority, RequirementStatus
from workbench.intake.markdown import inline, vocabulary_translations
from workbench.intake.markdown.sections import folded, label


def _labels(text: str) -> frozenset[str]:
    return frozenset(label(word) for word in text.split("|")) - {""}


#: What a column or field of a requirement means, by its label.
COLUMNS: dict[str, str] = {
    word: meaning
    for meaning, words in {
        "id": "ID|IDs|#|No|No.|Nr|Nr.|Key|Ref|Reference|Code|Identifier|Number|FR|FR-ID|FR ID|FR #"
        "|Req|Req ID|Req. ID|Req #|Req No|Requirement ID|Requirement #|Requirement No|NFR|NFR-ID"
        "|NFR ID|Story ID|US-ID|US ID|US|المعرف|المعرّف|معرف|الرقم|رقم|الرمز|رمز|Kennung"
        "|Identifiant"
        "|Réf|Identificador|Código|Codice|Kod|Kimlik|编号|序号|識別子|番号|Идентификатор|Код|מזהה|شناسه",
        "text": "Requirement|Requirements|Description|Text|Statement|Requirement Statement|Details"
        "|Requirement Description|Requirement Text|Detail|Definition|Specification|Functionality"
        "|Capability|Behaviour|Behavior|The system shall|Shall|What|Functional Requirement"
        "|Non-Functional Requirement|Constraint|Story|User Story Text|Feature Description"
        "|المتطلب|المتطلبات|الوصف|وصف|وصف المتطلب|نص المتطلب|Anforderung|Beschreibung|Exigence"
        "|Requisito|Descripción|Descrição|Requisiti|Descrizione|Eis|Omschrijving|Gereksinim"
        "|Açıklama"
        "|需求|需求描述|描述|说明|要件|要求|内容|説明|Требование|Описание|דרישה|תיאור|نیازمندی|شرح",
        "title": "Title|Name|Feature|Summary|Short Name|Headline|Requirement Name|Requirement Title"
        "|Feature Name|العنوان|عنوان|الاسم|اسم|الميزة|Titel|Bezeichnung|Titre|Nom|Título|Titolo"
        "|Nome"
        "|Başlık|标题|名称|タイトル|名前|Название|כותרת|عنوان نیازمندی",
        "priority": "Priority|Prio|Prio.|P|MoSCoW|MoSCoW Priority|Importance|Criticality|Level"
        "|Obligation|Necessity|الأولوية|الاولوية|أولوية|الأهمية|Priorität|Wichtigkeit|Priorité"
        "|Prioridad|Prioridade|Priorità|Prioriteit|Öncelik|优先级|優先度|優先順位|Приоритет|עדיפות|اولویت",
        "mvp": "MVP|MVP?|In MVP|In MVP?|MVP Scope|Part of MVP|MVP Tag|النسخة الأولى",
        "mvp_rationale": "MVP Rationale|MVP Reason",
        "release": "Release|Fix Version|Fix Versions|Phase|Milestone|Version|Target Release"
        "|Iteration|Sprint|المرحلة|الإصدار",
        "stories": "User Story|User Stories|Story|Stories|Related Story|Related Stories|US-ID"
        "|Story ID"
        "|Source Story|From Story|قصة المستخدم|قصص المستخدم",
        "depends_on": "Depends On|Dependencies|Dependency|Depends|Requires|Prerequisite"
        "|Prerequisites"
        "|Blocked By|يعتمد على|الاعتماديات|Abhängigkeiten|Abhängig von|Dépendances|Dependencias"
        "|Dependências|Dipendenze|依赖|依存関係|Зависимости",
        "parent": "Parent|Parent ID|Parent Requirement|Refines|Derived From|Epic",
        "criteria": "Acceptance Criteria|Acceptance Criterion|Criteria|AC|ACs|Acceptance|Fit "
        "Criterion"
        "|Fit Criteria|Verification|Acceptance Tests|Acceptance Scenarios|Acceptance Conditions"
        "|معايير القبول|معيار القبول|Akzeptanzkriterien|Abnahmekriterien|Critères d'acceptation"
        "|Criterios de aceptación|Critérios de aceitação|Criteri di accettazione|Kabul Kriterleri"
        "|验收标准|受け入れ基準|Критерии приемки",
        "target": "Target|Metric|Measure|Threshold|Threshold / Measure|Threshold/Measure"
        "|Measurement"
        "|Target Value|Target / Metric|SLA|SLO|Goal|Requirement / Target|Success Metric|Limit"
        "|الهدف|المقياس|القيمة المستهدفة|Zielwert|Messgröße|Cible|Objectif|Objetivo|Meta",
        "status": "Status|State|Requirement Status|الحالة|حالة|Statut|Estado|Stato|Durum"
        "|状态|ステータス"
        "|状態|Статус|סטטוס|وضعیت",
        "no_backend_reason": "No Backend|No Backend Reason|Why No Backend",
        "notes": "Notes|Note|Comment|Comments|Remark|Remarks|Notes / Comments|ملاحظات|ملاحظة"
        "|Bemerkung"
        "|Bemerkungen|Anmerkung|Anmerkungen|Hinweise|Remarques|Commentaire|Commentaires|Notas"
        "|Comentarios|Observações|Note e commenti|Opmerkingen|Notlar"
        "|备注|備考|Примечание|Примечания"
        "|Комментарий|הערות|توضیحات",
        "type": "Type|Requirement Type|Kind|Category / Type|النوع|Typ",
        "inferred": "Inferred",
        "rationale": "Rationale|Reason|Why|Justification|Why this priority|المبرر|Begründung",
        "covers": "Covers|Requirements Covered|Related Requirements|FRs|FR-IDs|Traces To|Traces"
        "|Covered"
        "|Requirement IDs|يغطي|تغطي",
    }.items()
    for word in (*_labels(words), *_labels(vocabulary_translations.COLUMNS.get(meaning, "")))
}

_SCALES: tuple[tuple[Priority, str], ...] = (
    (
        Priority.P0,
        (
            "P0|Must|Must Have|Must-Have|Musts|M|Mandatory|Required|Essential|Shall|Obligatory"
            "|يجب|إلزامي|الزامي|لا بد|ضروري|أساسي|Muss|Pflicht|Obligatoire|Doit|Indispensable"
            "|Obligatorio"
            "|Obrigatório|Debe|Deve|Imprescindible|Zorunlu|Moet|必须|必須|必要|Обязательно|Должен|חובה"
            "|الزامی"
        ),
    ),
    (
        Priority.P1,
        (
            "P1|Should|Should Have|Should-Have|Shoulds|S|Recommended|Important|Expected"
            "|ينبغي|مستحسن|موصى به|مهم|Soll|Sollte|Devrait|Recommandé|Importante|Debería"
            "|Recomendado"
            "|Deveria"
            "|Dovrebbe|Olmalı|应该|應該|推奨|Желательно|Следует|רצוי"
        ),
    ),
    (
        Priority.P2,
        (
            "P2|Could|Could Have|Could-Have|Coulds|C|Optional|Nice to Have|Nice-to-Have|May"
            "|Desirable"
            "|يمكن|اختياري|Kann|Könnte|Optionnel|Facultatif|Pourrait|Opcional|Podría|Poderia"
            "|Facoltativo"
            "|Potrebbe|İsteğe bağlı|可以|可选|任意|Можно|Опционально|אופציונלי|اختیاری"
        ),
    ),
    (
        Priority.P3,
        (
            "P3|Won't|Wont|Won't Have|Wont Have|Will Not Have|Won't Have This Time|W|Would|Would "
            "Have"
            "|Not Planned|Won't Have This Release|لن|مؤجل|Wird nicht|N'aura pas|No tendrá"
            "|不做|やらない"
        ),
    ),
)
#: Words that say the priority outright.
OUTRIGHT = {
    word: priority
    for scales in (
        _SCALES,
        (
            (Priority.P0, vocabulary_translations.MUST),
            (Priority.P1, vocabulary_translations.SHOULD),
            (Priority.P2, vocabulary_translations.COULD),
        ),
    )
    for priority, words in scales
    for word in _labels(words)
}

_TOP = _labels(
    "Critical|Highest|Very High|Blocker|Urgent|Showstopper|حرجة|حرج|حرجه|عاجلة|عاجل|عالية جدا"
    "|عالية جدًا"
    "|Kritisch|Sehr hoch|Critique|Très haute|Crítica|Crítico|Muy alta|Muito alta|Critica|Kritik"
    "|最高|紧急|至急|Критический|קריטי|بحرانی"
)
_HIGH = _labels(
    "High|Hi|H|Major|عالية|عالي|مرتفعة|مرتفع|عاليه|Hoch|Haute|Haut|Élevée|Élevé|Alta|Alto|Yüksek"
    "|Hoog|高"
    "|Высокий|Высокая|גבוהה|גבוה|بالا|زیاد"
)
_MIDDLE = _labels(
    "Medium|Med|Moderate|Normal|Middle|Average|متوسطة|متوسط|متوسطه|Mittel|Moyenne|Moyen|Media"
    "|Média|Medio"
    "|Médio|Orta|Gemiddeld|中|Средний|Средняя|בינונית|בינוני"
)
_LOW = _labels(
    "Low|Lo|L|Minor|Lowest|Very Low|Trivial|منخفضة|منخفض|منخفضه|قليلة|ضعيفة|Niedrig|Gering|Basse"
    "|Bas|Faible"
    "|Baja|Baixa|Bassa|Bajo|Baixo|Basso|Düşük|Laag|低|Низкий|Низкая|נמוכה|נמוך|پایین|کم"
)
#: Words that rank within the document's own scale: 0 top, 1 high, 2 middle, 3 low.
RANKED = (
    dict.fromkeys(_TOP, 0)
    | dict.fromkeys(_HIGH | _labels(vocabulary_translations.HIGH), 1)
    | dict.fromkeys(_MIDDLE | _labels(vocabulary_translations.MIDDLE), 2)
    | dict.fromkeys(_LOW | _labels(vocabulary_translations.LOW), 3)
)

#: Longer texts are no priority.
_LONGEST = 200
_WITH_WORDS = re.compile(r"(P[0-3]|\?)(?:\s+\((.*)\))?", re.DOTALL)
_P_LEVEL = re.compile(r"(?:^|[\s(\[/:–—-])p[\s-]?([0-3])(?=$|[\s)\]/:,.–—-])", re.IGNORECASE)
_LETTER = re.compile(r"^[mscw]$")
_LEADING_NUMBER = re.compile(r"^\(?\d\)?\s*[-–—:.)]*\s*(?=\D)|\s*[-–—:(]*\s*\d\s*\)?$")
_NO_LETTER = re.compile(r"^[^\w(\[]+|[^\w)\]؟?]+$")


@lru_cache(maxsize=8_192)
def read_priority(raw: str) -> tuple[Priority | None, int | None, str]:
    """What a priority says: (outright priority, rank on the document's scale, its words).

    Both are None for words that are not known. The words are empty where they are P0-P3.
    """
    text = ticked_option(inline.value(inline.plain(raw)))
    canonical = _WITH_WORDS.fullmatch(text)
    if canonical:
        priority = None if canonical[1] == "?" else Priority(canonical[1])
        return priority, None, canonical[2] or ""
    words = text
    if len(text) > _LONGEST:
        return None, None, words
    bare = _NO_LETTER.sub("", text)
    level = _P_LEVEL.search(bare)
    if level:
        return Priority(f"P{level[1]}"), None, words
    for candidate in (bare, _LEADING_NUMBER.sub("", bare), re.split(r"[(\[/,:–—]|\s-\s", bare)[0]):
        key = label(candidate).removesuffix(" priority").removeprefix("priority ").strip()
        if key in OUTRIGHT:
            return OUTRIGHT[key], None, words
        if key in RANKED:
            return None, RANKED[key], words
    return None, None, words


_BOXES = re.compile(r"(☑|☒|✅|✔|\[[xX]\])|(☐|□|⬜|\[ \])")


def ticked_option(text: str) -> str:
    """The one option that is ticked where a form offers several; else the text itself.

    >>> chosen("☑ Must  ☐ Should"), chosen("☐ Must ☐ Should")
    ('Must', '☐ Must ☐ Should')
    """
    parts = _BOXES.split(text.replace("&nbsp;", " "))
    options = [
        (bool(parts[at]), parts[at + 2].strip(" \t\n/|,;")) for at in range(1, len(parts), 3)
    ]
    ticked = [words for is_ticked, words in options if is_ticked]
    return ticked[0] if len(ticked) == 1 and len(options) > 1 and ticked[0] else text


def priority_of_heading(title: str) -> tuple[Priority | None, int | None, str]:
    """The priority that a heading gives to what stands under it; all empty for none."""
    bare = label(title)
    if len(bare.split()) > _LONG_TITLE:
        return None, None, ""
    level = _P_LEVEL.search(title)
    if level:
        return Priority(f"P{level[1]}"), None, ""
    head = re.split(r"[(\[:–—]", title)[0]
    for candidate in (bare, label(head)):
        key = _BESIDE_PRIORITY.sub("", candidate).strip()
        if key and not _LETTER.match(key) and key not in _NO_HEADING:
            if key in OUTRIGHT:
                return OUTRIGHT[key], None, title
            if key in RANKED and _PRIORITY.search(bare):
                return None, RANKED[key], title
    return None, None, ""


_LONG_TITLE = 8
_PRIORITY = re.compile(
    folded(
        r"priorit|prioridad|الأولوية|اولوي|приоритет|пріоритет|优先|優先|우선순위|ưu tiên|öncelik"
        r"|עדיפות|اولویت"
    )
)
_BESIDE_PRIORITY = re.compile(
    folded(
        r"\b(?:priorit(?:y|ies|à|ät|é|as|et|e|eit)?|prioridade?|приоритет|пріоритет|الأولوية"
        r"|requirements?|features?|stories|user stories|items?|المتطلبات|anforderungen|exigences"
        r"|requisitos|requerimientos|requisiti|funcionalidad\w{0,2}s?|fonctionnalités"
        r"|требования|kebutuhan|fitur)\b|优先级?|優先度?|需求|要件|機能|功能|우선순위|요구사항|기능"
    )
)
# Headings that use a priority word for something else.
_NO_HEADING = _labels("Mandatory|Required|Important|Optional|Expected|Normal|May|Shall|Essential")


def priority_on_scale(rank: int, ranks: set[int]) -> Priority:
    """A ranked word on the document's own scale: its highest word in use means P0.

    >>> place_on_scale(1, {1, 2}).value, place_on_scale(1, {0, 1, 2}).value
    ('P0', 'P1')
    """
    top = 0 if 0 in ranks else 1
    return (Priority.P0, Priority.P1, Priority.P2, Priority.P3)[max(0, rank - top)]


_YES = (
    _labels(
        "Yes|Y|True|x|✓|✔|✅|☑|X|1|Required|Mandatory|In|Included|MVP|نعم|Ja|Oui|Sí|Si|Sim|Evet|是|はい|Да"
        "|כן|بله"
    )
    | _labels(vocabulary_translations.YES)
    | {"✓", "✔", "✅", "☑", "x", "✔️", "○", "◯", "●"}
)
_NO = (
    _labels(
        "No|N|False|0|Optional|Out|Excluded|Not Required|Not|لا|Nein|Non|Não|Hayır|否|いいえ|Нет"
        "|לא|خیر"
    )
    | _labels(vocabulary_translations.NO)
    | {"❌", "✗", "✘", "☒", "✖"}
)


@lru_cache(maxsize=8_192)
def read_answer(raw: str) -> tuple[bool | None, str]:
    """Yes or no, and the words where the cell says more or something else.

    `Yes (GDPR)` gives (True, "GDPR"), `Sensitive` gives (None, "Sensitive").
    """
    text = inline.value(inline.plain(raw))
    head, _, rest = text.partition(" (")
    answer = _answer(head)
    if rest.endswith(")") and (answer is not None or head == "?"):
        return answer, rest[:-1]
    answer = _answer(text)
    return (answer, "") if answer is not None else (None, text)


def _answer(text: str) -> bool | None:
    bare = text.strip().replace("\ufe0f", "")
    key = label(bare)
    if bare in _YES or key in _YES:
        return True
    if bare in _NO or key in _NO:
        return False
    return None


_WITHDRAWN = _labels(
    "Withdrawn|Retired|Removed|Deleted|Rejected|Cancelled|Canceled|Dropped|Obsolete|Superseded"
    "|Deprecated|Void|Descoped|ملغى|ملغاة|محذوف|مرفوض|Zurückgezogen|Entfallen|Verworfen|Retirée"
    "|Retiré"
    "|Supprimé|Retirado|Eliminado|Cancelado|Annullato|废弃|已删除|廃止|Отменено|Удалено"
)
_STATUS = re.compile(r"(active|withdrawn)(?:\s+\((.*)\))?", re.DOTALL)


def read_status(raw: str) -> tuple[RequirementStatus, str]:
    """Whether a status asks for something, and its words."""
    text = inline.value(inline.plain(raw))
    canonical = _STATUS.fullmatch(text)
    if canonical:
        return RequirementStatus(canonical[1]), canonical[2] or ""
    first = label(re.split(r"[(\[,;:–—]|\s\d", text)[0])
    gone = first in _WITHDRAWN or label(text) in _WITHDRAWN
    return (RequirementStatus.withdrawn if gone else RequirementStatus.active), text


_MARKED_GONE = re.compile(
    r"\*\*\s*\[?(?:RETIRED|WITHDRAWN|REMOVED|DELETED|OBSOLETE|SUPERSEDED|DEPRECATED|DROPPED"
    r"|CANCELL?ED)\b"
    r"|^\s*[\[(]?(?:RETIRED|WITHDRAWN|REMOVED|DELETED|OBSOLETE|SUPERSEDED|DROPPED"
    r"|CANCELL?ED)[\])]?(?:\s|[:.,;–—-]|$)",
)


def marked_withdrawn(text: str) -> bool:
    """Whether a requirement's own text says in capitals that it is gone."""
    return bool(_MARKED_GONE.search(text[:400]))
