"""What the title of a column shows about the cells below it, in tables about access.

A column that is not known may take away what the others give: `Denied`, `Except`, `Own only`.
Such titles are judged by the words in them; a title without a known word has no meaning.
"""

# Words of other languages use letters that look like Latin ones.
# ruff: noqa: RUF001
from __future__ import annotations

import re
from functools import lru_cache

from workbench.intake.markdown.sections import folded, label

DENIAL = "denial"
"""A yes in it denies."""
EXCEPTION = "exception"
"""What is in it is left out, `all` as well."""
DEMAND = "demand"
"""A yes in it means that something is required: own rows, an approval."""
RANGE = "range"
"""What is in it is all that is meant; `all` cuts nothing off, and `none` leaves nothing."""
LIMIT = "limit"
"""Its cells are limits, except `none` and `unlimited`."""
STATE = "state"
"""It shows whether the row is in force."""
HARMLESS = "harmless"
"""It describes the row (its source, owner, date), and limits nothing."""

#: Meanings of titles that take something away.
TAKING = frozenset({DENIAL, EXCEPTION, DEMAND, RANGE, LIMIT, STATE})

_KNOWN: dict[str, str] = {
    label(word): meaning
    for meaning, titles in {
        "role": "Role|Role Name|User Role|Actor|User Type|User Group|Persona|Who|User|Principal"
        "|الدور|Rolle|Rôle|Rol|Ruolo|Papel|Perfil|角色|ロール|역할|Роль|Peran|Vai trò",
        "permission": "Permission|Permissions|Permission Key|Action|Actions"
        "|Operation|Capability|Activity|Ability"
        "|Function|Feature|Task|الصلاحية|الإجراء|Berechtigung|Aktion|Permiso|Acción|Ação|Permissão"
        "|Azione|Permesso|操作|权限|権限|Действие|Aksi|Hành động|Quyền",
        "resource": "Resource|Entity|Object|Module|Ressource|Recurso|Risorsa|资源|リソース|Ресурс"
        "|المورد",
        "access": "Access|Allowed|Allowed?|Allow|Granted|Grant|Permitted|Effect|Decision|Can|May"
        "|Authorized|Authorised|Yes|Yes/No|Zugriff|Erlaubt|Ja|Accès|Autorisé|Oui|Acceso|Permitido"
        "|Acesso|Accesso|Consentito|允许|許可|Доступ|Разрешено|مسموح|Akses",
        "scope": "Scope|Access Scope|Data Scope|Row Scope|Access Level|Level|Permission Level"
        "|Rights|Visibility|Rows|Coverage|Umfang|Portée|Alcance|Ámbito|Escopo|Ambito|范围|数据范围"
        "|範囲|Область|النطاق|Cakupan|Phạm vi",
        "condition": "Condition|Conditions|Rule|Constraint|Constraints|When"
        "|Bedingung|Bedingungen|Condición|Condição|Condizione|条件|Условие|الشرط",
        "attribute": "Attribute|Caller Attribute|Claim",
        "column": "Column|Compared With",
        "notes": "Notes|Note|Comment|Comments|Remark|Remarks|Description|ملاحظات|Bemerkung"
        "|Bemerkungen|Anmerkung|Anmerkungen|Hinweise|Beschreibung|Remarques|Notas|Comentarios"
        "|Observações|备注|備考|Примечание|Catatan|Reason|Rationale|Why|Explanation|Details"
        "|Purpose|Meaning",
        STATE: "Status|State|Valid|Enabled|Active|In Force|In Effect|Effective|Approved|Implemented"
        "|Zustand|Aktiv|Aktiviert|Statut|Actif|Activé|Estado|Activo|Ativo|Stato|Attivo|状态|状態"
        "|有効|启用|Статус|Активно|الحالة|نشط",
        RANGE: "Tenant|Tenants|Region|Regions|Country|Countries|Branch|Department|Team|Unit|Site"
        "|Location|Fields|Field|Columns|Data|Data Access|Records|Applies To|Applies When|Context"
        "|Environment|Environments|Time|Hours|Period|Mandant|Gebiet|Felder|Région|Champs|Región"
        "|Campos|Regione|Campi|地域|地区|字段|Регион|Поля|المنطقة|الحقول",
        HARMLESS: "#|ID|Nr|Num|Number|Ref|Reference|References|Ticket|Issue|Jira|Key|Code|Owner"
        "|Source|Sources|Updated|Updated At|Updated By|Last Updated|Last Change|Changed|Created"
        "|Created At|Date|Author|Version|Priority|Endpoint|Endpoints|Route|Path|URL|URI|Link|API"
        "|Method|HTTP Method|Verb|Screen|Page|View|Menu|Area|Group|Category|Section|Chapter"
        "|Component|Service|Table|Feature Area|Requirement|Requirements|Story|User Story|Use Case"
        "|Test|Tests|Test Case|Audited|Audit|Logged|Name|Title|Label|Order|Icon"
        "|Quelle|Verantwortlich|Stand|Bereich|Kategorie|Fuente|Fonte|编号|来源|出典|المصدر",
    }.items()
    for word in titles.split("|")
}  # fmt: skip
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (meaning, re.compile(folded(pattern)))
    for meaning, pattern in {
        EXCEPTION: (
            r"\b(?:except\w*|exempt\w*|exclu\w*|unless|without|other than|ausnahme\w*|ausgenommen"
            r"|ausschl\w*|außer|ausser|ohne|sauf|hors|excepté|excepci\w*|excepto|salvo|exceç\w*"
            r"|exceto|eccezion\w*|eccetto|tranne|esclus\w*|uitzonder\w*|wyjątk\w*|kecuali"
            r"|pengecualian|кроме|исключени\w*)\b|例外|除外|예외|제외|استثناء|باستثناء|عدا"
        ),
        DENIAL: (
            r"^(?:no|not|nein|non|deny|never|нет|否)$|\b(?:denied|denies|denial|deny|blocked|blocks"
            r"|block|blacklist\w*|blocklist\w*|forbidden|forbid\w*|prohibit\w*|revoked|revoke\w*"
            r"|disallow\w*|refused|rejected|banned|barred|withheld|withdrawn|cannot|can t|can not"
            r"|may not|must not|not|no access|no permission|disabled|suspended|deprecated"
            r"|verboten\w*|untersagt|gesperrt|verweigert|nicht|kein\w*|interdit\w*|refus\w*|bloqué"
            r"|prohibid\w*|denegad\w*|bloquead\w*|proibid\w*|negad\w*|vietat\w*|negat\w*|bloccat\w*"
            r"|verboden|geweigerd|zabronion\w*|dilarang|запрещен\w*|запрет\w*|отказано)\b"
            r"|禁止|拒否|拒绝|不可|不允许|금지|거부|ممنوع|محظور|مرفوض"
        ),
        DEMAND: (
            r"\b(?:own|owner only|self|mine|require\w*|needs?|approvals?|mfa|2fa|read ?only"
            r"|restricted|limited|conditional|partial|eigene\w*|erfordert|benötigt|genehmigung"
            r"|propre\w*|propi\w*|própri\w*|requiert|exige|requiere|aprobación|requer|aprovação"
            r"|richied\w*|approvazione)\b|本人|自己|自分|要承認|审批|需要"
        ),
        RANGE: (
            r"^only\b|\b(?:restricted to|limited to|within|nur|seulement|uniquement|solo|sólo"
            r"|apenas|somente|soltanto|alleen|только|лишь)\b|فقط|仅|只|のみ|限り|만"
        ),
        LIMIT: (
            r"\b(?:limit\w*|restrict\w*|filter\w*|where|if|when|while|until|till|valid\w*|expir\w*"
            r"|expiry|preconditions?|prerequisites?|conditions?|constraints?|quota|maximum|max|cap"
            r"|threshold|einschr\w*|beschr\w*|begrenz\w*|grenze\w*|gültig\w*|ablauf|voraussetz\w*"
            r"|bedingung\w*|wenn|falls|filtre\w*|filtro\w*|restrict\w*|limitat\w*|conditi\w*"
            r"|condi\w*|restri\w*|vincol\w*|voorwaard\w*|beperk\w*|ogranicz\w*|warun\w*|syarat"
            r"|batas\w*|ограничени\w*|услови\w*|если|фильтр\w*)\b"
            r"|制限|限制|制約|约束|条件|期限|제한|조건|القيود|قيود|قيد|شرط|شروط|حدود"
        ),
    }.items()
)


@lru_cache(maxsize=4_096)
def meaning_of(title: str) -> str:
    """The meaning of a column by its title; empty where no word of it is known.

    >>> meaning_of("Scope"), meaning_of("Denied to"), meaning_of("Own only?"), meaning_of("Zebra")
    ('scope', 'denial', 'demand', '')
    """
    normalised = label(title)
    if normalised in _KNOWN:
        return _KNOWN[normalised]
    return next((meaning for meaning, pattern in _PATTERNS if pattern.search(normalised)), "")
