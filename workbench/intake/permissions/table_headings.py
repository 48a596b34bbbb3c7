"""Headings above a table by which it grants nothing: `Forbidden actions`, `Do not use`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbench.intake.markdown import inline
from workbench.intake.markdown.document import ListItem, Paragraph, Table
from workbench.intake.markdown.sections import Section, folded, label
from workbench.intake.permissions.column_titles import DENIAL, meaning_of
from workbench.intake.permissions.matrix_recognition import ROLE_WORDS

_REFUSING = (
    r"\b(?:do not use|don t use|not in use|no longer (?:in use|valid|used)|(?:bad|wrong|counter) ?"
    r"example|anti ?pattern\w*|obsolete|superseded|deprecated|outdated|invalid|void|withdrawn"
    r"|veraltet|ungultig\w*|nicht verwenden|obsolete\w*|ne pas utiliser|no usar|nao usar"
    r"|non usare|устарел\w*|не использовать)\b|已废弃|作废|廃止|使用禁止"
)
_HEADING = re.compile(
    folded(
        rf"{_REFUSING}"
        r"|\b(?:forbidden|prohibited|denied|denials?|blocked|revoked|disallowed|cannot|can t"
        r"|(?:may|must|can|could|shall|should|do|does|is|are) not"
        r"|verboten\w*|untersagt\w*|interdit\w*|prohibid\w*|proibid\w*|vietat\w*|запрещен\w*)\b"
        r"|^(?:not (?:allowed|permitted|granted|authori[sz]ed)|no access|never)\b|禁止|ممنوع|محظور"
    )
)
#: `What is not covered here` is not about access.
_HARMLESS = re.compile(r"\b(?:is|are|does|do) not (?!allowed|permitted|granted|use)")
_SENTENCE = re.compile(
    folded(
        rf"{_REFUSING}"
        r"|\b(?:forbidden|prohibited|(?:may|must|can|shall|should) not|cannot|not allowed"
        r"|not permitted|nobody may|nobody can|no one may|no one can)\b"
    )
)
_LONGEST = 160


def refuses(table: Table, section: Section, places: Iterable[str]) -> str:
    """The heading or sentence by which a table grants nothing; empty where there is none.

    Headings (`places`, normalised), the words right above it, and the title of its first column.
    """
    for place in places:
        if _HEADING.search(_HARMLESS.sub("", place)):
            return place
    before = [block for block in section.blocks if block.end_line < table.line]
    last = before[-1] if before else None
    if isinstance(last, (Paragraph, ListItem)) and len(last.text) <= _LONGEST:
        phrase = label(last.text)
        announces = last.text.rstrip("*_ ").endswith((":", "\uff1a"))
        if re.search(folded(_REFUSING), phrase) or (announces and _SENTENCE.search(phrase)):
            return inline.plain(last.text)
    title = table.header.cells[0]
    phrase = label(title)
    if phrase not in ROLE_WORDS and (meaning_of(title) == DENIAL or _HEADING.search(phrase)):
        return inline.plain(title)
    return ""
