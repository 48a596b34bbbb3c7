"""How SQL is recognised in files whose name does not end in `.sql`.

Files that do are read together (`script_sets`, `migrations`), because one builds on the other.
"""

from __future__ import annotations

import re
from dataclasses import replace

from workbench.intake.files.text_file import FileFormat, FileSet, TextFile
from workbench.intake.result import Imported
from workbench.intake.source_kinds import SQL
from workbench.intake.sql.reader import read_ddl
from workbench.sql.dialect import detect_dialect

_START = re.compile(r"\s*(?:--|/\*|CREATE\s|ALTER\s|SET\s|BEGIN\b|DROP\s|PRAGMA\s)", re.IGNORECASE)
_STATEMENT = re.compile(
    r"^[ \t]*(?:CREATE\s+(?:OR\s+REPLACE\s+|UNLOGGED\s+|TEMP(?:ORARY)?\s+)?"
    r"(?:TABLE|TYPE|INDEX|UNIQUE|SCHEMA|EXTENSION|VIEW|DOMAIN|SEQUENCE)|ALTER\s+TABLE"
    r"|INSERT\s+INTO|DROP\s+TABLE)\b",
    re.IGNORECASE | re.MULTILINE,
)
_LOOKED_AT = 200_000


def _is_sql(file: TextFile, files: FileSet) -> bool:
    del files
    return bool(_START.match(file.text)) and bool(_STATEMENT.search(file.text[:_LOOKED_AT]))


def _read(file: TextFile, files: FileSet) -> Imported:
    del files
    return replace(
        read_ddl(file.path, file.text, detect_dialect(file.text)), sources=(file.source(SQL),)
    )


SQL_SCRIPTS = FileFormat(SQL, _is_sql, _read)
