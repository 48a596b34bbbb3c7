"""Names of roles and actions: struck out, turned round, footnoted, or in doubt."""

from __future__ import annotations

import pytest

from tests.intake.markdown_documents import keys, read_text, warnings
from tests.intake.permissions.test_matrix import matrix
from tests.intake.permissions.test_rows import ALLOW, DENY, OWN, granted, grants_of, rows

_REFUSED = (
    "~~{}~~", "<del>{}</del>", "<s>{}</s>", "~{}~", "!{}", "¬{}", "not {}", "no {}", "non-{}",
    "{}?", "none", "n/a", "nobody", "everyone except {}", "anyone but {}", "nicht {}", "kein {}",
    "sauf {}", "кроме {}", "former {}", "ex-{}", "all but {}", "~~{}~~ x",
)  # fmt: skip
_NARROWED = (
    "{}*", "{}\\*", "{}¹", "{}†", "{}[^1]", "{}<sup>1</sup>", "{} (own)", "{} (own only)",
    "{} (if approved)", "{} (read-only)", "{} [EU]", "{} (EU only)", "{} if approved",
    "{} when on duty", "only {}", "{} only", "{} <br> own only", "{} - own only", "{}: own",
)  # fmt: skip


@pytest.mark.parametrize("form", _REFUSED)
@pytest.mark.parametrize("stated", [False, True])
def test_a_role_that_is_struck_out_or_turned_round_is_not_read(form: str, *, stated: bool) -> None:
    role = form.format("clerk")
    if stated:
        found = matrix(f"{role} | a:b | all", header="Role | Action | Scope")
    else:
        found = rows("Role | Action | Scope", f"{role} | a:b | all")
    assert not grants_of(found)
    assert (9 if stated else 5) in warnings(found)


@pytest.mark.parametrize("form", _NARROWED)
@pytest.mark.parametrize("stated", [False, True])
def test_what_is_said_beside_a_role_narrows(form: str, *, stated: bool) -> None:
    role = form.format("clerk")
    if stated:
        found = matrix(f"{role} | a:b | all", header="Role | Action | Scope")
    else:
        found = rows("Role | Action | Scope", f"{role} | a:b | all")
    assert {grant.effect for grant in grants_of(found)} == {OWN}
    if "own" not in form:
        assert (9 if stated else 5) in warnings(found)


def test_a_role_that_is_said_to_be_out_of_use_is_granted_nothing() -> None:
    found = rows("Role | Action | Scope", "clerk (temporarily disabled) | a:b | all")
    assert set(granted(found).values()) <= {DENY}
    assert 5 in warnings(found)


@pytest.mark.parametrize("form", _REFUSED)
def test_an_action_that_is_struck_out_or_turned_round_is_not_read(form: str) -> None:
    found = rows("Role | Action | Scope", f"clerk | {form.format('a:b')} | all")
    assert not grants_of(found) or "former" in form or "ex-" in form
    assert 5 in warnings(found) or "former" in form or "ex-" in form


@pytest.mark.parametrize("form", ["{}*", "{}\\*", "{}¹", "{} (own)", "{} [EU]", "{} if approved"])
def test_what_is_said_beside_an_action_narrows(form: str) -> None:
    found = rows("Role | Action | Scope", f"clerk | {form.format('orders:delete')} | all")
    assert granted(found) == {("clerk", "orders:delete"): OWN}
    if "own" not in form:
        assert 5 in warnings(found)


def test_several_actions_keep_what_is_said_beside_each() -> None:
    found = rows("Role | Action | Scope", "clerk | a:b, a:c (own), ~~a:d~~ | all")
    assert granted(found) == {("clerk", "a:b"): ALLOW, ("clerk", "a:c"): OWN}
    assert list(warnings(found)) == [5]


@pytest.mark.parametrize("action", ["orders:*", "`orders:read`", "**orders:read**",
                                    "Approve (or reject) an order", "Undo"])  # fmt: skip
def test_an_ordinary_action_stays_what_it_is(action: str) -> None:
    found = rows("Role | Action | Scope", f"clerk | {action} | all")
    assert list(granted(found).values()) == [ALLOW]
    assert not warnings(found)


@pytest.mark.parametrize("stated", [False, True])
def test_titles_of_a_matrix_are_judged_as_roles_are(*, stated: bool) -> None:
    above = "| Role | Description |\n|---|---|\n| Admin | a |\n| Guest | b |\n| User | c |\n\n"
    found = read_text(
        f"# Permissions\n{above if stated else ''}"
        "| Action | Admin | ~~Guest~~ | User* |\n|---|---|---|---|\n"
        "| a:b | ✅ | ✅ | ✅ |\n| a:c | ✅ | ✅ | ❌ |\n"
    )
    assert granted(found) == {
        ("Admin", "a:b"): ALLOW, ("User", "a:b"): OWN,
        ("Admin", "a:c"): ALLOW, ("User", "a:c"): DENY,
    }  # fmt: skip
    assert any("Guest" in note.message for note in found.notes if note.level == "warning")


@pytest.mark.parametrize(
    ("title", "effect"),
    [("Guest (own only)", OWN), ("Guest¹", OWN), ("Guest [EU]", OWN), ("Non-guest users", None),
     ("Not guest", None), ("Guest?", None), ("GST (Guest)", ALLOW)],
)  # fmt: skip
def test_a_title_of_a_matrix(title: str, effect: object) -> None:
    found = read_text(
        f"# Permissions\n| Action | Admin | User | {title} |\n|---|---|---|---|\n"
        "| a:b | ✅ | ✅ | ✅ |\n| a:c | ✅ | ✅ | ❌ |\n"
    )
    made = {pair[0]: grant for pair, grant in granted(found).items() if pair[1] == "a:b"}
    assert made.pop("Admin") is ALLOW
    assert made.pop("User") is ALLOW
    assert set(made.values()) == ({effect} if effect else set())
    assert bool(warnings(found)) is (effect is not ALLOW and "own" not in title)


def test_roles_as_rows_of_a_matrix_are_judged_too() -> None:
    found = read_text(
        "# Permissions\n| Role | Description |\n|---|---|\n| Admin | a |\n| Guest | b |\n\n"
        "| Role | a:b | a:c |\n|---|---|---|\n| Admin | ✅ | ✅ |\n| Guest (own only) | ✅ | ❌ |\n"
        "| ~~Guest~~ | ✅ | ✅ |\n"
    )
    assert granted(found)["Guest", "a:b"] is OWN
    assert granted(found)["Guest", "a:c"] is DENY
    assert 11 in warnings(found)


def test_struck_out_rows_of_a_matrix_are_not_read() -> None:
    found = matrix(
        "~~a:b~~ | ✅ | ✅", "<del>a:c</del> | ✅ | ✅", "a:d | ✅ | ❌", "a:e* | ✅ | ❌",
        "cannot read orders | ✅ | ✅",
    )  # fmt: skip
    assert set(granted(found)) == {
        (role, key) for role in ("admin", "clerk") for key in ("a:d", "a:e")
    }
    assert granted(found)["admin", "a:e"] is OWN
    assert {9, 10, 12, 13} <= set(warnings(found))


def test_roles_of_a_permission_that_are_struck_out_are_not_read() -> None:
    found = rows(
        "Permission | Description | Roles",
        "a:b | x | boss; ~~clerk~~", "a:c | x | clerk?", "a:d | x | non-clerk",
        "a:e | x | boss (read-only)", "a:f | x | clerk if boss is away", "~~a:g~~ | x | boss",
    )  # fmt: skip
    assert granted(found) == {
        ("boss", "a:b"): ALLOW, ("boss", "a:e"): OWN, ("clerk", "a:f"): OWN,
    }  # fmt: skip
    assert list(warnings(found)) == [5, 6, 7, 8, 9, 10]


@pytest.mark.parametrize(
    "cell", ["~~public~~", "not public", "public?", "public*", "public (VPN)", "no public",
             "orders:read, public", "anonymous (deprecated)"],
)  # fmt: skip
def test_an_endpoint_is_public_only_where_that_is_plain(cell: str) -> None:
    found = rows("Endpoint | Permission", f"GET /a | {cell}")
    assert not found.design().accesses[0].public
    assert 5 in warnings(found)


@pytest.mark.parametrize("cell", ["~~yes~~", "yes?", "yes*", "✅ / ❌", "yes (internal)", "not yet",
                                  "yes, but only from the VPN", "partly"])  # fmt: skip
def test_an_answer_in_a_column_of_public_endpoints_must_be_plain(cell: str) -> None:
    found = rows("Endpoint | Permission | Public", f"GET /a | | {cell}")
    assert not found.design().accesses[0].public
    assert 5 in warnings(found)


@pytest.mark.parametrize("cell", ["~~orders:read~~", "!orders:read", "not orders:read",
                                  "orders:read?"])  # fmt: skip
def test_what_an_endpoint_demands_must_be_plain(cell: str) -> None:
    found = rows("Endpoint | Permission", f"GET /a | {cell}")
    assert not found.design().accesses[0].public
    assert 5 in warnings(found)


@pytest.mark.parametrize("cell", ["~~clerk~~", "clerk?", "!clerk", "clerk (disabled)", "clerk*"])
def test_a_policy_is_for_roles_that_are_plainly_named(cell: str) -> None:
    found = rows("Table | Policy | Command | Roles | Using", f"a | p | SELECT | {cell} | true")
    assert not keys(found, "policy")
    assert 5 in warnings(found)


@pytest.mark.parametrize("cell", ["clerk, not intern", "any two of clerk, boss", "clerk; !intern"])
def test_a_list_of_roles_that_leaves_some_out_is_no_plain_list(cell: str) -> None:
    found = rows("Role | Action | Scope", f"{cell} | a:b | all")
    assert ALLOW not in granted(found).values()
    assert 5 in warnings(found)
