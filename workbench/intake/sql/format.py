"""How SQL is recognised in files whose name does not end in `.sql`.

Files that do are read together (`script_sets`, `migrations`), because one builds on the other.
"""

from __future__ import annotations

from dataclasses import replace

from workbench.intake.files.text_file import FileFormat, FileSet, TextFile
from workbench.intake.result import Imported
from workbench.intake.source_kinds import SQL
from workbench.intake.sql.reader import read_script
from workbench.sql.recognition import looks_like_sql
from workbench.sql.script import Script


def _is_sql(file: TextFile, files: FileSet) -> bool:
    del files
    return looks_like_sql(file.text)


def _read(file: TextFile, files: FileSet) -> Imported:
    del files
    return replace(read_script(file.path, Script.detect(file.text)), sources=(file.source(SQL),))


SQL_SCRIPTS = FileFormat(SQL, _is_sql, _read)
