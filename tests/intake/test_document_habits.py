"""Habits of dictionaries, flows, screens and matrices as people write them; every text made up."""

# Documents stand here a line each, and are read more easily unbroken.
# ruff: noqa: E501, ISC004
from __future__ import annotations

import pytest

from tests.intake.markdown_documents import keys, only, read_text
from workbench.design.dictionary import Entity
from workbench.design.flows import Flow, Screen
from workbench.intake.result import Imported


def attributes(found: Imported) -> dict[str, list[str]]:
    """Names of attributes by entity."""
    entities = [item.item for item in found.items if isinstance(item.item, Entity)]
    return {entity.key: [part.name for part in entity.attributes] for entity in entities}


@pytest.mark.parametrize(
    ("title", "heading", "body", "key"),
    [
        (
            "User Flows",
            "## 1. Buyer Flow — Pay",
            "```mermaid\ngraph TD\n A-->B\n```",
            "Buyer Flow — Pay",
        ),
        ("Core User Flows", "### 2) Sign up", "1. Open\n2. Submit", "Sign up"),
        ("Shop Interaction Flows", "## Flow 3: pay", "1. Open\n2. Pay", "pay"),
        ("Fluxos de Utilizador", "#### 1.1. Entrar", "**Passos:**\n\n1. Abre\n2. Entra", "Entrar"),
        ("Flujos de usuario", "## FLUJO 1: Entrar", "Abre la app.", "Entrar"),
        ("ユーザーフロー", "## 1. 購入", "1. 開く\n2. 払う", "購入"),
        ("Journeys", "## Journey 2 — Refund", "```\nOpen → Ask → Done\n```", "Refund"),
        ("User flows", "## Checkout", "| Step | Actor |\n|---|---|\n| Pay | Buyer |", "Checkout"),
    ],
)
def test_flows_below_a_title_that_promises_them(
    title: str, heading: str, body: str, key: str
) -> None:
    found = read_text(f"# {title}\n\n## Overview\n\n1. a\n2. b\n\n{heading}\n\n{body}\n")
    assert keys(found, "flow") == [key]


def test_a_document_of_one_flow_with_steps_as_paragraphs() -> None:
    found = read_text("""\
        # Order Picking Flow
        ## Overview
        What it is.
        ## Flow Steps
        **User** - opens the list

        **App** - shows it
        """)
    flow = only(found, "flow")
    assert isinstance(flow, Flow)
    assert [step.text for step in flow.steps] == ["**User** - opens the list", "**App** - shows it"]


def test_a_flow_keeps_its_drawing_and_its_remarks() -> None:
    text = "# User flows\n## Flow 1: pay\n```mermaid\ngraph\n```\n1. Open\n\nNote:\n\n- quick\n- safe\n"
    found = read_text(text)
    flow = only(found, "flow")
    assert isinstance(flow, Flow)
    assert [step.text for step in flow.steps] == ["Open"]
    assert "```mermaid\ngraph\n```" in flow.notes
    assert "- quick\n- safe" in flow.notes


@pytest.mark.parametrize(
    ("title", "section", "wanted"),
    [
        ("Screen Specifications", "## 1. Welcome screen\n\n### Goal\n\nSell.", ["Welcome screen"]),
        ("Wireframes", "## 2) Splash / Launcher\n\n```\n+--+\n```", ["Splash / Launcher"]),
        ("Wireframes", "## Login\n\n![login](a.png)", ["Login"]),
        ("Inventario de pantallas", "### Pantalla 1 — Inicio\n\nx", ["Inicio"]),
        ("画面設計", "## 1. ログイン画面\n\n- 入力", ["ログイン画面"]),
        ("画面一覧", "| 画面 | パス |\n|---|---|\n| 入口 | `/` |\n| 一覧 | `/l` |", ["入口", "一覧"]),
        ("Wireframes", "## Page Summary\n\n| Page | Layout |\n|---|---|\n| Home | x |", ["Home"]),
        ("Wireframes", "## Admin screens\n\n### Users page\n\n- list\n\n### Roles page\n\n- list",
         ["Users page", "Roles page"]),
    ],
)  # fmt: skip
def test_screens_below_a_title_that_promises_them(
    title: str, section: str, wanted: list[str]
) -> None:
    found = read_text(f"# {title}\n\n## Design System\n\n- blue\n\n{section}\n")
    assert keys(found, "screen") == wanted


def test_a_screen_keeps_its_drawing() -> None:
    screen = only(
        read_text("# Wireframes\n## Screen: Login\n```\n[ user ]\n```\n- two fields\n"), "screen"
    )
    assert isinstance(screen, Screen)
    assert screen.notes == "```\n[ user ]\n```\n\n- two fields"


@pytest.mark.parametrize(
    ("heading", "header"),
    [
        ("Feature comparison", "Feature | Ours | Theirs"),
        ("Supported syntax", "Statement | PostgreSQL | MySQL"),
        ("表单字段", "字段 | 必填 | 可编辑"),
    ],
)
def test_yes_and_no_about_other_things_is_no_matrix(heading: str, header: str) -> None:
    rows = "".join(f"| thing {at} | ✅ | ❌ |\n" for at in range(6))
    found = read_text(
        f"# README\n\n## {heading}\n\n| {header} |\n|---|---|---|\n{rows}", "README.md"
    )
    assert not found.items


@pytest.mark.parametrize(
    ("heading", "header"),
    [
        ("Permissions", "Action | A | B"),
        ("Details", "Action | Admin | Guest"),
        ("2.2 数据权限规则", "功能 | 专员 | 主管"),
        ("Zugriffsrechte", "Aktion | Meister | Geselle"),
    ],
)
def test_a_matrix_is_promised_by_its_heading_or_its_columns(heading: str, header: str) -> None:
    rows = "".join(f"| do {at} | ✅ | ❌ |\n" for at in range(3))
    found = read_text(f"# Notes\n\n## {heading}\n\n| {header} |\n|---|---|---|\n{rows}")
    assert len(keys(found, "grant")) == 6


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("## 2.1 `users`\n\n| Kolom | Tipe Data | Constraint | Keterangan |\n|-|-|-|-|\n| `id` | INT | PK | x |",
         {"users": ["id"]}),
        ("## `meter` (Devices)\n\n| Column | Description |\n|-|-|\n| `meter_id` | unique |",
         {"meter": ["meter_id"]}),
        ("| Tabel | Kolom | Tipe Data |\n|-|-|-|\n| users | id | INT |\n| | name | TEXT |",
         {"users": ["id", "name"]}),
        ("## 1. Order(注文)\n### 基本字段\n| 字段 | 类型 |\n|-|-|\n| a | int |\n### 状况\n| 字段 | 类型 |\n|-|-|\n| b | int |",
         {"Order(注文)": ["a", "b"]}),
        ("## Payment Entity (NEW)\n### Field Specifications\n| Field | Type |\n|-|-|\n| id | UUID |\n"
         "### Indexes\n| Name | Columns | Purpose |\n|-|-|-|\n| idx_a | a | fast |\n"
         "### Computed Properties\n| Property | Type |\n|-|-|\n| isPaid | Bool |",
         {"Payment": ["id"]}),
        ("## User\n**Purpose:** people\n\n**Key Attributes:**\n\n- id: UUID - primary key\n- first, last, email",
         {"User": ["id", "first", "last", "email"]}),
        ("## Part\n- Purpose: catalogue\n- Key Attributes:\n  - number, name\n- Relationships: many\n"
         "## Line\n- **Fields**: id, kind (a|b, c), total",
         {"Part": ["number", "name"], "Line": ["id", "kind", "total"]}),
        ("## `AppState`\nWhat is kept.\n\nSuggested fields:\n\n- `lane`: where\n- `mode`: how\n\nRules:\n\n- `x`: y",
         {"AppState": ["lane", "mode"]}),
        ("## Tabelle: rollen\n### Felder\n| Feld | Typ |\n|-|-|\n| id | INT |", {"rollen": ["id"]}),
        ("## users\n| Column | Type |\n|-|-|\n| id | int |\n#### Embedded photos\n| Column | Type |\n|-|-|\n| url | text |",
         {"users": ["id"], "Embedded photos": ["url"]}),
        ("## Order\n| Field | Type |\n|-|-|\n| id | int |\n### Indexes\n| Table | Index | Purpose |\n|-|-|-|\n| orders | idx | fast |\n## Table: orders\n```sql\nCREATE TABLE orders (id int);\n```",
         {"Order": ["id"]}),
        ("## 核心实体\n| 实体 | 关键字段 | 说明 |\n|-|-|-|\n| Campaign | `name`, `end` | x |",
         {"Campaign": ["name", "end"]}),
        ("## properties\n| Column | Type |\n|-|-|\n| id | int |\n## events\n| Column | Type |\n|-|-|\n| id | int |",
         {"properties": ["id"], "events": ["id"]}),
    ],
)  # fmt: skip
def test_entities_of_a_dictionary(text: str, wanted: dict[str, list[str]]) -> None:
    assert attributes(read_text(f"# Data dictionary\n\n{text}\n")) == wanted


def test_a_type_is_told_from_the_words_behind_it() -> None:
    found = only(
        read_text(
            "# Data model\n## User\nFields:\n\n- `id`: UUID, never shown\n- note: free words\n"
        ),
        "entity",
    )
    assert isinstance(found, Entity)
    assert [(attribute.type, attribute.rule) for attribute in found.attributes] == [
        ("UUID", "never shown"),
        ("", "free words"),
    ]


def test_a_column_without_meaning_goes_into_the_notes() -> None:
    table = (
        "| Field | Type | Null | Colour |\n|-|-|-|-|\n| id | int | NO | red |\n| a | int | YES | |"
    )
    found = only(read_text(f"# Data dictionary\n## Order\n{table}\n"), "entity")
    assert isinstance(found, Entity)
    assert [(attribute.required, attribute.notes) for attribute in found.attributes] == [
        (True, "Colour: red"),
        (False, ""),
    ]


def test_a_dictionary_of_one_thing_is_named_by_its_title() -> None:
    found = read_text("# Orders — Data Dictionary\n| Column | Description |\n|-|-|\n| id | x |\n")
    assert attributes(found) == {"Orders": ["id"]}
    nameless = read_text("# Data Dictionary\n| Column | Description |\n|-|-|\n| id | x |\n")
    assert not nameless.items
    assert any("it is unclear which entity" in note.message for note in nameless.notes)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", "# Tool\n## Options\n| Name | Type | Description |\n|-|-|-|\n| port | int | x |"),
        ("api.md", "# API\n## POST /orders\n### Request body\n| Field | Type | Required | Description |\n|-|-|-|-|\n| a | b | yes | d |"),
        ("tasks.md", "# Tasks: Shop\n## Phase 3: User Story 1 - Pay\n- [ ] T001 [US1] FR-001: do it"),
        ("plan.md", "# Implementation Plan: Shop\n## Requirements\n- FR-001: quoted"),
        ("research.md", '# Research: Shop\n## Requirements\n- **FR-001**: "quoted"'),
        ("checklists.md", "# Specification Quality Checklist: Shop\n## Requirement Completeness\n- [x] CHK001 All must"),
        ("notes.md", "# Notes\n## Work\n" + "".join(f"- [ ] T{at:03} story US-1\n" for at in range(6))),
        ("HANDOFF.md", "# Session handoff\n## What is next\nGo on."),
        ("log.md", "# Log\n## Deferred\n- nothing"),
    ],
)  # fmt: skip
def test_other_papers_are_kept_as_attachments(name: str, text: str) -> None:
    found = read_text(text + "\n", name)
    assert not found.items
    assert found.sources[0].kind == "attachment"
    assert any(note.message.startswith("kept as an attachment") for note in found.notes)


def test_one_document_may_hold_every_kind() -> None:
    found = read_text("""\
        # Shop — Product requirements

        ## Functional requirements
        - **FR-001**: The system must sell.

        ## Data model
        ### Order
        | Field | Type | Description |
        |---|---|---|
        | total | money | sum |

        ## User flows
        ### 1. Checkout
        1. Open the cart
        2. Pay

        ## Screens
        ### Cart page
        - list of lines
        """)
    assert {item.kind: item.item.item_key for item in found.items} == {
        "requirement": "FR-001", "entity": "Order", "flow": "Checkout", "screen": "Cart page",
    }  # fmt: skip
