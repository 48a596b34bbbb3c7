"""Assumptions, risks and decisions that a requirement document states, and its open questions."""

from __future__ import annotations

from tests.intake.markdown_documents import keys, read_shared, read_text, warnings
from tests.shared_data import shared_data
from workbench.design.handoff import Assumption, Decision, Risk
from workbench.intake.folder import read_files
from workbench.intake.result import Imported

HEAD = "# PRD\n## Functional Requirements\n- **FR-001**: The system MUST work. (P0)\n"
HANDOFF = b"""# Handoff Package
## Assumptions
| ID | Assumption | Affects API |
|---|---|---|
| A-001 | Carriers answer | Yes |
| A-002 | Users have  phones | No |
"""


def assumptions(found: Imported) -> dict[str, Assumption]:
    return {item.item.key: item.item for item in found.items if isinstance(item.item, Assumption)}


def test_assumptions_become_items_with_marked_numbers() -> None:
    found = read_text(
        HEAD + "## Assumptions *(optional)*\n- Users have phones\n- **A-007**: FR-001 is cheap\n"
        "- FR-001 is wanted\n- [Assumption about scope]\n"
    )
    said = {
        key: (assumption.text, assumption.inferred)
        for key, assumption in assumptions(found).items()
    }
    assert said == {
        "A-001": ("Users have phones", ("key",)),
        "A-007": ("FR-001 is cheap", ()),
        "A-002": ("FR-001 is wanted", ("key",)),
    }
    assert [item.line for item in found.items if item.kind == "assumption"] == [5, 6, 7]
    assert keys(found, "requirement") == ["FR-001"]


def test_risks_and_decisions_of_a_prd() -> None:
    found = read_text(
        HEAD + "## Risks & Mitigations\n| Risk | Impact | Mitigation |\n|---|---|---|\n"
        "| Slow phones | Carts are left | cache |\n## Key Decisions\n- **D-003**: Prices are kept\n"
    )
    items = [
        item.item for kind in ("risk", "decision") for item in found.items if item.kind == kind
    ]
    assert items == [
        Risk(
            key="R-001", risk="Slow phones", why="Carts are left", mitigation="cache",
            inferred=("key",),
        ),
        Decision(key="D-003", decision="Prices are kept"),
    ]  # fmt: skip


def test_open_questions_and_nameless_constraints_are_told() -> None:
    found = read_text(
        HEAD + "## Constraints\n- Only servers in the EU\n- **C-001**: Ten users\n"
        "## Open Questions\n1. Who pays?\n2. ~~Who cares?~~\n- None\n"
        "## Assumptions and Constraints\n- This or that\n"
    )
    said = warnings(found)
    assert said[8].startswith("open question: Who pays?")
    assert "may be of either kind" in said[11]
    assert set(said) == {8, 11}
    (told,) = [note for note in found.notes if "without an identifier" in note.message]
    assert (told.line, told.message[:12]) == (5, "1 constraint")
    assert not assumptions(found)


def test_other_languages() -> None:
    found = read_text(
        HEAD + "## الافتراضات\n- لدى المستخدمين هواتف\n## Offene Fragen\n- Wer zahlt?\n"
    )
    assert [assumption.text for assumption in assumptions(found).values()] == [
        "لدى المستخدمين هواتف"
    ]
    assert warnings(found)[7].startswith("open question: Wer zahlt?")


def test_a_counted_number_gives_way_to_a_stated_one() -> None:
    prd = HEAD + "## Assumptions\n- Users have phones\n- Nobody pays cash\n"
    found = read_files({"prd.md": prd.encode(), "handoff-package.md": HANDOFF})
    said = {
        key: (assumption.text, assumption.inferred)
        for key, assumption in assumptions(found).items()
    }
    assert said["A-001"] == ("Carriers answer", ())
    assert said["A-002"][1] == ()
    assert said["A-003"] == ("Nobody pays cash", ("key",))
    assert len(said) == 3
    again = read_files({"handoff-package.md": HANDOFF, "a.md": prd.encode(), "b.md": prd.encode()})
    assert assumptions(again).keys() == said.keys()


def test_real_requirement_documents() -> None:
    shared_data()
    stated = assumptions(read_shared("prd/spec-kitty-028-suffix-ids.md"))
    assert list(stated) == [f"A-{number:03}" for number in range(1, 7)]
    assert not any(assumption.inferred for assumption in stated.values())
    counted = assumptions(read_shared("prd/spec-kitty-021-bullets.md"))
    assert len(counted) == 6
    assert all(assumption.inferred == ("key",) for assumption in counted.values())
    both = read_shared("prd/kiro-multi-state-requirements-generation-requirements.md")
    assert len(assumptions(both)) == 4
    found = read_shared("prd/spec-kitty-041-heading.md")
    assert (len(keys(found, "assumption")), len(keys(found, "risk"))) == (5, 5)
    assert not any("open question" in note.message for note in found.notes)
    assert not assumptions(read_shared("prd/spec-kit-template.md"))
    assert not keys(read_shared("prd/shape-mentions-trap.synthetic.md"), "assumption")
