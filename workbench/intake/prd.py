"""Requirement documents: PRD, SRS, spec-kit, Kiro, BMAD, tables, lists, whatever states FR-ids.

Only what the document defines becomes a requirement; what it mentions does not. Nothing gets an
identifier it does not have. Each identifier's strongest definition counts; a second one of the
same form is reported, one of another form (a summary row and a detailed section) fills in what
the first leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.dictionary import Entity
from workbench.design.requirements import Priority, Requirement, Story
from workbench.intake import escapes
from workbench.intake.blocks import Code, Heading, ListItem, Markdown, Paragraph, Table
from workbench.intake.identifiers import (
    OTHER_FAMILIES,
    SURE_FAMILIES,
    canonical,
    make_plain,
    mentions,
)
from workbench.intake.prd_candidates import FAIR, STRONG, Candidate, find_candidates
from workbench.intake.prd_context import Context, Place
from workbench.intake.prd_items import DraftMaker
from workbench.intake.prd_values import Draft
from workbench.intake.reading import Reading, clean_key
from workbench.intake.words import place_on_scale

_FILLED_IN = (
    "title", "text", "priority", "mvp", "mvp_rationale", "status", "stories", "depends_on", "criteria",
    "target", "parent", "covers", "no_backend_reason",
)  # fmt: skip


def read_prd(document: Markdown, reading: Reading) -> None:
    """Read requirements, stories and key entities into `reading`, in document order."""
    candidates, contexts = find_candidates(document, reading)
    maker = DraftMaker(document, candidates, reading)
    drafts = _definitions(candidates, maker, reading)
    _place_priorities(drafts, reading)
    _find_parents(drafts, document, candidates)
    _key_entities(document, contexts, reading)
    for draft in drafts:
        _keep(draft, reading)
    _report(document, contexts, candidates, drafts, reading)


def _definitions(candidates: list[Candidate], maker: DraftMaker, reading: Reading) -> list[Draft]:
    by_key: dict[tuple[bool, str], list[Candidate]] = {}
    for one in candidates:
        by_key.setdefault((one.story, one.key), []).append(one)
    drafts: list[Draft] = []
    for same in by_key.values():
        best = max(same, key=lambda one: (one.strength, -one.line))
        if best.strength < FAIR:
            continue
        draft = maker.make(best)
        drafts.append(draft)
        for other in same:
            if other is not best:
                _second(draft, other, maker, reading)
    drafts.sort(key=lambda draft: (draft.candidate.line, draft.candidate.offset))
    return drafts


def _second(draft: Draft, other: Candidate, maker: DraftMaker, reading: Reading) -> None:
    best = draft.candidate
    if other.strength == best.strength and other.form is best.form:
        words = (
            other.leading.rest if other.leading else " ".join(other.row.cells if other.row else ())
        )
        reading.alike(
            "repeated identifiers", other.line,
            f"{other.key} is defined again; the definition on line {best.line} counts and this one "
            f"({words[:80]!r}) is left out. Give it an identifier of its own or remove it.",
            warning=True,
        )  # fmt: skip
        return
    if other.context.place is Place.out:
        return
    more = maker.make(other)
    taken = []
    for name in _FILLED_IN:
        value = more.values.get(name)
        if value in (None, "", ()) or draft.values.get(name) not in (None, "", ()):
            continue
        if name in {"text", "title"} and other.strength < FAIR:
            continue
        draft.values[name] = value
        if name == "priority":
            draft.values["priority_words"] = more.values.get("priority_words", "")
        if name == "status":
            draft.values["status_words"] = more.values.get("status_words", "")
        taken.append(name)
    if more.rank is not None and draft.values.get("priority") is None and draft.rank is None:
        draft.rank = more.rank
        draft.values["priority_words"] = more.values.get("priority_words", "")
        taken.append("priority")
    if taken:
        reading.info(
            other.line,
            f"{other.key}: {', '.join(dict.fromkeys(taken))} taken from here; "
            f"line {best.line} does not say",
        )


def _place_priorities(drafts: list[Draft], reading: Reading) -> None:
    ranks = {draft.rank for draft in drafts if draft.rank is not None}
    for draft in drafts:
        if draft.rank is not None:
            priority = place_on_scale(draft.rank, ranks)
            draft.values["priority"] = priority
            draft.inferred.append("priority")
            reading.alike(
                "priorities on another scale", draft.candidate.line,
                f"{draft.key}: priority {draft.values['priority_words']!r} read as "
                f"{priority.value}",
            )  # fmt: skip
        elif draft.values.get("priority_words") and draft.values.get("priority") is None:
            reading.alike(
                "unknown priorities", draft.candidate.line,
                f"{draft.key}: priority {draft.values['priority_words']!r} is not known; kept as "
                f"it "
                "is written. Write P0 to P3, or Must, Should, Could, Won't.",
                warning=True,
            )  # fmt: skip
    stated = {draft.values.get("priority") for draft in drafts} - {None}
    outright = [draft for draft in drafts if draft.rank is None and draft.values.get("priority")]
    if outright and Priority.P0 not in stated and Priority.P1 in stated:
        reading.info(
            outright[0].candidate.line,
            "priorities start at P1 here; they were kept as written, so nothing is P0",
        )


def _find_parents(drafts: list[Draft], document: Markdown, candidates: list[Candidate]) -> None:
    keys = {canonical(draft.key): draft.key for draft in drafts if not draft.candidate.story}
    headings = {one.index: one.key for one in candidates if not one.story}
    by_index = {draft.candidate.index: draft for draft in drafts}
    for draft in drafts:
        if draft.candidate.story or draft.values.get("parent"):
            continue
        number = draft.candidate.identifier.number
        parent = None
        if "." in number:
            upper = draft.key[: len(draft.key) - len(number)] + number.rpartition(".")[0]
            parent = keys.get(canonical(upper))
        owner = draft.candidate.context.owner
        if parent is None and owner in by_index and owner in headings:
            parent = headings[owner]
        if parent is None:
            parent = _nesting_item(draft, document, headings)
        if parent and parent != draft.key and canonical(parent) in keys:
            draft.values["parent"] = parent
            draft.inferred.append("parent")


def _nesting_item(draft: Draft, document: Markdown, headings: dict[int, str]) -> str | None:
    block = document.blocks[draft.candidate.index]
    if not isinstance(block, ListItem) or block.depth < 2:  # noqa: PLR2004 - not nested
        return None
    depth = block.depth
    for index in range(draft.candidate.index - 1, max(-1, draft.candidate.index - 400), -1):
        one = document.blocks[index]
        if isinstance(one, Heading):
            return None
        if isinstance(one, ListItem) and one.depth < depth:
            if index in headings:
                return headings[index]
            depth = one.depth
            if depth == 1:
                return None
    return None


def _keep(draft: Draft, reading: Reading) -> None:
    candidate, values = draft.candidate, draft.values
    line = candidate.line
    written = candidate.identifier
    if written.changed:
        reading.alike(
            "normalised identifiers", line,
            f"{written.key}: written {written.written!r} with other characters; normalised",
        )  # fmt: skip
    elif written.unusual:
        reading.alike(
            "unusual identifiers", line,
            f"{written.key}: accepted as written; the usual spelling is "
            f"{written.family}-{written.number}",
        )  # fmt: skip
    inferred = tuple(dict.fromkeys(draft.inferred))
    if candidate.story:
        wanted = ("title", "text", "priority", "covers", "criteria")
        kept = {name: values[name] for name in wanted if values.get(name)}
        item: Story | Requirement | None = reading.part(
            Story, line, key=clean_key(draft.key), inferred=inferred, **kept
        )
    else:
        kept = {
            name: value
            for name, value in values.items()
            if value not in (None, "", ()) and name != "covers"
        }
        notes = "\n".join(note for note in draft.notes if note)
        item = reading.part(
            Requirement, line, key=clean_key(draft.key), inferred=inferred, notes=notes, **kept
        )
    reading.add(item, line, draft.end_line)


_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z ]{3,40}\]|\[###|\$ARGUMENTS")
_CLARIFY = re.compile(r"NEEDS CLARIFICATION(?:\s*:\s*([^\]\n]{1,200}))?", re.IGNORECASE)


def _report(
    document: Markdown,
    contexts: list[Context],
    candidates: list[Candidate],
    drafts: list[Draft],
    reading: Reading,
) -> None:
    for number, line in visible_lines(document):
        if "[" in line:
            _placeholders(number, line, reading)
    _unidentified(document, contexts, {one.index for one in candidates}, drafts, reading)
    _undefined(document, candidates, drafts, reading)
    _lookalikes(drafts, reading)
    if not any(not draft.candidate.story for draft in drafts):
        reading.warn(
            1,
            "no requirement identifiers (FR-001, REQ-12, …) are defined in this document, so no "
            "requirements were read; none were made up. Give each requirement an identifier.",
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


def _placeholders(number: int, line: str, reading: Reading) -> None:
    if number < _HEAD_LINES and _PLACEHOLDER.search(line):
        reading.alike(
            "placeholders",
            number,
            "this looks like an unfilled template: it still has the placeholder "
            f"{_first(_PLACEHOLDER, line)!r}. Fill it in and bring it again.",
            warning=True,
        )
    for found in _CLARIFY.finditer(line):
        reading.alike(
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
    r"|~~)?\s*(?P<token>[^\W\d_]{1,10}(?:[-_ ]?[^\s:：*`~]{0,20}\d[^\s:：*`~]{0,20})?)"
    r"\s*(?:\*\*|__|`|~~)?\s*[:：]"
)
_NAMELESS = re.compile(
    r"^(?:Requirement|Anforderung|Exigence|Requisito|المتطلب)\s*[:：]\s*\S", re.IGNORECASE
)
_STATEMENT = re.compile(
    r"\b(?:shall|must|should|will be able to|can)\b|\((?:REQUIRED|RECOMMENDED|OPTIONAL)\)",
    re.IGNORECASE,
)


def _unidentified(
    document: Markdown,
    contexts: list[Context],
    defined: set[int],
    drafts: list[Draft],
    reading: Reading,
) -> None:
    """Statements among requirements that have no identifier, or one of an unknown kind."""
    ambiguous = {note.line for note in reading.notes if note.message.startswith("ambiguous")}
    covered = [(draft.candidate.line, draft.end_line) for draft in drafts]
    position = 0
    run: list[tuple[int, int]] = []
    for index, block in enumerate(document.blocks):
        while position < len(covered) and covered[position][1] < block.line:
            position += 1
        inside = position < len(covered) and covered[position][0] <= block.line
        if isinstance(block, Heading) and _NAMELESS.match(block.text):
            reading.alike(
                "requirements without identifier",
                block.line,
                f"left out: {block.text[:120]!r} has no identifier; write `### FR-001: …`",
                warning=True,
            )
        context = contexts[index]
        if (
            isinstance(block, ListItem)
            and index not in defined
            and block.line not in ambiguous
            and not inside
            and context.owner < 0
            and context.place in {Place.functional, Place.quality, Place.unknown}
        ):
            strange = _strange_token(block.text)
            if strange and (context.among_requirements or drafts):
                reading.alike(
                    "unknown identifiers", block.line,
                    f"left out: {strange!r} stands where an identifier stands but is none that is "
                    "known here. Write it like FR-004.",
                    warning=True,
                )  # fmt: skip
                continue
            if context.place is not Place.unknown and _STATEMENT.search(block.text[:2_000]):
                run.append((block.line, block.end_line))
                continue
        if run and not isinstance(block, ListItem):
            _report_run(run, reading)
            run = []
    if run:
        _report_run(run, reading)


def _report_run(run: list[tuple[int, int]], reading: Reading) -> None:
    lines = f"line {run[0][0]}" if len(run) == 1 else f"lines {run[0][0]} to {run[-1][1]}"
    what = "1 statement has" if len(run) == 1 else f"{len(run)} statements have"
    reading.alike(
        "statements without identifier", run[0][0],
        f"{what} no identifier ({lines}) and {'is' if len(run) == 1 else 'are'} left out; "
        "give each one, like FR-001",
        warning=True,
    )  # fmt: skip


def _strange_token(text: str) -> str:
    found = _LIKE_IDENTIFIER.match(text)
    if not found:
        return ""
    token = found["token"]
    plain = make_plain(token)
    if any(one.isdigit() for one in plain):
        known = mentions(plain)
        return "" if known and known[0].family in OTHER_FAMILIES else token
    mixed = plain != token
    return token if mixed or plain.upper() in SURE_FAMILIES else ""


def _undefined(
    document: Markdown, candidates: list[Candidate], drafts: list[Draft], reading: Reading
) -> None:
    """Identifiers of the document's own families that are mentioned and nowhere defined."""
    known = {canonical(draft.key) for draft in drafts}
    families = {
        draft.candidate.identifier.family for draft in drafts if not draft.candidate.story
    } & SURE_FAMILIES
    told: set[str] = set()
    ambiguous = {note.line for note in reading.notes if note.message.startswith("ambiguous")}
    for one in candidates:
        spelling = canonical(one.key)
        if spelling not in known and spelling not in told:
            told.add(spelling)
            where = "out of scope" if one.context.place is Place.out else "only mentioned"
            reading.alike(
                "mentioned identifiers", one.line,
                f"{one.key} is {where} here and defined nowhere, so it is no requirement",
            )  # fmt: skip
    if not families:
        return
    pattern = re.compile("|".join(sorted(map(re.escape, families))), re.IGNORECASE)
    for number, line in visible_lines(document):
        if number in ambiguous or not pattern.search(line):
            continue
        for found in mentions(line):
            spelling = canonical(found.key)
            if found.family in families and spelling not in known and spelling not in told:
                told.add(spelling)
                reading.alike(
                    "mentioned identifiers", number,
                    f"{found.key} is mentioned here and defined nowhere",
                )  # fmt: skip


def _lookalikes(drafts: list[Draft], reading: Reading) -> None:
    seen: dict[str, Draft] = {}
    for draft in drafts:
        first = seen.setdefault(canonical(draft.key), draft)
        if first is not draft and first.candidate.story == draft.candidate.story:
            reading.alike(
                "look-alike identifiers", draft.candidate.line,
                f"{draft.key} and {first.key} (line {first.candidate.line}) differ in spelling "
                "alone; both were kept",
                warning=True,
            )  # fmt: skip


_ENTITY = re.compile(r"^\*\*([^*\n]{1,120}?)\s*:?\*\*\s*[:–—-]?\s*(.*)$", re.DOTALL)


def _key_entities(document: Markdown, contexts: list[Context], reading: Reading) -> None:
    """`### Key Entities` of a feature specification: names and what they are."""
    first = 0
    for index, block in enumerate(document.blocks):
        if not isinstance(block, ListItem | Paragraph) or contexts[index].place is not Place.entity:
            continue
        found = (
            _ENTITY.match(block.text) if isinstance(block, ListItem) and block.depth == 1 else None
        )
        if not found or found[1].startswith("["):
            continue
        name = clean_key(escapes.plain(found[1]))
        description = escapes.value(" ".join(found[2].split()))
        if name and reading.add(
            reading.part(Entity, block.line, key=name, description=description),
            block.line, block.end_line,
        ):  # fmt: skip
            first = first or block.line
    if first:
        reading.info(
            first,
            "entities read from the list of key entities; their attributes are not stated here",
        )


__all__ = ["STRONG", "read_prd"]
