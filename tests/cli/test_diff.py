"""`workbench diff` as a program sees it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from workbench.cli.app import cli

SPEC = """\
openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
paths:
  /orders:
    get:
      summary: List the orders
      responses:
        "200":
          description: The orders.
          content:
            application/json:
              schema: {type: array, items: {$ref: "#/components/schemas/Order"}}
    post:
      requestBody:
        content:
          application/json:
            schema: {$ref: "#/components/schemas/Order"}
      responses:
        "201": {description: Made.}
components:
  schemas:
    Order:
      type: object
      required: [total]
      properties:
        total: {type: integer, maximum: 100}
        note: {type: string}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "openapi-spec.yaml"
    path.write_text(SPEC)
    return path


def changed(tmp_path: Path, old: str, new: str) -> Path:
    assert old in SPEC
    path = tmp_path / "new" / "openapi-spec.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(SPEC.replace(old, new))
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments])


def compared(old: Path, new: Path, *options: str) -> tuple[int, Any]:
    result = run("diff", old, new, "--format", "json", *options)
    return result.exit_code, json.loads(result.stdout)


def test_a_document_does_not_differ_from_itself(spec: Path) -> None:
    assert compared(spec, spec, "--level", "editorial") == (0, {"verdict": "none", "changes": []})


def test_json_has_the_documented_members(spec: Path, tmp_path: Path) -> None:
    code, report = compared(spec, changed(tmp_path, "maximum: 100", "maximum: 50"))
    assert code == 1
    assert report["verdict"] == "breaking"
    (change,) = report["changes"]
    message = change.pop("message")
    assert change == {
        "item": "schema Order",
        "pointer": "/body/properties/total/maximum",
        "kind": "changed",
        "impact": "breaking",
        "code": "property-max-decreased",
        "before": 100,
        "after": 50,
        "operations": ["GET /orders", "POST /orders"],
    }
    assert "total" in message
    assert "was 100, now 50" in message
    assert "harmless where they receive it" in message
    assert "POST /orders" in message


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("const: 1", "const: true", "breaking"),
        ("const: true", "const: 1", "breaking"),
        ("enum: [a, 0]", "enum: [a, false]", "breaking"),
        ("default: 1", "default: true", "additive"),
        ("example: 1", "example: true", "editorial"),
        ("x-limit: [1]", "x-limit: [true]", "editorial"),
        ("const: 1", "const: 1.0", "none"),
        ("enum: [a, 1]", "enum: [a, 1.0]", "none"),
        ("x-limit: {a: 1, b: 2}", "x-limit: {b: 2.0, a: 1}", "none"),
    ],
)
def test_a_boolean_is_no_number(tmp_path: Path, old: str, new: str, verdict: str) -> None:
    files = tmp_path / "old.yaml", tmp_path / "new.yaml"
    for path, value in zip(files, (old, new), strict=True):
        path.write_text(SPEC.replace("note: {type: string}", f"note: {{{value}}}"))
    report = compared(*files)[1]
    assert report["verdict"] == verdict
    assert bool(report["changes"]) == (verdict != "none")


def test_the_exit_code_follows_the_level(spec: Path, tmp_path: Path) -> None:
    words = changed(tmp_path, "List the orders", "All orders")
    assert compared(spec, words)[0] == 0
    assert compared(spec, words, "--level", "additive")[0] == 0
    assert compared(spec, words, "--level", "editorial")[0] == 1
    more = changed(tmp_path, "note: {type: string}", "note: {type: string}\n        more: {}")
    assert compared(spec, more)[0] == 0
    assert compared(spec, more, "--level", "additive")[0] == 1
    less = changed(tmp_path, '"201"', '"202"')
    assert compared(spec, less)[0] == 1


def test_same_input_gives_the_same_output_whatever_the_container(
    spec: Path, tmp_path: Path
) -> None:
    new = changed(tmp_path, "maximum: 100", "maximum: 50")
    packed = tmp_path / "new.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(new, "openapi-spec.yaml")
    outputs = {
        run("diff", spec, one, "--format", "json").stdout for one in (new, new.parent, packed, new)
    }
    assert len(outputs) == 1


def test_text_tells_the_heaviest_first_and_ends_with_the_verdict(
    spec: Path, tmp_path: Path
) -> None:
    new = changed(tmp_path, "summary: List the orders", "summary: All\n      operationId: all")
    new.write_text(new.read_text().replace("maximum: 100", "maximum: 50"))
    lines = run("diff", spec, new).stdout.splitlines()
    # The summary stands in the inventory and in the operation.
    assert [line.split()[0] for line in lines] == [
        "breaking",
        "additive",
        "editorial",
        "editorial",
        "verdict:",
    ]
    assert lines[-1] == "verdict: breaking (1 breaking, 1 additive, 2 editorial)"


def test_what_cannot_be_run_exits_with_2(spec: Path, tmp_path: Path) -> None:
    assert run("diff", spec, tmp_path / "none.yaml").exit_code == 2
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run("diff", empty, spec).exit_code == 2
    assert run("diff", spec, empty).exit_code == 2
    assert run("diff", spec, spec, "--format", "xml").exit_code == 2


def test_a_cold_command_loads_neither_web_nor_database_nor_pdf(spec: Path) -> None:
    program = (
        "import sys; from workbench.cli.app import cli\n"
        "try:\n    cli(['diff', sys.argv[1], sys.argv[1]])\n"
        "except SystemExit:\n    pass\n"
        "heavy = {'flask', 'sqlalchemy', 'weasyprint'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(spec)], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stderr
