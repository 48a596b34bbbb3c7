"""Habits of dictionaries, flows, screens and matrices as people write them; every text made up."""

from __future__ import annotations

import pytest

from tests.intake.markdown import keys, only, read_text
from workbench.design.flows import Flow, Screen


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
