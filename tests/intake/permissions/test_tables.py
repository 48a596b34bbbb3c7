"""Tables against each other and against what stands above them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cost import calls_of, grows_too_fast
from tests.intake.markdown_documents import keys, read_text, warnings
from tests.intake.permissions.test_rows import ALLOW, DENY, OWN, granted, grants_of, rows
from workbench.intake.markdown import html_tables

_MATRIX = "| Permission | Admin | Guest |\n|---|---|---|\n| a:b | ✅ | ✅ |\n| a:c | ✅ | ✅ |\n"


@pytest.mark.parametrize("role", ["sales clerk", "Sales-Clerk", "sales_clerk", "SALES  CLERK"])
@pytest.mark.parametrize("action", ["Read orders", "read_orders", "`READ ORDERS`", "read-orders"])
def test_names_that_differ_only_in_how_they_are_written_are_one(role: str, action: str) -> None:
    found = rows(
        "Role | Action | Scope", "Sales clerk | read orders | all", f"{role} | {action} | none"
    )
    assert granted(found) == {("Sales clerk", "read orders"): DENY}
    assert keys(found, "role") == ["Sales clerk"]
    assert keys(found, "permission") == ["read orders"]
    assert 6 in warnings(found)


def test_two_tables_that_write_a_name_differently_are_read_narrowly() -> None:
    found = read_text(
        f"# Permissions\n\n{_MATRIX}\n## Grants\n| Role | Action | Scope |\n|---|---|---|\n"
        "| guest | A:B | none |\n| GUEST | a:c | own |\n"
    )
    assert granted(found) == {
        ("Admin", "a:b"): ALLOW, ("Admin", "a:c"): ALLOW,
        ("Guest", "a:b"): DENY, ("Guest", "a:c"): OWN,
    }  # fmt: skip
    assert {11, 12} <= set(warnings(found))


def test_stated_roles_are_found_however_they_are_written() -> None:
    found = read_text(
        "# Permissions\n| Role | Description |\n|---|---|\n| Sales clerk | a |\n| Boss | b |\n\n"
        "| Role | Action | Scope |\n|---|---|---|\n| sales-clerk | a:b | all |\n"
        "| sales_clerk | `A:b` | none |\n"
    )
    assert granted(found) == {("Sales clerk", "a:b"): DENY}


def test_permissions_that_differ_in_more_than_writing_stay_apart() -> None:
    found = rows("Role | Action | Scope", "a | orders:read | all", "a | order:sread | none",
                 "a | orders:read:all | own", "a | orders.read | none")  # fmt: skip
    assert list(granted(found).values()) == [ALLOW, DENY, OWN, DENY]


@pytest.mark.parametrize(
    "title",
    ["Forbidden actions", "Who may not do what", "Deprecated (do not use)", "Bad example",
     "What roles cannot do", "Denied", "Prohibited", "Old matrix (obsolete)", "Not allowed",
     "Anti-pattern", "Verboten", "Interdit", "Prohibido", "Запрещено", "禁止操作", "Ungültig"],
)  # fmt: skip
@pytest.mark.parametrize("deep", [False, True])
def test_a_table_below_a_heading_that_says_no_grants_nothing(title: str, *, deep: bool) -> None:
    below = "### Version 1\n\n" if deep else ""
    found = read_text(f"# Permissions\n\n## {title}\n\n{below}{_MATRIX}")
    assert ALLOW not in granted(found).values()
    assert OWN not in granted(found).values()
    line = 7 if deep else 5
    assert line in warnings(found)


@pytest.mark.parametrize(
    "words",
    [
        "Bad example, do not use:",
        "**Do not use this table:**",
        "The following is forbidden:",
        "Nobody may do this:",
    ],
)
def test_words_right_above_a_table_count_as_its_heading(words: str) -> None:
    found = read_text(f"# Permissions\n\n{words}\n\n{_MATRIX}")
    assert not grants_of(found)
    assert 5 in warnings(found)


@pytest.mark.parametrize("title", ["Cannot", "Forbidden action", "May not", "Denied permission",
                                   "Deprecated"])  # fmt: skip
def test_a_first_column_that_says_no_grants_nothing(title: str) -> None:
    found = read_text("# Permissions\n\n" + _MATRIX.replace("Permission", title))
    assert not grants_of(found)
    assert 3 in warnings(found)


@pytest.mark.parametrize(
    "title",
    [
        "Roles and permissions",
        "Who may do what",
        "Access rights",
        "What is not covered elsewhere",
        "Not only for admins",
    ],
)
def test_an_ordinary_heading_changes_nothing(title: str) -> None:
    found = read_text(f"# Permissions\n\n## {title}\n\n{_MATRIX}")
    assert set(granted(found).values()) == {ALLOW}
    assert not warnings(found)


@pytest.mark.parametrize(
    "hiding", ["hidden", 'hidden=""', 'style="display:none"', "style='color:red; DISPLAY : none'",
               'style="visibility: hidden"', "STYLE='display: none !important'"],
)  # fmt: skip
def test_hidden_rows_and_cells_of_html_are_not_read(hiding: str) -> None:
    found = read_text(
        "# Permissions\n\n<table>\n<tr><th>Permission</th><th>Admin</th><th>Guest</th></tr>\n"
        f"<tr><td>a:b</td><td>✅</td><td><span {hiding}>✅</span></td></tr>\n"
        f"<tr {hiding}><td>a:c</td><td>✅</td><td>✅</td></tr>\n"
        f"<tr><td>a:d</td><td>✅</td><td {hiding}>✅</td></tr>\n"
        "<tr><td>a:e</td><td>✅</td><td>❌</td></tr>\n</table>\n"
    )
    assert granted(found) == {
        ("Admin", "a:b"): ALLOW, ("Admin", "a:d"): ALLOW,
        ("Admin", "a:e"): ALLOW, ("Guest", "a:e"): DENY,
    }  # fmt: skip


@pytest.mark.parametrize(
    "style", ["text-decoration:line-through", "text-decoration-line: line-through"]
)
def test_text_that_a_style_strikes_out_is_struck_out(style: str) -> None:
    found = read_text(
        "# Permissions\n\n<table>\n<tr><th>Permission</th><th>Admin</th><th>Guest</th></tr>\n"
        f'<tr><td>a:b</td><td>✅</td><td><span style="{style}">✅</span></td></tr>\n'
        f'<tr><td style="{style}">a:c</td><td>✅</td><td>✅</td></tr>\n'
        "<tr><td>a:e</td><td>✅</td><td>❌</td></tr>\n</table>\n"
    )
    assert granted(found).get(("Guest", "a:b"), DENY) is DENY
    assert ("Admin", "a:c") not in granted(found)
    assert {5, 6} <= set(warnings(found))


def test_a_hidden_part_of_a_table_is_not_read() -> None:
    found = read_text(
        "# Permissions\n\n<table>\n<tr><th>Permission</th><th>Admin</th><th>Guest</th></tr>\n"
        "<tbody hidden>\n<tr><td>a:b</td><td>✅</td><td>✅</td></tr>\n</tbody>\n<tbody>\n"
        "<tr><td>a:c</td><td>✅</td><td>❌</td></tr>\n<tr><td>a:d</td><td>✅</td><td>❌</td></tr>\n"
        "</tbody>\n</table>\n"
    )
    assert {pair[1] for pair in granted(found)} == {"a:c", "a:d"}


def test_a_remark_beside_roles_as_rows_counts_although_it_names_an_action() -> None:
    found = read_text(
        "# RBAC\n| Role | Read | Delete | Notes |\n|---|---|---|---|\n"
        "| Admin | ✅ | ✅ | |\n| Clerk | ✅ | ❌ | read only own orders |\n"
    )
    assert granted(found)["Clerk", "Read"] is OWN
    assert 5 in warnings(found)


def test_a_wide_cell_does_not_multiply_the_rows_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_tables, "MAX_CELLS", 40)
    found = read_text(
        "# Permissions\n\n<table>\n<tr><th colspan=10>Permission</th></tr>\n"
        + "<tr><td>a</td></tr>\n" * 8
        + "</table>\n"
    )
    assert "rows from here on are left out" in warnings(found)[8]


def test_the_cost_of_a_matrix_grows_with_its_cells() -> None:
    def work(size: int) -> Callable[[], object]:
        roles = [f"Role {at}" for at in range(size)]
        lines = [f"| a:{at} | {' | '.join('✅' for _ in roles)} | not {at} |" for at in range(20)]
        text = (
            f"# Permissions\n\n| Permission | {' | '.join(roles)} | Notes |\n"
            f"|{'---|' * (size + 2)}\n" + "\n".join(lines)
        )
        return lambda: read_text(text)

    assert not grows_too_fast(work, 60)


def test_cells_of_a_table_of_something_else_are_not_read() -> None:
    lines = [f"{at},Name {at},{at * 3},Town,DE,open,a remark" for at in range(400)]
    text = "ID,Name,Amount,City,Country,Status,Comment\n" + "\n".join(lines)
    assert calls_of(lambda: read_text(text, "customers.csv")) < 400 * 7 * 40
