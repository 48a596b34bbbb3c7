"""Formats have the names under which they are listed, and only those needed are imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.intake.files.text_file import FileFormat
from workbench.intake.formats import DOCUMENT_KINDS, document_kinds, file_formats

_LIST_MODULES = """
import sys
from pathlib import Path
from workbench.intake.folder import read_path
assert read_path(Path(sys.argv[1])).items
print("\\n".join(sys.modules))
"""


def test_each_document_kind_has_the_name_under_which_it_is_listed() -> None:
    assert [kind.name for kind in document_kinds()] == list(DOCUMENT_KINDS)


def test_each_listed_file_format_is_one() -> None:
    assert all(isinstance(file_format, FileFormat) for file_format in file_formats())


@pytest.mark.parametrize(
    "module",
    ["markdown_it", "workbench.intake.sql", "workbench.intake.dbml", "workbench.intake.prd"],
)
def test_reading_a_single_openapi_document_imports_no_other_format(
    tmp_path: Path, module: str
) -> None:
    document = {"openapi": "3.1.0", "info": {"title": "Kites", "version": "1.0.0"}, "paths": {}}
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    command = [sys.executable, "-c", _LIST_MODULES, str(file)]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    assert module not in listed.stdout.split()
