"""Permissions proposed for endpoints: by names and by the matrix, and never invented."""

from __future__ import annotations

import pytest

from tests.benchmarks.inventory import PACKAGES
from workbench.design.access import Access, Effect, Grant, Permission, Role
from workbench.design.base import Item
from workbench.design.design import Design
from workbench.design.endpoints import Endpoint
from workbench.design.flows import Screen
from workbench.design.requirements import Priority, Requirement
from workbench.intake.folder import read_path
from workbench.suggest.access import AccessProposals, propose_access

_PERMISSIONS = (
    "orders:read", "orders:create", "orders:cancel", "order-notes:create", "customers:manage",
    "rewards:redeem", "reports.view",
)  # fmt: skip


def _propose(key: str, *more: Item) -> AccessProposals:
    method, _, path = key.partition(" ")
    items: list[Item] = [Permission(key=permission) for permission in _PERMISSIONS]
    items.append(Endpoint.model_validate({"method": method, "path": path, "covers": ("FR-001",)}))
    return propose_access(Design.from_items([*items, *more]))


@pytest.mark.parametrize(
    ("key", "permission"),
    [
        ("GET /v1/orders", "orders:read"),
        ("GET /orders/{id}", "orders:read"),
        ("POST /orders/{id}/cancellations", "orders:cancel"),
        ("POST /orders/{id}/cancel", "orders:cancel"),
        ("POST /orders/{id}/notes", "order-notes:create"),
        ("DELETE /customers/{id}", "customers:manage"),
        ("POST /members/{id}/redemptions", "rewards:redeem"),
        ("GET /api/v2/reports", "reports.view"),
        ("GET /orders/{id}/events", "orders:read"),
    ],
)
def test_a_name_that_fits_is_proposed(key: str, permission: str) -> None:
    (proposal,) = _propose(key).found
    assert proposal.access.permissions == (permission,)
    assert permission in proposal.why[0]
    assert proposal.why[1] == "No role has it in the matrix yet."


def test_the_matrix_says_who_would_get_in() -> None:
    cells = (
        Grant(role="staff", permission="orders:read", effect=Effect.allow),
        Grant(role="customer", permission="orders:read", effect=Effect.own),
        Grant(role="guest", permission="orders:read", effect=Effect.deny),
    )
    (proposal,) = _propose("GET /orders", Role(key="staff"), *cells).found
    assert proposal.why[1] == "The matrix grants it to staff, customer (own rows)."


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("DELETE /orders/{id}", "but not what it does"),
        ("GET /parcels", "No permission matches parcel."),
        ("PATCH /orders/{id}/notes/{n}", "order-notes:create names its resource"),
    ],
)
def test_what_no_name_fits_is_left_to_people(key: str, why: str) -> None:
    found = _propose(key)
    assert found.found == ()
    assert why in found.open[0].why


def test_what_is_decided_or_out_of_scope_is_left_alone() -> None:
    assert _propose("GET /orders", Access(endpoint="GET /orders", public=True)).found == ()
    later = Requirement(key="FR-001", text="Later", priority=Priority.P3)
    assert _propose("GET /orders", later) == AccessProposals((), ())
    (proposal,) = _propose("GET /orders", Access(endpoint="GET /orders", notes="Slow.")).found
    assert proposal.access.notes == "Slow."


def test_public_is_proposed_with_its_reason_only() -> None:
    (proposal,) = _propose("POST /v1/sessions").found
    assert proposal.access.public
    assert "no token" in proposal.access.reason
    asked = Requirement(key="FR-001", text="Shown", priority=Priority.P0)
    seen = Screen(key="WF-001", covers=("FR-001",), auth_required=False)
    (proposal,) = _propose("GET /parcels", asked, seen).found
    assert proposal.access.public
    assert "WF-001" in proposal.access.reason
    closed = Screen(key="WF-002", covers=("FR-001",), auth_required=True)
    assert _propose("GET /parcels", asked, seen, closed).found == ()


def test_most_of_what_people_mapped_is_proposed_and_nothing_else() -> None:
    design = read_path(PACKAGES["order service"]).design()
    said = {access.endpoint: access for access in design.accesses}
    bare = Design.from_items([item for item in design.items() if not isinstance(item, Access)])
    found = propose_access(bare).found
    right = [
        proposal
        for proposal in found
        if proposal.access.permissions == said[proposal.endpoint].permissions
    ]
    assert len(right) >= 0.9 * len(said)
    assert len(found) - len(right) <= 1
