"""Legends: a mark means no more than the document says of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cost import grows_too_fast
from tests.intake.markdown_documents import read_text, warnings
from tests.intake.permissions.test_rows import ALLOW, DENY, OWN, granted
from workbench.design.access import Effect
from workbench.intake.markdown.parser import parse_markdown
from workbench.intake.permissions.legend import read_legend
from workbench.intake.result import Imported


def under(legend: str, yes: str = "✅", no: str = "❌") -> Imported:
    """Read a matrix that stands below a legend."""
    return read_text(
        f"# Permissions\n\n{legend}\n\n| Permission | Admin | Guest |\n|---|---|---|\n"
        f"| a:b | {yes} | {no} |\n| a:c | {yes} | {no} |\n"
    )


@pytest.mark.parametrize(
    "legend",
    [
        "✅ = full access, but only own records",
        "✅ own records only, ❌ none",
        "- ✅ own records only\n- ❌ none",
        "Own records only: ✅",
        "✅ (own records only)",
        "`✅` own only; `❌` no",
        "✅ | own only",
        "**✅**: own only",
        "**✅:** own only",
        "✅ ⇒ own only",
        "✅ stands for own only",
        "✅ signifies own only",
        "✅ == own only",
        "✅ -> own only",
        "✅ means own only",
        "✅ ... own only",
        "> ✅ = own only",
        "✅ = planned for 2.0",
        "✅ = with MFA",
        "✅ = permission is configurable",
        "✅ = zebra",
        "✅ = yes\n\n✅ = own only",
        "| Mark | Meaning | Notes |\n|---|---|---|\n| ✅ | own only | x |",
        "| ✅ | own only |\n|---|---|\n| ❌ | none |",
        "| Meaning | Mark |\n|---|---|\n| own only | ✅ |",
        "Legend: ✅ allowed after approval / ❌ not allowed",
        "✅ = read access",
        "Checkmark = own only",
        "A tick means own records only.",
        "✅ = allowed, ❌ = not allowed. ✅ only for own rows.",
    ],
)
def test_a_mark_is_narrowed_by_every_form_of_legend(legend: str) -> None:
    found = under(legend)
    assert granted(found)["Admin", "a:b"] in {OWN, DENY}
    assert warnings(found) or set(granted(found).values()) == {DENY}


@pytest.mark.parametrize(
    "legend",
    [
        "✅ = allowed, ❌ = not allowed",
        "✅ yes, ❌ no",
        "✅ = full access",
        "Legend: ✅ allowed / ❌ denied / ⚠️ conditional",
        "- ✅: permitted\n- ❌: forbidden",
        "| Symbol | Meaning |\n|---|---|\n| ✅ | Allowed |\n| ❌ | Denied |",
        "✅ = may do it",
        "✅ = on every row, ❌ = never",
        "✅ = for all records",
        "✅ = has permission; ❌ = no permission",
        "We agreed on this table ✅",
        "The roles below were approved ✅ on Monday.",
        "✅ = role has the permission",
        "✅ = allowed, ✅ (org) = own organisation only",
        "✅ = allowed; ✅* = own records only",
        "| Symbol | Meaning |\n|---|---|\n| ✅ | Allowed |\n| ✅ (org) | own only |\n| — | No |",
    ],
)
def test_an_ordinary_legend_changes_nothing(legend: str) -> None:
    found = under(legend)
    assert granted(found)["Admin", "a:b"] is ALLOW
    assert granted(found)["Guest", "a:b"] is DENY
    assert not warnings(found)


@pytest.mark.parametrize(
    ("legend", "yes", "no", "effect"),
    [
        ("Yes = own records only", "Yes", "No", OWN),
        ("`Yes` means the user's own records only. No means none.", "Yes", "No", OWN),
        ("| Value | Meaning |\n|---|---|\n| Yes | own records only |", "Yes", "No", OWN),
        ("Y = read only, N = none", "Y", "N", OWN),
        ("full = all records of the own tenant", "full", "none", OWN),
        ("All: everything in their department", "All", "None", OWN),
        ("✓ = own records only", "✔", "✘", OWN),
        ("✔️ = own records only", "✔", "✘", OWN),
        (":heavy_check_mark: = own records only", "✔", "✘", OWN),
        ("✔ = own records only", ":heavy_check_mark:", ":x:", OWN),
        ("&#10004; = own records only", "✔", "✘", OWN),
        ("✓ = own records only", "✅", "❌", ALLOW),
        ("* = own records only", "*", "-", OWN),
        ("X = own records only", "X", "-", OWN),
        ("x = own records only", "X", "-", OWN),
        ("X = yes", "X", "-", ALLOW),
        ("X = yes, blank = no", "X", "", ALLOW),
        (
            "Allow: on every row. Own: on rows that the condition below selects. Deny: never.",
            "Allow",
            "Deny",
            ALLOW,
        ),
        ("Allow: on every row of their team. Deny: never.", "Allow", "Deny", OWN),
        ("X = denied", "X", "", DENY),
        ("X = denied, blank = allowed", "X", "", DENY),
        ("An x marks what a role may not do.", "x", "", DENY),
        ("X marks a forbidden action", "x", "", DENY),
        ("o = own records only", "O", "-", DENY),
        ("Yes = denied", "Yes", "No", DENY),
    ],
)
def test_a_legend_of_words_and_letters(legend: str, yes: str, no: str, effect: Effect) -> None:
    found = under(legend, yes, no)
    assert granted(found).get(("Admin", "a:b"), DENY) is effect


def test_what_a_legend_says_of_blank_cells_grants_nothing() -> None:
    found = under("X = denied, blank = allowed", "", "X")
    assert ("Admin", "a:b") not in granted(found)
    assert granted(found)["Guest", "a:b"] is DENY


def test_a_legend_counts_for_tables_of_rows() -> None:
    found = read_text(
        "# Access control\n\nall = all records of their team\n\n| Role | Action | Scope |\n"
        "|---|---|---|\n| clerk | a:b | all |\n| boss | a:b | own |\n"
    )
    assert granted(found)["clerk", "a:b"] is OWN


def test_the_cost_of_legends_grows_with_the_document_alone() -> None:
    def work(size: int) -> Callable[[], object]:
        document = parse_markdown("✅ yes, Yes = all; " * size)
        return lambda: read_legend(document)

    assert not grows_too_fast(work, 1_500)
