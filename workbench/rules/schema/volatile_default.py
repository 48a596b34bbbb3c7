"""A migration adds a column with a volatile default.

What it checks: In PostgreSQL, a column added to a table that existed before the plan has a default
that is the same for every row, and is not generated and stored.

Why it matters: A constant default is stored once as metadata. Any other default rewrites every row
under a lock.

How to fix: Add the column without the default, set the default, then fill existing rows in
batches.

Good: `ADD COLUMN created_at timestamptz DEFAULT now()`

Bad: `ADD COLUMN token uuid DEFAULT gen_random_uuid()`

Source: squawk adding-field-with-default.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.sql.migration_statements import SchemaChange, join_names
from workbench.sql.expressions import Call, function_calls
from workbench.sql.types import is_serial

#: Functions that give one value for the whole statement, or that is made of constants.
_STABLE = frozenset({
    "now", "statement_timestamp", "transaction_timestamp", "current_timestamp", "localtimestamp",
    "current_date", "current_time", "localtime", "current_user", "current_setting", "cast",
    "array", "row", "coalesce", "nullif", "greatest", "least", "lower", "upper", "to_json",
    "to_jsonb", "json_build_object", "jsonb_build_object", "json_build_array",
    "jsonb_build_array", "make_interval", "make_date", "timezone", "date_trunc", "date_part",
    "extract", "to_timestamp", "to_date", "concat", "md5", "abs", "round", "floor", "ceil",
})  # fmt: skip
#: Those that take nothing: `now(123)` is another, unknown function.
_BARE = frozenset({"now", "statement_timestamp", "transaction_timestamp"})


def check(facts: Facts) -> Iterator[Found]:
    """Look at the defaults of added columns."""
    for step in facts.steps:
        if step.dialect != "postgresql":
            continue
        changes = step.on_filled_tables("add column")
        bad = [f"`{change.table}.{change.name}`" for _, change in changes if _rewrites(change)]
        if bad:
            message = f"migration {step.item.key} computes a value for every row: {join_names(bad)}"
            yield found(step.item, message, "up")


def _rewrites(change: SchemaChange) -> bool:
    if "GENERATED" in change.words and "STORED" in change.words:
        return True
    if change.has("GENERATED") and "IDENTITY" in change.words:
        return True
    return is_serial(change.type) or any(
        map(_is_volatile, function_calls(change.default, "postgresql"))
    )


def _is_volatile(call: Call) -> bool:
    name = call.name.removeprefix("pg_catalog.")
    if name in _BARE:
        return call.has_arguments
    return name not in _STABLE


RULE = define(__name__, __doc__, "SCH-23", Level.quality, check=check, needs=("migrations",))
