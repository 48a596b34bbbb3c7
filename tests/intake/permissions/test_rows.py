"""Tables with one row per role and action: what the scope words grant, and no more than that."""

from __future__ import annotations

import pytest

from tests.intake.markdown_documents import keys, only, read_text, warnings
from workbench.design.access import Effect, Grant
from workbench.intake.folder import read_files
from workbench.intake.result import Imported

ALLOW, OWN, DENY = Effect.allow, Effect.own, Effect.deny


def granted(found: Imported) -> dict[tuple[str, str], Effect]:
    """Effects by role and permission."""
    return {(grant.role, grant.permission): grant.effect for grant in grants_of(found)}


def grants_of(found: Imported) -> list[Grant]:
    """Every grant, in document order."""
    return [item.item for item in found.items if isinstance(item.item, Grant)]


def rows(header: str, *lines: str) -> Imported:
    """Read a document whose fifth line and those below it are the rows of one table."""
    bars = "|" + "---|" * (header.count("|") + 1)
    table = [f"| {header} |", bars, *(f"| {line} |" for line in lines)]
    return read_text("# Access control\n\n" + "\n".join(table) + "\n")


@pytest.mark.parametrize(
    ("word", "effect"),
    [
        *((word, ALLOW) for word in (
            "all", "any", "Everything", "full", "*", "`*`", "Full access", "ALL", "all rows",
            "all orders", "unrestricted", "✅", "yes", "alle", "todos", "全部", "الكل",
        )),
        *((word, OWN) for word in (
            "own", "self", "mine", "own only", "their own", "Own records", "own orders", "eigene",
            "本人",
        )),
        *((word, DENY) for word in (
            "none", "no", "denied", "never", "-", "—", "No access", "N/A", "not allowed", "❌",
            "nothing", "keine", "ninguno", "无",
        )),
    ],
)  # fmt: skip
def test_a_scope_is_read_as_it_is_written(word: str, effect: Effect) -> None:
    found = rows("Role | Action | Scope | Notes", f"clerk | orders:read | {word} | see 4.2")
    assert granted(found) == {("clerk", "orders:read"): effect}
    assert not warnings(found)
    assert grants_of(found)[0].notes == "see 4.2"
    assert keys(found, "role") == ["clerk"]
    assert keys(found, "permission") == ["orders:read"]


@pytest.mark.parametrize(
    "word",
    [
        "banana", "R/W", "CRUD", "read-only", "TBD", "?", "all but own", "not own", "public",
        "everything except own", "cannot delete", "yes/no", "✅ / ❌", "~~all~~", "<s>all</s>",
        "✅ except own", "team lead only", "ask legal", "x", "1", "no, only own", "own: no",
        "🔒", "all minus own", "!all", "¬all", "all?", "all (?)", "~all~", "≠ none",
        "all drafts, not deleted", "todos menos los propios",
    ],
)  # fmt: skip
def test_what_is_not_understood_denies_and_is_named(word: str) -> None:
    found = rows("Role | Action | Scope", f"clerk | orders:read | {word}")
    assert granted(found) == {("clerk", "orders:read"): DENY}
    assert list(warnings(found)) == [5]
    assert word.strip("~<>s/") in warnings(found)[5]
    assert "deny" in warnings(found)[5]
    assert "document.md" in {note.source for note in found.notes}


@pytest.mark.parametrize(
    "word",
    [
        "team", "department", "assigned", "same tenant", "own + public", "own team",
        "all (own department)", "orders in their region", "✅ drafts",
        "all<br>own", "partial", "own, all", "Yes¹", "✅*", "all[^2]", "own org",
    ],
)  # fmt: skip
def test_a_condition_is_never_unconditional_and_never_silent(word: str) -> None:
    found = rows("Role | Action | Scope", f"clerk | orders:read | {word}")
    assert granted(found) == {("clerk", "orders:read"): OWN}
    assert list(warnings(found)) == [5]
    assert grants_of(found)[0].notes


def test_a_condition_that_names_both_sides_is_kept_whole() -> None:
    found = rows(
        "Role | Action | Scope | Attribute | Column",
        "a | orders:read | `token.team_id` = `orders.team_id` | | ",
        "b | orders:read | team | token.team_id | orders.team_id",
    )
    assert not warnings(found)
    assert {(grant.effect, grant.attribute, grant.column) for grant in grants_of(found)} == {
        (OWN, "token.team_id", "orders.team_id")
    }


@pytest.mark.parametrize(
    ("header", "cells", "effect", "warned"),
    [
        ("Access | Scope", "yes | all", ALLOW, False),
        ("Access | Scope", "yes | own", OWN, False),
        ("Access | Scope", "✅ | ", ALLOW, False),
        ("Access | Scope", "no | ", DENY, False),
        ("Access | Scope", "no | none", DENY, False),
        ("Access | Scope", "no | all", DENY, True),
        ("Access | Scope", "yes | none", DENY, True),
        ("Access | Scope", "own | all", OWN, True),
        ("Access | Scope", " | all", DENY, True),
        ("Access | Scope", " | ", DENY, True),
        ("Access | Scope", "maybe | all", DENY, True),
        ("Allowed | Condition", "yes | `token.sub` = `orders.user_id`", OWN, False),
        ("Allowed | Condition", "yes | until it ships", OWN, True),
        ("Allowed | Condition", "yes | none", ALLOW, False),
        ("Allowed | Condition", "yes | never", DENY, True),
        ("Scope | Notes", "all | only own orders", OWN, True),
        ("Scope | Notes", "all | never", DENY, True),
        ("Scope | Notes", " | everything", DENY, True),
        ("Scope | Column", "all | orders.user_id", OWN, True),
        ("Granted | Description", "✔ | reads them", ALLOW, False),
        ("Effect", "Deny", DENY, False),
        ("Scope | Scope", "none | all", DENY, True),
        ("Scope | Access Level", "own | full", OWN, True),
    ],
)
def test_of_words_that_conflict_the_narrower_counts(
    header: str, cells: str, effect: Effect, *, warned: bool
) -> None:
    found = rows(f"Role | Action | {header}", f"clerk | orders:read | {cells}")
    assert granted(found) == {("clerk", "orders:read"): effect}
    assert (5 in warnings(found)) is warned


@pytest.mark.parametrize("words", ["all|none", "none|all", "own|all", "all|own", "own|none"])
def test_of_rows_that_contradict_the_narrower_counts(words: str) -> None:
    first, second = words.split("|")
    found = rows(
        "Role | Action | Scope", f"clerk | orders:read | {first}", f"clerk | orders:read | {second}"
    )
    assert granted(found)["clerk", "orders:read"] is (DENY if "none" in words else OWN)
    assert "line 5" in warnings(found)[6]


def test_a_blank_role_is_the_one_above_and_never_a_role_of_its_own() -> None:
    found = rows(
        "Role | Action | Scope",
        " | orders:read | all",
        "admin | orders:read | all",
        " | orders:delete | all",
        "— | orders:export | all",
        " | orders:print | all",
    )
    assert granted(found) == {("admin", "orders:read"): ALLOW, ("admin", "orders:delete"): ALLOW}
    assert list(warnings(found)) == [5, 8, 9]
    assert "?" not in keys(found, "role")


def test_a_blank_role_beside_another_action_is_not_carried_down() -> None:
    found = rows(
        "Action | Role | Scope",
        "orders:read | admin | all",
        " | clerk | own",
        "orders:delete | | all",
    )
    assert granted(found) == {("admin", "orders:read"): ALLOW, ("clerk", "orders:read"): OWN}
    assert list(warnings(found)) == [7]


@pytest.mark.parametrize("header", ["Role | Permission", "Permission | Role", "Role | Action"])
def test_a_row_without_a_word_on_access_grants_nothing(header: str) -> None:
    cells = {"Role": "clerk", "Permission": "orders:read", "Action": "orders:read"}
    found = rows(header, " | ".join(cells[part] for part in header.split(" | ")))
    assert not granted(found)
    assert 5 in warnings(found)


def test_the_order_of_columns_does_not_widen() -> None:
    found = rows(
        "Permission | Role | Scope",
        "orders:read | admin | all", "orders:delete | clerk | none", "orders:read | clerk | own",
    )  # fmt: skip
    assert list(granted(found).values()) == [ALLOW, DENY, OWN]


def test_resource_and_action_make_the_permission() -> None:
    found = rows("Role | Resource | Action | Scope", "admin | orders | read | all",
                 " | | delete | none", "clerk | orders | read | own")  # fmt: skip
    assert granted(found) == {
        ("admin", "orders:read"): ALLOW,
        ("admin", "orders:delete"): DENY,
        ("clerk", "orders:read"): OWN,
    }


def test_columns_without_a_meaning_are_kept_as_notes() -> None:
    found = rows("Role | Action | Scope | Ticket", "clerk | orders:read | own | A-17")
    assert grants_of(found)[0].notes == "Ticket: A-17"


def test_what_is_commented_out_grants_nothing() -> None:
    found = rows("Role | Action | Scope", "clerk | orders:read | <!-- all -->")
    assert granted(found) == {("clerk", "orders:read"): DENY}
    assert list(warnings(found)) == [5]


def test_a_column_called_permission_may_hold_the_answer() -> None:
    found = rows(
        "Role | Action | Permission",
        "a | Delete | Yes", "b | Delete | zebra", "c | Delete | heron", "d | Delete | No",
    )  # fmt: skip
    assert list(granted(found).values()) == [ALLOW, DENY, DENY, DENY]
    assert list(warnings(found)) == [6, 7]


def test_several_permissions_stand_in_one_cell() -> None:
    found = rows("Role | Permissions | Scope", "a, b | orders:read, orders:list | own")
    assert len(granted(found)) == 4
    assert set(granted(found).values()) == {OWN}


def test_a_table_without_a_title_is_recognised_although_no_word_is_known() -> None:
    found = read_text(
        "role,action,scope\nclerk,orders:read,zebra\nclerk,orders:list,heron\n", "a.csv"
    )
    assert set(granted(found).values()) == {DENY}
    assert list(warnings(found)) == [2, 3]


def test_a_table_for_each_role() -> None:
    found = read_text("""\
        # Access control
        ## Admin
        | Action | Access |
        |---|---|
        | orders:read | all |
        | orders:delete | yes |
        ## Role: clerk
        | Permission | Scope | Notes |
        |---|---|---|
        | orders:read | own | by customer |
        | orders:delete | never | |
        ## User management
        | Action | Access |
        |---|---|
        | orders:read | all |
        """)
    assert granted(found) == {
        ("Admin", "orders:read"): ALLOW,
        ("Admin", "orders:delete"): ALLOW,
        ("clerk", "orders:read"): OWN,
        ("clerk", "orders:delete"): DENY,
    }
    assert list(warnings(found)) == [13]


def test_roles_of_a_permission_are_narrowed_by_the_other_columns() -> None:
    found = rows(
        "Permission | Roles | Scope",
        "orders:read | admin, clerk (own, published) | all",
        "orders:delete | admin | none",
        "orders:export | all except clerk | all",
        "orders:print | none | ",
        "orders:pay | clerk: own; boss [team]; aide* | ",
        "orders:list | admin | banana",
    )
    assert granted(found) == {
        ("admin", "orders:read"): ALLOW,
        ("clerk", "orders:read"): OWN,
        ("admin", "orders:delete"): DENY,
        ("clerk", "orders:pay"): OWN,
        ("boss", "orders:pay"): OWN,
        ("aide", "orders:pay"): OWN,
        ("admin", "orders:list"): DENY,
    }
    assert {6, 7, 9, 10} <= set(warnings(found))


def test_a_table_of_conditions_narrows_wherever_it_stands() -> None:
    found = read_text("""\
        # Permissions
        ## Conditions
        | Role | Permission | Attribute | Column | Notes |
        |---|---|---|---|---|
        | clerk | orders:read | token.sub | orders.user_id | |
        | clerk | orders:pay | token.sub | orders.user_id | |
        | clerk | orders:list | | | sometimes |
        ## Matrix
        | Permission | admin | clerk |
        |---|---|---|
        | orders:read | Allow | Deny |
        | orders:ship | Allow | Own |
        """)
    assert granted(found)["clerk", "orders:read"] is DENY
    assert granted(found)["clerk", "orders:pay"] is OWN
    assert ("clerk", "orders:list") not in granted(found)
    assert list(warnings(found)) == [7]


def test_csv_and_html_tables_are_read_alike() -> None:
    csv = "Role,Action,Scope\nadmin,orders:read,all\n,orders:delete,none\nclerk,orders:read,zzz\n"
    html = (
        "# Access control\n\n<table>\n<tr><th>Role</th><th>Action</th><th>Scope</th></tr>\n"
        '<tr><td rowspan="2">admin</td><td>orders:read</td><td>all</td></tr>\n'
        "<tr><td>orders:delete</td><td>none</td></tr>\n"
        '<tr><td>clerk</td><td>orders:read</td><td colspan="1">zzz</td></tr>\n</table>\n'
    )
    for text, name, line in ((csv, "permissions.csv", 4), (html, "document.md", 7)):
        found = read_text(text, name)
        assert granted(found) == {
            ("admin", "orders:read"): ALLOW,
            ("admin", "orders:delete"): DENY,
            ("clerk", "orders:read"): DENY,
        }
        assert list(warnings(found)) == [line]


def test_a_row_with_more_cells_than_its_header_grants_nothing() -> None:
    found = rows("Role | Action | Scope", "clerk | read | or write | all")
    assert ALLOW not in granted(found).values()
    assert 5 in warnings(found)


def test_a_role_is_not_taken_for_another_with_a_longer_name() -> None:
    found = read_text("""\
        # Permissions
        ## Roles
        | Role | Description |
        |---|---|
        | customer support | helps |
        | administrator | runs it |
        ## Matrix
        | Role | Action | Scope |
        |---|---|---|
        | customer | orders:read | all |
        | admin | orders:read | all |
        """)
    assert ("customer support", "orders:read") not in granted(found)
    assert granted(found)["administrator", "orders:read"] is ALLOW
    assert "customer" in warnings(found)[10]


def test_one_role_and_action_in_two_files_is_read_narrowly() -> None:
    one = b"# Permissions\n\n| Role | Action | Scope |\n|--|--|--|\n| clerk | orders:read | all |\n"
    files = {"a.md": one, "b.md": one.replace(b"| all", b"| none")}
    found = read_files(files)
    assert granted(found) == {("clerk", "orders:read"): DENY}
    assert "a.md line 5" in warnings(found)[5]


def test_no_permission_is_not_the_same_as_public() -> None:
    found = read_text("""\
        # Permissions
        ## Endpoint → Permission Mapping
        | Endpoint | Permission | Public |
        |---|---|---|
        | GET /a | none | |
        | GET /b | public | |
        | GET /c | public | no |
        """)
    design = found.design()
    assert [(access.endpoint, access.permissions, access.public) for access in design.accesses] == [
        ("GET /a", (), False),
        ("GET /b", (), True),
        ("GET /c", (), False),
    ]
    assert list(warnings(found)) == [5, 7]


def test_a_row_policy_is_not_read_wider_than_it_is_written() -> None:
    found = read_text("""\
        # Permissions
        ## Row Policies
        | Table | Policy | Command | Type | Roles | Using |
        |---|---|---|---|---|---|
        | a | one | READ | | clerk | `x = 1` |
        | a | two | READ | restrictive | clerk | `x = 1` |
        | a | three | SELECT | restricting | clerk | `x = 1` |
        | a | four | SELECT | permissive | none | `x = 1` |
        | a | five | SELECT | | | `x = 1` |
        """)
    assert [
        (policy.name, policy.command, policy.permissive) for policy in found.design().policies
    ] == [
        ("two", "ALL", False),
        ("three", "SELECT", False),
        ("five", "SELECT", True),
    ]
    assert list(warnings(found)) == [5, 6, 7, 8]


def test_notes_of_a_denied_row_are_kept() -> None:
    found = rows("Role | Action | Scope | Notes", "clerk | orders:read | banana | ask Ben")
    assert isinstance(only(found, "grant"), Grant)
    assert grants_of(found)[0].notes == "banana\nask Ben"
