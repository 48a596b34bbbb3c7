"""Migrations and schemas that a tool keeps as code, and the command that writes their SQL.

A program is never run here, and half-reading one would lose columns in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Characters of a file that are searched.
_SEARCHED = 8_000


@dataclass(frozen=True)
class SourceFormat:
    """A kind of file that holds migrations as code."""

    title: str
    advice: str
    endings: tuple[str, ...]
    content: re.Pattern[str]

    def matches(self, path: str, text: str) -> bool:
        """Whether a file is of this kind, by its ending and content."""
        return path.lower().endswith(self.endings) and bool(self.content.search(text[:_SEARCHED]))


_RAILS = (
    "set `config.active_record.schema_format = :sql`, run `bin/rails db:schema:dump` "
    "and import db/structure.sql"
)
SOURCE_FORMATS = (
    SourceFormat(
        "a Rails migration or schema in Ruby", _RAILS, (".rb",),
        re.compile(r"\bActiveRecord::(?:Migration|Schema)\b"),
    ),
    SourceFormat(
        "an Alembic migration in Python",
        "run `alembic upgrade head --sql > upgrade.sql` and import upgrade.sql", (".py",),
        re.compile(r"^(?:from alembic import op|down_revision\b)", re.MULTILINE),
    ),
    SourceFormat(
        "a Django migration in Python",
        "run `python manage.py sqlmigrate APP NUMBER` and import its output as "
        "migrations/NUMBER_name.sql", (".py",),
        re.compile(r"\bmigrations\.Migration\b"),
    ),
    SourceFormat(
        "a Liquibase changelog",
        "run `liquibase update-sql --output-file=schema.sql` and import schema.sql, "
        "or write the changesets as formatted SQL", (".xml", ".yaml", ".yml", ".json"),
        re.compile(r"<databaseChangeLog\b|^[ \t{]*\"?databaseChangeLog\"?\s*:", re.MULTILINE),
    ),
    SourceFormat(
        "a Prisma schema",
        "import prisma/migrations, or run `npx prisma migrate diff --from-empty "
        "--to-schema-datamodel prisma/schema.prisma --script > schema.sql` and import schema.sql",
        (".prisma",), re.compile(r""),
    ),
    SourceFormat(
        "a Drizzle schema in TypeScript",
        "run `npx drizzle-kit generate` and import the SQL files it writes", (".ts", ".js", ".mts"),
        re.compile(r"""\bfrom ["']drizzle-orm/(?:pg|mysql|sqlite)-core["']"""),
    ),
)  # fmt: skip


def source_format(path: str, text: str) -> SourceFormat | None:
    """Which kind of migration code a file is; None where it is none of these."""
    return next((kind for kind in SOURCE_FORMATS if kind.matches(path, text)), None)
