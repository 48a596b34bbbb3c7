"""`workbench check` and `workbench rules` as a program sees them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from workbench.cli.app import cli

SPEC = """\
openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
servers: [{url: "https://api.shop.example"}]
security: [{bearer: []}]
paths:
  /orderItems:
    delete:
      operationId: deleteOrderItems
      summary: Remove the items
      responses:
        "204": {description: Gone.}
        "401": {description: Who?}
        "403": {description: No.}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "openapi-spec.yaml"
    path.write_text(SPEC)
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments])


def checked(path: Path, *options: str) -> tuple[int, Any]:
    result = run("check", path, "--format", "json", *options)
    return result.exit_code, json.loads(result.stdout)


def test_json_has_the_documented_members(spec: Path) -> None:
    code, report = checked(spec)
    assert code == 1
    (found,) = [one for one in report["findings"] if one["code"] == "API-07"]
    assert found["rule"] == "unkebab-path"
    assert found["level"] == "quality"
    assert found["item"].endswith(" DELETE /orderItems")
    assert found["pointer"] == ""
    assert "orderItems" in found["message"]
    assert (found["source"], found["line"]) == ("openapi-spec.yaml", 7)
    assert found["fixable"] is False
    assert report["summary"]["quality"] >= 1
    assert report["summary"]["partial"] is True


def test_same_input_gives_the_same_output(spec: Path) -> None:
    assert run("check", spec, "--format", "json").stdout == (
        run("check", spec, "--format", "json").stdout
    )


def test_the_exit_code_follows_the_level(spec: Path) -> None:
    assert checked(spec, "--level", "no-go")[0] == 0
    assert checked(spec, "--level", "quality")[0] == 1
    assert checked(spec, "--level", "advice")[0] == 1
    spec.write_text(SPEC.replace("/orderItems", "/order-items"))
    assert checked(spec)[0] == 0


def test_what_cannot_be_run_exits_with_2(tmp_path: Path) -> None:
    assert run("check", tmp_path / "none.yaml").exit_code == 2
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run("check", empty).exit_code == 2
    assert run("check", tmp_path, "--format", "xml").exit_code == 2


def test_text_names_file_line_and_rule(spec: Path) -> None:
    text = run("check", spec).stdout
    assert "openapi-spec.yaml:7: quality: API-07 unkebab-path" in text


def test_github_prints_commands_that_cannot_be_broken_out_of(spec: Path) -> None:
    spec.write_text(SPEC.replace("deleteOrderItems", '"delete\\n::error::items%"'))
    lines = run("check", spec, "--format", "github").stdout.splitlines()
    assert lines
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)


def test_sarif_names_rules_places_and_fingerprints(spec: Path) -> None:
    sarif = json.loads(run("check", spec, "--format", "sarif").stdout)
    assert sarif["version"] == "2.1.0"
    (one,) = sarif["runs"]
    known = {rule["id"] for rule in one["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in one["results"]} <= known
    (found,) = [result for result in one["results"] if result["ruleId"] == "API-07"]
    assert found["level"] == "warning"
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "openapi-spec.yaml"
    assert place["region"]["startLine"] == 7
    assert found["partialFingerprints"]["identity"].startswith("API-07|")


def test_a_package_is_held_against_all_rules(tmp_path: Path, spec: Path) -> None:
    (tmp_path / "prd.md").write_text("# PRD\n\n- **FR-001** (P0): Orders can be listed.\n")
    _, report = checked(tmp_path)
    assert report["summary"]["partial"] is False
    assert "TRC-03" in {one["code"] for one in report["findings"]}
    assert spec.is_file()


def test_rules_are_listed_and_told() -> None:
    listed = run("rules").stdout
    assert "API-18" in listed
    assert "unpaged-list" in listed
    told = run("rules", "unpaged-list").stdout
    assert "Why it matters" in told
    assert run("rules", "API-18").stdout == told
    assert run("rules", "API-999").exit_code == 2


def test_a_cold_command_loads_neither_web_nor_database_nor_pdf(spec: Path) -> None:
    program = (
        "import sys; from workbench.cli.app import cli\n"
        "try:\n    cli(['check', sys.argv[1]])\n"
        "except SystemExit:\n    pass\n"
        "heavy = {'flask', 'sqlalchemy', 'weasyprint'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(spec)], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stderr


def _with_contract(folder: Path, responses: str) -> Path:
    path = folder / "openapi.yaml"
    path.write_text(
        "openapi: 3.1.0\ninfo: {title: Orders, version: '1'}\n"
        f"paths:\n  /orders:\n    get: {{responses: {responses}}}\n"
    )
    return path


@pytest.mark.parametrize(
    ("responses", "verdict", "place"),
    [
        ("{'200': {description: OK}}", "valid", ""),
        ("{'200': {}}", "invalid", "/paths/~1orders/get/responses/200"),
    ],
    ids=["valid", "invalid"],
)
def test_a_second_opinion_is_added_and_changes_no_exit_code(
    tmp_path: Path, responses: str, verdict: str, place: str
) -> None:
    path = _with_contract(tmp_path, responses)
    alone = run("check", path, "--format", "json")
    both = run("check", path, "--format", "json", "--second-opinion")
    assert both.exit_code == alone.exit_code
    opinion = json.loads(both.stdout).pop("second_opinion")
    assert "second_opinion" not in json.loads(alone.stdout)
    assert (opinion["verdict"], opinion["validator"][:24]) == (verdict, "openapi-spec-validator 0")
    assert [error["pointer"] for error in opinion["errors"]] == ([place] if place else [])
    shown = run("check", path, "--second-opinion").stdout
    assert f"{opinion['validator']}: {verdict}\n" in shown
    assert f"    {place}: " in shown or not place


def test_what_keeps_a_file_from_being_imported_is_printed(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sql"
    broken.write_text("\n\nCREATE TABLE (id int);\n")
    result = run("check", broken)
    assert result.exit_code == 2
    assert "broken.sql:3: " in result.output
    assert "expected a name, found '('" in result.output
    assert "has no design content" in result.output
