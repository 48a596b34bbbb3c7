"""What the words of documents mean: columns, priorities, answers and states.

`languages` has the words themselves, one module for each language.

Every vocabulary is keyed by `sections.label`. A word that is not here is never guessed: the
caller keeps it as written, with a note.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from workbench.design.requirements import Priority, RequirementStatus
from workbench.intake.markdown import inline
from workbench.intake.markdown.languages import (
    arabic,
    chinese,
    czech,
    dutch,
    english,
    french,
    german,
    greek,
    hebrew,
    hungarian,
    indonesian,
    italian,
    japanese,
    korean,
    persian,
    polish,
    portuguese,
    romanian,
    russian,
    scandinavian,
    spanish,
    turkish,
    ukrainian,
    vietnamese,
)
from workbench.intake.markdown.languages.words import Words
from workbench.intake.markdown.sections import folded, label


def _labels(text: str) -> frozenset[str]:
    return frozenset(label(word) for word in text.split("|")) - {""}


#: English has every meaning of a column; of a word with two meanings the later one counts.
_LANGUAGES: tuple[Words, ...] = (
    english.WORDS,
    arabic.WORDS,
    chinese.WORDS,
    czech.WORDS,
    dutch.WORDS,
    french.WORDS,
    german.WORDS,
    greek.WORDS,
    hebrew.WORDS,
    hungarian.WORDS,
    indonesian.WORDS,
    italian.WORDS,
    japanese.WORDS,
    korean.WORDS,
    persian.WORDS,
    polish.WORDS,
    portuguese.WORDS,
    romanian.WORDS,
    russian.WORDS,
    scandinavian.WORDS,
    spanish.WORDS,
    turkish.WORDS,
    ukrainian.WORDS,
    vietnamese.WORDS,
)


def _in_all_languages(words_of: Callable[[Words], str]) -> frozenset[str]:
    return frozenset().union(*(_labels(words_of(language)) for language in _LANGUAGES))


#: What a column or field of a requirement means, by its label.
COLUMNS: dict[str, str] = {
    word: meaning
    for meaning in english.WORDS.columns
    for language in _LANGUAGES
    for word in _labels(language.columns.get(meaning, ""))
}

#: Words for a priority itself, not for a rank.
OUTRIGHT: dict[str, Priority] = {
    **dict.fromkeys(_in_all_languages(lambda words: words.must), Priority.P0),
    **dict.fromkeys(_in_all_languages(lambda words: words.should), Priority.P1),
    **dict.fromkeys(_in_all_languages(lambda words: words.could), Priority.P2),
    **dict.fromkeys(_in_all_languages(lambda words: words.wont), Priority.P3),
}

#: Words that rank within the document's own scale: 0 top, 1 high, 2 middle, 3 low.
RANKED: dict[str, int] = {
    **dict.fromkeys(_in_all_languages(lambda words: words.top), 0),
    **dict.fromkeys(_in_all_languages(lambda words: words.high), 1),
    **dict.fromkeys(_in_all_languages(lambda words: words.middle), 2),
    **dict.fromkeys(_in_all_languages(lambda words: words.low), 3),
}

#: Longer texts are no priority.
_LONGEST = 200
_WITH_WORDS = re.compile(r"(P[0-3]|\?)(?:\s+\((.*)\))?", re.DOTALL)
_P_LEVEL = re.compile(r"(?:^|[\s(\[/:–—-])p[\s-]?([0-3])(?=$|[\s)\]/:,.–—-])", re.IGNORECASE)
_LETTER = re.compile(r"^[mscw]$")
_LEADING_NUMBER = re.compile(r"^\(?\d\)?\s*[-–—:.)]*\s*(?=\D)|\s*[-–—:(]*\s*\d\s*\)?$")
_NO_LETTER = re.compile(r"^[^\w(\[]+|[^\w)\]؟?]+$")


@lru_cache(maxsize=8_192)
def read_priority(raw: str) -> tuple[Priority | None, int | None, str]:
    """A priority as (priority itself, rank on the document's scale, its words).

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

    >>> ticked_option("☑ Must  ☐ Should"), ticked_option("☐ Must ☐ Should")
    ('Must', '☐ Must ☐ Should')
    """
    parts = _BOXES.split(text.replace("&nbsp;", " "))
    options = [
        (bool(parts[at]), parts[at + 2].strip(" \t\n/|,;")) for at in range(1, len(parts), 3)
    ]
    ticked = [words for is_ticked, words in options if is_ticked]
    return ticked[0] if len(ticked) == 1 and len(options) > 1 and ticked[0] else text


def priority_of_heading(title: str) -> tuple[Priority | None, int | None, str]:
    """The priority that a heading gives to the items under it; all empty for none."""
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

    >>> priority_on_scale(1, {1, 2}).value, priority_on_scale(1, {0, 1, 2}).value
    ('P0', 'P1')
    """
    top = 0 if 0 in ranks else 1
    return (Priority.P0, Priority.P1, Priority.P2, Priority.P3)[max(0, rank - top)]


_YES = _in_all_languages(lambda words: words.yes) | {
    *("✓", "✔", "✅", "☑", "x", "✔️", "○", "◯", "●")
}
_NO = _in_all_languages(lambda words: words.no) | {"❌", "✗", "✘", "☒", "✖"}


@lru_cache(maxsize=8_192)
def read_answer(raw: str) -> tuple[bool | None, str]:
    """Yes or no, and the words where the cell holds more or something else.

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


_WITHDRAWN = _in_all_languages(lambda words: words.withdrawn)
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
    """Whether a requirement's own text marks it in capitals as withdrawn."""
    return bool(_MARKED_GONE.search(text[:400]))
