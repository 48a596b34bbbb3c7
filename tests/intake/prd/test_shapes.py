"""Shapes in which people write requirements, beyond those of the public documents."""

from __future__ import annotations

import pytest

from tests.intake.markdown_documents import keys, only, read_text, requirements, warnings
from workbench.design.requirements import Priority, RequirementStatus, RequirementType, Story


@pytest.mark.parametrize(
    ("line", "key", "text"),
    [
        ("- **FR-001**: The system MUST sell", "FR-001", "The system MUST sell"),
        ("- **FR-001:** Sell", "FR-001", "Sell"),
        ("- FR-001 Sell", "FR-001", "Sell"),
        ("* `FR1` - Sell", "FR1", "Sell"),
        ("1. REQ-12: Sell", "REQ-12", "Sell"),
        ("- [ ] **FR-AUTH-001** – Sell", "FR-AUTH-001", "Sell"),
        ("- [FR-9](#fr-9): Sell", "FR-9", "Sell"),
        ("> **FR-2**: Sell", "FR-2", "Sell"),
        ("FR1: Sell", "FR1", "Sell"),
        ("**FR-3**\n: Sell", "FR-3", "Sell"),
        ("<p><b>FR-4</b>: Sell</p>", "FR-4", "Sell"),
        ("| ID | Requirement |\n|---|---|\n| FR-5 | Sell |", "FR-5", "Sell"),
        ("| FR-6 | Sell |\n|---|---|\n| FR-7 | Buy |", "FR-6", "Sell"),
        ("| ID | FR-8 |\n|---|---|\n| Description | Sell |", "FR-8", "Sell"),
        ("| ID | Requirement |\n|---|\n| FR-5 | Sell |", "FR-5", "Sell"),
        (
            (
                "<table><tr><th>ID</th><th>Requirement</th></tr>\n<tr><td>FR-1</td>\n"
                "<td>Sell</td></tr></table>"
            ),
            "FR-1",
            "Sell",
        ),
        ("- **ID:** FR-5\n  **Description:** Sell", "FR-5", "Sell"),
    ],
)
def test_forms_of_a_definition(line: str, key: str, text: str) -> None:
    found = requirements(read_text(f"# Requirements\n\n{line}\n"))
    assert found[key].text == text


@pytest.mark.parametrize(
    "line",
    [
        "FR-001 was discussed on Monday.",
        "As FR-001 says, nothing.",
        "```\n- FR-001: in code\n```",
        "<!-- - FR-001: commented out -->",
        "<!--\n\n- FR-001: commented out\n\n-->",
        "| Risk | Mitigation |\n|---|---|\n| FR-001 slow | cache |",
        "## Out of scope\n- FR-001: not now",
        "## Traceability\n| FR-ID | Test |\n|---|---|\n| FR-001 | TC-1 |",
        "## Revision history\n- FR-001: reworded",
        "## Acceptance criteria\n- FR-001: works",
        "| Method | Path | Covers |\n|---|---|---|\n| GET | /a | FR-001 |",
        "- HTTP-404: shown when nothing is there",
        "- SC-001: fast",
    ],
)
def test_a_mention_is_no_definition(line: str) -> None:
    found = read_text(f"# Product requirements document\n\n## Notes\n\n{line}\n", "prd.md")
    assert not requirements(found)


def test_headings_hold_fields_criteria_and_text() -> None:
    found = requirements(
        read_text("""\
            # SRS

            #### 3.1.1 FR-1.2 Refund a payment (Must)

            Money goes back.

            **Depends on:** FR-1.1
            **Status:** Proposed

            ##### Acceptance Criteria

            1. Given a payment, when refunded, then money back.
               - within 5 days
            2. Partly

            #### FR-1.1: Take a payment
            **Acceptance criteria**
            - [ ] Visa
            """)
    )
    refund = found["FR-1.2"]
    assert refund.title == "Refund a payment"
    assert refund.text == "Money goes back."
    assert (refund.priority, refund.priority_words) == (Priority.P0, "Must")
    assert refund.depends_on == ("FR-1.1",)
    assert refund.status_words == "Proposed"
    assert refund.criteria == (
        "Given a payment, when refunded, then money back.\n  - within 5 days",
        "Partly",
    )
    assert found["FR-1.1"].criteria == ("Visa",)


def test_priority_by_heading_column_tag_and_word() -> None:
    found = requirements(
        read_text("""\
            # PRD

            ## P0 – Launch
            - FR-1: a
            ### Could have
            - FR-2: b
            ## Rest
            - FR-3: c [P2]
            - FR-4: d (priority: high)
            - FR-5: e
              - Priority: Low

            **Should have**
            - FR-6: f
            """)
    )
    assert {key: requirement.priority for key, requirement in found.items()} == {
        "FR-1": Priority.P0, "FR-2": Priority.P2, "FR-3": Priority.P2, "FR-4": Priority.P0,
        "FR-5": Priority.P2, "FR-6": Priority.P1,
    }  # fmt: skip
    assert found["FR-4"].inferred == ("priority",)
    assert found["FR-3"].inferred == ()


def test_a_scale_with_critical_moves_high_down() -> None:
    found = read_text("""\
        # Requirements
        | ID | Requirement | Priority |
        |---|---|---|
        | FR-1 | a | Critical |
        | FR-2 | b | High |
        | FR-3 | c | Whenever |
        """)
    by_key = requirements(found)
    assert [by_key[key].priority for key in ("FR-1", "FR-2", "FR-3")] == [
        Priority.P0,
        Priority.P1,
        None,
    ]
    assert by_key["FR-3"].priority_words == "Whenever"
    assert "unknown priority 'Whenever'" in warnings(found)[6]


def test_mandatory_sections_give_no_priority() -> None:
    found = requirements(read_text("## Requirements *(mandatory)*\n\n- FR-1: a\n"))
    assert found["FR-1"].priority is None
    assert found["FR-1"].group == ""


def test_mvp_by_section_column_and_tag() -> None:
    found = requirements(
        read_text("""\
            # Product requirements
            ## MVP Features
            - **F-001** Login
            ## Post-MVP
            - **F-003** Biometric login
            ## Requirements
            - FR-7: pay [MVP]
            - FR-8: save (post-MVP)
            """)
    )
    assert {key: requirement.mvp for key, requirement in found.items()} == {
        "F-001": True, "F-003": False, "FR-7": True, "FR-8": False,
    }  # fmt: skip


def test_nested_lists_make_parents() -> None:
    found = requirements(
        read_text("""\
            # Requirements
            1. **FR-1 Accounts**
               1. FR-1.1: create
                  - FR-1.1.1: by e-mail
               2. FR-2: odd one
                  - must be quick
            """)
    )
    assert {key: requirement.parent for key, requirement in found.items()} == {
        "FR-1": "", "FR-1.1": "FR-1", "FR-1.1.1": "FR-1.1", "FR-2": "FR-1",
    }  # fmt: skip
    assert "- must be quick" in found["FR-2"].text
    assert found["FR-1.1"].inferred == ("parent",)


def test_withdrawn_by_strike_word_and_column() -> None:
    found = requirements(
        read_text("""\
            # Requirements
            | ID | Requirement | Status |
            |---|---|---|
            | FR-1 | ~~Share~~ | |
            | FR-2 | **RETIRED** share | |
            | FR-3 | Share | Rejected |
            | ~~FR-4~~ | Share | |
            | FR-5 | Removed items go to the bin | Draft |
            """)
    )
    gone = {
        key
        for key, requirement in found.items()
        if requirement.status is RequirementStatus.withdrawn
    }
    assert gone == {"FR-1", "FR-2", "FR-3", "FR-4"}


def test_a_summary_table_and_details_complete_each_other() -> None:
    found = read_text("""\
        # PRD
        ## Requirements overview
        | ID | Name | Priority |
        |---|---|---|
        | FR-001 | Sign in | Must |

        ## Requirement details
        ### FR-001 Sign in
        **Description:** With a password.
        """)
    requirement = requirements(found)["FR-001"]
    assert (requirement.title, requirement.text, requirement.priority) == (
        "Sign in",
        "With a password.",
        Priority.P0,
    )
    assert [(note.line, "text read from here" in note.message) for note in found.notes] == [
        (8, True)
    ]


def test_a_repeated_identifier_is_reported_and_not_merged() -> None:
    found = read_text("# Requirements\n- FR-1: first\n- FR-1: second\n")
    assert requirements(found)["FR-1"].text == "first"
    assert "second" in warnings(found)[3]


def test_unknown_columns_become_notes() -> None:
    found = requirements(
        read_text("""\
            # Requirements
            | ID | Title | Requirement | Category | Owner |
            |---|---|---|---|---|
            | NFR-1 | Fast | Below 1 s | Speed | Ann |
            """)
    )
    assert found["NFR-1"].notes == "Category: Speed\nOwner: Ann"
    assert found["NFR-1"].type is RequirementType.quality


def test_rows_of_another_width_are_named() -> None:
    found = read_text("""\
        # Requirements
        | ID | Requirement | Priority |
        |---|---|---|
        | FR-1 | a |
        | FR-2 | a | P1 | more |
        | FR-3 | `a | b` | P2 |
        """)
    by_key = requirements(found)
    assert by_key["FR-1"].priority is None
    assert (by_key["FR-2"].priority, by_key["FR-2"].notes) == (Priority.P1, "more")
    assert (by_key["FR-3"].text, by_key["FR-3"].priority) == ("`a | b`", Priority.P2)
    assert {note.line for note in found.notes} >= {4, 5}


@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        (
            (
                "# Lastenheft\n## Funktionale Anforderungen\n| Nr. | Anforderung | Priorität |\n"
                "|--|--"
                "|--|\n| FA-001 | Verkaufen | Muss |\n"
            ),
            {"FA-001": Priority.P0},
        ),
        (
            (
                "# Cahier\n## Exigences fonctionnelles\n"
                "- **EF-01** : Vendre *(Priorité : Haute)*\n- "
                "**EF-02** : Acheter\n"
            ),
            {"EF-01": Priority.P0, "EF-02": None},
        ),
        (
            (
                "# Especificación\n### Requisitos funcionales\n#### RF-01: Vender\n**Prioridad:** "
                "Baja\n"
            ),
            {"RF-01": Priority.P2},
        ),
        ("# متطلبات\n### FR-٠٠٢: بيع\n**الأولوية:** يجب\n", {"FR-002": Priority.P0}),
        (
            "# 需求\n## 功能需求\n| 编号 | 需求 | 优先级 |\n|--|--|--|\n| FR-1 | 卖 | 高 |\n",
            {"FR-1": Priority.P0},
        ),
        ("# Требования\n- FR-1: Продавать (приоритет: низкий)\n", {"FR-1": Priority.P2}),
    ],
)
def test_other_languages(document: str, wanted: dict[str, Priority | None]) -> None:
    found = requirements(read_text(document))
    assert {key: requirement.priority for key, requirement in found.items()} == wanted


def test_stories_with_covers_criteria_and_title() -> None:
    found = read_text("""\
        # User stories
        ## US-1: Sign in
        As a customer I want to sign in.
        **Covers:** FR-1, FR-2
        **Acceptance Criteria**
        - works
        ## More
        - **US-2** (FR-3): As a clerk I want quiet.

        ### User Story 3 - Search (Priority: P1)
        As anybody.
        """)
    stories = {
        item.item.item_key: item.item for item in found.items if isinstance(item.item, Story)
    }
    assert stories["US-1"].covers == ("FR-1", "FR-2")
    assert stories["US-1"].criteria == ("works",)
    assert stories["US-2"].covers == ("FR-3",)
    assert stories["User Story 3"].title == "Search"
    assert stories["User Story 3"].priority is Priority.P1


def test_references_are_written_as_what_they_refer_to() -> None:
    found = read_text("""\
        # Requirements
        ### User Story 1 - Search (Priority: P1)
        As anybody.

        ## Functional requirements
        | ID | Requirement | User Story | Depends on |
        |---|---|---|---|
        | FR-001 | a | US1 | FR-2 |
        | FR-002 | b | US9 | FR-1, FR-7 |
        """)
    by_key = requirements(found)
    assert by_key["FR-001"].stories == ("User Story 1",)
    assert by_key["FR-001"].depends_on == ("FR-002",)
    said = [note.message for note in found.notes if note.level == "warning"]
    assert any("FR-7, which is not defined in these documents" in message for message in said)
    assert any("US9, which is not defined in these documents" in message for message in said)
    assert any("in a circle: FR-001 → FR-002 → FR-001" in message for message in said)


def test_front_matter_and_unclosed_code() -> None:
    found = read_text("---\ntitle: x\n---\n# Requirements\n- FR-1: a\n```\n- FR-2: b\n")
    assert keys(found, "requirement") == ["FR-1"]
    assert [item.line for item in found.items] == [5]
    assert "never closed" in warnings(found)[6]


def test_constraints_are_requirements_of_their_own_type() -> None:
    found = read_text(
        "# PRD\n## Constraints\n| ID | Constraint |\n|---|---|\n| C-001 | No cloud |\n- FR-1: x\n"
    )
    assert requirements(found)["C-001"].type is RequirementType.constraint


def test_key_entities_of_a_feature_specification() -> None:
    found = read_text("""\
        # Feature Specification: Orders
        ### Functional Requirements
        - **FR-001**: x
        ### Key Entities *(include if feature involves data)*
        - **Order**: what a customer buys
        - **[Entity 2]**: placeholder
        """)
    entity = only(found, "entity")
    assert entity.item_key == "Order"


def test_a_range_defines_nothing() -> None:
    found = read_text("# Requirements\n- FR-1..FR-3: all of it\n- FR-4, FR-5: both\n- FR-6: one\n")
    assert list(requirements(found)) == ["FR-6"]
    assert set(warnings(found)) == {2, 3}
