"""Tables that say plainly what is allowed are not denied for how they say it."""

from __future__ import annotations

import pytest

from tests.intake.markdown_documents import read_text, warnings
from tests.intake.permissions.test_matrix import matrix
from tests.intake.permissions.test_rows import ALLOW, DENY, granted, rows


@pytest.mark.parametrize(
    "word", ["no restrictions", "not restricted", "enabled", "👍", "√", "可", "\u3007", "◯",
             "without restriction", "no limits", "👍 all"],
)  # fmt: skip
def test_more_words_for_yes(word: str) -> None:
    found = rows("Role | Action | Access", f"clerk | a:b | {word}")
    assert granted(found) == {("clerk", "a:b"): ALLOW}
    assert not warnings(found)


@pytest.mark.parametrize("word", ["👎", "不可", "disabled", "⊘", "🟥", "否"])
def test_more_words_for_no(word: str) -> None:
    found = rows("Role | Action | Access", f"clerk | a:b | {word}")
    assert granted(found) == {("clerk", "a:b"): DENY}
    assert not warnings(found)


@pytest.mark.parametrize(
    "word",
    [
        "可\uff08条件付き\uff09",
        "no restrictions except drafts",
        "enabled if paid",
        "not restricted to own",
    ],
)
def test_what_looks_like_them_is_no_plain_yes(word: str) -> None:
    found = rows("Role | Action | Access", f"clerk | a:b | {word}")
    assert granted(found)["clerk", "a:b"] is not ALLOW
    assert 5 in warnings(found)


def test_ones_and_zeros_answer_where_a_column_has_nothing_else() -> None:
    found = matrix("a:b | 1 | 1", "a:c | 1 | 0", "a:d | 1 | ")
    assert granted(found) == {
        ("admin", "a:b"): ALLOW, ("clerk", "a:b"): ALLOW, ("admin", "a:c"): ALLOW,
        ("clerk", "a:c"): DENY, ("admin", "a:d"): ALLOW,
    }  # fmt: skip
    assert not warnings(found)
    other = matrix("a:b | 1 | 1", "a:c | 1 | 2")
    assert granted(other)["clerk", "a:b"] is DENY
    assert 9 in warnings(other)


@pytest.mark.parametrize("header", ["Role | Action | Allowed", "Action | Role | Allowed"])
def test_ones_and_zeros_answer_in_rows(header: str) -> None:
    cells = {"Role": "clerk", "Action": "a:b", "Allowed": "1"}
    line = " | ".join(cells[part] for part in header.split(" | "))
    found = rows(header, line, line.replace("a:b", "a:c").replace("1", "0"))
    assert granted(found) == {("clerk", "a:b"): ALLOW, ("clerk", "a:c"): DENY}
    assert not warnings(found)


def test_a_small_circle_is_no_plain_yes() -> None:
    found = rows("Role | Action | Access", "clerk | a:b | ○")
    assert granted(found) == {("clerk", "a:b"): DENY}
    assert 5 in warnings(found)


def test_a_column_of_letters_does_not_vanish() -> None:
    found = read_text(
        "# Permissions\n\n| Resource | Admin | Zebra | Guest |\n|---|---|---|---|\n"
        "| orders | CRUD | CR | R |\n| invoices | CRUD | R | - |\n"
    )
    assert ALLOW not in granted(found).values()
    assert "Zebra" in warnings(found)[3]
