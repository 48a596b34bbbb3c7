"""Columns and fields of content models and feedback plans, in the words people use for them."""

# Words of other languages use letters that look like Latin ones.
from __future__ import annotations

import re

from workbench.intake.markdown.column_matching import Columns
from workbench.intake.markdown.sections import label

#: Titles of documents and sections that hold content types.
CONTENT_TITLE = re.compile(
    r"\bcontent (?:models?|types?|modell?ing)\b|نموذج المحتوى|انواع المحتوى"
    r"|أنواع المحتوى|inhaltsmodell|inhaltstypen|modele de contenu|types de contenu"
    r"|modelo de contenidos?|tipos de contenido|modelo de conteudo|内容模型|内容类型"
    r"|コンテンツモデル|модель контента"
)
_DICTIONARY = re.compile(r"dictionary|data models?\b|قاموس البيانات")


def is_content_title(heading: str) -> bool:
    """Whether a heading, normalised by `label`, holds content types and no entities as well."""
    return bool(CONTENT_TITLE.search(heading)) and not _DICTIONARY.search(heading)


#: A heading that names one content type.
CONTENT_HEADING = re.compile(
    r"^(?:content[ -]?type|نوع المحتوى|inhaltstyp|type de contenu|tipo de contenido"
    r"|tipo de conteúdo|内容类型|コンテンツタイプ|тип контента)\s*(?:\d+\s*)?[:\uff1a–—-]\s*"
    r"(?P<name>.+)$",
    re.IGNORECASE,
)
#: Titles of documents and sections that hold feedback channels.
FEEDBACK_TITLE = re.compile(
    r"\bfeedback (?:channels?|plan|strategy|collection|loops?)\b|\bfeedback and support channels"
    r"|قنوات (?:الملاحظات|التغذية الراجعة|التعليقات)|خطة (?:الملاحظات|التغذية الراجعة)"
    r"|feedback ?(?:kanale|konzept)|canaux de (?:feedback|retours?)|plan de retours"
    r"|canales de (?:feedback|retroalimentacion)|plan de retroalimentacion"
    r"|canais de feedback|反馈渠道|反馈计划|フィードバック(?:チャネル|計画)|каналы обратной связи"
)
#: A heading that names one feedback channel.
FEEDBACK_HEADING = re.compile(
    r"^(?:(?:feedback[ -]?)?channel|feedback|قناة(?: الملاحظات)?|feedback-?kanal|canal|反馈渠道"
    r"|チャネル|канал)\s*(?:\d+\s*)?[:\uff1a–—-]\s*(?P<title>.*)$",
    re.IGNORECASE,
)


def _labels(words: str) -> frozenset[str]:
    return frozenset(map(label, words.split("|")))


_COVERS = "Covers|FRs|FR-IDs|Requirements|FR-ID|Requirement|Related Requirements|Traces To|يغطي"
_FLOWS = "Flow(s)|Flows|Flow|User Flow|User Flows|UF-ID|التدفق"
_SCREENS = "Screens|Screen|Screen(s)|Wireframes|Wireframe|WF-ID|الشاشات|الشاشة"
#: Labels of fields with any identifiers; the kind of each decides where it belongs.
USED_ON = "Used On|Used In|Where Used|Appears On|Appears In|Shown On|Placement|Touchpoint|Where"
_NOTES = "Notes|Note|Comment|Comments|Remarks|ملاحظات|Bemerkung|Remarques|Notas|备注"
_OWNER = (
    "Owner|Owned By|Content Owner|Responsible|Author|Editor|Team|Who Reads It|Who Responds"
    "|Assigned To|المالك|المسؤول|Verantwortlich|Responsable|负责人"
)

TYPE = Columns(
    {
        "key": "Content Type|Content|Type|Name|Content Model|Model|نوع المحتوى|Inhaltstyp"
        "|Type de contenu|Tipo de contenido|内容类型",
        "description": "Description|Purpose|Definition|Meaning|What It Is|الوصف|Beschreibung"
        "|Descripción|描述|说明",
        "entity": "Entity|Dictionary Entity|Data Entity|Source Entity|الكيان|Entität|实体",
        "kept_in": "Kept In|Stored In|Managed In|Stored As|Storage|System|CMS|Source|Location"
        "|مكان الحفظ",
        "covers": _COVERS,
        "flows": _FLOWS,
        "screens": _SCREENS,
        "used_on": USED_ON,
        "owner": _OWNER,
        "locales": "Languages|Locales|Language|Locale|Translations|اللغات|Sprachen|Langues|Idiomas"
        "|语言",
        "states": "Workflow|Lifecycle|States|Statuses|Publishing Workflow|Editorial Workflow"
        "|سير العمل|Ablauf|流程",
        "notes": _NOTES,
        "inferred": "Inferred",
    }
)
FIELD = Columns(
    {
        "content": "Content Type|Content Model|نوع المحتوى|Inhaltstyp|Type de contenu"
        "|Tipo de contenido|内容类型|Content|Model",
        "name": "Field|Field Name|Name|Attribute|Element|Property|Key|Field ID|الحقل|اسم الحقل|Feld"
        "|Champ|Campo|字段|字段名|項目|フィールド|Поле",
        "type": "Type|Field Type|Data Type|Format|Widget|النوع|Typ|Tipo|类型|型|Тип",
        "required": "Required|Required?|Mandatory|Req|Req.|Optional|مطلوب|إلزامي|Pflicht"
        "|Pflichtfeld|Obligatoire|Requis|Obligatorio|Requerido|必填|必須|Обязательно",
        "localised": "Localised|Localized|Localised?|Localized?|Localisable|Localizable"
        "|Translatable|Translatable?|Translated|Translate|Multilingual|i18n|L10n|مترجم"
        "|قابل للترجمة|Übersetzbar|Mehrsprachig|Traduisible|Localisé|Traducible|Localizado"
        "|可翻译|多语言|翻訳|Локализуемое",
        "limits": "Limits|Limit|Validation|Validations|Constraints|Constraint|Rules|Rule"
        "|Validation Rules|Max Length|Length|Character Limit|Max|Allowed Values|Values"
        "|القيود|Einschränkung|Contraintes|Restricciones|约束|校验|制約",
        "reference": "Reference|References|Refers To|Links To|Linked Type|Linked Content|Target"
        "|Relation|المرجع|Verweis|Référence|Referencia|引用",
        "notes": f"{_NOTES}|Description|Help Text|Purpose|Meaning|الوصف|Beschreibung|Descripción"
        "|描述|说明",
    }
)
#: What a line `Owner: …` without bold may begin with.
TYPE_LABELS = _labels(
    f"Description|Purpose|Entity|Kept In|Stored In|Managed In|Covers|Flows|Screens|{_OWNER}"
    "|Used On|Used In|Languages|Locales|Workflow|Lifecycle|Notes|الوصف|الكيان|اللغات|سير العمل|يغطي"
)
CHANNEL_LABELS = _labels(
    f"ID|Type|Kind|Trigger|When|Moment|Audience|Covers|Flows|Screens|Destination|Goes To|{_OWNER}"
    "|Response Time|SLA|Third Party|Retention|Data|Data Collected|PII|Personal Data|Notes|المعرف"
    "|النوع|المحفز|الوجهة|البيانات|زمن الاستجابة|يغطي|بيانات شخصية"
)
#: Headings of `limits` that need no repeating beside the value.
PLAIN_LIMITS = frozenset(
    {"limits", "limit", "validation", "validations", "constraints", "constraint", "rules", "rule",
     "validation rules"}
)  # fmt: skip

CHANNEL = Columns(
    {
        "key": "ID|Channel ID|FB-ID|#|Ref|Key|No|المعرف|编号",
        "title": "Channel|Feedback Channel|Name|Title|Channel Name|القناة|اسم القناة|Kanal|Canal"
        "|渠道|チャネル|Канал",
        "kind": "Type|Kind|Channel Type|Method|Medium|Format|النوع|Art|Typ|Tipo|类型|Тип",
        "trigger": "Trigger|When|Moment|Timing|Triggered By|Trigger / Moment|Trigger or Moment"
        "|When Asked|المحفز|متى|Auslöser|Wann|Déclencheur|Quand|Disparador|Cuándo|触发|时机",
        "audience": "Audience|Who|Users|Target Users|Segment|Persona|Actor|الجمهور|Zielgruppe|受众",
        "covers": _COVERS,
        "flows": _FLOWS,
        "screens": _SCREENS,
        "used_on": USED_ON,
        "destination": "Destination|Goes To|Sent To|Routed To|Arrives In|Where It Goes|Tool|Inbox"
        "|Stored In|الوجهة|Ziel|Destino|去向|目的地",
        "owner": _OWNER,
        "response_time": "Response Time|SLA|Response SLA|Respond Within|Answer Within|Turnaround"
        "|زمن الاستجابة|Antwortzeit|Délai de réponse|Tiempo de respuesta|响应时间",
        "entity": "Entity|Dictionary Entity|Kept As|Stored As|الكيان|Entität|实体",
        "third_party": "Third Party|Third-Party|Third Party API|Third-Party API|Provider|Vendor"
        "|Service|مزود الخدمة|Anbieter",
        "retention": "Retention|Kept For|Retention Period|Keep For|مدة الاحتفاظ|Aufbewahrung"
        "|保留期",
        "data": "Data Collected|Data|Collects|Collected Data|Fields|Questions|What Is Collected"
        "|Captured|Payload|البيانات|البيانات المجمعة|Daten|Données|Datos|收集的数据|数据",
        "pii": "PII|PII?|Personal Data|Personal Data?|Contains PII|PII/Sensitive|PII / Sensitive"
        "|Includes PII|بيانات شخصية|Personenbezogen|Données personnelles|Datos personales"
        "|个人数据",
        "notes": _NOTES,
        "inferred": "Inferred",
    }
)
DATUM = Columns(
    {
        "name": "Data|Field|Name|Element|Item|Question|Collected|البيان|الحقل|Feld|Champ|Campo"
        "|字段",
        "pii": "PII|PII?|PII/Sensitive|PII / Sensitive|Personal Data|Personal|Sensitive"
        "|بيانات شخصية|Personenbezogen|敏感",
        "attribute": "Attribute|Dictionary Attribute|Entity.Attribute|Dictionary|Maps To|Stored In",
        "notes": f"{_NOTES}|Description|Purpose|Why|الوصف",
    }
)
