"""Matrices of roles and actions: what a cell grants, and no more than it says."""

from __future__ import annotations

import pytest

from tests.intake.markdown_documents import keys, read_text, warnings
from tests.intake.permissions.test_rows import ALLOW, DENY, OWN, granted, grants_of
from workbench.design.access import Effect
from workbench.intake.result import Imported


def matrix(*lines: str, header: str = "Permission | admin | clerk") -> Imported:
    """Read a matrix whose rows begin on line 9; the document states its two roles."""
    bars = "|" + "---|" * (header.count("|") + 1)
    return read_text(
        "# Permissions\n| Role | Description |\n|---|---|\n| admin | runs it |\n| clerk | works |\n"
        f"\n| {header} |\n{bars}\n" + "".join(f"| {line} |\n" for line in lines)
    )


@pytest.mark.parametrize(
    ("cell", "effect", "warned"),
    [
        ("✅", ALLOW, False),
        ("✅ Yes", ALLOW, False),
        ("✅ (any status)", ALLOW, False),
        (":white_check_mark:", ALLOW, False),
        ("[x]", ALLOW, False),
        ("Y (own)", OWN, False),
        ("own", OWN, False),
        ("✅ (org)", OWN, True),
        ("✅*", OWN, True),
        ("Yes¹", OWN, True),
        ("Yes<sup>1</sup>", OWN, True),
        ("✅ except drafts", OWN, True),
        ("✅ read-only", OWN, True),
        ("⚠️", OWN, True),
        ("conditional", OWN, True),
        ("❌", DENY, False),
        (":x:", DENY, False),
        ("[ ]", DENY, False),
        ("\u2796", DENY, False),
        ("×", DENY, False),
        ("No (own)", DENY, True),
        ("✅/❌", DENY, True),
        ("R/W", DENY, True),
        ("CRUD", DENY, True),
        ("read-only", DENY, True),
        ("all but own", DENY, True),
        ("~~✅~~", DENY, True),
        ("perhaps", DENY, True),
        ("", None, False),
        ("❓", None, True),
    ],
)
def test_a_cell_of_a_matrix(cell: str, effect: Effect | None, *, warned: bool) -> None:
    found = matrix(f"orders:read | ✅ | {cell}", "orders:list | ✅ | no")
    assert granted(found).get(("clerk", "orders:read")) is effect
    assert (9 in warnings(found)) is warned


@pytest.mark.parametrize(
    ("first", "second", "effect"),
    [
        ("✅ | x", "✅ | no", DENY),
        ("x | x", "x | ", ALLOW),
        ("x | x", "no | x", ALLOW),
        ("x | x", "x | x", DENY),
    ],
)
def test_a_letter_x_is_a_yes_only_where_nothing_else_is(
    first: str, second: str, effect: Effect
) -> None:
    found = matrix(f"orders:read | {first}", f"orders:list | {second}")
    assert granted(found)["clerk", "orders:read"] is effect


def test_roles_as_rows_name_what_is_not_understood() -> None:
    found = read_text(
        "# RBAC\n| Role | orders:read | users:admin |\n|--|--|--|\n| admin | Y | Y |\n"
        "| clerk | RW | N |\n| aide | Own | N |\n| | Y | Y |\n"
    )
    assert granted(found)["clerk", "orders:read"] is DENY
    assert list(warnings(found)) == [5, 7]


def test_a_row_that_is_wider_than_its_header_is_not_read() -> None:
    found = matrix("orders:read | or list | no | yes", "orders:list | yes | no")
    assert ("clerk", "orders:read") not in granted(found)
    assert ("admin", "orders:read") not in granted(found)
    assert list(warnings(found)) == [9]


def test_a_cell_over_two_rows_does_not_shift_the_others() -> None:
    found = read_text(
        "# Permissions\n\n<table>\n<tr><th>Resource</th><th>Action</th><th>admin</th>"
        '<th>guest</th></tr>\n<tr><td rowspan="2">orders</td><td>read</td><td>✅</td><td>❌</td>'
        "</tr>\n<tr><td>drop</td><td>✅</td><td>❌</td></tr>\n</table>\n"
    )
    assert {(grant.role, grant.effect) for grant in grants_of(found)} == {
        ("admin", ALLOW),
        ("guest", DENY),
    }


def test_a_column_of_conditions_narrows_and_notes_are_kept() -> None:
    found = matrix(
        "orders:read | yes | yes | | ",
        "orders:list | yes | no | while open | ",
        "orders:pay | yes | yes | | clerk only own orders",
        "orders:ship | yes | yes | | see 4.2",
        header="Permission | admin | clerk | Condition | Notes",
    )
    assert granted(found) == {
        ("admin", "orders:read"): ALLOW,
        ("clerk", "orders:read"): ALLOW,
        ("admin", "orders:list"): OWN,
        ("clerk", "orders:list"): DENY,
        ("admin", "orders:pay"): ALLOW,
        ("clerk", "orders:pay"): OWN,
        ("admin", "orders:ship"): ALLOW,
        ("clerk", "orders:ship"): ALLOW,
    }
    assert "see 4.2" in {grant.notes for grant in grants_of(found)}
    assert list(warnings(found)) == [10, 11]


def test_columns_of_roles_with_words_of_their_own_are_named() -> None:
    found = read_text(
        "# Permissions\n\n| Resource | Admin | Guest |\n|---|---|---|\n| orders | CRUD | R |\n"
        "| users | CRUD | none |\n"
    )
    assert set(granted(found).values()) == {DENY}
    assert list(warnings(found)) == [5, 6]
    assert keys(found, "role") == ["Admin", "Guest"]


def test_lists_and_sentences_grant_nothing() -> None:
    found = read_text(
        "# Permissions\n\n- Admin: can read all orders\n- Clerk cannot delete anything\n"
    )
    assert not grants_of(found)
    assert warnings(found)


def test_an_action_on_one_resource_is_not_granted_on_another() -> None:
    found = read_text("""\
        # Access matrix
        | Role | Resource | Create | Read |
        |---|---|---|---|
        | Admin | orders | ✅ | ✅ |
        | | users | ❌ | ✅ |
        | Guest | orders | ❌ | own |
        """)
    assert granted(found) == {
        ("Admin", "orders:Create"): ALLOW,
        ("Admin", "orders:Read"): ALLOW,
        ("Admin", "users:Create"): DENY,
        ("Admin", "users:Read"): ALLOW,
        ("Guest", "orders:Create"): DENY,
        ("Guest", "orders:Read"): OWN,
    }


def test_actions_as_titles_are_not_taken_for_roles() -> None:
    found = read_text(
        "# Access matrix\n\n| Resource | Create | Read | Delete |\n|---|---|---|---|\n"
        "| orders | ✅ | ✅ | ❌ |\n| users | ❌ | ✅ | ❌ |\n"
    )
    assert not grants_of(found)
    assert "roles" in warnings(found)[3]


@pytest.mark.parametrize(
    "legend",
    [
        "Legend: ✅ = own records only, ❌ = none",
        "- ✅: only rows of their own\n- ❌: never",
        "| Symbol | Meaning |\n|---|---|\n| ✅ | own rows |",
    ],
)
def test_a_mark_means_no_more_than_its_legend_says(legend: str) -> None:
    found = read_text(
        f"# Permissions\n\n{legend}\n\n| Permission | Admin | Guest |\n|---|---|---|\n"
        "| orders:read | ✅ | ❌ |\n| orders:list | ✅ | ❌ |\n"
    )
    assert set(granted(found).values()) == {OWN, DENY}
