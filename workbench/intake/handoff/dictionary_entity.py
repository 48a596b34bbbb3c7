"""One entity while it is read: fields, attributes, relationships and states."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from workbench.design.dictionary import Attribute, Entity, LifecycleState, Relationship
from workbench.intake.collector import DocumentCollector, clean_key, clean_line
from workbench.intake.handoff.dictionary_columns import ATTRIBUTE, RELATION, STATE
from workbench.intake.handoff.dictionary_sections import is_part
from workbench.intake.markdown import inline
from workbench.intake.markdown.document import ListItem, Table
from workbench.intake.markdown.sections import Field, label
from workbench.intake.markdown.vocabulary import read_answer
from workbench.intake.result import ReadPart

_ONE_OF = re.compile(r"one of:?\s*[\[({]([^\])}\n]{1,2000})[\])}]", re.IGNORECASE)
_SOFT = re.compile(r"^\s*(?:\*\*)?soft[- ]?delet", re.IGNORECASE)
_SOFT_NOTE = re.compile(r"\bsoft[- ]?delet", re.IGNORECASE)
_LISTED = re.compile(
    r"^(?:(?:\*\*`?|`)(?P<marked>[^*`]{1,120}?):?(?:`?\*\*|`)"
    r"|(?P<plain>\w[\w. ]{0,60}?)(?=\s*[(:–—]|\s-\s|$))"
    r"\s*(?:\((?P<type>[^()]{0,200})\))?\s*[:–—-]?\s*(?P<rule>.*)$",
    re.DOTALL,
)
_TYPE = re.compile(
    r"^`?(?P<type>(?:uuid|guid|ulid|string|str|text|varchar|char|int|integer|bigint|smallint|serial"
    r"|bigserial|number|numeric|decimal|float|double|real|money|bool|boolean|date|datetime|time"
    r"|timestamp|timestamptz|json|jsonb|enum|array|list|object|map|blob|binary|bytea|email|url|id)"
    r"(?:\s?\[\]|\([^()]{0,80}\)|<[^<>]{0,80}>|\?)?)`?(?=$|[\s,;.–—-])[\s,;.–—-]*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
#: Titles of columns whose yes means that a value may be missing.
_NULLABLE = frozenset(
    map(label, ("Nullable", "Optional", "Null", "Allow Null", "Nulo", "允许为空", "可空",
                "是否可空", "NULL許可", "NULL可"))
)  # fmt: skip
_NO_TRANSITION = frozenset({"", "none", "terminal", "final", "n/a", "لا يوجد"})
_TEXTS = {
    "description": "description",
    "definition": "description",
    "purpose": "description",
    "الوصف": "description",
    "no table": "no_table_reason",
    "no table reason": "no_table_reason",
}
_LINES = frozenset({"criticality", "source", "owner"})


@dataclass
class EntityDraft:
    """What is known of one entity so far; `keep` makes the item."""

    name: str
    line: int
    end_line: int
    collector: DocumentCollector
    only_listed: bool = False
    """Whether only the overview names it."""
    values: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, Attribute] = field(default_factory=dict)
    relationships: list[Relationship] = field(default_factory=list)
    states: list[LifecycleState] = field(default_factory=list)
    parts: list[ReadPart] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def set_value(self, field: Field) -> None:
        """Take a field of the entity's section."""
        if field.key in _TEXTS:
            self.values[_TEXTS[field.key]] = field.text
        elif field.key in _LINES:
            self.values[field.key] = clean_line(field.text)
        elif field.key in {"notes", "note"}:
            self.notes.append(field.text)
        elif field.key == "soft delete":
            self.values["soft_delete"] = read_answer(field.raw)[0] is True
        elif field.key == "mvp":
            self.set_mvp(field.raw)
        elif is_part(field.key):
            for name in inline.names(_REMARK.sub("", field.raw)):
                self.add_attribute({"name": name.strip(" .")}, field.line)
        else:
            if field.key in {"deletion", "delete"} and _SOFT.match(field.text):
                self.values.setdefault("soft_delete", True)
            if field.text:
                self.notes.append(f"{field.title}: {field.text}")

    def set_mvp(self, raw: str) -> None:
        """Take an MVP mark, if it is one."""
        answer = read_answer(raw)[0] if raw.strip() else None
        if answer is not None:
            self.values["mvp"] = answer

    def add_attributes(self, table: Table) -> None:
        """Take a table of attributes."""
        for row, cells in ATTRIBUTE.rows(table, self.collector):
            more = (
                f"{inline.plain(title)}: {inline.value(cell)}"
                for title, cell in ATTRIBUTE.unknown(table, row)
                if title and inline.value(cell)
            )
            self.add_attribute({**cells, "more": "; ".join(more)}, row.line)

    def add_listed(self, items: Iterable[ListItem]) -> None:
        """Take `- **total** (Decimal, required): sum of lines` and `- id: UUID, primary key`."""
        for item in items:
            for text in _entries(" ".join(item.text.split())):
                self._add_listed(text, item.line)

    def _add_listed(self, text: str, line: int) -> None:
        found = _LISTED.match(text)
        if not found:
            return
        name = (found["marked"] or found["plain"]).strip()
        words = [word.strip() for word in (found["type"] or "").split(",") if word.strip()]
        rule, typed = found["rule"], "".join(words[:1])
        stated = _TYPE.match(rule)
        if stated and not typed:
            typed, rule = stated["type"], stated["rest"]
        marks = {word.lower() for word in words[1:]}
        cells = {"name": name, "rule": rule, "type": typed}
        if marks & {"required", "mandatory", "optional"}:
            cells["required"] = "No" if "optional" in marks else "Yes"
        if marks & {"pii", "sensitive"}:
            cells["pii"] = "Yes"
        self.add_attribute(cells, line)

    def add_attribute(self, cells: dict[str, str], line: int) -> None:
        """Take one attribute by its cells; a second one of a name is noted."""
        name = clean_key(inline.name(cells.get("name", "")))
        if not name:
            self.collector.warn(
                line, f"{self.name}: row left out, because it has no attribute name"
            )
            return
        if name in self.attributes:
            self.collector.warn(
                line,
                f"{self.name}.{name} is defined twice; the first definition counts. Rename "
                "or remove one.",
            )
            return
        attribute = self.collector.build(Attribute, line, **self._attribute(name, cells, line))
        if attribute is not None:
            self.attributes[name] = attribute
            data = attribute.model_dump(mode="json", exclude_defaults=True)
            part = {"entity": self.name, **data}
            self.parts.append(ReadPart("attribute", f"{self.name}.{name}", line, part))

    def _attribute(self, name: str, cells: dict[str, str], line: int) -> dict[str, Any]:
        text = {key: inline.value(cells.get(key, "")) for key in ("rule", "type", "notes")}
        extra = [
            f"{title}: {inline.value(cells[key])}"
            for key, title in (("default", "Default"), ("example", "Example"))
            if inline.value(cells.get(key, ""))
        ]
        required, words = read_answer(cells.get("required", ""))
        if cells.get("required header") in _NULLABLE and required is not None:
            required = not required
        if required is None and words:
            extra.append(f"Required: {words}")
            self.collector.info(
                line, f"{self.name}.{name}: required is {words!r}, which is neither yes nor no"
            )
        pii, pii_words = read_pii(cells.get("pii", ""))
        return {
            "name": name,
            "type": clean_line(text["type"]),
            "required": required,
            "rule": text["rule"],
            "constraints": inline.value(cells.get("constraints", "")),
            "pii": pii,
            "pii_words": clean_line(pii_words),
            "values": _values(cells, text["rule"], text["type"]),
            "technical": _is_technical(cells, text["notes"]),
            "notes": "; ".join(
                part for part in (text["notes"], *extra, cells.get("more", "")) if part
            ),
        }

    def add_relationships(self, table: Table) -> None:
        """Take a table of relationships."""
        for row, cells in RELATION.rows(table, self.collector):
            target = clean_key(inline.name(cells.get("target", "")))
            if not target:
                continue
            relation = self.collector.build(
                Relationship,
                row.line,
                target=target,
                cardinality=inline.value(cells.get("cardinality", "")),
                description=inline.value(cells.get("description", "")),
                on_delete=inline.value(cells.get("on_delete", "")),
            )
            self.relationships.extend([relation] if relation else [])

    def add_states(self, table: Table) -> None:
        """Take a table of lifecycle states."""
        for row, cells in STATE.rows(table, self.collector):
            name = clean_key(inline.name(cells.get("name", "")))
            if not name:
                continue
            state = self.collector.build(
                LifecycleState,
                row.line,
                name=name,
                description=inline.value(cells.get("description", "")),
                transitions=_transitions(cells.get("transitions", "")),
            )
            self.states.extend([state] if state else [])

    def add_item(self) -> None:
        """Make the entity and its parts."""
        notes = "\n".join(note for note in self.notes if note)
        self.values.setdefault("soft_delete", bool(_SOFT_NOTE.search(notes)))
        if not self.attributes:
            where = (
                "is in the overview but has no section with attributes. Add one."
                if self.only_listed
                else "has no table of attributes. Add one."
            )
            self.collector.warn(self.line, f"{self.name} {where}")
        entity = self.collector.build(
            Entity,
            self.line,
            key=self.name,
            notes=notes,
            attributes=tuple(self.attributes.values()),
            relationships=tuple(self.relationships),
            states=tuple(self.states),
            **self.values,
        )
        self.collector.add(entity, self.line, self.end_line, self.parts)


_REMARK = re.compile(r"\([^()]*\)")


def _entries(text: str) -> list[str]:
    """The entries of a list item; `first, last, email` names several."""
    bare = _REMARK.sub("", text)
    several = "," in bare and ":" not in bare and all(
        _NAME_ONLY.fullmatch(part.strip(" `*.")) for part in bare.split(",") if part.strip()
    )  # fmt: skip
    return [part.strip(" .") for part in bare.split(",") if part.strip()] if several else [text]


_NAME_ONLY = re.compile(r"[\w.]{1,60}")


def _values(cells: dict[str, str], rule: str, text: str) -> tuple[str, ...]:
    """Allowed values: of their own column, else out of `one of: [a, b]`."""
    if "values" in cells:
        return inline.names(cells["values"])
    found = _ONE_OF.search(rule) or _ONE_OF.search(text)
    return inline.names(found[1]) if found else ()


def _is_technical(cells: dict[str, str], notes: str) -> bool:
    if "technical" in cells:
        return read_answer(cells["technical"])[0] is True
    return any(part.strip().casefold() == "technical" for part in notes.split(";"))


def _transitions(raw: str) -> tuple[str, ...]:
    if label(raw) in _NO_TRANSITION:
        return ()
    return inline.names(raw.replace("→", ","))


def read_pii(raw: str) -> tuple[bool | None, str]:
    """Whether a cell marks data as personal, and its words where it holds more."""
    answer, words = read_answer(raw)
    if answer is None and words and not raw.strip().startswith("?"):
        phrase = label(words)
        if re.search(r"\b(?:pii|sensitive|personal|secret|confidential|restricted|phi)\b", phrase):
            answer = not re.search(r"\b(?:not|non|no)\b", phrase)
    return answer, words
