"""Tags, titles and references inside the text of a requirement.

Pure functions on text; nothing here knows documents.
"""

from __future__ import annotations

import re

from workbench.intake.collector import clean_key, clean_keys
from workbench.intake.markdown import inline
from workbench.intake.markdown.identifiers import (
    IDENTIFIER,
    mentions,
    normalise_characters,
    whole_identifier,
)

_PRIORITY_WORD = (
    r"P[0-3]|must(?:[ -]have)?|should(?:[ -]have)?|could(?:[ -]have)?|won['’]?t(?:[ -]have)?"
    r"|critical|high|medium|low|required|recommended|optional"
)
_BRACKETED_PRIORITY = (
    rf"[\[(]\s?(?:priority|prio)?\s?[:=]?\s?({_PRIORITY_WORD})(?:\s+priority)?\s?[\])]"
    r"|[\[(]\s?(?:priority|priorité|prioridad|prioridade|priorität|priorità|الأولوية|优先级|優先度"
    r"|приоритет)"
    r"\s?[:=\uff1a]\s?([^\[\]()\n]{1,40})[\])]"
)
_BARE_PRIORITY = rf"\bpriority\s?[:=]\s?\*{{0,2}}\s?({_PRIORITY_WORD})\b|^(P[0-3])\s?[:–—-]\s"
_PRIORITY_TAG = re.compile(f"{_BRACKETED_PRIORITY}|{_BARE_PRIORITY}", re.IGNORECASE | re.MULTILINE)
#: For texts without brackets, which is most of them; the whole pattern takes twice as long.
_BARE_PRIORITY_TAG = re.compile(_BARE_PRIORITY, re.IGNORECASE | re.MULTILINE)
_TITLE_PRIORITY = re.compile(
    rf"[\[(]\s?(?:priority\s?[:=]?\s?([^\[\]()\n]{{1,40}})|({_PRIORITY_WORD}))\s?[\])]",
    re.IGNORECASE,
)
_ENDING_TAGS = re.compile(r"(?:\s{0,9}</(?:p|li|dd|dt|td|span|div|summary|details|strong|b)>)+\s*$")
_MVP_TAG = re.compile(
    r"[\[(`#]\s?(?P<no>post[- ]?|non[- ]?|not )?MVP\s?[\])`]?(?![\w-])", re.IGNORECASE
)
_COVERS = re.compile(r"^\s*[\[(]([^()\[\]\n]{2,400})[\])]\s*[:–—-]?\s*")
_BOLD_LEAD = re.compile(r"^\s*\*\*([^*\n]{1,200}?)\s*([:.–—-]?)\s*\*\*\s*([:.–—-]?)\s*(?=\S|$)")
_STORY_LEAD = re.compile(
    r"^\s*((?:US|STORY)[-_ ]?\d+(?:\s*[,/&]\s*(?:US|STORY)[-_ ]?\d+)*)\s*[·:–—-]\s*"
)
_OBLIGATION = re.compile(r"(?:must|shall|should|may|will|can)(?: not)?", re.IGNORECASE)
_STRUCK = re.compile(r"~~[^~]+~~")


def priority_tag(text: str) -> str:
    """The words of a priority that a text carries as a tag; empty where there is none."""
    pattern = _PRIORITY_TAG if "[" in text or "(" in text else _BARE_PRIORITY_TAG
    found = pattern.search(text)
    return next((part for part in found.groups() if part), "") if found else ""


def mvp_tag(text: str) -> bool | None:
    """Whether a tag in a text includes it in the MVP; None without a tag."""
    found = _MVP_TAG.search(text)
    return not found["no"] if found else None


def without_ending_tags(text: str) -> str:
    """Text without the HTML tags that close what was opened before it."""
    return _ENDING_TAGS.sub("", text) if "</" in text else text


def without_priority(title: str) -> tuple[str, str]:
    """A title without its priority in parentheses, and that priority's words."""
    tag = _TITLE_PRIORITY.search(title)
    if not tag:
        return title, ""
    left, right = title[: tag.start()].rstrip(), title[tag.end() :].lstrip()
    return f"{left} {right}".strip(), tag[1] or tag[2]


def without_covers(text: str) -> tuple[str, tuple[str, ...]]:
    """`(FR-001, FR-002): As a …` → the text and what a story covers."""
    found = _COVERS.match(text)
    if not found:
        return text, ()
    covers = keys(found[1])
    return (text[found.end() :], covers) if covers else (text, ())


def bare_title(text: str) -> str:
    """A title without bold around all of it."""
    text = text.strip()
    for mark in ("**", "__"):
        if text.startswith(mark) and text.endswith(mark) and len(text) > 2 * len(mark):
            return text[len(mark) : -len(mark)].strip()
    return text


def bold_lead(text: str) -> tuple[str, str]:
    """`**Title**: text` → title and text; bold that is part of a sentence stays."""
    found = _BOLD_LEAD.match(text)
    if not found:
        return "", text
    rest = text[found.end() :]
    if not (found[2] or found[3]) and rest and text[found.end() - 1] != "\n":
        return "", text
    if _OBLIGATION.fullmatch(found[1]):
        return "", text
    return found[1].strip(), rest


def has_fields(text: str) -> bool:
    """Whether lines of a text begin in bold, as fields do."""
    return any(line.lstrip().startswith(("**", "__", "- **")) for line in text.split("\n"))


def leading_stories(cell: str) -> tuple[tuple[str, ...], str]:
    """`US1 · The text` → stories and text."""
    found = _STORY_LEAD.match(cell)
    if not found:
        return (), cell
    return keys(found[1]), cell[found.end() :]


def story_keys(raw: str) -> tuple[str, ...]:
    """Stories named in a field, if the field does nothing but name them."""
    head = re.split(r"(?<=\s)[–—-]\s", inline.without_markup(raw))[0]
    named = mentions(head)
    left = IDENTIFIER.sub("", normalise_characters(head))
    if named and len(left.strip(" ,;/&()+").split()) <= 1:
        return clean_keys(identifier.key for identifier in named)
    single = [whole_identifier(part) for part in inline.names(raw)]
    return clean_keys(identifier.key for identifier in single if identifier) if all(single) else ()


def keys(raw: str) -> tuple[str, ...]:
    """Identifiers in a field of references, ranges written out as their ends."""
    found = [whole_identifier(part) for part in inline.names(raw)]
    if found and all(found):
        return clean_keys(identifier.key for identifier in found if identifier)
    return clean_keys(clean_key(mention.key) for mention in mentions(inline.without_markup(raw)))


def all_struck(text: str) -> bool:
    """Whether nothing but struck text is there."""
    bare = _STRUCK.sub("", text).strip(" .*|\n")
    return "~~" in text and not bare
