"""A migration rewrites a whole table under an exclusive lock.

What it checks: No migration changes the type of a column, or runs VACUUM FULL or CLUSTER, on a
table that existed before the plan.

Why it matters: The table is copied under an exclusive lock: reads and writes wait until it ends,
and clients that expect the old type break at once.

How to fix: Add a column of the new type, fill it in batches, switch over and drop the old one. For
bloat, use an online tool such as pg_repack.

Good: `ALTER TABLE orders ADD COLUMN id_new bigint`

Bad: `ALTER TABLE orders ALTER COLUMN id TYPE bigint`

Source: squawk changing-column-type and prefer-repack.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.sql.migration_statements import MigrationStep, join_names


def check(facts: Facts) -> Iterator[Found]:
    """Look at changes of types and at rewrites that are asked for."""
    for step in facts.steps:
        bad = list(_rewrites(step))
        if bad:
            names = join_names(bad)
            message = f"migration {step.item.key} rewrites a table under an exclusive lock: {names}"
            yield found(step.item, message, "up")


def _rewrites(step: MigrationStep) -> Iterator[str]:
    for _, change in step.on_filled_tables("change type", "vacuum", "cluster"):
        if change.kind == "change type":
            yield f"type of `{change.table}.{change.name}`"
        elif change.kind == "cluster" or _is_full(change.words):
            yield f"`{change.source}`"


def _is_full(words: tuple[str, ...]) -> bool:
    """Whether a VACUUM is a full one, unless it says `FULL false`."""
    if "FULL" not in words:
        return False
    after = words[words.index("FULL") + 1 :][:1]
    return not after or after[0] not in {"FALSE", "OFF"}


RULE = define(__name__, __doc__, "SCH-20", Level.quality, check=check, needs=("migrations",))
