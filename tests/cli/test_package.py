"""`workbench package` and `workbench verify` as a program sees them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from tests.limits import Lower
from tests.shared_data import shared_data
from workbench import paths
from workbench.artifacts.pdf import workers
from workbench.cli.app import cli


@pytest.fixture(scope="module")
def source() -> Path:
    return paths.artifacts() / "example" / "order-service"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments])


def contents(folder: Path) -> dict[str, bytes]:
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file()
    }


def test_a_folder_goes_out_and_comes_back_unchanged(source: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "out", tmp_path / "again"
    assert run("package", source, "-o", first, "--no-pdf").exit_code == 0
    assert run("package", first, "-o", second, "--no-pdf").exit_code == 0
    assert contents(first) == contents(second)
    assert {
        "prd.md",
        "data-dictionary.md",
        "user-flows.md",
        "wireframe-specs.md",
        "content-model.md",
        "feedback-plan.md",
        "handoff-package.md",
        "endpoint-inventory.md",
        "openapi-spec.yaml",
        "schema-design.md",
        "schema.sql",
        "migrations/001_create_customers.sql",
        "auth-permission-model.md",
        "integration-points-spec.md",
        "prioritization.md",
        "design.json",
        "manifest.json",
    } <= set(contents(first))


def test_a_zip_has_the_pdf_and_verifies(tmp_path: Path) -> None:
    spec = tmp_path / "openapi.yaml"
    spec.write_text("openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {}\n")
    out = tmp_path / "package.zip"
    result = run("package", spec, "-o", out, "--project", "Small")
    assert result.exit_code == 0
    with zipfile.ZipFile(out) as archive:
        assert archive.read("design-package.pdf").startswith(b"%PDF-1.7")
        revision = json.loads(archive.read("manifest.json"))["revision"]
    assert revision in result.output
    assert run("verify", out).exit_code == 0
    assert run("verify", out, "--revision", revision).exit_code == 0
    assert run("verify", out, "--revision", "0" * 64).exit_code == 1
    assert run("verify", out, "--revision", "abc").exit_code == 2


def test_what_was_changed_is_named(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("package", source, "-o", out, "--no-pdf")
    (out / "prd.md").write_text("# Another\n")
    (out / "more.txt").write_text("x")
    result = run("verify", out, "--format", "json")
    assert result.exit_code == 1
    problems = json.loads(result.stdout)["problems"]
    assert sorted(one["path"] for one in problems) == ["more.txt", "prd.md"]


def test_a_folder_without_a_manifest_cannot_be_verified(tmp_path: Path) -> None:
    (tmp_path / "prd.md").write_text("# Another\n")
    result = run("verify", tmp_path)
    assert result.exit_code == 2
    assert "There is no manifest.json in" in result.output


def test_a_missing_file_is_named(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("package", source, "-o", out, "--no-pdf")
    (out / "prd.md").unlink()
    result = run("verify", out)
    assert result.exit_code == 1
    assert result.output == "prd.md is listed in the manifest but missing\n"


def test_the_contract_in_the_version_that_is_asked_for(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("package", source, "-o", out, "--no-pdf", "--openapi", "3.0").exit_code == 0
    assert (out / "openapi-spec.yaml").read_text().startswith("openapi: '3.0.3'")


def test_only_a_package_is_replaced(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")
    assert run("package", source, "-o", out, "--no-pdf").exit_code == 2
    assert (out / "thesis.txt").read_text() == "years of work"
    (out / "thesis.txt").unlink()
    assert run("package", source, "-o", out, "--no-pdf").exit_code == 0
    (out / "left-over.txt").write_text("x")
    assert run("package", source, "-o", out, "--no-pdf").exit_code == 0
    assert not (out / "left-over.txt").exists()
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_nothing_understood_is_nothing_written(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("nothing of ours")
    assert run("package", text, "-o", tmp_path / "out").exit_code == 2
    assert run("package", tmp_path / "missing", "-o", tmp_path / "out").exit_code == 2
    assert not (tmp_path / "out").exists()


def test_a_refused_file_is_told(tmp_path: Path) -> None:
    base = shared_data() / "hostile"
    (tmp_path / "openapi.yaml").write_text("openapi: 3.1.0\nopenapi: 3.0.3\n")
    (tmp_path / "prd.md").write_bytes((base / "prd-xss.md").read_bytes())
    result = run("package", tmp_path, "-o", tmp_path / "out", "--no-pdf")
    assert result.exit_code == 1
    assert "openapi.yaml" in result.stderr
    assert (tmp_path / "out" / "prd.md").is_file()


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("../outside.txt", "x", "points outside the archive"),
        ("prd.md", "# PRD\n" * 600, "the limit is 3,000"),
        ("tight.md", " " * 2_500, "compression ratio"),
        ("a/b/c/prd.md", "# PRD\n", "more than 3 folders deep"),
    ],
)
def test_an_unsafe_archive_is_refused(
    tmp_path: Path, lower: Lower, name: str, text: str, why: str
) -> None:
    archive = tmp_path / "inside" / "package.zip"
    archive.parent.mkdir()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("design.json", "{}")
        opened.writestr(name, text)
    lower(folders=3, file_bytes=3_000, ratio=20, ratio_matters_from=2_000)
    refused = run("verify", archive)
    assert refused.exit_code == 2
    assert why in " ".join(refused.output.split())
    told = run("read", archive)
    assert why in " ".join(told.output.split())
    assert [one.name for one in tmp_path.rglob("*")] == ["inside", "package.zip"]


def test_more_files_than_are_read_are_refused(tmp_path: Path, lower: Lower) -> None:
    lower(files=30)
    for number in range(31):
        (tmp_path / f"{number}.md").touch()
    refused = run("verify", tmp_path)
    assert refused.exit_code == 2
    assert "more than 30 files" in refused.output
    (tmp_path / "0.md").unlink()
    assert "more than 30" not in run("verify", tmp_path).output


def test_what_is_no_archive_is_refused() -> None:
    assert run("verify", shared_data() / "hostile/not-a-spec.txt").exit_code == 2


def prd(folder: Path, *lines: str) -> Path:
    """A folder with one document that has these requirements."""
    folder.mkdir()
    rows = "".join(f"| FR-{at:03} | {line} | P0 |\n" for at, line in enumerate(lines, 1))
    table = f"| ID | Requirement | Priority |\n|---|---|---|\n{rows}"
    (folder / "prd.md").write_text(f"# Orders\n\n## Functional requirements\n\n{table}")
    return folder


def text_of(path: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(path).pages)


def test_a_pdf_alone_with_as_much_as_was_asked_for(tmp_path: Path) -> None:
    old = prd(tmp_path / "old", "Customers place an order", "Customers see their orders")
    new = prd(tmp_path / "new", "Customers place an order", "Customers see all of them")
    whole, summary, changes = (tmp_path / f"{name}.pdf" for name in ("all", "summary", "changes"))
    assert run("package", new, "-o", whole).exit_code == 0
    assert run("package", new, "-o", summary, "--content", "summary").exit_code == 0
    made = run("package", new, "-o", changes, "--content", "changes", "--since", old)
    assert made.exit_code == 0
    assert "place an order" in text_of(whole)
    assert "place an order" not in text_of(summary)
    assert "see all of them" in text_of(changes)
    assert "place an order" not in text_of(changes)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("-o", "out", "--content", "summary"), "needs a .pdf output"),
        (("-o", "out.pdf", "--content", "changes"), "--since"),
        (("-o", "out.pdf", "--no-pdf"), "cannot be used with a .pdf output"),
    ],
)
def test_what_cannot_be_asked_for(tmp_path: Path, options: tuple[str, ...], reason: str) -> None:
    source = prd(tmp_path / "in", "Customers place an order")
    options = tuple(str(tmp_path / one) if one.startswith("out") else one for one in options)
    refused = run("package", source, *options)
    assert refused.exit_code == 2
    assert reason in refused.output
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in"]


def test_a_chapter_that_cannot_be_set_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "MOST_CHARACTERS", 40_000)
    source = tmp_path / "in"
    source.mkdir()
    words = "word " * 399
    items = [{"key": f"ASM-{at:03}", "text": words} for at in range(21)]
    (source / "design.json").write_text(json.dumps({"schema_version": 1, "assumptions": items}))
    refused = run("package", source, "-o", tmp_path / "out.zip")
    assert refused.exit_code == 2
    assert "Summary: one part of it has 4" in refused.output
    assert "characters, more than the 40,000 that can be set" in " ".join(refused.output.split())
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in"]
