"""Remarks and legends: what words beside a grant take away from it."""

from __future__ import annotations

import pytest

from tests.intake.markdown_documents import warnings
from tests.intake.permissions.test_matrix import matrix
from tests.intake.permissions.test_rows import ALLOW, DENY, OWN, granted, grants_of, rows

_LIMITING = (
    "sometimes", "after approval", "with approval", "subject to review", "needs MFA", "2FA",
    "up to 100 EUR", "max 10 per day", "prices hidden", "deleted orders hidden", "masked",
    "anonymised", "excl. prices", "w/o prices", "same branch", "branch", "in same country",
    "per tenant", "tenant-wide", "her own", "customer's", "belongs to caller", "created by user",
    "created by them", "depends", "varies", "see policy", "for her patients", "his students",
    "business hours", "via manager", "on behalf of owner", "cannot see prices", "ohne Preise",
    "solo lectura", "pas les brouillons", "зависит", "仅草稿", "下書き以外", "drafts only",
    "to be removed", "deprecated", "temporarily", "during office hours", "unless archived",
    "pending approval", "partially", "redacted", "EU only", "nach Freigabe", "con aprobación",
    "selon le cas", "bedingt", "视情况", "own", "where assigned", "at most 5", "first line only",
)  # fmt: skip
_DENYING = (
    "❌", "no", "nein", "disabled", "suspended", "temporarily revoked", "planned", "TBD",
    "not yet", "not implemented", "revoked", "access removed", "deaktiviert", "geplant",
    "suspendido", "désactivé", "отключено", "禁止", "blocked since May", "🚫 since May",
)  # fmt: skip
_ORDINARY = (
    "everything", "for reporting", "daily", "see 4.2", "audited", "reads them", "by phone",
    "runs the shop", "support desk", "needed at night", "approves orders", "logs all reads",
    "used by the app", "including drafts", "with all fields", "manages users and groups",
    "für Berichte", "todos los días", "owns the process", "may read",
)  # fmt: skip


@pytest.mark.parametrize("remark", _LIMITING)
def test_a_remark_that_limits_is_no_silent_allow(remark: str) -> None:
    found = rows("Role | Action | Scope | Notes", f"clerk | a:b | all | {remark}")
    assert granted(found) == {("clerk", "a:b"): OWN}
    assert list(warnings(found)) == [5]
    assert grants_of(found)[0].notes == remark


@pytest.mark.parametrize("remark", _DENYING)
def test_a_remark_that_says_no_denies(remark: str) -> None:
    found = rows("Role | Action | Scope | Notes", f"clerk | a:b | all | {remark}")
    assert granted(found) == {("clerk", "a:b"): DENY}
    assert list(warnings(found)) == [5]


@pytest.mark.parametrize("remark", _ORDINARY)
def test_an_ordinary_remark_takes_nothing_away(remark: str) -> None:
    found = rows("Role | Action | Scope | Notes", f"clerk | a:b | all | {remark}")
    assert granted(found) == {("clerk", "a:b"): ALLOW}
    assert not warnings(found)


@pytest.mark.parametrize(
    ("remark", "effect"), [("after approval", OWN), ("disabled", DENY), ("for reporting", ALLOW)]
)
def test_a_remark_in_a_matrix_counts_as_in_rows(remark: str, effect: object) -> None:
    found = matrix(
        f"a:b | ✅ | ✅ | {remark}", "a:c | ✅ | ❌ | ", header="Permission | admin | clerk | Notes"
    )
    assert granted(found)["clerk", "a:b"] is effect
    assert (9 in warnings(found)) is (effect is not ALLOW)


@pytest.mark.parametrize("remark", ["not restricted", "no limit", "without restriction",
                                    "no approval needed", "no restrictions"])  # fmt: skip
def test_a_remark_that_denies_a_limit_is_none(remark: str) -> None:
    found = rows("Role | Action | Scope | Notes", f"clerk | a:b | all | {remark}")
    assert granted(found) == {("clerk", "a:b"): ALLOW}
    assert not warnings(found)
