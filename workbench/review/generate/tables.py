"""First drafts of tables, generated from the data dictionary.

A table per entity, a column per attribute, and foreign keys for references. Whatever the
dictionary does not state is left out, so that the rules still report it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import get_args

from workbench.design.design import Design
from workbench.design.dictionary import Attribute, Entity
from workbench.design.ids import plural, snake_case
from workbench.design.schema_dialect import dialect_of
from workbench.design.tables import (
    Action,
    Check,
    Column,
    ForeignKey,
    Index,
    IndexPart,
    PrimaryKey,
    Table,
    Unique,
)
from workbench.rules.lib.sql.value_types import dictionary_value_type

_POSTGRESQL = {
    "uuid": "uuid",
    "integer": "bigint",
    "decimal": "numeric(19,4)",
    "boolean": "boolean",
    "date": "date",
    "instant": "timestamptz",
    "time": "time",
    "json": "jsonb",
    "array": "text[]",
    "binary": "bytea",
    "": "text",
}
_MYSQL = _POSTGRESQL | {
    "uuid": "char(36)",
    "instant": "datetime(6)",
    "json": "json",
    "array": "json",
    "binary": "blob",
    "": "varchar(255)",
}
_SQLITE = dict.fromkeys(_POSTGRESQL, "text") | {
    "integer": "integer",
    "boolean": "integer",
    "decimal": "numeric",
    "binary": "blob",
}
_TYPES = {"postgresql": _POSTGRESQL, "mysql": _MYSQL, "sqlite": _SQLITE}
_REFERS = re.compile(r"\b(?:FK|foreign key|references?|refers)\s+(?:to\s+)?(\w+)", re.IGNORECASE)
_ACTIONS: dict[str, Action] = {action.lower(): action for action in get_args(Action)}
_SYSTEM = "Audit column"


def entities_without_table(design: Design) -> list[Entity]:
    """Entities that need a table and that no table stores, by its entity or by its name."""
    stored = {table.entity for table in design.tables}
    names = {table.key for table in design.tables}
    return [
        candidate
        for candidate in design.entities
        if candidate.key not in stored
        and not candidate.no_table_reason
        and _table_name(candidate) not in names
        and snake_case(candidate.key) not in names
        and snake_case(candidate.key)
    ]


def generate_tables(design: Design) -> tuple[Table, ...]:
    """A table for every entity without one."""
    maker = _Maker(design)
    return tuple(maker.table(entity) for entity in entities_without_table(design))


def generate_table(design: Design, entity: Entity | None, name: str = "") -> Table:
    """A table for an entity, with a given or a derived name; without an entity only an `id`."""
    maker = _Maker(design)
    table = maker.table(entity or Entity(key=name))
    changes: dict[str, object] = {} if entity else {"entity": ""}
    return table.model_copy(update={**changes, **({"key": name} if name else {})})


def _table_name(entity: Entity) -> str:
    return plural(snake_case(entity.key))


class _Maker:
    """Generates tables with the types of the project's database."""

    def __init__(self, design: Design) -> None:
        dialect = dialect_of(design)
        self._postgresql = dialect == "postgresql"
        self._types = _TYPES[dialect]
        self._entities = {snake_case(candidate.key): candidate for candidate in design.entities}
        self._tables = {table.entity: table.key for table in design.tables if table.entity}
        self._keys = {table.key: table.primary_key for table in design.tables}

    def table(self, entity: Entity) -> Table:
        name = _table_name(entity)
        key = self._key_name(entity)
        columns = [
            self._column(entity, attribute)
            for attribute in entity.attributes
            if snake_case(attribute.name)
        ]
        columns = list({column.name: column for column in columns}.values())
        names = {column.name for column in columns}
        if key not in names:
            columns.insert(0, self._key_column(key))
        columns += [column for column in self._audit_columns(entity) if column.name not in names]
        foreign = tuple(self._foreign_keys(entity, name))
        return Table(
            key=name,
            entity=entity.key,
            description=entity.description,
            columns=tuple(columns),
            primary_key=PrimaryKey(columns=(key,), name=f"pk_{name}"),
            foreign_keys=foreign,
            uniques=tuple(_uniques(entity, name, key)),
            checks=tuple(_checks(entity, name)),
            indexes=tuple(
                Index(
                    name=f"idx_{name}_{foreign_key.columns[0]}", parts=(IndexPart(column=column),)
                )
                for foreign_key in foreign
                for column in foreign_key.columns
            ),
        )

    def _key_name(self, entity: Entity) -> str:
        names = {snake_case(attribute.name) for attribute in entity.attributes}
        own = f"{snake_case(entity.key)}_id"
        return own if own in names and "id" not in names else "id"

    def _key_column(self, key: str) -> Column:
        default = "gen_random_uuid()" if self._postgresql else ""
        type_ = self._types["uuid"]
        return Column(name=key, type=type_, nullable=False, default=default, deviation=_SYSTEM)

    def _audit_columns(self, entity: Entity) -> Iterator[Column]:
        moment = self._types["instant"]
        now = "now()" if self._postgresql else "CURRENT_TIMESTAMP"
        for name in ("created_at", "updated_at"):
            yield Column(name=name, type=moment, nullable=False, default=now, deviation=_SYSTEM)
        if entity.soft_delete:
            yield Column(name="deleted_at", type=moment, deviation="Soft delete, as asked for")

    def _column(self, entity: Entity, attribute: Attribute) -> Column:
        name = snake_case(attribute.name)
        is_key = name == self._key_name(entity)
        refers = self._target(entity, attribute)
        value_type = "uuid" if refers is not None else dictionary_value_type(attribute.type).name
        type_ = self._types.get(value_type, self._types[""])
        default = "gen_random_uuid()" if is_key and type_ == "uuid" else ""
        return Column(
            name=name,
            type=type_,
            nullable=not (attribute.required or is_key),
            default=default,
            attribute=f"{entity.key}.{attribute.name}",
            data_class="personal" if attribute.pii else "",
        )

    def _target(self, entity: Entity, attribute: Attribute) -> Entity | None:
        """The entity an attribute refers to: stated in its texts, or named like `order_id`."""
        name = snake_case(attribute.name)
        if name == self._key_name(entity):
            return None
        reference = _REFERS.search(
            f"{attribute.rule} {attribute.constraints} {attribute.notes} {attribute.type}"
        )
        named = self._entities.get(snake_case(reference[1])) if reference else None
        return named or (self._entities.get(name.removesuffix("_id")) if "_id" in name else None)

    def _foreign_keys(self, entity: Entity, table: str) -> Iterator[ForeignKey]:
        for attribute in entity.attributes:
            target = self._target(entity, attribute)
            if target is None:
                continue
            name = snake_case(attribute.name)
            target_table = self._tables.get(target.key, _table_name(target))
            actions = (
                _ACTIONS.get(rel.on_delete.lower())
                for rel in entity.relationships
                if rel.target == target.key
            )
            yield ForeignKey(
                columns=(name,),
                target=target_table,
                target_columns=(
                    (self._key_name(target),) if target_table not in self._keys else ()
                ),
                name=f"fk_{table}_{name}",
                on_delete=next((action for action in actions if action), "RESTRICT"),
            )


def _uniques(entity: Entity, table: str, key: str) -> Iterator[Unique]:
    for attribute in entity.attributes:
        name = snake_case(attribute.name)
        if name and name != key and re.search(r"\bunique\b", attribute.constraints, re.IGNORECASE):
            yield Unique(columns=(name,), name=f"uq_{table}_{name}")


def _checks(entity: Entity, table: str) -> Iterator[Check]:
    for attribute in entity.attributes:
        values = values_of(entity, attribute)
        name = snake_case(attribute.name)
        if values and name:
            listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
            yield Check(expression=f"{name} IN ({listed})", name=f"ck_{table}_{name}")


def values_of(entity: Entity, attribute: Attribute) -> Sequence[str]:
    """Allowed values of an attribute: as listed, or for a status the entity's states."""
    if attribute.values:
        return attribute.values
    if snake_case(attribute.name) in {"status", "state"}:
        return [state.name for state in entity.states]
    return ()
