"""Habits of requirement documents in other formats and languages; every text is made up."""

# Words of other scripts hold letters and marks that look like others.
# ruff: noqa: RUF001
from __future__ import annotations

import pytest

from tests.intake.markdown_documents import keys, only, read_text, requirements
from workbench.design.requirements import Priority, RequirementStatus, RequirementType, Story


@pytest.mark.parametrize(
    ("heading", "header", "row", "priority"),
    [
        ("Kebutuhan Fungsional", "ID | Deskripsi | Prioritas", "Jual tiket | Tinggi", "P0"),
        ("Функциональные требования", "ID | Требование | Приоритет", "Продавать | Высокий", "P0"),
        ("기능 요구사항", "ID | 요구사항 | 우선순위", "표를 판매한다 | 필수", "P0"),
        ("機能要件", "ID | 機能 | 優先度", "券を売る | 必須", "P0"),
        ("功能需求", "编号 | 功能描述 | 优先级", "售票 | 高", "P0"),
        ("Yêu cầu chức năng", "Mã | Mô tả | Độ ưu tiên", "Bán vé | Cao", "P0"),
        ("Wymagania funkcjonalne", "ID | Opis | Priorytet", "Sprzedaje | Wysoki", "P0"),
        ("Requisitos funcionais", "ID | Funcionalidade | Prioridade", "Vender | Essencial", "P0"),
        ("Exigences", "Réf | Exigence fonctionnelle | Priorité", "Vendre | Souhaitable", "P2"),
        ("Rules", "ID | Requirement (what must hold) | Prio", "Sell | Should", "P1"),
    ],
)
def test_tables_in_other_languages(heading: str, header: str, row: str, priority: str) -> None:
    found = requirements(
        read_text(f"## {heading}\n\n| {header} |\n|---|---|---|\n| FR-1 | {row} |\n")
    )
    assert found["FR-1"].text == row.split(" | ", maxsplit=1)[0]
    assert found["FR-1"].priority == priority


@pytest.mark.parametrize(
    "line",
    [
        "- `HTML5` with semantic tags",
        "- **CSS3** with variables",
        "- GPT-4: writes the summary",
        "- **SHA-256** of every file",
        "| Item | Note |\n|---|---|\n| MP3 | sound |",
        "| Field | Detail |\n|---|---|\n| Priority | High |\n| Reference | US-01 |",
    ],
)
def test_names_with_a_number_are_no_identifiers(line: str) -> None:
    assert not keys(read_text(f"# SRS\n\n## Requirements\n\n{line}\n", "srs.md"), "requirement")


def test_an_unknown_family_is_one_when_it_counts() -> None:
    text = (
        "# SRS\n## Requirements\n- **AUTH-1**: Sign in\n- **AUTH-2**: Sign out\n- **JOB-001**: x\n"
    )
    assert keys(read_text(text), "requirement") == ["AUTH-1", "AUTH-2", "JOB-001"]


def test_fields_in_a_small_table_below_a_heading() -> None:
    found = requirements(
        read_text("""\
            # SRS
            ### FR-01 — Sign in

            | Attribute | Detail |
            |---|---|
            | **Priority** | 🔴 High |
            | **Origin** | US-01, US-02 |
            | **Owner** | Desk |

            **Description:** People sign in.
            """)
    )["FR-01"]
    assert (found.priority, found.stories) == (Priority.P0, ("US-01", "US-02"))
    assert found.text == "**Owner:** Desk\n\nPeople sign in."


def test_a_form_with_boxes_keeps_what_has_no_field() -> None:
    found = requirements(
        read_text("""\
            # Requisitos
            | Campo | Detalle |
            |---|---|
            | **ID** | RF-001 |
            | **Nombre** | Vender |
            | **Descripción** | El sistema vende. |
            | **Prioridad** | ☐ Obligatorio &nbsp; ☑ Deseado |
            | **Tipo** | ☐ RF &nbsp; ☑ RNF |
            | **Fuente** | Caja |
            """)
    )["RF-001"]
    assert (found.title, found.text) == ("Vender", "El sistema vende.")
    assert (found.priority, found.type) == (Priority.P2, RequirementType.quality)
    assert found.notes == "Fuente: Caja"


def test_named_requirements_with_scenarios() -> None:
    found = read_text("""\
        # Tickets — Delta Spec
        ## ADDED Requirements
        ### Requirement: Sell tickets
        The system SHALL sell.

        #### Scenario: Sold out
        - **WHEN** none is left
        - **THEN** it says so

        #### Scenario: Paid
        - **WHEN** paid
        ## REMOVED Requirements
        ### Requirement: Print tickets
        **Reason:** nobody does
        """)
    sell, pressed = requirements(found).values()
    assert (sell.key, sell.text) == ("Sell tickets", "The system SHALL sell.")
    assert sell.criteria == (
        "Scenario: Sold out\n- **WHEN** none is left\n- **THEN** it says so",
        "Scenario: Paid\n- **WHEN** paid",
    )
    assert pressed.status is RequirementStatus.withdrawn
    assert any("its name is used as its key" in note.message for note in found.notes)


@pytest.mark.parametrize(
    ("heading", "story", "criteria"),
    [
        ("需求 1", "用户故事", "验收标准"),
        ("Requisito 1: Vender", "Historia de usuario", "Criterios de aceptación"),
        ("要件 1：販売", "ユーザーストーリー", "受け入れ基準"),
        ("Anforderung 1: Verkaufen", "User Story", "Akzeptanzkriterien"),
    ],
)
def test_numbered_requirements_in_other_languages(heading: str, story: str, criteria: str) -> None:
    text = f"# X\n\n### {heading}\n\n**{story}:** I sell.\n\n#### {criteria}\n\n1. WHEN a THEN b\n"
    found = only(read_text(text, "requirements.md"), "requirement")
    assert found.item_key.endswith("1")
    assert getattr(found, "text", "") == "I sell."
    assert getattr(found, "criteria", ()) == ("WHEN a THEN b",)


def test_stories_in_other_languages() -> None:
    text = "# Historias\n## HU-01: Vender\nComo cajero quiero vender.\n## HU-02: Cobrar\nx\n"
    found = read_text(text, "prd.md")
    assert keys(found, "story") == ["HU-01", "HU-02"]
    assert isinstance(found.items[0].item, Story)


def test_an_identifier_in_a_line_of_its_own() -> None:
    text = (
        "## Funktionale Anforderungen\n#### 7.1 Verwaltung\n\nKennung: `F-132`\n\nSie verwaltet.\n"
    )
    assert requirements(read_text(text))["F-132"].text == "Sie verwaltet."


def test_identifiers_between_slashes() -> None:
    text = "# Lastenheft\n## Funktionale Anforderungen\n- /LF010/ Verkaufen\n- **/LF020/** Buchen\n"
    found = requirements(read_text(text))
    assert {key: requirement.text for key, requirement in found.items()} == {
        "LF010": "Verkaufen",
        "LF020": "Buchen",
    }


def test_a_name_in_code_is_a_key_where_identifiers_are_promised() -> None:
    table = (
        "| ID | Requirement |\n|---|---|\n| `Sell tickets` | a |\n| FR-1 | b |\n| see below | c |\n"
    )
    found = read_text(f"# PRD\n## Functional Requirements\n{table}", "prd.md")
    assert keys(found, "requirement") == ["Sell tickets", "FR-1"]


def test_a_document_of_one_story() -> None:
    found = read_text("# Story 3.4: Browse\n\nAs a guest, I want to browse.\n", "3.4.browse.md")
    assert keys(found, "story") == ["Story 3.4"]
