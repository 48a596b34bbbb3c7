"""A SQL script: its text, the dialect that it is written in, and its statements, each made once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from workbench.sql.dialect import Dialect, detect_dialect
from workbench.sql.lexer import SplitSql, split_sql
from workbench.sql.script_tables import ScriptTables, script_tables
from workbench.sql.statements import Statement, parse_statement


@dataclass(frozen=True)
class Script:
    """A text and the dialect that was decided for it; nothing is tokenised before it is asked."""

    text: str
    dialect: Dialect

    @classmethod
    def detect(cls, text: str, path: str = "", otherwise: Dialect = "postgresql") -> Script:
        """A script whose dialect its own words, its path or its neighbours tell."""
        text = text.removeprefix("\ufeff")
        return cls(text, detect_dialect(text, path, otherwise))

    def in_dialect(self, dialect: Dialect) -> Script:
        """This script in another dialect; itself where that is its own."""
        return self if dialect == self.dialect else Script(self.text, dialect)

    @cached_property
    def split(self) -> SplitSql:
        """The text in statements of tokens, and what is no SQL."""
        return split_sql(self.text, self.dialect)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """What each statement does, in order; see `parse_statement` for those not understood."""
        return tuple(
            parse_statement(self.text, tokens, self.dialect) for tokens in self.split.statements
        )

    @cached_property
    def tables(self) -> ScriptTables:
        """The tables that the script creates and changes."""
        return script_tables(self.statements)
