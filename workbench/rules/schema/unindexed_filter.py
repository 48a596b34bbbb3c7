"""A list is filtered or sorted by a column without an index.

What it checks: Every query parameter of a list endpoint that names a column of its table, and
every column in the enum of its sort parameter, has an index that starts with the column, or with
foreign keys followed by the column.

Why it matters: Without an index every such request reads the whole table.

How to fix: Add an index on the column.

Good: `GET /orders?status=…` with `idx_orders_status (status)`

Bad: `GET /orders?status=…` without one

Source: workbench schema conventions.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.contract import Operation
from workbench.design.design import Design
from workbench.design.endpoints import EndpointKind
from workbench.design.ids import snake_case
from workbench.design.openapi_view import Parameter
from workbench.design.package import Finding, Level
from workbench.design.tables import Table
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.item_patch import ItemChange, operation_of, replaced
from workbench.rules.lib.openapi.operations import OperationFacts, flatten
from workbench.rules.lib.openapi.pagination import STEERING_NAMES
from workbench.rules.lib.sql.index_columns import index_on, leading_columns

_SORTS = frozenset({"sort", "sort_by", "order_by", "order"})


def check(facts: Facts) -> Iterator[Found]:
    """Look at each list with the table that its path names."""
    served: dict[str, frozenset[str]] = {}
    for operation in facts.operations:
        if operation.kind is not EndpointKind.list or operation.method != "GET":
            continue
        table = _table(facts, operation)
        if table is None:
            continue
        known = served.setdefault(table.key, served_columns(table))
        for parameter in operation.parameters:
            lacking = [name for name in _columns(facts, parameter, table) if name not in known]
            if lacking:
                columns = ", ".join(f"{table.key}.{name}" for name in lacking)
                message = f"parameter `{parameter.name}` queries {columns}, which has no index"
                place = operation.place(*parameter.pointer)
                yield found(operation.item, message, *place, fixable=True)


def _table(facts: Facts, operation: OperationFacts) -> Table | None:
    key = facts.table_names.find_for_path(operation.path)
    return facts.tables.get(key) if key else None


def _columns(facts: Facts, parameter: Parameter, table: Table) -> list[str]:
    """Columns of the table that a parameter filters or sorts by."""
    if parameter.place != "query":
        return []
    name = snake_case(parameter.name)
    if name in _SORTS:
        schema = flatten(facts.view, parameter.body.get("schema"))
        inner = flatten(facts.view, schema.get("items"))
        values = schema.get("enum") or inner.get("enum") or ()
        wanted = dict.fromkeys(
            snake_case(str(value).lstrip("+-").partition(":")[0]) for value in values
        )
        return [column for column in wanted if table.column(column) is not None]
    if name in STEERING_NAMES or table.column(name) is None:
        return []
    return [name]


def served_columns(table: Table) -> frozenset[str]:
    """Columns by which some index can search: its first one, and those after foreign keys."""
    keys = {name for key in table.foreign_keys for name in key.columns}
    served = set()
    for columns in leading_columns(table):
        for name in columns:
            served.add(name)
            if name not in keys:
                break
    for index in table.indexes:
        served.update(index.columns[:1])
    return frozenset(served)


def fix(finding: Finding, design: Design) -> tuple[ItemChange, ...]:
    """Add an index on each column that the finding is about."""
    item = operation_of(design, finding.item)
    if not isinstance(item, Operation):
        return ()
    facts = Facts(design)
    operation = facts.operation(item)
    table = _table(facts, operation)
    if table is None:
        return ()
    known = served_columns(table)
    places = {operation.place(*parameter.pointer): parameter for parameter in operation.parameters}
    wanted = [
        name
        for place, parameter in places.items()
        if "".join(f"/{part}" for part in place) == finding.pointer
        for name in _columns(facts, parameter, table)
        if name not in known
    ]
    indexed = table
    for name in dict.fromkeys(wanted):
        added = index_on(indexed, (name,))
        indexed = indexed.model_copy(update={"indexes": (*indexed.indexes, added)})
    return (replaced(table, indexes=indexed.indexes),)


RULE = define(
    __name__,
    __doc__,
    "SCH-36",
    Level.quality,
    check=check,
    fix=fix,
    needs=("tables", "operations"),
)
