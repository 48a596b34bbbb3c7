"""A localised field has a column for one language only.

What it checks: The column of a localised content field can store a value per language: its type is
JSON, it has sibling columns per language (`title_en`, `title_ar`), its table has a row per
language, or there is a translation table. Content in a single language is skipped.

Why it matters: Otherwise the second language overwrites the first, or a column per language is
added table by table once data is already there.

How to fix: Add a translation table with a locale, a column per language, or a JSON column; or mark
the field as not localised.

Good: `banners.title jsonb`; or table `banner_translations` with `locale`

Bad: `banners.title text` for the localised field `title` of `Banner`

Source: workbench; internationalisation of content models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.content import ContentField, ContentType
from workbench.design.content_links import EntityNames
from workbench.design.ids import singular, snake_case
from workbench.design.package import Level
from workbench.design.tables import Column, Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.sql.table_names import plain_name
from workbench.rules.lib.sql.value_types import sql_value_type

_LANGUAGE = re.compile(r"(?:locale|language|lang|culture)(?:_code|_id|_tag)?")
_TRANSLATIONS = re.compile(r"translations?|localizations?|localisations?|i18n|l10n|locales?")
_ONE_LANGUAGE = re.compile(r"[a-z]{2,3}(?:_[a-z]{2,4})?")
#: Short endings of column names that are not languages.
_NO_LANGUAGES = frozenset({"id", "at", "by", "on", "no", "key", "url", "ref", "max", "min"})
_MANY = frozenset({"json", "array"})


def check(facts: Facts) -> Iterator[Found]:
    """Look up the column of each localised field by the entity of its content type."""
    names = EntityNames(facts.design)
    for item in facts.design.content_types:
        if len(item.locales) == 1:
            continue
        entity, _ = names.keeping(item)
        tables = _tables_of(facts, entity) if entity else []
        for at, field in enumerate(item.fields):
            if field.localised:
                yield from _check_field(facts, item, at, field, tables)


def _check_field(
    facts: Facts, item: ContentType, at: int, field: ContentField, tables: list[Table]
) -> Iterator[Found]:
    wanted = snake_case(field.name)
    for table in tables:
        column = next((known for known in table.columns if wanted and known.name == wanted), None)
        if column is None or _holds_many(facts, table, column):
            continue
        address = f"`{table.key}.{column.name}` ({column.type})"
        message = f"`{field.name}` is localised, but {address} stores only one language"
        yield found(item, message, "fields", at, "localised")


def _holds_many(facts: Facts, table: Table, column: Column) -> bool:
    value_type = sql_value_type(facts, column.type).name
    # An unknown type is not judged, and an hstore keeps a value per key as well.
    if value_type in _MANY or not value_type or column.generated:
        return True
    others = [known.name for known in table.columns if known.name != column.name]
    if any(_LANGUAGE.fullmatch(name) for name in others):
        return True
    own = f"{column.name}_"
    endings = [name.removeprefix(own) for name in others if name.startswith(own)]
    if any(_ONE_LANGUAGE.fullmatch(end) and end not in _NO_LANGUAGES for end in endings):
        return True
    return any(_translates(other, table) for other in facts.design.tables)


def _translates(other: Table, table: Table) -> bool:
    """Whether a table keeps translations of another: by its key and its locale, or its name."""
    refers = any(key.target in {table.key, plain_name(table.key)} for key in other.foreign_keys)
    by_locale = any(_LANGUAGE.fullmatch(column.name) for column in other.columns)
    if refers and by_locale:
        return True
    own = f"{singular(plain_name(table.key))}_"
    name = plain_name(other.key)
    return name.startswith(own) and bool(_TRANSLATIONS.fullmatch(name.removeprefix(own)))


def _tables_of(facts: Facts, entity: str) -> list[Table]:
    stated = [table for table in facts.design.tables if table.entity == entity]
    if stated:
        return stated
    key = facts.table_names.find(entity)
    return [facts.tables[key]] if key else []


RULE = define(
    __name__, __doc__, "TRC-33", Level.quality, check=check, needs=("content_types", "tables")
)
