"""What rules know: indexes over a design, each built once per run and only when asked for.

`ItemFacts` is what can be known of one item without looking at the whole design: its cost
does not grow with it. `Facts` adds what needs the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import cast

from workbench.design.base import Item
from workbench.design.contract import Contract, Operation
from workbench.design.design import Design
from workbench.design.endpoints import Endpoint
from workbench.design.handoff import Setup
from workbench.design.kinds import get_kind
from workbench.design.openapi_view import ContractView, Items
from workbench.design.schema_dialect import database_of, database_of_schema
from workbench.design.scope import Scope, scope_of
from workbench.design.table_names import TableNames
from workbench.design.tables import Column, Migration, SqlObjectType, Table
from workbench.design.trace import Trace, build_trace
from workbench.rules.lib.openapi.contract_index import ContractIndex, build_index
from workbench.rules.lib.openapi.occurrences import CONTRACT_KINDS, Written, read_written
from workbench.rules.lib.openapi.operations import OperationFacts, read_operation
from workbench.rules.lib.openapi.references import Reference, references_in
from workbench.rules.lib.openapi.validators import SchemaChecker
from workbench.rules.lib.sql.migration_statements import (
    MigrationStep,
    SchemaChange,
    migration_dialect,
    read_steps,
    schema_changes,
)
from workbench.sql.dialect import Database


class ItemFacts:
    """One item's surroundings, looked up by key when needed."""

    def __init__(self, items: Items) -> None:
        """Look items up in a design or a draft, when they are needed."""
        self.items = items
        self.view = ContractView(items)
        self._operation: tuple[Operation, OperationFacts] | None = None
        self._written: tuple[Item, Written] | None = None
        self._json: tuple[Item, str] | None = None
        self._migration: tuple[Migration, Database, tuple[SchemaChange, ...]] | None = None

    @cached_property
    def setup(self) -> Setup:
        """The project's set-up answers; the defaults while there are none."""
        found = self.items.find("setup", "setup")
        return found if isinstance(found, Setup) else Setup()

    @cached_property
    def contract(self) -> Contract:
        """The document's frame; an empty one while there is no document."""
        return self.view.contract or Contract()

    @cached_property
    def checker(self) -> SchemaChecker:
        """Validates values against the contract's schemas."""
        return SchemaChecker(self.view, self.contract.version)

    def endpoint(self, key: str) -> Endpoint | None:
        """The inventory's row of that endpoint."""
        found = self.items.find("endpoint", key)
        return found if isinstance(found, Endpoint) else None

    def operation(self, item: Operation) -> OperationFacts:
        """One operation with its parameters, bodies and responses resolved.

        The last one is kept, because rules are run item by item.
        """
        if self._operation is None or self._operation[0] is not item:
            row = self.endpoint(item.endpoint)
            self._operation = (item, read_operation(item, row, self.view))
        return self._operation[1]

    def dialect(self, table: Table) -> Database:
        """The database that a table is written for."""
        return database_of_schema(self.setup.database, (table,))

    def unmodelled_changes(self, migration: Migration) -> tuple[Database, list[SchemaChange]]:
        """What a migration does to tables that are no items of the design, and its database.

        Rules about columns judge those of a table at the table. The last migration is kept.
        """
        if self._migration is None or self._migration[0] is not migration:
            database = migration_dialect(migration, self._database_of_migrations)
            changes = schema_changes(migration.up, database)
            self._migration = (migration, database, changes)
        _, database, changes = self._migration
        unmodelled = [
            change for change in changes if change.table and not self._is_modelled(change)
        ]
        return database, unmodelled

    def _is_modelled(self, change: SchemaChange) -> bool:
        names = {change.key, change.table, change.key.lower()}
        return any(self.items.find("table", name) is not None for name in names if name)

    @property
    def _database_of_migrations(self) -> Database:
        """The database that migrations are written for unless their words differ."""
        return database_of_schema(self.setup.database, ())

    def written(self, item: Item) -> Written:
        """What is written inside one item of the contract; the last one is kept."""
        if self._written is None or self._written[0] is not item:
            self._written = (item, read_written(item))
        return self._written[1]

    def json_text(self, item: Item) -> str:
        """An item as JSON text, defaults left out; the last one is kept."""
        if self._json is None or self._json[0] is not item:
            self._json = (item, item.model_dump_json(exclude_defaults=True))
        return self._json[1]

    def references(self, item: Item) -> list[Reference]:
        """Every `$ref` written in an item of the contract."""
        return references_in(item)


class Facts(ItemFacts):
    """The whole design and its indexes."""

    def __init__(self, design: Design) -> None:
        """Look at a design; nothing is built before it is asked for."""
        super().__init__(design)
        self.design = design
        self._all_written: dict[int, Written] = {}
        self._all_references: dict[int, list[Reference]] = {}

    def of_kind(self, kind: str) -> tuple[Item, ...]:
        """All items of a kind; a single counts as one even where it says nothing."""
        value = getattr(self.design, get_kind(kind).section)
        if get_kind(kind).single:
            return () if value is None else (value,)
        return cast("tuple[Item, ...]", value)

    @cached_property
    def operations(self) -> tuple[OperationFacts, ...]:
        """Every operation, resolved, in document order."""
        return tuple(
            read_operation(operation, self.endpoint(operation.endpoint), self.view)
            for operation in self.design.operations
        )

    @cached_property
    def _operations_by_item(self) -> dict[int, OperationFacts]:
        return {id(operation.item): operation for operation in self.operations}

    def operation(self, item: Operation) -> OperationFacts:
        """One operation with its parameters, bodies and responses resolved."""
        return self._operations_by_item.get(id(item)) or super().operation(item)

    def written(self, item: Item) -> Written:
        """What is written inside one item of the contract, read once per run."""
        known = self._all_written.get(id(item))
        if known is None:
            known = self._all_written[id(item)] = read_written(item)
        return known

    def references(self, item: Item) -> list[Reference]:
        """Every `$ref` written in an item of the contract, read once per run."""
        known = self._all_references.get(id(item))
        if known is None:
            known = self._all_references[id(item)] = references_in(item)
        return known

    def contract_items(self) -> Iterator[Item]:
        """Every item in which schemas are written."""
        for kind in CONTRACT_KINDS:
            yield from self.of_kind(kind)

    def dialect(self, table: Table) -> Database:  # noqa: ARG002 - one database keeps all tables
        """The database that the tables are written for, all of them asked."""
        return self._database

    @cached_property
    def _database(self) -> Database:
        return database_of(self.design)

    @cached_property
    def steps(self) -> tuple[MigrationStep, ...]:
        """What the migrations do, in the order of the plan."""
        return read_steps(self.design.migrations, self._database)

    @cached_property
    def contract_index(self) -> ContractIndex:
        """Properties and names of the whole contract, read once."""
        return build_index((item, self.written(item)) for item in self.contract_items())

    @cached_property
    def scope(self) -> Scope:
        """What this release must include."""
        return scope_of(self.design)

    @cached_property
    def trace(self) -> Trace:
        """Links from requirement to column and permission, both ways."""
        return build_trace(self.design)

    @cached_property
    def table_names(self) -> TableNames:
        """Finds the table behind a schema name or a path."""
        return TableNames(self.design)

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Tables by key."""
        return {table.key: table for table in self.design.tables}

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Columns by their address `table.column`."""
        return {
            f"{table.key}.{column.name}": column
            for table in self.design.tables
            for column in table.columns
        }

    @cached_property
    def column_names(self) -> dict[str, frozenset[str]]:
        """Names of the columns of each table."""
        return {
            table.key: frozenset(column.name for column in table.columns)
            for table in self.design.tables
        }

    @cached_property
    def enum_values(self) -> dict[str, tuple[str, ...]]:
        """Values of each enum of the database, by its name in small letters."""
        enums = (
            sql_object
            for sql_object in self.design.sql_objects
            if sql_object.type is SqlObjectType.enum
        )
        return {
            name.lower(): enum.values
            for enum in enums
            for name in (enum.name, enum.name.rpartition(".")[2])
        }
