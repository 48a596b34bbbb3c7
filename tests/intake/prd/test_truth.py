"""Requirements, lines, priorities and states of real documents against their stated truth."""

from __future__ import annotations

from typing import Any

import pytest

from tests.intake.documents import expected
from tests.intake.markdown_documents import read_shared, requirements, warnings
from tests.shared_data import shared_data
from workbench.design.requirements import RequirementType
from workbench.intake.folder import read_path

TRUTH: dict[str, Any] = expected("prd.json")
WITH_IDS = sorted(path for path, truth in TRUTH.items() if "FR" in truth)
IMPLICIT = sorted(path for path, truth in TRUTH.items() if "requirements" in truth)


@pytest.mark.parametrize("path", WITH_IDS)
def test_every_identifier_is_found_where_it_is_defined_and_none_invented(path: str) -> None:
    truth = TRUTH[path]
    wanted = {key: entry["line"] for key, entry in {**truth["FR"], **truth["NFR"]}.items()}
    found = read_shared(path)
    lines = {
        item.item.item_key: item.line
        for item in found.items
        if item.kind == "requirement" and not item.item.item_key.startswith("C-")
    }
    assert lines == wanted


@pytest.mark.parametrize("path", WITH_IDS)
def test_priorities_and_states_keep_their_words(path: str) -> None:
    truth = TRUTH[path]
    found = requirements(read_shared(path))
    priorities = truth.get("priority", {})
    assert {key: found[key].priority_words for key in priorities} == priorities
    states = truth.get("status", {})
    assert {key: found[key].status_words for key in states} == states
    assert all(found[key].priority for key in priorities)


@pytest.mark.parametrize("path", WITH_IDS)
def test_quality_requirements_are_told_from_functional_ones(path: str) -> None:
    truth = TRUTH[path]
    found = requirements(read_shared(path))
    quality = {
        key for key, requirement in found.items() if requirement.type is RequirementType.quality
    }
    functional = {
        key for key, requirement in found.items() if requirement.type is RequirementType.functional
    }
    assert quality == set(truth["NFR"])
    assert functional == set(truth["FR"])


@pytest.mark.parametrize("path", IMPLICIT)
def test_implicit_numbers_titles_and_criteria(path: str) -> None:
    wanted = [
        (f"Requirement {entry['n']}", entry["title"], entry["criteria"])
        for entry in TRUTH[path]["requirements"]
    ]
    found = [
        (key, requirement.title, len(requirement.criteria))
        for key, requirement in requirements(read_shared(path)).items()
    ]
    assert found == wanted


def test_a_document_without_identifiers_says_so() -> None:
    shared_data()
    found = read_shared("prd/spec-kitty-019-no-fr.md")
    assert not requirements(found)
    assert "no requirements are imported" in warnings(found)[1]


def test_statements_without_identifier_are_counted_by_line() -> None:
    shared_data()
    found = read_shared("packages/govstack-consent/spec/6-functional-requirements.md")
    assert not requirements(found)
    said = warnings(found)
    assert said[13].startswith("8 statements are left out (lines 13 to 20)")
    assert said[24].startswith("6 statements")


def test_an_unfilled_template_is_told() -> None:
    shared_data()
    found = read_shared("prd/spec-kit-template.md")
    said = warnings(found)
    assert "unfilled template" in said[1]
    assert "auth method not specified" in said[98]
    assert "retention period" in said[99]


def test_two_versions_differ_as_stated() -> None:
    shared_data()
    (truth,) = expected("prd-diff.json")
    folder = f"prd-diff/{truth['pair']}"
    old = requirements(read_shared(f"{folder}/old.md"))
    new = requirements(read_shared(f"{folder}/new.md"))
    assert sorted(set(new) - set(old)) == truth["added"]
    assert sorted(set(old) - set(new)) == truth["removed"]
    changed = [key for key in old if key in new and old[key].text != new[key].text]
    assert sorted(changed) == truth["changed"]


def test_identifier_variants_are_accepted_normalised_or_reported_by_line() -> None:
    lines = (shared_data() / "hostile/prd-id-variants.md").read_text("utf-8").split("\n")
    found = read_shared("hostile/prd-id-variants.md")
    spoken = {item.line for item in found.items} | {note.line for note in found.notes}
    assert spoken >= {number for number, line in enumerate(lines, 1) if line.startswith("- ")}
    normal = [item for item in found.items if item.item.item_key == "FR-004"]
    assert [item.line for item in normal] == [6]
    said = warnings(found)
    assert "already defined" in said[18]
    assert "ambiguous" in said[16]
    assert "ambiguous" in said[17]
    assert requirements(found)["FR-013"].status == "withdrawn"


def test_hostile_text_is_kept_verbatim() -> None:
    shared_data()
    found = requirements(read_shared("hostile/prd-xss.md"))
    assert len(found) == 9
    assert found["FR-001"].text == "<script>alert(1)</script>"
    assert found["FR-005"].text == "`</code><script>alert(1)</script>`"


def test_an_arabic_document() -> None:
    shared_data()
    found = read_shared("rtl/arabic-prd.synthetic.md")
    by_key = requirements(found)
    assert {key: requirement.priority for key, requirement in by_key.items()} == {
        "FR-001": "P0",
        "FR-002": "P1",
        "FR-003": "P2",
    }
    assert by_key["FR-001"].priority_words == "عالية"
    assert by_key["FR-001"].inferred == ("priority",)
    assert "م-004" in warnings(found)[13]


def test_a_table_of_five_thousand() -> None:
    shared_data()
    found = read_shared("hostile/huge-table.md")
    assert len(requirements(found)) == 5_000
    assert not warnings(found)


def test_the_clean_package() -> None:
    shared_data()
    names = (
        "prd",
        "data-dictionary",
        "user-flows",
        "wireframe-specs",
        "handoff-package",
        "permission-model",
    )
    found = read_path(shared_data() / "packages/_synthetic-clean")
    counts = {
        kind: sum(item.kind == kind for item in found.items)
        for kind in ("story", "entity", "flow", "screen", "role", "permission", "access")
    }
    assert counts == {
        "story": 4,
        "entity": 2,
        "flow": 3,
        "screen": 3,
        "role": 3,
        "permission": 4,
        "access": 4,
    }
    by_key = requirements(found)
    types = [requirement.type for requirement in by_key.values()]
    assert types.count(RequirementType.functional) == 5
    assert types.count(RequirementType.quality) == 2
    assert sum(len(item.parts) for item in found.items if item.kind == "entity") == 8
    functional = {key: requirement for key, requirement in by_key.items() if key.startswith("FR")}
    assert {key: requirement.mvp for key, requirement in functional.items()} == {
        "FR-001": True, "FR-002": True, "FR-003": True, "FR-004": False, "FR-005": False,
    }  # fmt: skip
    assert len(found.sources) == len(names)
    assert not found.notes
