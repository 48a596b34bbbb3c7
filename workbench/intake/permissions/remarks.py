"""Remarks beside a grant: whether they take part of it back, or all of it.

A remark is free text. What holds one of these words may mean less than the grant; that an
ordinary remark is taken for one costs a warning, the other way round a permission.
"""

from __future__ import annotations

import re

from workbench.intake.markdown.sections import folded, label
from workbench.intake.permissions import vocabulary as words

_LIMITING = re.compile(
    folded(
        r"\b(?:only|own|owned|self|their|her|his|its|mine|limited|limits?|restricted|read ?-?only"
        r"|if|when|while|until|till|within|provided|subject to|requires?|needs|mfa|2fa|otp"
        r"|team|department|tenant|org|assigned|branch|region|regional|country|office"
        r"|same \w+|per \w+|some|sometimes|occasionally|usually|mostly|partly|partial\w*"
        r"|conditional\w*|approval|approved|consent|sign ?off|supervision|supervised|four eyes"
        r"|(?:after|before|pending|under) review|up to|at most|max|maximum|at least|hours|during"
        r"|hidden|hide|hides|masked|redacted|anonymi[sz]ed|pseudonymi[sz]ed|filtered|excl|w/o|w o"
        r"|depend\w*|var(?:y|ies)|case by case|see (?:the )?polic(?:y|ies)|see rules?|via|on behalf"
        r"|on request|belong\w*|created by|where|unless|temporar\w*|deprecated|to be \w+ed"
        r"|disputed|unclear|tentative\w*|(?:customer|user|client|caller|patient|student|employee"
        r"|member|owner)s? s"
        r"|nur|eigene\w*|freigabe|genehmigung|bedingt|teilweise|je nach|abhangig|eingeschrankt"
        r"|begrenzt|maximal|bis zu|falls|wenn|sofern"
        r"|seulement|uniquement|selon|depend|partiel\w*|limite\w*|jusqu|apres|approbation|accord de"
        r"|solo|sólo|según|depende|parcial\w*|limitad\w*|hasta|aprobacion|previa"
        r"|apenas|somente|conforme|aprovacao|dipende|parzial\w*|limitat\w*|approvazione|previo"
        r"|только|свои|зависит|частично|ограничен\w*|после|если|согласован\w*|иногда)\b"
        r"|فقط|خاص|بعد|موافقة|جزئي|إذا|حسب|仅|只|のみ|限り|만|视情况|看情况|取决|部分|一部|場合|承認|审批|批准后"
        r"|条件|승인|일부|경우"
    )
)
_WITHDRAWN = (
    r"(?:disabled|deactivated|suspended|revoked|withdrawn|blocked|locked|removed|forbidden|denied"
    r"|prohibited|planned|cancelled|inactive|expired|deaktiviert|gesperrt|geplant|entzogen"
    r"|suspendid\w*|desactivad\w*|revocad\w*|desactive\w*|suspendu\w*|revoque\w*|desativad\w*"
    r"|revogad\w*|disattivat\w*|sospes\w*|отключен\w*|отозван\w*|заблокирован\w*)"
)
_DENYING = re.compile(
    folded(
        r"^(?:(?:temporarily|currently|now|still|is|was|has been|access|right|permission|grant"
        rf"|vorubergehend|derzeit|временно) )*{_WITHDRAWN}\b|(?<!to be )\b{_WITHDRAWN}$"
        r"|\b(?:tbd|tba|tbc|not yet|not (?:yet )?implemented|not available|not in use|not granted"
        r"|not allowed|not permitted|no access|noch nicht|pas encore|aun no|todavia no|ainda nao"
        r"|non ancora|еще не|нет доступа)\b|禁止|停用|禁用|未实现|無効|未実装|معطل|ممنوع"
    )
)


def limits_grant(text: str) -> bool:
    """Whether a remark beside a grant may mean less than the grant itself.

    >>> limits_grant("after approval"), limits_grant("no restrictions")
    (True, False)
    >>> limits_grant("for reporting")
    False
    """
    phrase = label(text)
    if words.is_unlimited(phrase):
        return False
    if any(mark in text for mark in (*words.PARTLY_MARKS, words.ASK)):
        return True
    return words.is_negated(phrase) or bool(_LIMITING.search(phrase))


def revokes_grant(text: str) -> bool:
    """Whether a remark beside a grant takes all of it back.

    >>> revokes_grant("temporarily revoked"), revokes_grant("❌"), revokes_grant("needs MFA")
    (True, True, False)
    """
    phrase = label(text)
    if words.is_unlimited(phrase):
        return False
    marked = any(mark in text for mark in words.NO_MARKS)
    return marked or phrase in words.DENY or bool(_DENYING.search(phrase))
