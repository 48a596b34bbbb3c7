"""A design that goes out as W12 documents comes back the same, document by document."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings

from tests.artifacts.designs import designs
from tests.shared_data import SHARED_DATA, shared_data
from workbench.artifacts.markdown.documents import has_content, render_document
from workbench.cli.app import cli
from workbench.design.base import Item
from workbench.design.design import Design
from workbench.design.integrations import Webhook
from workbench.design.package import Package
from workbench.intake.folder import read_files, read_path

#: Documents and the sections of a design that each of them states completely.
STATED = {
    "prd.md": ("requirements", "stories"),
    "data-dictionary.md": ("entities",),
    "user-flows.md": ("flows",),
    "wireframe-specs.md": ("screens",),
    "content-model.md": ("content_types",),
    "feedback-plan.md": ("feedback_channels",),
    "handoff-package.md": ("handoff", "setup", "decisions", "risks", "assumptions"),
    "prioritization.md": ("planning", "scores"),
    "endpoint-inventory.md": ("endpoints",),
    "schema-design.md": ("tables", "sql_objects"),
    "auth-permission-model.md": ("auth", "roles", "permissions", "grants", "accesses", "policies"),
    "integration-points-spec.md": ("webhooks", "third_parties", "events"),
    "summary.md": ("summary", "waivers", "judgements"),
}
EXAMPLES = sorted((Path(__file__).parents[2] / "artifacts" / "example").glob("*"))
REAL = [
    "packages/_synthetic-clean", "packages/govstack-consent", "permissions/bcgov-fspts", "rtl",
    *sorted(path.relative_to(SHARED_DATA).as_posix() for path in SHARED_DATA.glob("prd*/**/*.md")),
]  # fmt: skip


def members(design: Design, section: str) -> dict[str, Item]:
    """Items of a section by key; what another document of W12 states is left out."""
    value = getattr(design, section)
    items = value if isinstance(value, tuple) else (value,)
    return {
        item.item_key: item.model_copy(update={"path_item": {}})
        if isinstance(item, Webhook)
        else item
        for item in items
    }


def check(design: Design, name: str) -> None:
    """Write one document of the design and compare what is read from it."""
    if not has_content(name, design):
        return
    text = render_document(name, Package(design=design, project="x"))
    again = read_files({name: text.encode()}).design()
    for section in STATED[name]:
        assert members(again, section) == members(design, section), text


@pytest.mark.parametrize("name", sorted(STATED))
@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_the_worked_examples(folder: Path, name: str) -> None:
    check(read_path(folder).design(), name)


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_a_package_comes_back_whole(folder: Path, tmp_path: Path) -> None:
    """With its design.json and without: the documents alone say everything."""
    out = tmp_path / "package"
    made = CliRunner().invoke(cli, ["package", str(folder), "-o", str(out), "--no-pdf"])
    assert made.exit_code == 0, made.output
    wanted = read_path(folder).design().sha256
    assert read_path(out).design().sha256 == wanted
    documents = {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.suffix in {".md", ".yaml", ".sql"}
    }
    assert read_files(documents).design().sha256 == wanted


@pytest.mark.parametrize("path", REAL)
def test_every_real_document(path: str) -> None:
    design = read_path(shared_data() / path).design()
    for name in STATED:
        check(design, name)


@pytest.mark.parametrize("name", sorted(STATED))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(design=designs)
def test_made_designs(name: str, design: Design) -> None:
    check(design, name)
