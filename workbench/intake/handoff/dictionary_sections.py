"""Which sections of a document describe an entity, and which are parts of one.

`## Entity: Order` names it. Others are recognised by their content: a table of attributes, or a
list of fields below a line that introduces it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from workbench.intake.handoff.dictionary_columns import ATTRIBUTE
from workbench.intake.markdown import inline
from workbench.intake.markdown.document import ListItem, Paragraph, Table
from workbench.intake.markdown.section_titles import DICTIONARY_TITLE
from workbench.intake.markdown.sections import Section, folded, label, without_numbering

ENTITY_HEADING = re.compile(
    r"^(?:entity|entität|entité|entidad|entidade|entità|encja|model|table|tabel|tabela|tabla|tabelle"
    r"|collection|الكيان|كيان|الجدول|实体|表|エンティティ|テーブル|엔티티|테이블|сущность|таблица"
    r"|bảng)"
    r"\s*(?:\d+(?:\.\d+)*\s*)?[:\uff1a–—-]\s*(?P<name>.+)$",
    re.IGNORECASE,
)
#: Those of them that name what is stored: an entity only together with its attributes.
TABLE_WORD = re.compile(
    r"^(?:table|tabel|tabela|tabla|tabelle|collection|الجدول|表|テーブル|테이블|таблица|bảng)\b",
    re.IGNORECASE,
)
# White space may end a name only where it begins, or a long run of it is walked again and again.
_ENDING = re.compile(
    r"^(?P<name>.+?)(?<!\s)\s+(?:entity|table|collection)(?:\s*\([^()]*\))?$", re.IGNORECASE
)
# Remarks on the change or on the table's own name: `Child (modified)`, `Family (`families`)`.
_REMARK = re.compile(
    r"\((?:(?:new|existing|modified|extended|updated|unchanged|reused|table|collection)\b[^()]*"
    r"|`[^`()]*`)\)$",
    re.IGNORECASE,
)
_LEADING_CODE = re.compile(r"^`(?P<name>[^`]+)`(?:\s.*)?$")
#: Titles of the part of an entity that holds its attributes.
_PART = re.compile(
    folded(
        r"^(?:(?:key|main|core|base|basic|new|additional|data|fixed|patterned|required|optional"
        r"|suggested|all) )?"
        r"(?:fields?|attributes?|columns?|properties|atributos?|campos?|champs|colonnes|attribut[es]?"
        r"|felder|spalten|campi|colonne|kolom|trường|pola|поля|атрибуты|الحقول|السمات)"
        r"(?: (?:specifications?|definitions?|list|table|details|reference|principales|clés))?$"
        r"|^.{0,8}(?:字段|属性|カラム|フィールド|項目|컬럼|필드)(?:一覧|定義|说明|说明表|列表|목록|정의)?$"
    )
)
_RELATIONS = re.compile(folded(r"relation|association|العلاقات|beziehung|relación|связи|关系|関連"))
_STATES = re.compile(r"\bstates?\b|lifecycle|status values|الحالات")
#: Tables about attributes, and of other things that have a name and a type.
_NO_ATTRIBUTES = re.compile(
    folded(
        r"\bindex(?:es)?\b|indices|comput|derived|calculat|\benum|\bvalid|trigger|polic|example"
        r"|\bquer"
        r"|endpoint|migration|permission|convention|abbrev|mapping|索引|枚举|约定|インデックス"
        r"|인덱스"
    )
)
#: Headings above tables of names and types that describe no entity.
NOT_AN_ENTITY = re.compile(
    folded(
        r"^(?:get|post|put|patch|delete) /|^(?:phase|step|stage|sprint|milestone|version) \d"
        r"|\b(?:request|response|payload|headers?|parameters?|params"
        r"|options?|arguments?|args|config\w*|settings|environment|variables|env|flags?|props"
        r"|inputs?"
        r"|outputs?|usage|errors?|endpoints?|api|conventions?|glossary|legend"
        r"|types? (?:mapping|legend)"
        r"|naming|changelog|migrations?|commands?|events?|metrics|cli)\b|约定|规范|索引|命名"
    )
)
#: Titles of first columns that only tables of attributes have.
UNAMBIGUOUS_NAME_LABELS = frozenset(
    map(
        label,
        (
            "Attribute", "Field", "Column", "Attribute Name", "Field Name", "Column Name", "Kolom",
            "Nama Kolom", "Atributo", "Campo", "Coluna", "Columna", "Champ", "Colonne", "Attribut",
            "Feld", "Spalte", "字段", "字段名", "字段名称", "列名", "属性", "カラム", "カラム名",
            "項目名", "フィールド", "컬럼", "컬럼명", "필드", "필드명", "Поле", "Атрибут",
            "Столбец", "الحقل", "السمة", "Trường", "Kolumna", "Pole",
        ),
    )
)  # fmt: skip
_FEW = 3


def entity_name(title: str) -> str:
    """The name that a heading gives to an entity, without number, markup and the word itself.

    >>> entity_name("2.1 `users` (accounts)"), entity_name("Payment Entity (NEW)")
    ('users', 'Payment')
    """
    bare = without_numbering(title.strip()).lstrip("–—-: ")
    found = ENTITY_HEADING.match(inline.plain(bare)) or _ENDING.match(bare)
    bare = found["name"].strip() if found else bare
    bare = _REMARK.sub("", bare).strip() or bare
    code = _LEADING_CODE.match(bare)
    return code["name"].strip() if code else inline.name(bare)


def is_part(title: str) -> bool:
    """Whether a heading, normalised by `label`, is one above the attributes of an entity."""
    return bool(_PART.search(title)) and not _NO_ATTRIBUTES.search(title)


def is_about_attributes(title: str) -> bool:
    """Whether a heading, normalised by `label`, is one above indexes, enums, rules and the like."""
    return bool(_NO_ATTRIBUTES.search(title))


def holds_relations(title: str) -> bool:
    """Whether a heading, normalised by `label`, is one above relationships."""
    return bool(_RELATIONS.search(title))


def holds_states(title: str) -> bool:
    """Whether a heading, normalised by `label`, is one above lifecycle states."""
    return bool(_STATES.search(title))


def holds_attributes(title: str, table: Table, *, promised: bool) -> bool:
    """Whether a table below that heading is one of attributes."""
    first = label(table.header.cells[0])
    if _NO_ATTRIBUTES.search(title) or _NO_ATTRIBUTES.search(first):
        return False
    if ATTRIBUTE.fits(table, "entity", "name"):
        return False
    if ATTRIBUTE.fits(table, "name", any_of=("type", "required", "pii")):
        return True
    return (
        promised
        and first in UNAMBIGUOUS_NAME_LABELS
        and ATTRIBUTE.fits(table, "name", any_of=("rule", "constraints"))
    )


def is_entity(section: Section, *, promised: bool) -> bool:
    """Whether a section describes an entity though its heading does not name it one.

    With `promised`, a title above it is one of a data dictionary.
    """
    if section.heading is None or _is_no_name(section, promised=promised):
        return False
    if promised and section.label.endswith(" entity"):
        return True
    parts = [section, *(child for child in section.children if is_part(child.label))]
    tables = [table for part in parts for table in part.tables()]
    if any(holds_attributes(section.label, table, promised=promised) for table in tables):
        return True
    return promised and any(map(_lists_fields, parts))


def _is_no_name(section: Section, *, promised: bool) -> bool:
    """Whether its heading names no entity; in a dictionary `settings` and `events` may be ones."""
    title = section.label
    if DICTIONARY_TITLE.search(title) or holds_states(title):
        return True
    if promised and (" " not in title or section.title.strip().startswith("`")):
        return bool(_NEVER.fullmatch(title))
    return bool(NOT_AN_ENTITY.search(title)) or (is_part(title) and not promised)


_NEVER = re.compile(r"conventions?|glossary|legend|naming|changelog|overview|notes?|abbreviations?")


def _lists_fields(section: Section) -> bool:
    if any(is_part(field.key) and field.raw for field in section.fields(FIELD_LABELS)):
        return True
    return any(True for _ in listed(section)) or any(True for _ in field_lists(section))


def listed(section: Section) -> Iterator[ListItem]:
    """Entries of the lists of a section that hold attributes: below `Fields:`, or all of them.

    A list that nothing introduces counts where its heading is that of attributes, or where all
    its entries begin with a name in code, or in bold with a type behind it.
    """
    entries: list[ListItem] = []
    introduced, other = is_part(section.label), False
    found = False
    for block in section.blocks:
        if isinstance(block, Paragraph) and not block.depth:
            introduced, other = _introduces(block.text)
        elif isinstance(block, Table):
            other = True
        elif isinstance(block, ListItem) and block.depth == 1:
            found = found or introduced
            if introduced:
                yield block
            elif not other:
                entries.append(block)
    if not found and len(entries) >= _FEW and all(_NAMED.match(entry.text) for entry in entries):
        yield from entries


def _introduces(text: str) -> tuple[bool, bool]:
    """Whether a paragraph introduces a list of attributes, or one of something else."""
    last = text.rstrip().rsplit("\n", 1)[-1].rstrip("*_ ")
    if not last.endswith((":", "\uff1a")):
        return False, False
    part = is_part(label(last))
    return part, not part


_NAMED = re.compile(
    r"^(?:`[A-Za-z_]\w*`\s*(?:\([^()]*\))?\s*[:–—-]\s+\S"
    r"|\*\*`?[A-Za-z_]\w*`?:?\*\*:?\s*(?:\([A-Za-z][^()]*\)|(?:uuid|string|text|int\w*|number"
    r"|bool\w*|date\w*|timestamp\w*|decimal|json\w*|enum)\b))",
    re.IGNORECASE,
)


def field_lists(section: Section) -> Iterator[tuple[ListItem, list[ListItem]]]:
    """List entries like `- **Fields**:`, each with the entries nested in it."""
    items = section.items()
    for at, item in enumerate(items):
        first = item.text.split("\n", 1)[0]
        if item.depth == 1 and _introduces(first)[0]:
            yield item, list(takewhile(lambda other: other.depth > 1, items[at + 1 :]))


#: Labels of fields of attributes that need no bold.
FIELD_LABELS = frozenset(
    {
        "fields", "attributes", "key attributes", "key fields", "columns", "properties",
        "atributos", "campos", "champs", "felder", "字段", "属性",
    }
)  # fmt: skip
