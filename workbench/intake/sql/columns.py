"""Columns: the entries of CREATE TABLE that are not constraints."""

from __future__ import annotations

from workbench.design.tables import Column
from workbench.intake.sql.column_options import ColumnDraft, read_option, read_type
from workbench.intake.sql.constraints import TablePart, read_constraint
from workbench.sql.cursor import Cursor, NotUnderstoodError
from workbench.sql.types import is_serial


def read_part(cursor: Cursor) -> TablePart:
    """Read one entry: a column, or a constraint or index of the table.

    Raises NotUnderstoodError where it is neither.
    """
    part = TablePart()
    if not read_constraint(cursor, part):
        read_column(cursor, part)
    return part


def read_column(cursor: Cursor, part: TablePart) -> None:
    """Read one column with its own constraints into a part."""
    name = cursor.identifier()
    # A partition and a typed table add options to a column that they have from elsewhere.
    cursor.accept("WITH", "OPTIONS")
    written = read_type(cursor)
    nullable = not (cursor.dialect == "postgresql" and is_serial(written))
    draft = ColumnDraft(cursor, part, name, {"type": written, "nullable": nullable})
    while not cursor.done:
        if cursor.accept("CONSTRAINT"):
            draft.constraint = cursor.identifier()
            continue
        before = cursor.at
        read_option(draft)
        draft.constraint = ""
        if cursor.at == before:
            raise NotUnderstoodError(f"{cursor.describe_next()} in column {name}")
    part.columns.append(Column(name=name, **draft.values))
