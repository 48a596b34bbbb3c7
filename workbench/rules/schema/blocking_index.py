"""A migration builds or drops an index while writes wait.

What it checks: In PostgreSQL, an index on a table that existed before the plan is created, rebuilt
or dropped CONCURRENTLY, a partition is detached CONCURRENTLY, and neither happens inside a
transaction.

Why it matters: Building an index reads the whole table and blocks writes until it ends.
CONCURRENTLY lets writes through but fails inside a transaction.

How to fix: Write CONCURRENTLY, in a migration that runs outside a transaction.

Good: `CREATE INDEX CONCURRENTLY idx_orders_placed_at ON orders (placed_at)`

Bad: `CREATE INDEX idx_orders_placed_at ON orders (placed_at)`

Source: squawk require-concurrent-index-creation, -deletion, -reindex, -partition-detach and
ban-concurrent-index-creation-in-transaction; Atlas concurrent index policy.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.sql.migration_statements import MigrationStep, join_names

_CREATED = ("create index", "create unique index")
_OPEN = frozenset({"begin", "start"})
_CLOSED = frozenset({"commit", "end", "rollback", "abort"})


def check(facts: Facts) -> Iterator[Found]:
    """Look at indexes and partitions that steps touch."""
    for step in facts.steps:
        if step.dialect != "postgresql":
            continue
        bad = [*_blocking(step), *_inside_transactions(step)]
        if bad:
            yield found(
                step.item,
                f"migration {step.item.key} blocks writes or fails: {join_names(bad)}",
                "up",
            )


def _blocking(step: MigrationStep) -> Iterator[str]:
    made = {
        created.name
        for created in step.changes
        if created.kind.startswith("create ") and created.name
    }
    for _, change in step.on_filled_tables(*_CREATED, "drop index", "reindex", "detach partition"):
        if change.kind in _CREATED:
            yield f"index `{change.name or change.source}` is built without CONCURRENTLY"
        elif change.kind == "drop index" and change.name not in made:
            yield f"index `{change.name}` is dropped without CONCURRENTLY"
        elif change.kind == "reindex" and not {"CONCURRENTLY", "SYSTEM"} & set(change.words):
            yield f"`REINDEX {change.source}` runs without CONCURRENTLY"
        elif change.kind == "detach partition" and not {"CONCURRENTLY", "FINALIZE"} & set(
            change.words
        ):
            yield f"partition `{change.name}` is detached without CONCURRENTLY"


def _inside_transactions(step: MigrationStep) -> Iterator[str]:
    inside = False
    for change in step.changes:
        if change.kind in _OPEN:
            inside = True
        elif change.kind in _CLOSED:
            inside = False
        elif inside and change.kind.endswith("concurrently"):
            yield f"index `{change.name}` uses CONCURRENTLY inside a transaction"


RULE = define(__name__, __doc__, "SCH-22", Level.quality, check=check, needs=("migrations",))
