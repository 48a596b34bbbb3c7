"""Data dictionaries: entities with attributes, relationships and lifecycle states.

An entity has a section of its own (`## Entity: Order`, or any heading above a table of
attributes), a row in an overview, or rows in one table for all. Lines are those of the heading
and of each attribute's row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from workbench.design.dictionary import Attribute, Entity, LifecycleState, Relationship
from workbench.intake import escapes
from workbench.intake.blocks import ListItem, Markdown, Row, Table
from workbench.intake.columns import Columns, entries
from workbench.intake.imported import ReadPart
from workbench.intake.reading import Reading, clean_key, clean_line
from workbench.intake.sections import Section, label, outline
from workbench.intake.words import read_answer

ATTRIBUTE = Columns(
    {
        "name": "Attribute|Field|Name|Column|Property|Attribute Name|Field Name|Element|Key|الحقل"
        "|السمة|الخاصية"
        "|اسم الحقل|Attribut|Feld|Champ|Atributo|Campo|字段|属性|字段名|項目|Атрибут|Поле",
        "type": "Type|Data Type|Datatype|Format|النوع|نوع البيانات|Typ|Datentyp|Tipo|类型|型|Тип",
        "required": "Required|Required?|Mandatory|Req|Req.|Not Null|Nullable|Optional|إلزامي|مطلوب"
        "|Pflicht|Pflichtfeld|Obligatoire|Requis|Obligatorio|Requerido|Obrigatório|必填|必須"
        "|Обязательный",
        "rule": "Business Rule|Business Rules|Rule|Rules|Description|Meaning|Definition|Business "
        "Rule / Description"
        "|قاعدة العمل|القاعدة|الوصف|Regel|Geschäftsregel|Beschreibung|Règle|Regla|Descripción|描述"
        "|说明|説明|Описание",
        "constraints": "Constraints|Constraint|Validation|Validations|Validation Rules|Limits"
        "|القيود|Einschränkung"
        "|Contraintes|Restricciones|约束|制約|Ограничения",
        "pii": "PII/Sensitive|PII|PII?|Sensitive|Personal Data|PII / Sensitive|Sensitivity|Data "
        "Sensitivity|Personal"
        "|Data Class|Classification|بيانات شخصية|حساس|Personenbezogen|Données personnelles|Datos "
        "personales|敏感",
        "values": "Values|Allowed Values|Enum Values|Enum|Options|القيم|Werte|Valeurs|Valores|取值",
        "technical": "Technical|System|System Field",
        "notes": "Notes|Note|Comment|Comments|Remarks|ملاحظات|Bemerkung|Remarques|Notas|备注|備考"
        "|Примечание",
        "default": "Default|Default Value|القيمة الافتراضية|Standardwert|Valeur par défaut",
        "example": "Example|Examples|Sample|مثال|Beispiel|Exemple|Ejemplo",
        "entity": "Entity|Model|Object|Table|Entity Name|الكيان|Entität|Entité|Entidad|实体|エンティティ"
        "|Сущность",
    }
)
OVERVIEW = Columns(
    {
        "entity": "Entity|Entities|Entity Name|Model|Object|Name|الكيان|Entität|Entité|Entidad|实体"
        "|Сущность",
        "description": "Description|Definition|Purpose|Meaning|الوصف|Beschreibung|Descripción|描述"
        "|说明|Описание",
        "criticality": "Criticality|Importance|الأهمية|Kritikalität",
        "source": "Source|Origin|المصدر|Quelle",
        "owner": "Owner|Owned By|Steward|المالك|Eigentümer",
        "notes": "Notes|Note|Comments|Remarks|ملاحظات",
        "mvp": "MVP|MVP?|In MVP",
        "fields": "Fields|Attributes|Properties|Columns|الحقول",
    }
)
RELATION = Columns(
    {
        "target": "Related Entity|Entity|Related To|Target|Target Entity|To|With|Relates To"
        "|الكيان المرتبط",
        "cardinality": "Cardinality|Type|Relationship Type|Relationship|Multiplicity|Kardinalität",
        "description": "Description|Notes|Meaning|Rule|Details",
        "on_delete": "On Delete|Delete Rule|Cascade|Delete",
    }
)
STATE = Columns(
    {
        "name": "State|Status|Lifecycle State|Value|Code|الحالة|Zustand|État|Estado",
        "description": "Description|Meaning|Definition|Notes|الوصف",
        "transitions": "Transitions To|Transitions|Next States|Next|To|Can Become|Allowed "
        "Transitions|ينتقل إلى",
    }
)

_ONE_OF = re.compile(r"one of:?\s*[\[({]([^\])}\n]{1,2000})[\])}]", re.IGNORECASE)
_ENTITY_HEADING = re.compile(
    r"^(?:entity|entität|entité|entidad|model|الكيان|كيان|实体"
    r"|сущность)\s*(?:\d+\s*)?[:：–—-]\s*(?P<name>.+)$",
    re.IGNORECASE,
)
_NOT_APPLICABLE = frozenset({"not applicable", "n/a", "dictionary not applicable",
                             "data dictionary not applicable"})  # fmt: skip
_OVERVIEW_TITLES = re.compile(r"overview|^entities$|entity (?:list|index|summary|catalog)|الكيانات")
_SOFT = re.compile(r"^\s*(?:\*\*)?soft[- ]?delet", re.IGNORECASE)
_SOFT_NOTE = re.compile(r"\bsoft[- ]?delet", re.IGNORECASE)
_KNOWN_PARTS = frozenset({"text", "attributes", "fields", "properties", "columns", "relationships",
                          "relations", "associations", "lifecycle states", "lifecycle", "states",
                          "status values", "state "
                                           "machine", "الحقول", "السمات", "العلاقات", "الحالات"})  # fmt: skip


@dataclass
class _Draft:
    name: str
    line: int
    end_line: int
    values: dict[str, Any] = field(default_factory=dict)
    attributes: list[Attribute] = field(default_factory=list)
    parts: list[ReadPart] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    overview: bool = False
    names: set[str] = field(default_factory=set)


class DictionaryReader:
    """Reads one dictionary document."""

    def __init__(self, document: Markdown, reading: Reading) -> None:
        """Read `document` into `reading`."""
        self._root = outline(document)
        self._reading = reading
        self._drafts: dict[str, _Draft] = {}

    def read(self) -> None:
        """Read everything; entities come in document order."""
        for section in self._root.walk():
            self._section(section)
        drafts = sorted(self._drafts.values(), key=lambda draft: draft.line)
        for draft in drafts:
            self._keep(draft)
        if not drafts and not self._not_applicable():
            self._reading.warn(
                1,
                "no entity was found: a heading `## Entity: Name` with a table of attributes is "
                "one",
            )

    def _not_applicable(self) -> bool:
        for section in self._root.walk():
            for one in section.fields():
                if one.key in _NOT_APPLICABLE:
                    self._reading.state(
                        "handoff", "handoff", one.line, dictionary_not_applicable=one.text
                    )
                    return True
        return False

    def _section(self, section: Section) -> None:
        named = _ENTITY_HEADING.match(section.title)
        if named:
            name = escapes.name(named["name"])
            draft = self._draft(name, section.line)
            draft.line, draft.end_line, draft.overview = section.line, section.end_line, False
            self._entity(draft, section)
            return
        for table in section.tables():
            if OVERVIEW.fits(
                table, "entity", any_of=("criticality", "source", "owner", "description", "fields")
            ) and not ATTRIBUTE.fits(table, "name", any_of=("type",)):
                self._overview(table)
            elif ATTRIBUTE.fits(table, "entity", "name", any_of=("type", "rule", "required")):
                self._flat(table)
        if self._is_entity(section):
            name = escapes.name(section.title)
            draft = self._draft(name, section.line)
            draft.line, draft.end_line, draft.overview = section.line, section.end_line, False
            self._entity(draft, section)

    def _is_entity(self, section: Section) -> bool:
        """A heading without the word, right above a table of attributes."""
        if section.heading is None or section.label in _KNOWN_PARTS:
            return False
        own = any(self._attribute_table(table) for table in section.tables())
        below = section.child("attributes", "fields", "properties", "columns", "الحقول", "السمات")
        return own or bool(below and any(self._attribute_table(one) for one in below.tables()))

    @staticmethod
    def _attribute_table(table: Table) -> bool:
        return ATTRIBUTE.fits(table, "name", any_of=("type", "required", "pii")) and not (
            ATTRIBUTE.fits(table, "entity", "name")
        )

    def _draft(self, name: str, line: int) -> _Draft:
        name = clean_key(name) or "?"
        return self._drafts.setdefault(name, _Draft(name, line, line))

    def _overview(self, table: Table) -> None:
        for row, cells in OVERVIEW.rows(table):
            name = escapes.name(cells.get("entity", ""))
            if not name:
                continue
            known = name in self._drafts
            draft = self._draft(name, row.line)
            draft.overview = draft.overview or not known
            for key in ("description", "criticality", "source", "owner"):
                if cells.get(key):
                    draft.values.setdefault(key, escapes.value(cells[key]))
            if cells.get("notes"):
                draft.notes.append(escapes.value(cells["notes"]))
            self._mvp(draft, cells.get("mvp", ""))
            for position, one in enumerate(escapes.names(cells.get("fields", ""))):
                self._attribute(draft, {"name": one}, row, position)

    def _flat(self, table: Table) -> None:
        """One table for all entities; an empty entity cell repeats the one above."""
        current = ""
        for row, cells in ATTRIBUTE.rows(table):
            current = escapes.name(cells.get("entity", "")) or current
            if current:
                draft = self._draft(current, row.line)
                draft.end_line = max(draft.end_line, row.line)
                self._attribute(draft, cells, row)

    def _entity(self, draft: _Draft, section: Section) -> None:
        for part in (section, *section.children):
            self._fields(draft, part, own=part is section)
            title = part.label
            for table in part.tables():
                if "relation" in title or "العلاقات" in title or "association" in title:
                    self._relations(draft, table)
                elif "state" in title or "lifecycle" in title or "الحالات" in title:
                    self._states(draft, table)
                elif ATTRIBUTE.fits(table, "name") and not (
                    RELATION.fits(table, "target", "cardinality") or "index" in title
                ):
                    self._attributes(draft, table)
                elif RELATION.fits(table, "target", "cardinality"):
                    self._relations(draft, table)
                elif STATE.fits(table, "name", "transitions"):
                    self._states(draft, table)
            if (title in _KNOWN_PARTS and "attribut" in title) or title in {"fields", "properties"}:
                self._listed(draft, part.items())
            if part is not section and title not in _KNOWN_PARTS and title != "notes":
                text = part.prose()
                if text:
                    draft.notes.append(f"{part.title}: {text}")
            elif title == "notes" and part is not section:
                draft.notes.append(part.prose())

    def _fields(self, draft: _Draft, section: Section, *, own: bool) -> None:
        if not own:
            return
        values = draft.values
        for one in section.fields(_PLAIN):
            if one.key in {"description", "definition", "purpose", "الوصف"}:
                values["description"] = one.text
            elif one.key in {"criticality", "source", "owner"}:
                values[one.key] = clean_line(one.text)
            elif one.key in {"notes", "note"}:
                draft.notes.append(one.text)
            elif one.key == "soft delete":
                values["soft_delete"] = read_answer(one.raw)[0] is True
            elif one.key == "mvp":
                self._mvp(draft, one.raw)
            elif one.key in {"no table", "no table reason"}:
                values["no_table_reason"] = one.text
            elif one.key in {"deletion", "delete"}:
                if _SOFT.match(one.text):
                    values.setdefault("soft_delete", True)
                draft.notes.append(f"{one.title}: {one.text}")
            elif one.key == "attributes" and one.raw:
                for position, name in enumerate(escapes.names(one.raw)):
                    self._attribute(draft, {"name": name}, Row((), one.line, 0), position)
            elif one.text and not isinstance(one.key, bool):
                draft.notes.append(f"{one.title}: {one.text}")
        if "description" not in values:
            first = next((block for block in section.blocks if hasattr(block, "text")), None)
            if first is not None and not isinstance(first, ListItem):
                text = " ".join(str(getattr(first, "text", "")).split())
                if text and not text.startswith("**") and type(first).__name__ == "Paragraph":
                    values["description"] = escapes.value(text)

    def _mvp(self, draft: _Draft, raw: str) -> None:
        answer = read_answer(raw)[0] if raw.strip() else None
        if answer is not None:
            draft.values["mvp"] = answer

    def _attributes(self, draft: _Draft, table: Table) -> None:
        for row, cells in ATTRIBUTE.rows(table, self._reading):
            self._attribute(draft, cells, row)

    def _listed(self, draft: _Draft, items: Iterable[ListItem]) -> None:
        """`- **total** (Decimal, required): sum of the lines`."""
        for item in items:
            found = _LISTED.match(" ".join(item.text.split()))
            if item.depth == 1 and found:
                words = [word.strip() for word in (found["type"] or "").split(",") if word.strip()]
                cells = {"name": found["name"], "rule": found["rule"]}
                if words:
                    cells["type"] = words[0]
                lowered = {word.lower() for word in words[1:]}
                if lowered & {"required", "mandatory", "optional"}:
                    cells["required"] = "No" if "optional" in lowered else "Yes"
                if lowered & {"pii", "sensitive"}:
                    cells["pii"] = "Yes"
                self._attribute(draft, cells, Row((), item.line, 0))

    def _attribute(self, draft: _Draft, cells: dict[str, str], row: Row, position: int = 0) -> None:
        del position
        name = clean_key(escapes.name(cells.get("name", "")))
        if not name:
            if any(cells.values()):
                self._reading.warn(row.line, f"{draft.name}: a row without attribute name left out")
            return
        if name in draft.names:
            self._reading.warn(
                row.line, f"{draft.name}.{name} is there twice; the first one counts"
            )
            return
        values = self._attribute_values(draft, name, cells, row.line)
        attribute = self._reading.part(Attribute, row.line, **values)
        if attribute is not None:
            draft.attributes.append(attribute)
            draft.names.add(name)
            data = attribute.model_dump(mode="json", exclude_defaults=True)
            data = {"entity": draft.name, **data}
            draft.parts.append(ReadPart("attribute", f"{draft.name}.{name}", row.line, data))

    def _attribute_values(
        self, draft: _Draft, name: str, cells: dict[str, str], line: int
    ) -> dict[str, Any]:
        rule, notes = escapes.value(cells.get("rule", "")), escapes.value(cells.get("notes", ""))
        extra = [
            f"{title}: {escapes.value(cells[key])}"
            for key, title in (("default", "Default"), ("example", "Example"))
            if escapes.value(cells.get(key, ""))
        ]
        required, words = read_answer(cells.get("required", ""))
        if cells.get("required header") in {"nullable", "optional"} and required is not None:
            required = not required
        if required is None and words:
            extra.append(f"Required: {words}")
            self._reading.info(
                line, f"{draft.name}.{name}: required says {words!r}, which is neither yes nor no"
            )
        pii, pii_words = _read_pii(cells.get("pii", ""))
        one_of = _ONE_OF.search(rule) or _ONE_OF.search(escapes.value(cells.get("type", "")))
        values = (
            escapes.names(cells["values"])
            if "values" in cells
            else (escapes.names(one_of[1]) if one_of else ())
        )
        technical = (
            read_answer(cells["technical"])[0] is True
            if "technical" in cells
            else any(part.strip().casefold() == "technical" for part in notes.split(";"))
        )
        return {
            "name": name,
            "type": clean_line(escapes.value(cells.get("type", ""))),
            "required": required,
            "rule": rule,
            "constraints": escapes.value(cells.get("constraints", "")),
            "pii": pii,
            "pii_words": clean_line(pii_words),
            "values": values,
            "technical": technical,
            "notes": "; ".join(part for part in (notes, *extra) if part),
        }

    def _relations(self, draft: _Draft, table: Table) -> None:
        relations = list(draft.values.get("relationships", ()))
        for row, cells in RELATION.rows(table, self._reading):
            target = clean_key(escapes.name(cells.get("target", "")))
            if not target:
                continue
            relation = self._reading.part(
                Relationship, row.line, target=target,
                cardinality=escapes.value(cells.get("cardinality", "")),
                description=escapes.value(cells.get("description", "")),
                on_delete=escapes.value(cells.get("on_delete", "")),
            )  # fmt: skip
            if relation:
                relations.append(relation)
        draft.values["relationships"] = tuple(relations)

    def _states(self, draft: _Draft, table: Table) -> None:
        states = list(draft.values.get("states", ()))
        for row, cells in STATE.rows(table, self._reading):
            name = clean_key(escapes.name(cells.get("name", "")))
            if not name:
                continue
            state = self._reading.part(
                LifecycleState, row.line, name=name,
                description=escapes.value(cells.get("description", "")),
                transitions=_transitions(cells.get("transitions", "")),
            )  # fmt: skip
            if state:
                states.append(state)
        draft.values["states"] = tuple(states)

    def _keep(self, draft: _Draft) -> None:
        values = draft.values
        notes = "\n".join(note for note in draft.notes if note)
        values.setdefault("soft_delete", bool(_SOFT_NOTE.search(notes)))
        if draft.overview and not draft.attributes:
            self._reading.warn(
                draft.line, f"{draft.name} is in the overview but has no section with attributes"
            )
        elif not draft.attributes:
            self._reading.warn(draft.line, f"{draft.name} has no table of attributes")
        entity = self._reading.part(
            Entity, draft.line, key=draft.name, notes=notes, attributes=tuple(draft.attributes),
            **values,
        )  # fmt: skip
        self._reading.add(entity, draft.line, draft.end_line, draft.parts)


_PLAIN = frozenset({"description", "criticality", "source", "owner"})
_LISTED = re.compile(
    r"^(?:\*\*|`)(?P<name>[^*`]{1,120}?)(?:\*\*"
    r"|`)\s*(?:\((?P<type>[^()]{0,200})\))?\s*[:–—-]?\s*(?P<rule>.*)$"
)
_NO_TRANSITION = frozenset({"", "none", "terminal", "final", "n/a", "لا يوجد"})


def _transitions(raw: str) -> tuple[str, ...]:
    if label(raw) in _NO_TRANSITION:
        return ()
    return escapes.names(raw.replace("→", ","))


def _read_pii(raw: str) -> tuple[bool | None, str]:
    answer, words = read_answer(raw)
    if answer is None and words and not raw.strip().startswith("?"):
        lowered = label(words)
        if re.search(r"\b(?:pii|sensitive|personal|secret|confidential|restricted|phi)\b", lowered):
            answer = not re.search(r"\b(?:not|non|no)\b", lowered)
    return answer, words


def read_dictionary(document: Markdown, reading: Reading) -> None:
    """Read entities into `reading`; a statement that there are none becomes one on the handoff."""
    DictionaryReader(document, reading).read()


__all__ = ["entries", "read_dictionary"]
