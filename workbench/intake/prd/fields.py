"""Fields, tags and place of a definition → the values of a requirement or story."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from workbench.design.requirements import RequirementStatus, RequirementType
from workbench.intake.collector import clean_line
from workbench.intake.markdown import inline
from workbench.intake.markdown.identifier_prefixes import CONSTRAINT_PREFIXES, QUALITY_PREFIXES
from workbench.intake.markdown.item_body import Body
from workbench.intake.markdown.sections import label
from workbench.intake.markdown.vocabulary import (
    marked_withdrawn,
    read_answer,
    read_priority,
    read_status,
    ticked_option,
)
from workbench.intake.prd.candidate import Candidate
from workbench.intake.prd.context import SectionPurpose
from workbench.intake.prd.text_tags import all_struck, keys, mvp_tag, priority_tag, story_keys

#: Types of requirements by the label of their words.
TYPES = {
    "functional": RequirementType.functional,
    "quality": RequirementType.quality,
    "non functional": RequirementType.quality,
    "nonfunctional": RequirementType.quality,
    "nfr": RequirementType.quality,
    "fr": RequirementType.functional,
    "constraint": RequirementType.constraint,
    "rf": RequirementType.functional,
    "rnf": RequirementType.quality,
    "funcional": RequirementType.functional,
    "no funcional": RequirementType.quality,
    "nao funcional": RequirementType.quality,
    "fonctionnel": RequirementType.functional,
    "non fonctionnel": RequirementType.quality,
    "funktional": RequirementType.functional,
    "nicht funktional": RequirementType.quality,
    "功能": RequirementType.functional,
    "非功能": RequirementType.quality,
}
_NOTHING = frozenset({"", "none", "n/a", "na", "nothing", "لا يوجد", "keine", "aucune", "ninguna"})


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

    def set_priority(self, raw: str) -> None:
        """Take a priority in the document's words."""
        priority, rank, words = read_priority(raw)
        self.values["priority"] = priority
        self.values["priority_words"] = clean_line(words)
        self.rank = rank
        if label(words) == "mvp":
            self.values["mvp"] = True

    def set_release(self, title: str, raw: str) -> None:
        """Take a release: `MVP` is the MVP mark, anything else a note."""
        if label(raw) == "mvp":
            self.values["mvp"] = True
        elif inline.value(raw):
            self.notes.append(f"{title}: {inline.value(raw)}")


def apply_body(draft: Draft, body: Body) -> None:
    """Turn fields into values, then take those that tags and the place imply."""
    draft.values["text"] = _text(draft, body)
    if body.criteria:
        draft.values["criteria"] = tuple(
            criterion for criterion in body.criteria if criterion.strip()
        )
    if "priority" in body.fields:
        draft.set_priority(body.raw("priority"))
    _apply_answers(draft, body)
    _apply_references(draft, body)
    _apply_texts(draft, body)
    _apply_tags(draft)
    _apply_place(draft)


def _text(draft: Draft, body: Body) -> str:
    """The text, with a story that is written out instead of named by its key."""
    if "stories" not in body.fields:
        return body.text
    raw = body.raw("stories")
    named = story_keys(raw)
    if named:
        draft.values.setdefault("stories", named)
        return body.text
    return f"{inline.value(raw)}\n\n{body.text}".strip()


def _apply_answers(draft: Draft, body: Body) -> None:
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
        written = label(ticked_option(body.raw("type")))
        values["type"] = TYPES[written] if written in TYPES else _type_of(draft.candidate)


def _apply_references(draft: Draft, body: Body) -> None:
    for name in ("depends_on", "covers"):
        if name not in body.fields:
            continue
        raw = body.raw(name)
        named = keys(raw)
        if named:
            draft.values[name] = named
        elif inline.value(raw) and label(raw) not in _NOTHING:
            draft.notes.append(f"{body.fields[name].title}: {inline.value(raw)}")
    if body.raw("parent"):
        draft.values["parent"] = clean_line(inline.name(body.raw("parent")))


def _apply_texts(draft: Draft, body: Body) -> None:
    values = draft.values
    for name in ("no_backend_reason", "mvp_rationale", "target"):
        if body.raw(name):
            values[name] = inline.value(body.raw(name))
    if "target" in values:
        values["target"] = clean_line(values["target"])
    if "notes" in body.fields:
        draft.notes.append(inline.value(body.raw("notes")))
    if "rationale" in body.fields:
        draft.notes.append(f"Rationale: {inline.value(body.raw('rationale'))}")
    if body.raw("title"):
        values.setdefault("title", clean_line(inline.value(body.raw("title"))))
    if body.raw("release"):
        draft.set_release(body.fields["release"].title, body.raw("release"))
    if body.raw("inferred"):
        draft.inferred.extend(inline.names(body.raw("inferred")))


def _apply_tags(draft: Draft) -> None:
    """Tags inside the words: `[P0]`, `(Priority: High)`, `[MVP]`, struck or RETIRED."""
    values = draft.values
    title, text = values.get("title", ""), values.get("text", "")
    whole = f"{title}\n{text}"
    tag = "" if "priority" in values else priority_tag(whole)
    if tag:
        draft.set_priority(tag)
    mvp = mvp_tag(whole)
    if "mvp" not in values and mvp is not None:
        values["mvp"] = mvp
    struck = draft.candidate.struck or all_struck(whole.strip())
    retired = marked_withdrawn(text) or marked_withdrawn(title)
    if (struck or retired) and "status" not in values:
        values["status"] = RequirementStatus.withdrawn
        values["status_words"] = "struck out" if struck and not retired else ""


def _apply_place(draft: Draft) -> None:
    values, context = draft.values, draft.candidate.context
    if "priority" not in values and (context.priority is not None or context.rank is not None):
        values["priority"] = context.priority
        values["priority_words"] = clean_line(context.priority_words)
        draft.rank = context.rank
    if draft.candidate.story:
        return
    if context.withdrawn and "status" not in values:
        values["status"] = RequirementStatus.withdrawn
    if "mvp" not in values and context.mvp is not None:
        values["mvp"] = context.mvp
    values.setdefault("type", _type_of(draft.candidate))
    values["group"] = clean_line(context.group)


def _type_of(candidate: Candidate) -> RequirementType:
    parts = candidate.identifier.parts
    if parts & QUALITY_PREFIXES:
        return RequirementType.quality
    if candidate.identifier.prefix in CONSTRAINT_PREFIXES:
        return RequirementType.constraint
    purpose = candidate.context.purpose
    if purpose is SectionPurpose.quality:
        return RequirementType.quality
    return (
        RequirementType.constraint
        if purpose is SectionPurpose.constraint
        else RequirementType.functional
    )
