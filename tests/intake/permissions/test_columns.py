"""Columns beside role and action: what their titles take away from a grant."""

from __future__ import annotations

import pytest

from tests.intake.markdown_documents import keys, read_text, warnings
from tests.intake.permissions.test_matrix import matrix
from tests.intake.permissions.test_rows import ALLOW, DENY, OWN, granted, grants_of, rows
from workbench.design.access import Effect


@pytest.mark.parametrize(
    "title",
    ["Denied", "Blocked", "Forbidden", "Prohibited", "Revoked", "Deny", "Not allowed", "Cannot",
     "Verboten", "Interdit", "Prohibido", "Запрещено", "禁止", "ممنوع"],
)  # fmt: skip
def test_a_yes_in_a_column_of_denials_denies(title: str) -> None:
    found = rows(
        f"Role | Action | Scope | {title}", "clerk | a:b | all | yes", "boss | a:b | all | no",
        "aide | a:b | all | ", "chief | a:b | all | drafts",
    )  # fmt: skip
    assert list(granted(found).values()) == [DENY, ALLOW, ALLOW, OWN]
    assert list(warnings(found)) == [5, 8]


@pytest.mark.parametrize("header", ["Allow | Deny", "Yes | No", "Allowed | Denied"])
def test_of_a_yes_and_a_no_in_two_columns_the_no_counts(header: str) -> None:
    found = rows(
        f"Role | Action | {header}",
        "clerk | a:b | ✅ | ✅", "boss | a:b | ✅ | ", "aide | a:b | | ✅", "chief | a:b | | ",
    )  # fmt: skip
    assert list(granted(found).values()) == [DENY, ALLOW, DENY, DENY]
    assert list(warnings(found)) == [5, 8]


def test_a_column_of_denials_alone_grants_nothing() -> None:
    found = rows("Role | Action | Denied", "clerk | a:b | yes", "boss | a:b | no")
    assert list(granted(found).values()) == [DENY, DENY]
    assert list(warnings(found)) == [6]


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        *((title, "drafts") for title in (
            "Except", "Exception", "Exceptions", "Excluded", "Exclusions", "Only for",
            "Restricted to", "Restriction", "Filter", "Row filter", "Where", "If", "Unless",
            "Precondition", "Preconditions", "Prerequisite", "Limit", "Limits", "Status", "Tenant",
            "Region", "Fields", "Applies to", "Context", "Ausnahme", "Ausnahmen",
            "Einschränkungen", "Nur für", "Sauf", "Excepciones", "Кроме", "例外", "制限", "限制",
            "استثناءات", "القيود", "Eccezioni", "Restrictions d'accès", "Limites", "Voorwaarden",
        )),
        *((title, "✅") for title in (
            "Requires approval", "Approval", "MFA required",
            "Restricted", "Restriction", "Read-only", "Needs 2FA",
        )),
        ("Valid until", "2024-01-01"), ("Expires", "soon"), ("Limit", "100 EUR"),
        ("Requires approval", "always"),
    ],
)  # fmt: skip
def test_a_filled_column_of_limits_narrows(title: str, cell: str) -> None:
    found = rows(
        f"Role | Action | Allowed | {title}",
        f"clerk | a:b | yes | {cell}", "boss | a:b | yes | ", "aide | a:b | yes | -",
        f"chief | a:b | no | {cell}",
    )  # fmt: skip
    assert list(granted(found).values()) == [OWN, ALLOW, ALLOW, DENY]
    assert list(warnings(found)) == [5]
    assert cell in grants_of(found)[0].notes


@pytest.mark.parametrize(
    ("title", "cell", "effect"),
    [
        ("Status", "active", ALLOW), ("Status", "revoked", DENY), ("Enabled", "no", DENY),
        ("Status", "planned", DENY), ("Active", "yes", ALLOW), ("Approved?", "no", DENY),
        ("Status", "disabled", DENY), ("Tenant", "all", ALLOW), ("Fields", "all", ALLOW),
        ("Region", "any", ALLOW), ("Limit", "unlimited", ALLOW), ("Own only", "no", ALLOW),
        ("Requires approval", "❌", ALLOW), ("Filter", "none", ALLOW), ("Enabled", "❌", DENY),
        ("Region", "none", DENY), ("Applies to", "nobody", DENY), ("Except", "all", DENY),
        ("Except", "own", DENY), ("Denied", "own", DENY), ("Expires", "never", ALLOW),
        ("If", "never", DENY), ("Exceptions", "none", ALLOW), ("Valid", "no", DENY),
    ],
)  # fmt: skip
def test_what_a_column_of_limits_plainly_says(title: str, cell: str, effect: Effect) -> None:
    found = rows(f"Role | Action | Scope | {title}", f"clerk | a:b | all | {cell}")
    assert granted(found) == {("clerk", "a:b"): effect}
    assert bool(warnings(found)) is (effect is not ALLOW)


@pytest.mark.parametrize("title", ["Own only", "Own only?", "Own", "Own records only"])
def test_a_yes_in_a_column_of_own_rows_means_own(title: str) -> None:
    found = rows(
        f"Role | Action | Allowed | {title}",
        "clerk | a:b | yes | ✅", "boss | a:b | yes | no", "aide | a:b | yes | x",
        "chief | a:b | yes | ",
    )  # fmt: skip
    assert list(granted(found).values()) == [OWN, ALLOW, OWN, ALLOW]
    assert not warnings(found)


def test_a_blank_state_beside_others_that_say_yes_says_no() -> None:
    found = rows("Role | Action | Scope | Enabled", "a | a:b | all | ✅", "b | a:b | all | ")
    assert list(granted(found).values()) == [ALLOW, DENY]
    assert list(warnings(found)) == [6]


def test_columns_of_limits_alone_grant_nothing() -> None:
    found = rows("Role | Action | Status | Region", "clerk | a:b | active | EU")
    assert not grants_of(found)
    assert list(warnings(found)) == [5]


@pytest.mark.parametrize(
    "title",
    ["Ticket", "ID", "#", "Owner", "Source", "Updated", "Author", "Version", "Priority",
     "Endpoint", "Module", "Reference", "Last updated"],
)  # fmt: skip
def test_a_harmless_column_is_kept_without_a_word(title: str) -> None:
    found = rows(f"Role | Action | Scope | {title}", "clerk | a:b | all | 17")
    assert granted(found) == {("clerk", "a:b"): ALLOW}
    assert not warnings(found)
    assert "17" in grants_of(found)[0].notes or title == "Module"


def test_a_column_that_is_not_known_is_named_once_for_a_table() -> None:
    found = rows(
        "Role | Action | Scope | Zebra",
        "clerk | a:b | own | q", "boss | a:b | all | q", "aide | a:b | all | q",
    )  # fmt: skip
    assert list(granted(found).values()) == [OWN, ALLOW, ALLOW]
    assert list(warnings(found)) == [6]
    assert "Zebra" in warnings(found)[6]


@pytest.mark.parametrize(
    ("title", "cell", "effect"),
    [
        ("Own only", "✅", OWN), ("MFA required", "✅", OWN), ("Exceptions", "drafts", OWN),
        ("Limits", "open ones", OWN), ("Denied", "✅", DENY), ("Blocked", "x", DENY),
        ("Enabled", "❌", DENY), ("Requires approval", "yes", OWN), ("Own only", "❌", ALLOW),
    ],
)  # fmt: skip
def test_a_column_that_limits_is_no_role_of_a_matrix(title: str, cell: str, effect: Effect) -> None:
    found = matrix(
        f"a:b | ✅ | ✅ | {cell}",
        "a:c | ✅ | ❌ | ",
        header=f"Permission | admin | clerk | {title}",
    )
    assert granted(found)["clerk", "a:b"] is effect
    assert granted(found)["admin", "a:c"] is ALLOW
    assert keys(found, "role") == ["admin", "clerk"]
    assert (9 in warnings(found)) is (effect is not ALLOW and title != "Own only")


@pytest.mark.parametrize("name", ["View Only", "Read-only", "Restricted user"])
def test_the_name_of_a_role_is_not_taken_for_a_limit(name: str) -> None:
    found = read_text(
        f"# Permissions\n\n| Permission | Admin | User | {name} |\n|---|---|---|---|\n"
        "| a:b | ✅ | ✅ | ✅ |\n| a:c | ✅ | ❌ | ❌ |\n"
    )
    assert keys(found, "role") == ["Admin", "User", name]
    assert granted(found)["Admin", "a:b"] is ALLOW
    assert not warnings(found)


def test_a_column_that_is_not_known_is_named_in_a_matrix() -> None:
    found = matrix(
        "a:b | ✅ | ✅ | q", "a:c | ✅ | ❌ | q", header="Permission | admin | clerk | Zebra"
    )
    assert "Zebra" in warnings(found)[9]
    assert list(warnings(found)) == [9]


def test_roles_that_a_permission_is_denied_to() -> None:
    found = rows(
        "Permission | Description | Roles | Denied to",
        "a:b | reads | clerk, boss | clerk", "a:c | reads | clerk | ",
        "a:d | reads | boss | nobody", "a:e | reads | boss | drafts of aide",
    )  # fmt: skip
    assert granted(found)["clerk", "a:b"] is DENY
    assert granted(found)["boss", "a:b"] is ALLOW
    assert granted(found)["clerk", "a:c"] is ALLOW
    assert granted(found)["boss", "a:d"] is ALLOW
    assert 5 in warnings(found)


def test_what_a_permission_is_not_for_narrows_its_roles() -> None:
    found = rows(
        "Permission | Description | Roles | Except",
        "a:b | reads all but drafts | clerk | ", "a:c | reads | boss | drafts",
    )  # fmt: skip
    assert list(granted(found).values()) == [OWN, OWN]
    assert list(warnings(found)) == [5, 6]
