"""The folder of a package: complete, the same each time, and verifiable."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile

import jsonschema_rs
import pytest
from hypothesis import given, settings

from tests.artifacts.designs import designs
from tests.shared_data import shared_data
from workbench.artifacts.bundle import MANIFEST, build_files, design_schema, verify_files, write_zip
from workbench.artifacts.tabular import csv_files
from workbench.design.design import Design, design_to_json, parse_design
from workbench.design.package import Package, PackageState
from workbench.design.requirements import Requirement


def files_of(design: Design) -> dict[str, bytes]:
    return dict(build_files(Package(design, "Made"), pdf=False))


@settings(max_examples=30)
@given(designs)
def test_a_package_verifies_and_is_the_same_each_time(design: Design) -> None:
    files = files_of(design)
    assert list(files)[-1] == MANIFEST
    assert files == files_of(design)
    assert verify_files(files) == []
    assert verify_files(files, design.sha256) == []
    manifest = json.loads(files[MANIFEST])
    assert manifest["revision"] == design.sha256
    for name, digest in manifest["files"].items():
        assert hashlib.sha256(files[name]).hexdigest() == digest


@settings(max_examples=30)
@given(designs)
def test_the_machine_readable_design_is_the_design_and_keeps_to_its_schema(design: Design) -> None:
    files = files_of(design)
    assert parse_design(files["design.json"]) == design
    jsonschema_rs.validate(
        json.loads(files["design.schema.json"]), json.loads(files["design.json"])
    )


def test_the_published_schema_is_one_and_refuses_what_is_no_design() -> None:
    schema = json.loads(design_schema())
    jsonschema_rs.meta.validate(schema)
    validator = jsonschema_rs.validator_for(schema)
    good = json.loads(design_to_json(Design.from_items([Requirement(key="FR-001", text="x")])))
    assert validator.is_valid(good)
    for wrong in (
        {**good, "unknown": []},
        {**good, "requirements": [{"text": "without a key"}]},
        {**good, "requirements": [{**good["requirements"][0], "priority": "P9"}]},
    ):
        assert not validator.is_valid(wrong)


def test_every_change_is_found() -> None:
    design = Design.from_items([Requirement(key="FR-001", text="Orders")])
    files = files_of(design)
    changed = {**files, "prd.md": files["prd.md"] + b"\nmore"}
    assert [(problem.path) for problem in verify_files(changed)] == ["prd.md"]
    missing = {name: content for name, content in files.items() if name != "prd.md"}
    assert [problem.path for problem in verify_files(missing)] == ["prd.md"]
    assert [problem.path for problem in verify_files({**files, "extra.txt": b""})] == ["extra.txt"]
    assert [problem.path for problem in verify_files({"prd.md": b""})] == [MANIFEST]
    assert [problem.path for problem in verify_files(files, "0" * 64)] == ["design.json"]


def test_a_manifest_written_anew_does_not_hide_another_design() -> None:
    files = files_of(Design.from_items([Requirement(key="FR-001", text="Orders")]))
    other = design_to_json(Design.from_items([Requirement(key="FR-001", text="Refunds")]))
    manifest = json.loads(files[MANIFEST])
    manifest["files"]["design.json"] = hashlib.sha256(other).hexdigest()
    forged = {**files, "design.json": other, MANIFEST: json.dumps(manifest).encode()}
    assert [problem.path for problem in verify_files(forged)] == ["design.json"]


@pytest.mark.parametrize("raw", [b"", b"[]", b'{"files": {"a": 1}}', b'{"files": {}}', b"\xff"])
def test_a_broken_manifest_is_named(raw: bytes) -> None:
    assert [problem.path for problem in verify_files({MANIFEST: raw})] == [MANIFEST]


def test_the_archive_has_the_same_bytes_each_time_and_every_file() -> None:
    files = files_of(Design.from_items([Requirement(key="FR-001", text="Orders")]))
    archive = write_zip(files.items())
    assert archive == write_zip(files.items())
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == files
        assert {member.date_time[0] for member in opened.infolist()} == {1980}


def test_the_state_of_the_package_is_told() -> None:
    package = Package(Design(), "Made", state=PackageState.approved)
    files = dict(build_files(package, pdf=False))
    assert json.loads(files[MANIFEST])["state"] == "approved"


def test_no_cell_starts_a_formula() -> None:
    evil = json.loads((shared_data() / "hostile/csv-injection.json").read_text())
    design = Design.from_items(
        [Requirement(key=f"FR-{at:03}", title=text, text=text) for at, text in enumerate(evil)]
    )
    for _, text in csv_files(design):
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
        assert len(rows) == len(evil) + 1
        for row in rows:
            for cell in row:
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d"))
        assert "'-1" in {cell for row in rows for cell in row}
