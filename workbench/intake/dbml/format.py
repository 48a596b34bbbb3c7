"""How DBML is recognised."""

from __future__ import annotations

from dataclasses import replace

from workbench.intake.dbml.reader import looks_like_dbml, read_dbml
from workbench.intake.files.text_file import FileFormat, FileSet, TextFile
from workbench.intake.result import Imported
from workbench.intake.source_kinds import DBML


def _is_dbml(file: TextFile, files: FileSet) -> bool:
    del files
    return file.ends_with(".dbml") or looks_like_dbml(file.text)


def _read(file: TextFile, files: FileSet) -> Imported:
    del files
    return replace(read_dbml(file.path, file.text), sources=(file.source(DBML),))


DBML_FILES = FileFormat(DBML, _is_dbml, _read)
