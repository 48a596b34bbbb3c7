"""A migration can wait for a lock without a limit.

What it checks: In PostgreSQL, a migration that locks tables that existed before the plan first
sets `lock_timeout` and `statement_timeout`.

Why it matters: While the migration waits for a long query, every later query waits behind it: the
table is unavailable although nothing has changed yet.

How to fix: Write `SET lock_timeout = '1s'; SET statement_timeout = '5s';` at the start, and retry
when it times out.

Good: `SET lock_timeout = '1s'; SET statement_timeout = '5s'; ALTER TABLE orders ADD COLUMN note
text`

Bad: `ALTER TABLE orders ADD COLUMN note text` alone

Source: squawk require-lock-timeout, require-statement-timeout and require-timeout-settings.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.sql.migration_statements import MigrationStep

_LOCKING = (
    "add column", "add constraint", "drop column", "drop constraint", "set not null",
    "drop not null", "change type", "rename table", "rename column", "validate",
    "detach partition", "other", "drop table", "truncate", "create index",
    "create unique index", "drop index", "reindex", "vacuum", "cluster",
)  # fmt: skip
_WANTED = ("lock_timeout", "statement_timeout")


def check(facts: Facts) -> Iterator[Found]:
    """Look at what is set before the first lock."""
    for step in facts.steps:
        missing = _missing(step) if step.dialect == "postgresql" else []
        if missing:
            message = (
                f"migration {step.item.key} locks tables without setting {' and '.join(missing)}"
            )
            yield found(step.item, message, "up")


def _missing(step: MigrationStep) -> list[str]:
    first = next(iter(step.on_filled_tables(*_LOCKING)), None)
    if first is None:
        return []
    known = {change.name for change in step.changes[: first[0]] if change.kind == "set"}
    return [name for name in _WANTED if name not in known]


RULE = define(__name__, __doc__, "SCH-39", Level.advice, check=check, needs=("migrations",))
