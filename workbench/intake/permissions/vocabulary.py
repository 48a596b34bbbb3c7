"""The words for allowing, denying, and allowing on some rows only.

Words that are not listed here are never guessed: what holds one of them is not understood.
"""

# Words of other languages use letters that look like Latin ones.
# ruff: noqa: RUF001
from __future__ import annotations

import re
from functools import lru_cache

from workbench.intake.markdown.sections import folded, label


def _labels(text: str) -> frozenset[str]:
    return frozenset(label(word) for word in text.split("|")) - {""}


#: Words for all there is.
EVERYTHING = _labels(
    "full|all|any|every|everything|full access|full control|all access|unrestricted|unlimited"
    "|unconditional|always|entire|الكل|كل|جميع"
    "|alle|alles|tous|toutes|tout|todo|todos|todas|tudo|tutti|tutte|全部|所有|すべて|全て|все|всё"
    "|전체|모두|semua|tất cả|wszystko|wszystkie|všechno|všechny|tümü|hepsi"
)
ALLOW = EVERYTHING | _labels(
    "allow|allowed|yes|y|✓|true|permit|permitted|grant|granted|can"
    "|نعم|مسموح|ja|oui|si|sí|sim|是|да|はい|예|네|có|ya|tak|ano|evet|igen|ναι|erlaubt|autorisé"
    "|permitido|consentito|разрешено|允许|許可|enabled|可"
)
DENY = _labels(
    "deny|denied|no|n|none|false|never|nothing|nobody|no access|not permitted|not allowed"
    "|not granted|forbidden|prohibited|disallow|disallowed|cannot|can not|can't|may not|must not"
    "|blocked|refused|revoked|n/a|na|not applicable|not available|0|nil|null"
    "|لا|ممنوع|لا شيء|أبدا|nein|non|no|não|否|нет|いいえ|아니오|아니요|không|tidak|nie|ne|hayır|nej"
    "|nei|nem|ні|όχι|keine|keiner|kein|nichts|nie|aucun|aucune|jamais|rien|ninguno|ninguna|nada"
    "|nunca|nenhum|nenhuma|nessuno|nessuna|mai|无|無|なし|没有|없음|никогда|ничего|geen|ingen"
    "|žádný|žádné|żaden|hiçbiri|verboten|interdit|prohibido|proibido|vietato|запрещено|禁止"
)
OWN = _labels(
    "own|owner|self|mine|my|my own|their own|his own|her own|its own|own only|only own|self only"
    "|only self|owned|owner only|own rows|own records|own row|own record|own data|own items"
    "|خاص|eigene|eigenes|nur eigene|propre|propres|propio|propios|propias|próprio|próprios|propri"
    "|proprio|本人|自分|自己|仅本人|본인|свои|только свои|sendiri|własne|vlastní|eigen"
)
PARTLY = _labels("conditional|conditionally|partial|partially|partly|limited|sometimes")
#: Words that mean no alone; beside others they are about something else.
SWITCHED_OFF = _labels("disabled|deactivated|不可|deaktiviert|disattivato|desactivado|отключено")
#: Cells of a column of conditions that mean none.
NO_CONDITION = _labels("none|no|n/a|always|unconditional|no condition|no restriction|any|all")
#: States of a row in force, and of one that is so no longer or not yet.
IN_FORCE = _labels(
    "active|enabled|approved|live|valid|in force|in effect|effective|implemented|current|on|open"
    "|done|final|granted|aktiv|gültig|actif|activo|ativo|attivo|有効|启用|активно|نشط"
)
NOT_IN_FORCE = _labels(
    "inactive|disabled|revoked|expired|suspended|planned|pending|draft|deprecated|removed|rejected"
    "|withdrawn|obsolete|retired|off|closed|invalid|proposed|future|tbd|not yet|later|cancelled"
    "|not implemented|not approved|inaktiv|gesperrt|geplant|inactif|inactivo|revocado|inativo"
    "|revogado|inattivo|無効|停用|禁用|неактивно|отозвано|معطل"
)

#: A small circle is a yes to some and a no to others, so only the large ones are marks.
YES_MARKS = ("✅", "✓", "✔", "☑", "🟢", "👍", "√", "〇", "◯")
#: A dash that begins a cell means no; further on it separates texts.
DASHES = ("—", "–", "-", "−", "‐", "‑")
NO_MARKS = ("❌", "✗", "✘", "☒", "✖", "🚫", "⛔", "🔴", "×", "✕", "☐", "❎", "➖", "👎", "⊘", "🟥")
PARTLY_MARKS = ("⚠", "🟡", "🟠", "◐", "◑", "△")
ASK = "❓"
#: Marks as they are written where they cannot be typed.
SHORTCODES = {
    ":white_check_mark:": "✅", ":heavy_check_mark:": "✔", ":ballot_box_with_check:": "☑",
    ":green_circle:": "🟢", ":x:": "❌", ":negative_squared_cross_mark:": "❌",
    ":heavy_multiplication_x:": "✖", ":no_entry:": "⛔", ":no_entry_sign:": "🚫",
    ":red_circle:": "🔴", ":warning:": "⚠", ":yellow_circle:": "🟡", ":question:": ASK,
    ":heavy_minus_sign:": "➖", "[x]": "☑", "[X]": "☑", "[ ]": "☐",
}  # fmt: skip

#: Words that negate or limit the words beside them.
_NEGATION = re.compile(
    folded(
        r"\b(?:not|no|never|cannot|can t|cant|don t|without|except|excepting|excluding|excludes"
        r"|exclude|but|other than|minus|unless|nor|neither|non|denied|deny|forbidden"
        r"|prohibited|nicht|kein\w*|außer|ausser|ohne|sauf|pas|sans|excepto|salvo|menos|sin|não"
        r"|exceto|sem|eccetto|tranne|senza|кроме|не|без|geen|niet|behalve|kecuali|bukan|tidak)\b"
        r"|ليس|غير|عدا|باستثناء|不|除|非|以外|ない|제외"
    )
)
#: Words before those that a list of roles leaves out.
EXCEPTION = re.compile(
    folded(
        r"\b(?:except|excepting|excluding|but|other than|not|without|minus|außer|ausser|ohne|sauf"
        r"|excepto|salvo|menos|exceto|eccetto|tranne|кроме|geen|behalve|kecuali)\b"
        r"|عدا|باستثناء|除|以外|제외"
    )
)
#: Words for no limit, although they look like one.
_UNLIMITED = re.compile(
    folded(
        r"(?:no|not|without|non|ohne|keine|sans|sin|sem|senza|без) (?:any |further )?"
        r"(?:restrict\w*|limit\w*|condition\w*|filter\w*|exception\w*|constraint\w*|approval"
        r"|einschrankung\w*|beschrankung\w*|restricci\w*|restric\w*|ограничени\w*)"
        r"(?: (?:needed|required|necessary|apply|applies))?|not required|none required"
        r"|无限制|無制限|制限なし|제한 없음|بلا قيود"
    )
)
_OWNERS = frozenset({"own", "owner", "owners", "owned", "self", "mine", "my"})
_GROUPS = frozenset(
    {"team", "teams", "department", "departmental", "departments", "dept", "org", "organisation",
     "organization", "organisational", "organizational", "tenant", "tenants", "company", "branch",
     "region", "regional", "unit", "group", "site", "store", "office", "assigned", "assignee",
     "assignees", "managed", "reports"}
)  # fmt: skip
_JOINING = frozenset(
    {"and", "or", "of", "in", "the", "a", "to", "by", "s", "same", "their", "his", "her", "its",
     "they", "them", "him", "me", "within", "only", "caller", "user", "direct", "public", "shared",
     "published", "plus", "wide", "level"}
)  # fmt: skip
_ROWS = frozenset(
    {"row", "rows", "record", "records", "data", "entry", "entries", "item", "items", "object",
     "objects", "resource", "resources"}
)  # fmt: skip
#: Words behind `any` and `all` that do not limit them.
_EVERYTHING = frozenset(
    {"status", "statuses", "state", "states", "time", "field", "fields", "column", "columns",
     "tenants", "orgs", "organisations", "organizations", "departments", "teams", "users",
     "access", "control", "rights", "permission", "permissions"}
)  # fmt: skip
_ALL = frozenset({"all", "any", "every", "full"})
_BEFORE_ALL = frozenset({"on", "for", "to", "over"})


def is_negated(phrase: str) -> bool:
    """Whether a word negates or limits the others (`not own`, `all but own`)."""
    return bool(_NEGATION.search(phrase)) or not DENY.isdisjoint(phrase.split())


_UNRESTRICTED = re.compile(
    r"(?:no|not|without) (?:any )?(?:restrict(?:ions?|ed)?|limits?|limitations?|conditions?)"
)


def is_unlimited(phrase: str) -> bool:
    """Whether a phrase means that nothing limits it: `no restrictions`, `not restricted`."""
    return bool(_UNLIMITED.fullmatch(phrase))


def is_everything(phrase: str, about: str) -> bool:
    """Whether words mean all there is: `all`, `on all rows`, `any status`, `all orders`."""
    if phrase in ALLOW or _UNRESTRICTED.fullmatch(phrase):
        return True
    words = phrase.split()
    if words[:1] and words[0] in _BEFORE_ALL:
        words = words[1:]
    known = _ROWS | _EVERYTHING | _nouns(about)
    return len(words) > 1 and words[0] in _ALL and all(word in known for word in words[1:])


def is_own(phrase: str, about: str) -> bool:
    """Whether words mean the caller's own rows and nothing else."""
    if phrase in OWN:
        return True
    words = phrase.split()
    known = _OWNERS | _ROWS | _nouns(about) | {"only", "the", "their", "his", "her", "its"}
    return any(word in _OWNERS for word in words) and all(word in known for word in words)


def is_condition(phrase: str, about: str) -> bool:
    """Whether words name rows by whose they are (`team`, `same tenant`), every word of them."""
    words = phrase.replace("/", " ").split()
    if words[:1] == ["own"] or words[:2] == ["their", "own"]:
        return True
    known = _OWNERS | _GROUPS | _JOINING | _ROWS | _ALL | _nouns(about)
    return any(word in _OWNERS | _GROUPS for word in words) and all(word in known for word in words)


@lru_cache(maxsize=4_096)
def _nouns(about: str) -> frozenset[str]:
    """What an action is about, in one and many: of `orders:read`, `order` and `orders`."""
    named = {word for word in re.split(r"[\W_]+", label(about)) if word not in _OWNERS}
    words = {word for word in named if len(word) > 2 and not is_negated(word)}  # noqa: PLR2004 - letters are codes
    return frozenset(words | {word.removesuffix("s") for word in words} | {f"{w}s" for w in words})
