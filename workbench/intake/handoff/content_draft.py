"""One content type while it is read, field by field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from workbench.design.content import ContentField, ContentType
from workbench.design.dictionary import LifecycleState
from workbench.intake.collector import DocumentCollector, clean_key, clean_keys, clean_line
from workbench.intake.handoff.content_columns import PLAIN_LIMITS
from workbench.intake.handoff.dictionary_columns import STATE
from workbench.intake.markdown import inline
from workbench.intake.markdown.document import Table
from workbench.intake.markdown.item_draft import ItemDraft
from workbench.intake.markdown.sections import Field, label
from workbench.intake.markdown.vocabulary import read_answer
from workbench.intake.result import ReadPart

_ARROW = re.compile(r"→|⇒|⟶|->|=>|\u203a")
_NAME = re.compile(r"(?:\*\*|`|__)?(?P<name>[^*`:(–—\n]{1,80}+)(?:\*\*|`|__)?")
_SIGNS = (":", "–", "—", "-")
_LONGEST_REMARK = 200
_TYPE_WORD = re.compile(
    r"\b(?:text|string|rich|symbol|markdown|html|image|media|asset|file|video|audio|gallery|date"
    r"|time|datetime|number|integer|int|decimal|price|amount|boolean|bool|toggle|flag|reference"
    r"|references|relation|link|url|slug|enum|select|option|list|array|json|object|location|email"
    r"|e-mail|phone|colou?r|tags?|component|block|blocks|uuid|uid|id|bild|texte|texto|imagen"
    r"|fecha|datum|zahl)\b|نص|صورة|تاريخ|رقم|رابط|文本|图片|日期|数字|テキスト|画像",
    re.IGNORECASE,
)
_REQUIRED = frozenset({"required", "mandatory", "مطلوب", "إلزامي", "pflicht", "obligatoire",
                       "obligatorio", "必填"})  # fmt: skip
_OPTIONAL = frozenset({"optional", "not required", "اختياري", "facultatif", "opcional", "可选"})
_LOCALISED = frozenset({"localised", "localized", "translatable", "translated", "multilingual",
                        "i18n", "مترجم", "übersetzbar", "traducible", "可翻译"})  # fmt: skip
_NOT_LOCALISED = frozenset({"not localised", "not localized", "not translated",
                            "not translatable", "غير مترجم"})  # fmt: skip
_LIMIT = re.compile(
    r"^(?:max|min|up to|at most|at least|one of|unique|≤|<|>|between|\d)", re.IGNORECASE
)
_MOST_WORDS = 4


@dataclass
class ContentDraft(ItemDraft):
    """What is known of one content type so far; `keep` makes the item."""

    lines: ClassVar = frozenset({"entity", "kept_in", "owner"})
    names: ClassVar = frozenset({"entity"})
    lists: ClassVar = frozenset({"inferred", "locales"})

    name: str = ""
    fields: dict[str, ContentField] = field(default_factory=dict)
    states: list[LifecycleState] = field(default_factory=list)

    def set_special(self, meaning: str, raw: str, line: int, collector: DocumentCollector) -> bool:
        """Take the workflow, which may be prose."""
        if meaning == "states":
            self._workflow(inline.value(raw), line, collector)
        return meaning == "states"

    def set_from_field(self, meaning: str, shared: Field, collector: DocumentCollector) -> None:
        """Set what the document states for all its types, where this one does not."""
        if meaning in self.values or (meaning == "kept_in" and "entity" in self.values):
            return
        self.set_value(meaning, shared.raw, shared.line, collector)
        if meaning in self.values:
            self.values["inferred"] = (*self.values.get("inferred", ()), meaning)

    def _workflow(self, text: str, line: int, collector: DocumentCollector) -> None:
        """`Draft → Review → Published`, or names between commas; else it is prose."""
        steps = [step.strip() for step in _ARROW.split(text) if step.strip()]
        chained = len(steps) > 1
        if not chained:
            steps = list(inline.names(text))
        short = all(len(step.split()) <= _MOST_WORDS for step in steps)
        if not short or len(steps) < 2:  # noqa: PLR2004 - one state is no workflow
            self.add_note(f"Workflow: {text}")
            return
        names = list(dict.fromkeys(clean_key(inline.plain(step)) for step in steps))
        for at, name in enumerate(names):
            after = tuple(names[at + 1 : at + 2]) if chained else ()
            state = collector.build(LifecycleState, line, name=name, transitions=after)
            self.states.extend([state] if state else [])

    def add_states(self, table: Table, collector: DocumentCollector) -> None:
        """Take a table of states."""
        for row, cells in STATE.rows(table, collector):
            name = clean_key(inline.name(cells.get("name", "")))
            raw = cells.get("transitions", "")
            ends = label(raw) in {"", "none", "final", "terminal", "end", "لا يوجد"}
            state = collector.build(
                LifecycleState, row.line, name=name,
                description=inline.value(cells.get("description", "")),
                transitions=() if ends else clean_keys(inline.names(raw.replace("→", ","))),
            ) if name else None  # fmt: skip
            self.states.extend([state] if state else [])

    def add_cells(
        self,
        cells: dict[str, str],
        unknown: Iterable[tuple[str, str]],
        line: int,
        collector: DocumentCollector,
    ) -> None:
        """Take one row of a table of fields; cells without a place become notes."""
        name = clean_key(inline.name(cells.get("name", "")))
        if not name:
            collector.warn(line, f"{self.name}: row left out, because it has no field name")
            return
        extra = [f"{inline.plain(title)}: {inline.value(cell)}" for title, cell in unknown]
        required, words = read_answer(cells.get("required", ""))
        if cells.get("required header") == "optional" and required is not None:
            required = not required
        extra += [f"Required: {words}"] if words else []
        localised, words = read_answer(cells.get("localised", ""))
        extra += [f"Localised: {words}"] if words else []
        limits = inline.value(cells.get("limits", ""))
        limits_title = cells.get("limits header", "")
        if limits and limits_title not in PLAIN_LIMITS:
            limits = f"{limits_title}: {limits}"
        notes = [inline.value(cells.get("notes", "")), *extra]
        self._add(
            line, collector, name=name, type=clean_line(inline.value(cells.get("type", ""))),
            required=required, localised=localised, limits=limits,
            reference=clean_line(inline.name(cells.get("reference", ""))),
            notes="; ".join(note for note in notes if note),
        )  # fmt: skip

    def add_text(self, text: str, line: int, collector: DocumentCollector) -> None:
        """Take one list entry: `title (Short text, required, localised): at most 80`."""
        entry = _entry(text)
        name = clean_key(inline.plain(entry.name)) if entry else ""
        if entry is None or not name or (not entry.sign and len(name.split()) > _MOST_WORDS):
            self.add_note(text)
            return
        remark, rest = entry.remark, entry.rest
        values: dict[str, Any] = {"name": name}
        if remark:
            left = _marks(remark, values)
            if _LIMIT.match(rest):
                values["limits"] = ", ".join(
                    limit for limit in (values.get("limits"), rest) if limit
                )
                rest = ""
            rest = "; ".join(piece for piece in (*left, rest) if piece)
        elif begins_with_type(rest):
            rest = "; ".join(_marks(rest, values))
        self._add(line, collector, **values, notes=rest)

    def _add(self, line: int, collector: DocumentCollector, **values: Any) -> None:  # noqa: ANN401 - fields of a model
        name = values["name"]
        if name in self.fields:
            collector.warn(
                line,
                f"{self.name}.{name} is defined twice; the first definition counts. Rename "
                "or remove one.",
            )
            return
        made = collector.build(ContentField, line, **values)
        if made is not None:
            self.fields[name] = made
            data = {
                "content_type": self.name,
                **made.model_dump(mode="json", exclude_defaults=True),
            }
            self.parts.append(ReadPart("content_field", f"{self.name}.{name}", line, data))

    def add_item(self, collector: DocumentCollector) -> None:
        """Make the item and its parts."""
        if not self.fields:
            collector.warn(
                self.line,
                f"content type {self.name} has no fields. List them in a table below its heading.",
            )
        item = collector.build(
            ContentType, self.line, key=self.name, fields=tuple(self.fields.values()),
            states=tuple(self.states), notes="\n\n".join(self.notes), **self.values,
        )  # fmt: skip
        collector.add(item, self.line, self.end_line, self.parts)


_SHORT = 40


class _Entry(NamedTuple):
    """A list entry `title (Short text): at most 80`, in its parts."""

    name: str
    remark: str
    """What is in parentheses behind the name."""
    sign: bool
    """Whether a sign or a parenthesis parts the name from the rest."""
    rest: str


def _entry(text: str) -> _Entry | None:
    found = _NAME.match(text)
    if found is None:
        return None
    name, dash, behind = found["name"].partition(" - ")
    rest = (behind + text[found.end() :] if dash else text[found.end() :]).strip()
    remark = ""
    if rest.startswith("(") and ")" in rest[:_LONGEST_REMARK]:
        remark, _, rest = rest[1:].partition(")")
        rest = rest.strip().removeprefix("**").strip()
    signed = bool(dash or remark) or rest.startswith(_SIGNS)
    if rest and not signed:
        return None
    return _Entry(name.strip(), remark.strip(), signed, rest.lstrip(":–—-").strip())


def lists_field(text: str) -> bool:
    """Whether a list entry names a field and its type: `title (Short text)`, `body: Rich text`."""
    entry = _entry(text)
    return entry is not None and (begins_with_type(entry.remark) or begins_with_type(entry.rest))


def begins_with_type(rest: str) -> bool:
    """Whether the text behind a name begins with a field's type: `Rich text, required`."""
    first = rest.split(",", maxsplit=1)[0].strip()
    return len(first.split()) <= _MOST_WORDS and bool(_TYPE_WORD.search(first[:_SHORT]))


def _marks(remark: str, values: dict[str, Any]) -> list[str]:
    """Sort `Short text, required, max 80` into fields; what is left is returned."""
    left: list[str] = []
    limits: list[str] = []
    for part in (text.strip() for text in remark.split(",")):
        word = part.casefold()
        if word in _REQUIRED | _OPTIONAL:
            values["required"] = word in _REQUIRED
        elif word in _LOCALISED | _NOT_LOCALISED:
            values["localised"] = word in _LOCALISED
        elif _LIMIT.match(part):
            limits.append(part)
        elif part and "type" not in values:
            values["type"] = clean_line(part)
        elif part:
            left.append(part)
    if limits:
        values["limits"] = ", ".join(limits)
    return left
