"""`workbench read` as another program calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from workbench.cli.app import COMMANDS, cli

PRD = """\
# Requirements
| ID | Requirement |
|---|---|
| FR-2 | buy |
| FR-10 | sell |
- **م-4**: x

## Constraints
- C-001: no cloud
"""
DICTIONARY = """\
# Data Dictionary
## Entity: Order
### Attributes
| Attribute | Type |
|---|---|
| id | uuid |
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "prd.md").write_text(PRD, "utf-8")
    (tmp_path / "data-dictionary.md").write_text(DICTIONARY, "utf-8")
    return tmp_path


def test_json_has_the_documented_shape(folder: Path) -> None:
    result = CliRunner().invoke(cli, ["read", str(folder), "--format", "json"])
    assert result.exit_code == 0
    value = json.loads(result.output)
    assert list(value) == ["sources", "items", "notes"]
    assert value["sources"] == [
        {"path": "data-dictionary.md", "kind": "data-dictionary"},
        {"path": "prd.md", "kind": "prd"},
    ]
    places = [(one["kind"], one["key"], one["source"], one["line"]) for one in value["items"]]
    assert places == [
        ("entity", "Order", "data-dictionary.md", 2),
        ("attribute", "Order.id", "data-dictionary.md", 6),
        ("requirement", "FR-2", "prd.md", 4),
        ("requirement", "FR-10", "prd.md", 5),
        ("constraint", "C-001", "prd.md", 9),
    ]
    assert value["items"][2]["data"]["text"] == "buy"
    assert all(list(one) == ["source", "line", "level", "message"] for one in value["notes"])
    assert [(one["source"], one["line"], one["level"]) for one in value["notes"]] == [
        ("prd.md", 6, "warning")
    ]


def test_text_says_the_same_for_people(folder: Path) -> None:
    result = CliRunner().invoke(cli, ["read", str(folder)])
    assert result.exit_code == 0
    assert "prd.md: prd: 2 requirements, 1 constraint" in result.output
    assert "prd.md:6: warning:" in result.output


def test_two_runs_say_the_same(folder: Path) -> None:
    first, second = (
        CliRunner().invoke(cli, ["read", str(folder), "--format", "json"]) for _ in range(2)
    )
    assert first.output == second.output


def test_a_refusal_is_exit_code_one(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(b"%PDF\0\1")
    result = CliRunner().invoke(cli, ["read", str(tmp_path / "x.txt"), "--format", "json"])
    assert result.exit_code == 1
    assert json.loads(result.output)["notes"][0]["level"] == "error"


def test_what_cannot_run_is_exit_code_two(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["read", str(tmp_path / "nothing")])
    assert result.exit_code == 2
    assert CliRunner().invoke(cli, ["read", str(tmp_path), "--format", "xml"]).exit_code == 2
    assert CliRunner().invoke(cli, ["no-such-command"]).exit_code == 2


def test_a_folder_without_files_cannot_be_read(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["read", str(tmp_path)])
    assert result.exit_code == 2
    assert "No files found in" in result.output


def test_counts_agree_with_their_nouns(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text(
        "CREATE TABLE policy (id int PRIMARY KEY); INSERT INTO policy VALUES (1);"
    )
    output = CliRunner().invoke(cli, ["read", str(tmp_path)]).output
    assert ": 1 column, 1 table\n" in output
    assert "left out 1 INSERT statement:" in output
    (tmp_path / "a.sql").write_text(
        "CREATE TABLE a (id int, b int); INSERT INTO a VALUES (1); INSERT INTO a VALUES (2);"
    )
    output = CliRunner().invoke(cli, ["read", str(tmp_path)]).output
    assert ": 2 columns, 1 table\n" in output
    assert "left out 2 INSERT statements:" in output


def test_help_documents_the_form_and_the_codes() -> None:
    shown = CliRunner().invoke(cli, ["read", "--help"]).output
    for word in ("sources", "items", "notes", "Exit codes", "foreign_key"):
        assert word in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_registered_command_exists(name: str) -> None:
    result = CliRunner().invoke(cli, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert f"  {name} " in CliRunner().invoke(cli, ["--help"]).output


def test_reading_starts_without_database_web_or_pdf() -> None:
    code = (
        "import sys\nfrom workbench.cli.app import cli\n"
        "try:\n    cli(['read', sys.argv[1]])\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('sqlalchemy', 'flask', 'weasyprint', 'openapi_spec_validator') "
        "if name in sys.modules])"
    )
    here = str(Path(__file__))
    done = subprocess.run(
        [sys.executable, "-c", code, here], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
