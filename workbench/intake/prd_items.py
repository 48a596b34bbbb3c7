"""A candidate and what stands with it → the values of a requirement or story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.design.requirements import (
    Priority,
    RequirementStatus,
    RequirementType,
)
from workbench.intake import escapes
from workbench.intake.blocks import Block, Heading, ListItem, Markdown, Paragraph
from workbench.intake.identifiers import (
    CONSTRAINT_FAMILIES,
    IDENTIFIER,
    QUALITY_FAMILIES,
    make_plain,
    mentions,
    whole_identifier,
)
from workbench.intake.item_body import Body, BodyReader, soft_joined
from workbench.intake.prd_candidates import Candidate, Form
from workbench.intake.prd_context import Place
from workbench.intake.reading import Reading, clean_key, clean_keys, clean_line
from workbench.intake.sections import label
from workbench.intake.words import (
    marked_withdrawn,
    read_answer,
    read_priority,
    read_status,
)


@dataclass
class Draft:
    """Values of a requirement or story on the way to becoming one."""

    candidate: Candidate
    end_line: int
    values: dict[str, Any] = field(default_factory=dict)
    rank: int | None = None
    """Rank of its priority word on the document's own scale."""
    notes: list[str] = field(default_factory=list)
    inferred: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Key of the item."""
        return self.candidate.key


class DraftMaker:
    """Makes drafts of one document's candidates."""

    def __init__(
        self, document: Markdown, candidates: Sequence[Candidate], reading: Reading
    ) -> None:
        """Learn where each candidate's body ends."""
        self._document = document
        self._reading = reading
        self._starts = {(one.index, one.offset) for one in candidates}
        self._indexes = {one.index for one in candidates}
        self._last_start: dict[int, int] = {}
        for one in candidates:
            self._last_start[one.index] = max(self._last_start.get(one.index, 0), one.offset)

    def make(self, candidate: Candidate) -> Draft:
        """What the document says at this place."""
        if candidate.row is not None:
            return self._from_row(candidate)
        draft = Draft(candidate, candidate.line)
        first_text, body_blocks = self._own(candidate)
        reader = BodyReader(self._document)
        rest = candidate.leading.rest if candidate.leading else ""
        head, _, more = rest.partition("\n")
        if candidate.form is Form.heading:
            self._head_as_title(draft, soft_joined(rest))
        elif candidate.form is Form.fields:
            reader.lines(first_text, candidate.line)
        else:
            continued = self._head_as_text(draft, head, more, reader, candidate.line)
            if (
                not continued
                and body_blocks
                and not isinstance(self._document.blocks[candidate.index], ListItem)
            ):
                body_blocks = self._only_fields(body_blocks)
        body = reader.read(body_blocks)
        draft.end_line = max(
            [candidate.line, *(block.end_line for block in body_blocks if block.line)]
        )
        block = self._document.blocks[candidate.index]
        if isinstance(block, ListItem):
            draft.end_line = min(block.end_line, self._before_nested(candidate, block))
        self._apply(draft, body)
        return draft

    def _before_nested(self, candidate: Candidate, item: ListItem) -> int:
        """Last line before the first definition inside a list entry."""
        for index in range(candidate.index + 1, len(self._document.blocks)):
            block = self._document.blocks[index]
            if block.line > item.end_line:
                break
            if index in self._indexes:
                return block.line - 1
        return item.end_line

    def _own(self, candidate: Candidate) -> tuple[str, list[Block]]:
        """The rest of the candidate's own lines, and the blocks that belong to it."""
        block = self._document.blocks[candidate.index]
        text = ""
        if isinstance(block, (Paragraph, ListItem)) and candidate.form is Form.fields:
            lines = block.text.split("\n")
            text = "\n".join(lines[candidate.offset + 1 : candidate.end_offset])
        if self._last_start.get(candidate.index, 0) > candidate.offset:
            return text, []
        return text, self._following(candidate, block)

    def _following(self, candidate: Candidate, own: Block) -> list[Block]:
        result: list[Block] = []
        blocks = self._document.blocks
        skip_deeper = 0
        for index in range(candidate.index + 1, len(blocks)):
            block = blocks[index]
            if isinstance(own, Heading):
                if isinstance(block, Heading):
                    if block.level <= own.level:
                        break
                    if index in self._indexes:
                        break
            elif isinstance(block, Heading):
                break
            elif isinstance(own, ListItem):
                if block.line > own.end_line and candidate.form is not Form.fields:
                    break
                if isinstance(block, ListItem) and block.depth < own.depth:
                    break
            if skip_deeper:
                deeper = isinstance(block, ListItem) and block.depth > skip_deeper
                inside = isinstance(block, Paragraph) and block.depth >= skip_deeper
                if deeper or inside:
                    continue
                skip_deeper = 0
            if index in self._indexes:
                if isinstance(own, ListItem) or not isinstance(own, Heading):
                    if (
                        isinstance(block, ListItem)
                        and isinstance(own, ListItem)
                        and (block.depth > own.depth)
                    ):
                        skip_deeper = block.depth
                        continue
                    break
                if isinstance(block, ListItem):
                    skip_deeper = block.depth
                    continue
                if (index, 0) in self._starts:
                    break
                continue
            result.append(block)
        return result

    def _only_fields(self, blocks: list[Block]) -> list[Block]:
        """Of what follows a paragraph that says it all, only fields and criteria."""
        result: list[Block] = []
        for block in blocks:
            if isinstance(block, Paragraph) and not block.depth:
                probe = BodyReader(self._document).read([block])
                if not probe.fields and not probe.criteria and probe.text:
                    break
            elif isinstance(block, ListItem):
                if not result:
                    break
            elif not isinstance(block, Paragraph):
                break
            result.append(block)
        return result

    def _head_as_title(self, draft: Draft, rest: str) -> None:
        title, priority = _without_priority(rest)
        if priority:
            self._priority(draft, priority)
        title, covers = _without_covers(title, draft.candidate)
        if covers:
            draft.values["covers"] = covers
        draft.values["title"] = escapes.value(_bare_title(title))

    def _head_as_text(
        self, draft: Draft, head: str, more: str, reader: BodyReader, line: int
    ) -> bool:
        """Text that follows the identifier; True where what follows belongs to it as well."""
        text, covers = _without_covers(f"{head}\n{more}" if more else head, draft.candidate)
        if covers:
            draft.values["covers"] = covers
        text = text.removeprefix("\n").lstrip(": \t") if text.startswith("\n") else text
        text = _ENDING_TAGS.sub("", text)
        if draft.candidate.struck and text.count("~~") % 2:
            text = text.replace("~~", "")
        title, text = _bold_lead(text)
        if title.startswith("(") and title.endswith(")"):
            title, text = "", f"{title} {text}"
        if title:
            draft.values["title"] = escapes.value(title)
        first, _, following = text.partition("\n")
        if following and _has_fields(following):
            reader.body.add_text(line, line, soft_joined(first))
            reader.lines(following, line + 1)
        elif text.strip():
            reader.body.add_text(line, line + text.count("\n"), soft_joined(text))
        return not text.strip()

    def _from_row(self, candidate: Candidate) -> Draft:
        draft = Draft(candidate, candidate.line)
        row = candidate.row
        assert row is not None  # noqa: S101 - the caller has just looked
        body = Body()
        if candidate.leading and not whole_identifier(row.cells[candidate.columns.index("id")]):
            draft.values["title"] = escapes.value(_bare_title(candidate.leading.rest))
        for meaning, title, cell in zip(
            candidate.columns, candidate.titles, row.cells, strict=False
        ):
            if meaning == "id" or not cell:
                continue
            self._cell(draft, body, meaning, title, cell)
        if row.surplus:
            draft.notes.append(escapes.value(row.surplus))
        width = len(candidate.columns)
        if row.count != width and candidate.titles and "id" in candidate.columns:
            self._reading.alike(
                "rows of another width", row.line,
                f"{candidate.key}: the row has {row.count} cells, the header {width}"
                + ("; what is missing was left empty" if row.count < width else
                   "; the surplus went into the notes (a bar inside a cell is written `\\|`)"),
                warning=row.count > width,
            )  # fmt: skip
        self._apply(draft, body)
        return draft

    def _cell(self, draft: Draft, body: Body, meaning: str, title: str, cell: str) -> None:
        line = draft.candidate.line
        if meaning == "text" or (meaning == "stories" and draft.candidate.story):
            body.add_text(line, line, cell)
        elif meaning == "story text":
            stories, text = _leading_stories(cell)
            if stories:
                draft.values["stories"] = stories
            body.add_text(line, line, text)
        elif meaning == "title":
            draft.values["title"] = clean_line(escapes.value(cell))
        elif meaning == "criteria":
            body.criteria.extend(escapes.texts(cell))
        elif meaning == "notes":
            draft.notes.append(escapes.value(cell))
        elif meaning == "inferred":
            draft.inferred.extend(escapes.names(cell))
        elif meaning == "rationale" and "mvp" in draft.candidate.columns:
            draft.values["mvp_rationale"] = escapes.value(cell)
        elif meaning == "release":
            self._release(draft, title, cell)
        elif (meaning == "type" and label(cell) not in _TYPES) or (meaning == "covers" and not draft.candidate.story):
            draft.notes.append(f"{title}: {escapes.value(cell)}")
        elif meaning and meaning not in {"rationale"}:
            from_line(body, meaning, cell, line)
        else:
            text = escapes.value(cell)
            if text:
                draft.notes.append(f"{title}: {text}" if title else text)

    def _release(self, draft: Draft, title: str, cell: str) -> None:
        if label(cell) == "mvp":
            draft.values["mvp"] = True
        elif escapes.value(cell):
            draft.notes.append(f"{title}: {escapes.value(cell)}")

    def _apply(self, draft: Draft, body: Body) -> None:
        """Turn fields into values; then what the text and the place say."""
        values = draft.values
        text = body.text
        if "stories" in body.fields:
            raw = body.raw("stories")
            keys = _story_keys(raw)
            if keys:
                values.setdefault("stories", keys)
            else:
                text = f"{escapes.value(raw)}\n\n{text}".strip()
        values["text"] = text
        if body.criteria:
            values["criteria"] = tuple(one for one in body.criteria if one.strip())
        if "priority" in body.fields:
            self._priority(draft, body.raw("priority"))
        self._flags(draft, body)
        for name in ("depends_on", "covers"):
            if name in body.fields:
                keys = _keys(body.raw(name))
                if keys:
                    values[name] = keys
                elif escapes.value(body.raw(name)) and label(body.raw(name)) not in _NOTHING:
                    title = body.fields[name].title
                    draft.notes.append(f"{title}: {escapes.value(body.raw(name))}")
        for name in ("target", "parent"):
            if body.raw(name):
                values[name] = clean_line(escapes.name(body.raw(name)) if name == "parent"
                                          else escapes.value(body.raw(name)))  # fmt: skip
        for name in ("no_backend_reason", "mvp_rationale"):
            if body.raw(name):
                values[name] = escapes.value(body.raw(name))
        for name in ("notes", "rationale"):
            if name in body.fields:
                said = escapes.value(body.raw(name))
                draft.notes.append(said if name == "notes" else f"Rationale: {said}")
        if body.raw("title"):
            values.setdefault("title", clean_line(escapes.value(body.raw("title"))))
        if body.raw("release"):
            self._release(draft, body.fields["release"].title, body.raw("release"))
        if body.raw("inferred"):
            draft.inferred.extend(escapes.names(body.raw("inferred")))
        self._from_text(draft)
        self._from_place(draft, body)

    def _flags(self, draft: Draft, body: Body) -> None:
        values = draft.values
        if "mvp" in body.fields:
            answer, words = read_answer(body.raw("mvp"))
            if answer is not None:
                values["mvp"] = answer
            elif words:
                draft.notes.append(f"MVP: {words}")
        if "status" in body.fields:
            status, words = read_status(body.raw("status"))
            values["status"], values["status_words"] = status, clean_line(words)
        if "type" in body.fields:
            values["type"] = (
                _TYPES[label(body.raw("type"))]
                if (label(body.raw("type")) in _TYPES)
                else _type_of(draft.candidate)
            )

    def _priority(self, draft: Draft, raw: str) -> None:
        priority, rank, words = read_priority(raw)
        draft.values["priority"] = priority
        draft.values["priority_words"] = clean_line(words)
        draft.rank = rank
        if label(words) == "mvp":
            draft.values["mvp"] = True

    def _from_text(self, draft: Draft) -> None:
        """Tags inside the words: `[P0]`, `(Priority: High)`, `[MVP]`, struck or RETIRED."""
        values = draft.values
        said = f"{values.get('title', '')}\n{values.get('text', '')}"
        if "priority" not in values:
            tag = _PRIORITY_TAG.search(said)
            if tag:
                self._priority(draft, next(part for part in tag.groups() if part))
        if "mvp" not in values:
            tag = _MVP_TAG.search(said)
            if tag:
                values["mvp"] = not tag["no"]
        struck = draft.candidate.struck or _all_struck(said.strip())
        retired = marked_withdrawn(values.get("text", "")) or marked_withdrawn(
            values.get("title", "")
        )
        if (struck or retired) and "status" not in values:
            values["status"] = RequirementStatus.withdrawn
            values["status_words"] = "struck out" if struck and not retired else ""

    def _from_place(self, draft: Draft, body: Body) -> None:
        del body
        values, context = draft.values, draft.candidate.context
        if "priority" not in values and (context.priority is not None or context.rank is not None):
            values["priority"] = context.priority
            values["priority_words"] = clean_line(context.priority_words)
            draft.rank = context.rank
        if draft.candidate.story:
            return
        if "mvp" not in values and context.mvp is not None:
            values["mvp"] = context.mvp
        values.setdefault("type", _type_of(draft.candidate))
        values["group"] = clean_line(context.group)


_TYPES = {
    "functional": RequirementType.functional,
    "quality": RequirementType.quality,
    "non functional": RequirementType.quality,
    "nonfunctional": RequirementType.quality,
    "nfr": RequirementType.quality,
    "fr": RequirementType.functional,
    "constraint": RequirementType.constraint,
}
_NOTHING = frozenset({"", "none", "n/a", "na", "nothing", "لا يوجد", "keine", "aucune", "ninguna"})
_PRIORITY_WORD = (
    r"P[0-3]|must(?:[ -]have)?|should(?:[ -]have)?|could(?:[ -]have)?|won['’]?t(?:[ -]have)?"
    r"|critical|high|medium|low|required|recommended|optional"
)
_PRIORITY_TAG = re.compile(
    rf"[\[(]\s*(?:priority|prio)?\s*[:=]?\s*({_PRIORITY_WORD})(?:\s+priority)?\s*[\])]"
    r"|[\[(]\s*(?:priority|priorité|prioridad|prioridade|priorität|priorità|الأولوية|优先级|優先度|приоритет)"
    r"\s*[:=：]\s*([^\[\]()\n]{1,40})[\])]"
    rf"|\bpriority\s*[:=]\s*\**\s*({_PRIORITY_WORD})\b"
    r"|^\s*(P[0-3])\s*[:–—-]\s",
    re.IGNORECASE | re.MULTILINE,
)
_TITLE_PRIORITY = re.compile(
    rf"\s*[\[(]\s*(?:priority\s*[:=]?\s*([^\[\]()\n]{{1,40}})|({_PRIORITY_WORD}))\s*[\])]\s*",
    re.IGNORECASE,
)
_ENDING_TAGS = re.compile(r"(?:\s*</(?:p|li|dd|dt|td|span|div|summary|details|strong|b)>)+\s*$")
_MVP_TAG = re.compile(
    r"[\[(`#]\s*(?P<no>post[- ]?|non[- ]?|not )?MVP\s*[\])`]?(?![\w-])", re.IGNORECASE
)
_COVERS = re.compile(r"^\s*[\[(]([^()\[\]\n]{2,400})[\])]\s*[:–—-]?\s*")
_BOLD_LEAD = re.compile(r"^\s*\*\*([^*\n]{1,200}?)\s*([:.–—-]?)\s*\*\*\s*([:.–—-]?)\s*(?=\S|$)")
_STORY_LEAD = re.compile(
    r"^\s*((?:US|STORY)[-_ ]?\d+(?:\s*[,/&]\s*(?:US|STORY)[-_ ]?\d+)*)\s*[·:–—-]\s*"
)
_STRUCK = re.compile(r"~~[^~]+~~")


def from_line(body: Body, meaning: str, raw: str, line: int) -> None:
    """Put a cell into a body as the field it means."""
    from workbench.intake.sections import Field  # noqa: PLC0415

    body.fields[meaning] = Field(meaning, meaning, raw, line)


def _type_of(candidate: Candidate) -> RequirementType:
    parts = candidate.identifier.parts
    if parts & QUALITY_FAMILIES:
        return RequirementType.quality
    if candidate.identifier.family in CONSTRAINT_FAMILIES:
        return RequirementType.constraint
    place = candidate.context.place
    if place is Place.quality:
        return RequirementType.quality
    return RequirementType.constraint if place is Place.constraint else RequirementType.functional


def _without_priority(title: str) -> tuple[str, str]:
    tag = _TITLE_PRIORITY.search(title)
    if not tag:
        return title, ""
    return (title[: tag.start()] + " " + title[tag.end() :]).strip(), tag[1] or tag[2]


def _without_covers(text: str, candidate: Candidate) -> tuple[str, tuple[str, ...]]:
    """`(FR-001, FR-002): As a …` → the text and what a story covers."""
    if not candidate.story:
        return text, ()
    found = _COVERS.match(text)
    if not found:
        return text, ()
    keys = _keys(found[1])
    return (text[found.end() :], keys) if keys else (text, ())


def _bare_title(text: str) -> str:
    return re.sub(r"^(?:\*\*|__)(.*?)(?:\*\*|__)$", r"\1", text.strip()).strip()


def _bold_lead(text: str) -> tuple[str, str]:
    """`**Title**: text` → title and text; bold that is part of a sentence stays."""
    found = _BOLD_LEAD.match(text)
    if not found:
        return "", text
    rest = text[found.end() :]
    if not (found[2] or found[3]) and rest and not text[found.end(0) - 1 : found.end(0)] == "\n":
        return "", text
    if re.fullmatch(r"(?:must|shall|should|may|will|can)(?: not)?", found[1], re.IGNORECASE):
        return "", text
    return found[1].strip(), rest


def _has_fields(text: str) -> bool:
    return any(line.lstrip().startswith(("**", "__", "- **")) for line in text.split("\n"))


def _leading_stories(cell: str) -> tuple[tuple[str, ...], str]:
    found = _STORY_LEAD.match(cell)
    if not found:
        return (), cell
    return _keys(found[1]), cell[found.end() :]


def _story_keys(raw: str) -> tuple[str, ...]:
    """Stories named in a field, if the field does nothing but name them."""
    head = re.split(r"\s+[–—-]\s+", escapes.without_markup(raw))[0]
    named = mentions(head)
    left = IDENTIFIER.sub("", make_plain(head))
    if named and len(left.strip(" ,;/&()+").split()) <= 1:
        return clean_keys(one.key for one in named)
    single = [whole_identifier(part) for part in escapes.names(raw)]
    return clean_keys(one.key for one in single if one) if all(single) and single else ()


def _keys(raw: str) -> tuple[str, ...]:
    """Identifiers in a field of references, ranges written out as their ends."""
    found = [whole_identifier(part) for part in escapes.names(raw)]
    if found and all(found):
        return clean_keys(one.key for one in found if one)
    return clean_keys(clean_key(one.key) for one in mentions(escapes.without_markup(raw)))


def _all_struck(text: str) -> bool:
    bare = _STRUCK.sub("", text).strip(" .*|\n")
    return "~~" in text and not bare


def place_priority(priority: Priority | None) -> str:
    """A priority for a message."""
    return priority.value if priority else "no priority"
