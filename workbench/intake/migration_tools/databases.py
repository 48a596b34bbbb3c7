"""Steps that a project keeps once per database: one variant is read, the others are named."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbench.intake.migration_tools.tool import DATABASE_WORDS
from workbench.intake.migration_tools.tools import parse_name


def split_databases(paths: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """Paths of one database's steps, and those that are not read, with the reason.

    Some projects keep each step once per database, in a folder (`mysql/1_x.sql`) or with a word
    in the name (`1_x.mysql.up.sql`); a file without such a word is for the databases that have
    no variant of their own.
    """
    by_database: dict[str, list[str]] = {}
    for path in paths:
        by_database.setdefault(_database_of(path), []).append(path)
    common = by_database.pop("", [])
    chosen = next((name for name in DATABASE_WORDS.values() if name in by_database), "")
    unread = {
        path: f"the same step for {name}; that for {chosen} is read"
        for name, variants in by_database.items()
        for path in variants
        if name != chosen
    }
    variants = by_database.get(chosen, [])
    replaced = {step.common_path for path in variants if (step := parse_name(path))}
    unread |= {path: f"there is the same step for {chosen}" for path in common if path in replaced}
    return [*(path for path in common if path not in replaced), *variants], unread


def _database_of(path: str) -> str:
    step = parse_name(path)
    if step and step.database:
        return step.database
    words = reversed(re.split(r"[/_.-]", path.rpartition("/")[0].lower()))
    return next((DATABASE_WORDS[word] for word in words if word in DATABASE_WORDS), "")
