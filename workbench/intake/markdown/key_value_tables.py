"""Tables of two columns that are fields of one thing: `Priority | High`, `Status | Open`."""

from __future__ import annotations

from workbench.intake.markdown import inline
from workbench.intake.markdown.document import Row, Table
from workbench.intake.markdown.identifier_prefixes import STORY_PREFIXES
from workbench.intake.markdown.identifiers import whole_identifier
from workbench.intake.markdown.sections import label
from workbench.intake.markdown.vocabulary import COLUMNS

#: Titles of a first column that names fields.
_NAMES = frozenset(
    map(
        label,
        (
            "Attribute", "Field", "Property", "Aspect", "Item", "Key", "Campo", "Atributo",
            "Atribut", "Attribut", "Feld", "Eigenschaft", "Merkmal", "Champ", "Propriété", "Поле",
            "Параметр", "项目", "字段", "属性", "項目", "항목", "الحقل", "البند", "Kolom", "Trường",
        ),
    )
)  # fmt: skip
_PAIR = 2


def key_value_rows(table: Table) -> list[tuple[Row, str]]:
    """Rows of such a table with the meaning of each, empty where the key means nothing known.

    Gives nothing where the table is another one: most keys must be known, or the first column's
    title must be one of keys. The header counts as a row where its key is known.
    """
    if len(table.header.cells) != _PAIR or not table.rows:
        return []
    rows = [(row, _meaning(row)) for row in table.rows if row.cells[0]]
    known = sum(1 for _, meaning in rows if meaning)
    titled = label(table.header.cells[0]) in _NAMES
    if not known or (known * 2 < len(rows) and not titled):
        return []
    first = _meaning(table.header)
    return [(table.header, first), *rows] if first and not titled else rows


def _meaning(row: Row) -> str:
    meaning = COLUMNS.get(label(row.cells[0]), "")
    if meaning in {"", "id"}:
        return "stories" if only_stories(row.cells[1]) else ""
    return meaning


def only_stories(raw: str) -> bool:
    """Whether a cell holds nothing but keys of stories: `US-01, US-02`."""
    named = [whole_identifier(name) for name in inline.names(raw)]
    return bool(named) and all(name and name.prefix in STORY_PREFIXES for name in named)
