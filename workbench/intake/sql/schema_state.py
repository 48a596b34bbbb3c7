"""What a SQL script has built so far: tables and objects that later statements change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from workbench.design.access import Policy
from workbench.design.base import Part
from workbench.design.tables import (
    Check,
    Column,
    ForeignKey,
    Index,
    PrimaryKey,
    SqlObject,
    SqlObjectType,
    Table,
    Unique,
)
from workbench.intake.result import ReadItem, ReadPart
from workbench.intake.sql.constraint_attributes import settled_key
from workbench.intake.sql.constraints import TablePart, table_key
from workbench.intake.sql.names import key_rests_on, renamed_index, renamed_key, rests_on
from workbench.sql.identifiers import MAX_IDENTIFIER
from workbench.sql.mentions import renamed_in, words_of

AnyPart = TypeVar("AnyPart", bound=Part)

#: Renamings of tables and columns that one script may hold.
MAX_CASCADES = 2_000


@dataclass
class TableState:
    """A table while its script is read."""

    key: str
    line: int
    end_line: int
    columns: dict[str, Column] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    """Line of each column and of each named index."""
    primary_key: PrimaryKey | None = None
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    uniques: list[Unique] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    indexes: list[Index] = field(default_factory=list)
    index_names: set[str] = field(default_factory=set)
    """Names that an index of this table has or had."""
    index_owners: dict[str, TableState] = field(default_factory=dict, repr=False)
    """Shared by all tables of a script: which one has an index of that name."""
    other: dict[str, Any] = field(default_factory=dict)
    """Further members of Table: description, partition_of, …"""

    def add(self, part: TablePart, line: int) -> None:
        """Take over what an entry or an ALTER action adds."""
        for column in part.columns:
            self.lines[column.name] = line
            self._insert(column, part.position)
        if part.primary_key:
            self.primary_key = settled_key(part.primary_key, self.columns)
            for name in part.primary_key.columns:
                self.change(name, nullable=False)
        self.foreign_keys += part.foreign_keys
        self.uniques += part.uniques
        self.checks += part.checks
        for index in part.indexes:
            self.add_index(index, line)

    def add_index(self, index: Index, line: int) -> None:
        """Take an index."""
        self.lines.setdefault(index.name, line)
        self.indexes.append(index)
        self._own_index(index.name)

    def _own_index(self, name: str) -> None:
        self.index_names.add(name)
        self.index_owners[name] = self

    def _insert(self, column: Column, position: str) -> None:
        if not position:
            # A column of that name is replaced in its place.
            self.columns[column.name] = column
            return
        known = [
            own_column for own_column in self.columns.values() if own_column.name != column.name
        ]
        at = len(known)
        if position == "FIRST":
            at = 0
        else:
            names = [part.name for part in known]
            at = names.index(position) + 1 if position in names else at
        known.insert(at, column)
        self.columns = {part.name: part for part in known}

    def change(self, column: str, **update: Any) -> bool:  # noqa: ANN401
        """Change members of a column; whether there is one of that name."""
        found = self.columns.get(column)
        if found is None:
            return False
        self.columns[column] = found.model_copy(update=update)
        return True

    def drop_column(self, name: str) -> bool:
        """Remove a column with what rests on it; whether there was one."""
        if self.columns.pop(name, None) is None:
            return False
        if self.primary_key and key_rests_on(self.primary_key, name):
            self.primary_key = None
        self.foreign_keys = [key for key in self.foreign_keys if name not in key.columns]
        self.uniques = [unique for unique in self.uniques if not key_rests_on(unique, name)]
        self.checks = [check for check in self.checks if name not in words_of(check.expression)]
        self.indexes = [index for index in self.indexes if not rests_on(index, name)]
        return True

    def drop_constraint(self, name: str) -> bool:
        """Remove a constraint by its name, or by the one PostgreSQL would have given it."""
        if self.primary_key and name in {self.primary_key.name, f"{_short(self.key)}_pkey"}:
            self.primary_key = None
            return True
        before = len(self.foreign_keys) + len(self.uniques) + len(self.checks)
        self.foreign_keys = [
            key
            for key in self.foreign_keys
            if not self._is_called(name, key.name, key.columns, "fkey")
        ]
        self.uniques = [
            unique
            for unique in self.uniques
            if not self._is_called(name, unique.name, unique.columns, "key")
        ]
        self.checks = [
            check
            for check in self.checks
            if name != (check.name or self._usual_name(self._checked(check), "check"))
        ]
        return len(self.foreign_keys) + len(self.uniques) + len(self.checks) < before

    def _is_called(self, name: str, own: str, columns: tuple[str, ...], suffix: str) -> bool:
        """Whether a constraint has a name, or would get it from PostgreSQL for want of one."""
        return name == (own or self._usual_name(columns, suffix))

    def _usual_name(self, columns: tuple[str, ...], suffix: str) -> str:
        return "_".join([_short(self.key), *columns, suffix])

    def _checked(self, check: Check) -> tuple[str, ...]:
        """The column after which PostgreSQL names a check: the only one that it mentions."""
        words = words_of(check.expression)
        named = [column for column in self.columns if column in words]
        return tuple(named) if len(named) == 1 else ()

    def name_constraints(self) -> None:
        """Name the constraints that have no name as PostgreSQL did, before that would change."""
        key = self.primary_key
        if key and not key.name:
            self.primary_key = key.model_copy(update={"name": f"{_short(self.key)}_pkey"})
        self.foreign_keys = self._with_names(self.foreign_keys, lambda part: part.columns, "fkey")
        self.uniques = self._with_names(self.uniques, lambda part: part.columns, "key")
        self.checks = self._with_names(self.checks, self._checked, "check")

    def _with_names(
        self, parts: list[AnyPart], columns: Callable[[AnyPart], tuple[str, ...]], suffix: str
    ) -> list[AnyPart]:
        taken = {getattr(part, "name", "") for part in parts}
        made: list[AnyPart] = []
        for part in parts:
            usual = name = self._usual_name(columns(part), suffix)
            number = 0
            while name in taken:
                number += 1
                name = f"{usual}{number}"
            if getattr(part, "name", "") or len(name) > MAX_IDENTIFIER:
                # PostgreSQL cuts longer names in a way of its own.
                made.append(part)
                continue
            taken.add(name)
            made.append(part.model_copy(update={"name": name}))
        return made

    def rename_part(self, old: str, new: str) -> None:
        """Give a constraint or index another name."""
        self._own_index(new)
        if self.primary_key and self.primary_key.name == old:
            self.primary_key = self.primary_key.model_copy(update={"name": new})
        self.foreign_keys = _with_renamed(self.foreign_keys, old, new)
        self.uniques = _with_renamed(self.uniques, old, new)
        self.checks = _with_renamed(self.checks, old, new)
        self.indexes = _with_renamed(self.indexes, old, new)

    def rename_column(self, old: str, new: str) -> bool:
        """Give a column another name, in constraints and indexes too."""
        if old not in self.columns:
            return False
        self.change(old, name=new)
        self.columns = {column.name: column for column in self.columns.values()}
        self.lines[new] = self.lines.pop(old, self.line)

        if self.primary_key:
            self.primary_key = renamed_key(self.primary_key, old, new)
        self.foreign_keys = [renamed_key(key, old, new) for key in self.foreign_keys]
        self.uniques = [renamed_key(unique, old, new) for unique in self.uniques]
        self.checks = [
            check.model_copy(update={"expression": renamed_in(check.expression, old, new)})
            for check in self.checks
        ]
        self.indexes = [renamed_index(index, old, new) for index in self.indexes]
        return True

    def table(self) -> Table:
        """The finished table."""
        return Table(
            key=self.key,
            columns=tuple(self.columns.values()),
            primary_key=self.primary_key,
            foreign_keys=tuple(self.foreign_keys),
            uniques=tuple(self.uniques),
            checks=tuple(self.checks),
            indexes=tuple(self.indexes),
            **self.other,
        )


def read_table(state: TableState, source: str) -> ReadItem:
    """The finished table as an item, with the lines of its columns and indexes.

    Raises pydantic's ValidationError where the design refuses it.
    """
    table = state.table()
    parts = [
        ReadPart(
            kind,
            f"{table.key}.{member.name}",
            state.lines.get(member.name, state.line),
            member.model_dump(exclude_defaults=True),
        )
        for kind, members in (("column", table.columns), ("index", table.indexes))
        for member in members
    ]
    return ReadItem(table, source, state.line, state.end_line, tuple(parts))


def _with_renamed(parts: list[AnyPart], old: str, new: str) -> list[AnyPart]:
    return [
        part.model_copy(update={"name": new}) if getattr(part, "name", "") == old else part
        for part in parts
    ]


def _short(key: str) -> str:
    return key.rpartition(".")[2]


@dataclass
class LocatedObject:
    """An object or policy with its position in the script."""

    item: SqlObject | Policy
    line: int
    end_line: int


@dataclass
class SchemaState:
    """Everything that a script has built, in order."""

    tables: dict[str, TableState] = field(default_factory=dict)
    objects: dict[str, LocatedObject] = field(default_factory=dict)
    policies: dict[str, LocatedObject] = field(default_factory=dict)
    order: list[tuple[str, str]] = field(default_factory=list)
    """Kind and key in order of first appearance."""
    folded: dict[str, str] = field(default_factory=dict)
    """Keys of tables by their case-folded form."""
    index_owners: dict[str, TableState] = field(default_factory=dict, repr=False)
    has_inheritance: bool = False
    """Whether some table has its columns from another."""
    schema: str = ""
    """Where tables go whose names have no schema; empty for the usual one."""
    # Indexes made ON ONLY a table, until others are attached, and their lines.
    detached_indexes: dict[str, int] = field(default_factory=dict)
    copied: int = 0  # Parts of tables that were copied so far.
    cascade_count: int = 0  # Changes of names so far, each of which reaches every table.

    def find_table(self, key: str) -> TableState | None:
        """A table by its key; names of MySQL and SQLite match in any case."""
        found = None
        if self.schema and "." not in key:
            found = self.tables.get(f"{self.schema}.{key}")
        if found is None:
            found = self.tables.get(key)
        if found is None:
            found = self.tables.get(self.folded.get(key.casefold(), ""))
        return found

    def place(self, parts: tuple[str, ...]) -> str:
        """Key of a table that is made under a name: in the schema that is set if it has none."""
        return table_key((self.schema, *parts) if self.schema and len(parts) == 1 else parts)

    def qualify(self, name: str) -> str:
        """A name with the schema that is set, if it has none."""
        return f"{self.schema}.{name}" if self.schema and "." not in name else name

    def follow_keys(self, table: TableState) -> None:
        """Point foreign keys to tables of the schema that is set, where names have none."""
        if not self.schema:
            return
        for at, key in enumerate(table.foreign_keys):
            near = f"{self.schema}.{key.target}"
            if "." not in key.target and (near in self.tables or near == table.key):
                table.foreign_keys[at] = key.model_copy(update={"target": near})

    def add_table(self, table: TableState) -> None:
        """Take a table; one of that name is replaced."""
        self.follow_keys(table)
        if {"partition_of", "inherits"} & table.other.keys():
            self.has_inheritance = True
        self.tables[table.key] = table
        self.folded[table.key.casefold()] = table.key
        self.index_owners.update(dict.fromkeys(table.index_names, table))
        table.index_owners = self.index_owners
        self.order.append(("table", table.key))

    def add_object(self, item: SqlObject, line: int, end_line: int) -> None:
        """Take an object; one of that key is replaced."""
        self.objects[item.key] = LocatedObject(item, line, end_line)
        self.order.append(("sql_object", item.key))

    def add_policy(self, item: Policy, line: int, end_line: int) -> None:
        """Take a row-security policy."""
        self.policies[item.item_key] = LocatedObject(item, line, end_line)
        self.order.append(("policy", item.item_key))

    def rename_type(self, located: LocatedObject, new: str) -> None:
        """Give an enum another name; columns of that type follow."""
        item = located.item
        if not isinstance(item, SqlObject) or self.cascade_count > MAX_CASCADES:
            return
        self.cascade_count += 1
        made = item.model_copy(update={"key": f"{item.type} {new}", "name": new})
        self.objects.pop(item.key, None)
        self.objects[made.key] = located
        located.item = made
        self.order = [(kind, made.key if key == item.key else key) for kind, key in self.order]
        for table in self.tables.values():
            for column in list(table.columns.values()):
                written = column.type.replace('"', "").removeprefix("public.")
                base = written.rstrip("[]")
                if base == item.name:
                    table.change(column.name, type=new + written[len(base) :])

    def find_object(self, kind: SqlObjectType | None, name: str) -> LocatedObject | None:
        """An object by type and name; any type for None."""
        kinds = SqlObjectType if kind is None else (kind,)
        names = dict.fromkeys((self.qualify(name), name))
        found = (self.objects.get(f"{own_kind} {each}") for each in names for own_kind in kinds)
        return next((part for part in found if part), None)

    def index(self, name: str) -> tuple[TableState, int] | None:
        """The table and place of an index of that name."""
        table = self.index_owners.get(name)
        if table is None or table.key not in self.tables:
            return None
        found = (at for at, index in enumerate(table.indexes) if index.name == name)
        return next(((table, at) for at in found), None)
