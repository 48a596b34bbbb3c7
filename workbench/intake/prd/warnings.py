"""What a requirement document leaves open: placeholders, statements without identifier, mentions.

Nothing here makes items; every remark names its line and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from workbench.intake.collector import DocumentCollector
from workbench.intake.markdown.document import Code, ListItem, Markdown, Table
from workbench.intake.markdown.identifier_prefixes import OTHER_PREFIXES, UNAMBIGUOUS_PREFIXES
from workbench.intake.markdown.identifiers import canonical, mentions, normalise_characters
from workbench.intake.prd.candidate import AMBIGUOUS, Candidate
from workbench.intake.prd.context import Context, SectionPurpose
from workbench.intake.prd.fields import Draft

_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z ]{3,40}\]|\[###|\$ARGUMENTS")
_CLARIFY = re.compile(r"NEEDS CLARIFICATION(?:\s*:\s*([^\]\n]{1,200}))?", re.IGNORECASE)


def report(
    document: Markdown,
    contexts: Sequence[Context],
    candidates: Sequence[Candidate],
    drafts: list[Draft],
    collector: DocumentCollector,
) -> None:
    """Note everything that the document leaves open or only mentions."""
    for number, line in visible_lines(document):
        if "[" in line:
            _placeholders(number, line, collector)
    _unidentified(
        document, contexts, {candidate.index for candidate in candidates}, drafts, collector
    )
    _undefined(document, candidates, drafts, collector)
    _lookalikes(drafts, collector)
    if not any(not draft.candidate.story for draft in drafts):
        collector.warn(
            1,
            "no requirements are imported, because this document defines no "
            "identifiers such as FR-001 or REQ-12. Give each requirement an identifier.",
        )


_HEAD_LINES = 40


def visible_lines(document: Markdown) -> Iterator[tuple[int, str]]:
    """Lines that a reader of the document sees, code and comments left out."""
    for block in document.blocks:
        if isinstance(block, Table):
            for row in (block.header, *block.rows):
                yield row.line, " | ".join(row.cells)
        elif not isinstance(block, Code):
            yield from enumerate(block.text.split("\n"), block.line)


def _placeholders(number: int, line: str, collector: DocumentCollector) -> None:
    if number < _HEAD_LINES and _PLACEHOLDER.search(line):
        collector.note_grouped(
            "placeholders",
            number,
            "this looks like an unfilled template: it contains the placeholder "
            f"{_first(_PLACEHOLDER, line)!r}. Fill it in and import it again.",
            warning=True,
        )
    for found in _CLARIFY.finditer(line):
        collector.note_grouped(
            "open questions",
            number,
            f"needs clarification: {(found[1] or line.strip()[:160]).strip()}",
            warning=True,
        )


def _first(pattern: re.Pattern[str], line: str) -> str:
    found = pattern.search(line)
    return found[0] if found else ""


_LIKE_IDENTIFIER = re.compile(
    r"^(?:\[[ xX]\]\s+)?(?:\*\*|__|`"
    r"|~~)?\s*(?P<token>[^\W\d_]{1,10}(?:[-_ ]?[^\s:\uff1a*`~]{0,20}\d[^\s:\uff1a*`~]{0,20})?)"
    r"\s*(?:\*\*|__|`|~~)?\s*[:\uff1a]"
)
_STATEMENT = re.compile(
    r"\b(?:shall|must|should|will be able to|can)\b|\((?:REQUIRED|RECOMMENDED|OPTIONAL)\)",
    re.IGNORECASE,
)


_MAY_STATE = frozenset({SectionPurpose.functional, SectionPurpose.quality, SectionPurpose.unknown})


def _unidentified(
    document: Markdown,
    contexts: Sequence[Context],
    defined: set[int],
    drafts: list[Draft],
    collector: DocumentCollector,
) -> None:
    """Statements among requirements that have no identifier, or one of an unknown kind."""
    ambiguous = _ambiguous_lines(collector)
    free = _blocks_outside(document, drafts)
    run: list[tuple[int, int]] = []
    for index, block in enumerate(document.blocks):
        context = contexts[index]
        if not isinstance(block, ListItem):
            _report_run(run, collector)
            run = []
            continue
        if (
            index in defined
            or index not in free
            or block.line in ambiguous
            or context.owner >= 0
            or context.purpose not in _MAY_STATE
        ):
            continue
        strange = _strange_token(block.text)
        if strange and (context.among_requirements or drafts):
            collector.note_grouped(
                "unknown identifiers",
                block.line,
                f"left out: {strange!r} is not a recognised identifier. Use one such as FR-004.",
                warning=True,
            )
        elif _is_statement(block, context):
            run.append((block.line, block.end_line))
    _report_run(run, collector)


def _ambiguous_lines(collector: DocumentCollector) -> set[int]:
    """Lines whose identifiers are reported as ambiguous already."""
    return {note.line for note in collector.notes if note.message.startswith(AMBIGUOUS)}


def _blocks_outside(document: Markdown, drafts: list[Draft]) -> set[int]:
    """Indexes of the blocks that belong to no requirement; drafts are in document order."""
    covered = [(draft.candidate.line, draft.end_line) for draft in drafts]
    position = 0
    outside: set[int] = set()
    for index, block in enumerate(document.blocks):
        while position < len(covered) and covered[position][1] < block.line:
            position += 1
        if position == len(covered) or covered[position][0] > block.line:
            outside.add(index)
    return outside


def _is_statement(item: ListItem, context: Context) -> bool:
    """Whether an entry of a section of requirements states one."""
    known = context.purpose is not SectionPurpose.unknown
    return known and _STATEMENT.search(item.text[:2_000]) is not None


def _report_run(run: list[tuple[int, int]], collector: DocumentCollector) -> None:
    if not run:
        return
    lines = f"line {run[0][0]}" if len(run) == 1 else f"lines {run[0][0]} to {run[-1][1]}"
    what = "1 statement is" if len(run) == 1 else f"{len(run)} statements are"
    collector.note_grouped(
        "statements without identifier", run[0][0],
        f"{what} left out ({lines}), because without an identifier. Give each statement one, "
        "such as FR-001.",
        warning=True,
    )  # fmt: skip


def _strange_token(text: str) -> str:
    found = _LIKE_IDENTIFIER.match(text)
    if not found:
        return ""
    token = found["token"]
    plain = normalise_characters(token)
    if any(identifier.isdigit() for identifier in plain):
        known = mentions(plain)
        return "" if known and known[0].prefix in OTHER_PREFIXES else token
    mixed = plain != token
    return token if mixed or plain.upper() in UNAMBIGUOUS_PREFIXES else ""


def _undefined(
    document: Markdown,
    candidates: Sequence[Candidate],
    drafts: list[Draft],
    collector: DocumentCollector,
) -> None:
    """Identifiers with the document's own prefixes that are mentioned and nowhere defined."""
    known = {canonical(draft.key) for draft in drafts}
    prefixes = {
        draft.candidate.identifier.prefix for draft in drafts if not draft.candidate.story
    } & UNAMBIGUOUS_PREFIXES
    reported: set[str] = set()
    for candidate in candidates:
        spelling = canonical(candidate.key)
        if spelling not in known and spelling not in reported:
            reported.add(spelling)
            where = _PURPOSE_OF_MENTION.get(candidate.context.purpose, "only mentioned")
            collector.note_grouped(
                "mentioned identifiers",
                candidate.line,
                f"{candidate.key} is {where} here but not defined in this document, so it is not "
                "imported as a requirement",
            )
    if prefixes:
        _report_mentions(document, prefixes, known | reported, collector)


_PURPOSE_OF_MENTION = {SectionPurpose.out: "out of scope"}


def _report_mentions(
    document: Markdown, prefixes: AbstractSet[str], known: set[str], collector: DocumentCollector
) -> None:
    """Note each identifier with one of these prefixes that is not known, once."""
    ambiguous = _ambiguous_lines(collector)
    pattern = re.compile("|".join(sorted(map(re.escape, prefixes))), re.IGNORECASE)
    for number, line in visible_lines(document):
        if number in ambiguous or not pattern.search(line):
            continue
        for found in mentions(line, prefixes):
            if canonical(found.key) not in known:
                known.add(canonical(found.key))
                collector.note_grouped(
                    "mentioned identifiers",
                    number,
                    f"{found.key} is mentioned here but not defined in this document",
                )


def _lookalikes(drafts: list[Draft], collector: DocumentCollector) -> None:
    seen: dict[str, Draft] = {}
    for draft in drafts:
        first = seen.setdefault(canonical(draft.key), draft)
        if first is not draft and first.candidate.story == draft.candidate.story:
            collector.note_grouped(
                "look-alike identifiers", draft.candidate.line,
                f"{draft.key} and {first.key} (line {first.candidate.line}) differ only in "
                "spelling; both are imported. Rename or remove one.",
                warning=True,
            )  # fmt: skip
