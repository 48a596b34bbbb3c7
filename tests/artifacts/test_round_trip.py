"""Out and in again: the folder of a package makes the same design, with and without its JSON."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.artifacts.designs import designs
from tests.shared_data import shared_data
from workbench import paths
from workbench.artifacts.bundle import MANIFEST, build_files
from workbench.design.base import Item
from workbench.design.design import Design
from workbench.design.flows import Flow, Screen, Step
from workbench.design.kinds import KIND_OF_MODEL
from workbench.design.package import Package
from workbench.design.requirements import Story
from workbench.intake.folder import read_files, read_path

#: What nobody edits: the form for machines, and what is made of the documents.
_NOT_EDITED = (
    "design.json",
    MANIFEST,
    "design-package.md",
    "checklist.md",
    "csv/",
    "schema.dbml",
    "schema.mmd",
    "api-reference.html",
)


def written(design: Design) -> dict[str, bytes]:
    return dict(build_files(Package(design, "Made"), pdf=False))


def documents(design: Design) -> dict[str, bytes]:
    return {
        name: text for name, text in written(design).items() if not name.startswith(_NOT_EDITED)
    }


def differences(before: Design, after: Design) -> list[str]:
    """Items that are not the same, said so that a failure tells what happened."""
    old = {(KIND_OF_MODEL[type(item)].name, item.item_key): item for item in before.items()}
    new = {(KIND_OF_MODEL[type(item)].name, item.item_key): item for item in after.items()}
    return [
        f"{address}: {old.get(address)!r} became {new.get(address)!r}"
        for address in sorted({*old, *new})
        if old.get(address) != new.get(address)
    ]


@settings(max_examples=60)
@given(designs)
def test_a_package_is_read_back_exactly(design: Design) -> None:
    assert read_files(written(design)).design() == design


@settings(max_examples=60)
@given(designs)
def test_its_documents_alone_make_the_same_design(design: Design) -> None:
    files = documents(design)
    assert differences(design, read_files(files).design()) == []


@pytest.mark.parametrize(
    "item",
    [
        Story(key="US-002", text="a FR-001\\"),
        Flow(key="UF-003", title="x", steps=(Step(text="FR-001<br>\\"),)),
        Screen(key="WF-017", title="1.FR-001", notes="FR-001"),
        Screen(key="WF-018", title="MVP", covers=("FR-001",), notes="FR-002: mentioned"),
        Flow(key="UF-004", title="High priority requirements", notes="**FR-001**"),
    ],
    ids=lambda item: item.key,
)
def test_what_was_rarely_found_survives(item: Item) -> None:
    design = Design.from_items([item])
    assert differences(design, read_files(documents(design)).design()) == []


@pytest.mark.parametrize(
    "place", ["packages/_synthetic-clean", "packages/govstack-consent/spec", "prd", "rtl"]
)
def test_documents_that_people_wrote_survive(place: str) -> None:
    design = read_path(shared_data() / place).design()
    files = documents(design)
    assert differences(design, read_files(files).design()) == []


def test_an_edited_document_changes_what_it_says_and_nothing_else() -> None:
    design = read_path(paths.artifacts() / "example" / "order-service").design()
    files = written(design)
    before = design.requirements[0].text
    files["prd.md"] = files["prd.md"].replace(before.encode(), b"Something else is wanted")
    found = differences(design, read_files(files).design())
    assert [note.split(":")[0] for note in found] == [
        f"('requirement', '{design.requirements[0].key}')"
    ]


def test_the_worked_example_survives() -> None:
    design = read_path(paths.artifacts() / "example" / "order-service").design()
    files = documents(design)
    again = read_files(files).design()
    assert differences(design, again) == []
    assert again.sha256 == design.sha256
