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
from workbench.rules.engine.facts import Facts
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.sql.migration_statements import Step, told
from workbench.rules.lib.sql.types import POSTGRES

_CREATED = ("create index", "create unique index")
_OPEN = frozenset({"begin", "start"})
_CLOSED = frozenset({"commit", "end", "rollback", "abort"})


def check(facts: Facts) -> Iterator[Found]:
    """Look at indexes and partitions that steps touch."""
    for step in facts.steps:
        if step.dialect != POSTGRES:
            continue
        bad = [*_blocking(step), *_inside_transactions(step)]
        if bad:
            yield found(
                step.item, f"migration {step.item.key} blocks writes or fails: {told(bad)}", "up"
            )


def _blocking(step: Step) -> Iterator[str]:
    made = {one.name for one in step.acts if one.what.startswith("create ") and one.name}
    for _, act in step.on_filled_tables(*_CREATED, "drop index", "reindex", "detach partition"):
        if act.what in _CREATED:
            yield f"index `{act.name or act.source}` is built without CONCURRENTLY"
        elif act.what == "drop index" and act.name not in made:
            yield f"index `{act.name}` is dropped without CONCURRENTLY"
        elif act.what == "reindex" and not {"CONCURRENTLY", "SYSTEM"} & set(act.words):
            yield f"`REINDEX {act.source}` runs without CONCURRENTLY"
        elif act.what == "detach partition" and not {"CONCURRENTLY", "FINALIZE"} & set(act.words):
            yield f"partition `{act.name}` is detached without CONCURRENTLY"


def _inside_transactions(step: Step) -> Iterator[str]:
    inside = False
    for act in step.acts:
        if act.what in _OPEN:
            inside = True
        elif act.what in _CLOSED:
            inside = False
        elif inside and act.what.endswith("concurrently"):
            yield f"index `{act.name}` uses CONCURRENTLY inside a transaction"


RULE = define(__name__, __doc__, "SCH-22", Level.quality, check=check, needs=("migrations",))
