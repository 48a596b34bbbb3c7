"""Dictionaries, flows, screens, handoffs, permissions and the rest, in the shapes people use."""

from __future__ import annotations

import pytest

from tests.intake.markdown_documents import keys, only, read_shared, read_text, warnings
from tests.shared_data import shared_data
from workbench.design.access import Access, Auth, Effect, Grant, Policy
from workbench.design.dictionary import Entity
from workbench.design.endpoints import Endpoint, Outcome, Planning, Score
from workbench.design.flows import Flow, Screen
from workbench.design.handoff import (
    Assumption,
    AssumptionStatus,
    Handoff,
    PaginationStyle,
    ReleaseMode,
    Setup,
    Summary,
)
from workbench.design.integrations import Event, ThirdParty, Webhook
from workbench.design.tables import Table
from workbench.intake.result import Imported


def grants(found: Imported) -> dict[tuple[str, str], Effect]:
    """Effects by role and permission."""
    cells = [item.item for item in found.items if isinstance(item.item, Grant)]
    return {(cell.role, cell.permission): cell.effect for cell in cells}


def test_entities_with_attributes_relations_and_states() -> None:
    found = read_text("""\
        # Data dictionary
        ## Entities Overview
        | Entity | Criticality | Source | Owner | Notes |
        |---|---|---|---|---|
        | Order | Core | Shop | Desk | soft delete |
        | Ghost | Low | | | |

        ## Entity: Order
        **Description:** What was bought

        ### Attributes
        | Attribute | Type | Required | Business Rule | Constraints | PII/Sensitive | Notes |
        |---|---|---|---|---|---|---|
        | status | Enum | Yes | Must be one of: [draft, open] | | No | |
        | note | String | Sometimes | | Max 5 | Sensitive | technical; internal |

        ### Relationships
        | Related Entity | Cardinality | Description | On Delete |
        |---|---|---|---|
        | Customer | N:1 | who | Restrict |

        ### Lifecycle States
        | State | Description | Transitions To |
        |---|---|---|
        | draft | new | open, gone |
        | gone | end | — |
        """)
    order = next(item for item in found.items if item.item.item_key == "Order")
    item = order.item
    assert isinstance(item, Entity)
    assert (order.line, item.criticality, item.owner, item.soft_delete) == (8, "Core", "Desk", True)
    status, note = item.attributes
    assert (status.required, status.values, status.pii) == (True, ("draft", "open"), False)
    assert (note.required, note.pii, note.pii_words, note.technical) == (
        None,
        True,
        "Sensitive",
        True,
    )
    assert item.relationships[0].on_delete == "Restrict"
    assert [state.transitions for state in item.states] == [("open", "gone"), ()]
    assert [(part.key, part.line) for part in order.parts] == [
        ("Order.status", 14),
        ("Order.note", 15),
    ]
    said = [note.message for note in found.notes if note.level == "warning"]
    assert any("Ghost is in the overview but has no section" in message for message in said)
    assert any("relates to Customer, which is not an entity" in message for message in said)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            (
                "# Data model\n### Customer\nWho buys.\n\n| Field | Type | Nullable |\n"
                "|--|--|--|\n| "
                "id | uuid | No |\n"
            ),
            {"Customer": ["id"]},
        ),
        (
            (
                "# Data Dictionary\n| Entity | Attribute | Type |\n|--|--|--|\n"
                "| User | id | uuid |\n"
                "| | email | text |\n| Order | id | uuid |\n"
            ),
            {"User": ["id", "email"], "Order": ["id"]},
        ),
        (
            (
                "# Data Dictionary\n## Entity: Invoice\n### Attributes\n- **number** (String, "
                "required): unique\n- `total` (Decimal)\n"
            ),
            {"Invoice": ["number", "total"]},
        ),
        (
            (
                "# قاموس البيانات\n## الكيان: عميل\n| الحقل | النوع | مطلوب |\n|--|--|--|\n"
                "| الاسم | "
                "نص | نعم |\n"
            ),
            {"عميل": ["الاسم"]},
        ),
    ],
)
def test_shapes_of_a_dictionary(text: str, wanted: dict[str, list[str]]) -> None:
    found = read_text(text)
    entities = [item.item for item in found.items if isinstance(item.item, Entity)]
    assert {entity.key: [part.name for part in entity.attributes] for entity in entities} == wanted


def test_nullable_means_not_required() -> None:
    found = read_text(
        "# Data model\n## Entity: A\n| Field | Type | Nullable |\n|--|--|--|\n| a | text | Yes |\n"
        "| b | text | No |\n"
    )
    entity = only(found, "entity")
    assert isinstance(entity, Entity)
    assert [attribute.required for attribute in entity.attributes] == [False, True]


def test_a_dictionary_that_does_not_apply() -> None:
    found = read_text("# Data Dictionary\n\n**Not Applicable:** the service keeps nothing\n")
    handoff = only(found, "handoff")
    assert isinstance(handoff, Handoff)
    assert handoff.dictionary_not_applicable == "the service keeps nothing"


def test_html_tables_of_models() -> None:
    shared_data()
    found = read_shared("packages/govstack-consent/spec/appendix-a-data-models.md")
    assert len(keys(found, "entity")) == 16
    individual = next(item for item in found.items if item.item.item_key == "Individual")
    assert isinstance(individual.item, Entity)
    names = [attribute.name for attribute in individual.item.attributes]
    assert names == ["id", "functional_id", "foundational_id", "session_id"]
    assert individual.line == 19


def test_flows_with_steps_errors_and_empty_states() -> None:
    found = read_text("""\
        # User flows
        ## UF-01: Sign in
        **Covers**: FR-1, FR-2 (partly)
        **Actor**: Customer
        **User Story:** US-1 — see PRD

        **Steps**

        1. Open page
           - on a phone
        2. Submit (`POST /sessions`)

        ### Error states
        - **Wrong password**: "Try again"
        ### Empty states
        | Where | Message | Action |
        |---|---|---|
        | List | none | buy |
        ### Security
        Locked after five.

        ## Flow: Sign out
        | a | b |
        """)
    flow = next(item.item for item in found.items if isinstance(item.item, Flow))
    assert (flow.key, flow.title, flow.actor) == ("UF-01", "Sign in", "Customer")
    assert flow.covers == ("FR-1", "FR-2")
    assert flow.stories == ("US-1",)
    assert [step.text for step in flow.steps] == ["Open page\n- on a phone", "Submit"]
    assert flow.steps[1].endpoint == "POST /sessions"
    assert (flow.errors[0].condition, flow.errors[0].message) == ("Wrong password", '"Try again"')
    assert flow.empties[0].action == "buy"
    assert flow.notes == "#### Security\n\nLocked after five."
    assert keys(found, "flow") == ["UF-01", "Sign out"]


def test_screens_with_data_and_states() -> None:
    found = read_text("""\
        # Wireframes
        ## WF-1 – Login
        - **Flow(s)**: UF-01
        - **Covers**: FR-1
        - **Authentication Required:** No
        ### Data
        | Field | Source | Derived? |
        |---|---|---|
        | Mail | User.email | No |
        | Sum | added up | Yes |
        ### States
        **Loading:** spinner
        """)
    screen = only(found, "screen")
    assert isinstance(screen, Screen)
    assert (screen.key, screen.title, screen.flows, screen.auth_required) == (
        "WF-1",
        "Login",
        ("UF-01",),
        False,
    )
    assert [(field.attribute, field.derived, field.notes) for field in screen.fields] == [
        ("User.email", False, ""),
        ("", True, "added up"),
    ]
    assert screen.states == (("Loading", "spinner"),)


def test_a_handoff_package() -> None:
    found = read_text("""\
        # Handoff Package — Phase 2
        **Phase:** x · **Product:** Shop · **Date:** 2026

        ## Release Mode
        **Release Mode:** `MVP`

        ## MVP Scope
        | FR-ID | Feature | MVP? | Rationale |
        |---|---|---|---|
        | FR-1 | a | Yes | core |

        ## Set-up Answers
        | Question | Answer |
        |---|---|
        | API style | REST |
        | Pagination | cursor |
        | Versioning | by smoke |

        ## Assumptions
        | ID | Assumption | Affects API | Affects Schema | Status |
        |---|---|---|---|---|
        | A-001 | one currency | Yes | No | Validated: finance |

        ## Risks
        - too slow

        ## Coverage
        Everything.
        """)
    handoff, setup, assumption = (
        only(found, "handoff"),
        only(found, "setup"),
        only(found, "assumption"),
    )
    assert isinstance(handoff, Handoff)
    assert isinstance(setup, Setup)
    assert isinstance(assumption, Assumption)
    assert (handoff.product, handoff.release_mode) == ("Shop", ReleaseMode.mvp)
    assert handoff.extra == (("Coverage", "Everything."),)
    assert (setup.pagination, setup.versioning) == (PaginationStyle.cursor, None)
    assert "'by smoke' is not one of the answers" in warnings(found)[17]
    assert (assumption.status, assumption.answer, assumption.affects_schema) == (
        AssumptionStatus.validated, "finance", False,
    )  # fmt: skip
    assert keys(found, "risk") == ["R-001"]
    assert not keys(found, "requirement")
    assert any("ignored, because FR-1 is not defined" in note.message for note in found.notes)


def test_a_matrix_in_signs_and_words() -> None:
    found = read_text("""\
        # Permissions
        ## Roles
        | Role | Description |
        |---|---|
        | **DM** (Decision Maker) | decides |
        | clerk | works |

        ## Matrix
        | Permission | DM | clerk |
        |---|:-:|:-:|
        | orders:read | ✅ | ✅ (own org) |
        | orders:delete | ❌ | — |
        | orders:refund | ⚠️ up to 100 | ❓ |
        | orders:pay | Own (`token.sub` = `orders.customer_id`) | |
        """)
    assert grants(found) == {
        ("DM", "orders:read"): Effect.allow,
        ("clerk", "orders:read"): Effect.own,
        ("DM", "orders:delete"): Effect.deny,
        ("clerk", "orders:delete"): Effect.deny,
        ("DM", "orders:refund"): Effect.own,
        ("DM", "orders:pay"): Effect.own,
    }
    pay = next(item.item for item in found.items if item.item.item_key == "DM orders:pay")
    assert isinstance(pay, Grant)
    assert (pay.attribute, pay.column) == ("token.sub", "orders.customer_id")
    assert any("clerk: '❓' is neither yes nor no" in note.message for note in found.notes)
    assert "'up to 100' is a condition in words" in warnings(found)[13]


def test_a_matrix_with_roles_as_rows() -> None:
    found = read_text(
        "# RBAC\n| Role | orders:read | users:admin |\n|--|--|--|\n| admin | Y | Y |\n| clerk | "
        "Own | N |\n"
    )
    assert grants(found)["clerk", "orders:read"] is Effect.own
    assert keys(found, "role") == ["admin", "clerk"]


def test_the_real_matrix() -> None:
    shared_data()
    found = read_shared("permissions/bcgov-fspts/permission-matrix.md")
    assert keys(found, "role") == ["Admin", "DM", "Reviewer", "View All", "Submitter", "View Only"]
    cells = grants(found)
    assert cells["Submitter", "View / open an FSP: Draft (DFT)"] is Effect.own
    assert cells["View All", "Approve"] is Effect.deny
    assert cells["DM", "Approve"] is Effect.allow
    assert len(keys(found, "permission")) == 42


def test_strategy_mapping_and_policies() -> None:
    found = read_text("""\
        # Auth & Permission Model
        ## Strategy
        | Aspect | Decision |
        |---|---|
        | Strategy | JWT |
        | Token location | header |
        | Denied status | 404 |
        ## Endpoint → Permission Mapping
        | Endpoint | Permission | Reason |
        |---|---|---|
        | GET /a | a:read, b:read | |
        | GET /b | public | open data |
        | somewhere | a:read | |
        ## Row Policies
        | Table | Policy | Command | Roles | Using | Check |
        |---|---|---|---|---|---|
        | a | own | SELECT | clerk | `x = 1` | — |
        """)
    auth = only(found, "auth")
    assert isinstance(auth, Auth)
    assert (auth.strategy, auth.token_location, auth.denied_status) == ("JWT", "header", 404)
    accesses = [item.item for item in found.items if isinstance(item.item, Access)]
    assert [(access.endpoint, access.permissions, access.public) for access in accesses] == [
        ("GET /a", ("a:read", "b:read"), False),
        ("GET /b", (), True),
        ("somewhere", ("a:read",), False),
    ]
    policy = only(found, "policy")
    assert isinstance(policy, Policy)
    assert (policy.item_key, policy.using, policy.check) == ("a.own", "x = 1", "")
    assert "is not an endpoint" in warnings(found)[13]


def test_inventory_and_priorities() -> None:
    found = read_text("""\
        # Endpoint Inventory
        | Method | Path | Kind | Covers | Description |
        |---|---|---|---|---|
        | get | `/orders` | list | FR-1 | all |
        | FETCH | /x | read | | |
        | | POST /orders | wonder | FR-1, FR-2 | |
        """)
    endpoints = [item.item for item in found.items if isinstance(item.item, Endpoint)]
    assert [(endpoint.item_key, endpoint.kind, endpoint.covers) for endpoint in endpoints] == [
        ("GET /orders", "list", ("FR-1",)),
        ("POST /orders", None, ("FR-1", "FR-2")),
    ]
    assert "is not an HTTP method" in warnings(found)[5]
    found = read_text("""\
        # Prioritisation
        **Threshold:** 4
        ## Scores
        | Endpoint | Impact | Effort | Outcome | Reason |
        |---|---|---|---|---|
        | GET /orders | 5 | 9 | Deferred | later |
        ## Trade-off
        **Decided By:** Ann

        Exports leave.
        """)
    score, planning = only(found, "score"), only(found, "planning")
    assert isinstance(score, Score)
    assert isinstance(planning, Planning)
    assert (score.impact, score.effort, score.outcome) == (5, None, Outcome.deferred)
    assert (planning.threshold, planning.tradeoff, planning.tradeoff_by) == (
        4,
        "Exports leave.",
        "Ann",
    )


def test_integration_points_as_tables_and_sections() -> None:
    found = read_text("""\
        # Integration Points
        ## Webhooks
        | Name | Event | Trigger | Covers | Timeout |
        |---|---|---|---|---|
        | order.placed | order.placed | placed | FR-1 | 5 s |
        ## Third-Party APIs
        ### Stripe
        **Purpose:** money
        **Timeout:** 2 s
        **Region:** EU
        ## Events
        ### Event: order.placed
        **Version:** 1
        ```json
        {"type": "object"}
        ```
        """)
    webhook, party, event = only(found, "webhook"), only(found, "third_party"), only(found, "event")
    assert isinstance(webhook, Webhook)
    assert isinstance(party, ThirdParty)
    assert isinstance(event, Event)
    assert (webhook.covers, webhook.timeout) == (("FR-1",), "5 s")
    assert (party.key, party.timeout, party.notes) == ("Stripe", "2 s", "Region: EU")
    assert event.payload == {"type": "object"}


def test_a_schema_design() -> None:
    found = read_text("""\
        # Schema Design
        ## Table: orders
        **Entity:** Order
        ### Columns
        | Column | Type | Nullable | Default | Attribute |
        |---|---|---|---|---|
        | id | uuid | No | `gen()` | Order.id |
        ### Primary Key
        **Columns:** id
        ### Foreign Keys
        | Columns | References | On Delete |
        |---|---|---|
        | customer_id | customers (id) | SET NULL |
        ### Indexes
        | Name | Parts | Unique |
        |---|---|---|
        | idx | lower(a, b) DESC, `b c` NULLS LAST, (x + 1) | Yes |
        """)
    table = only(found, "table")
    assert isinstance(table, Table)
    assert (table.entity, table.columns[0].default, table.columns[0].nullable) == (
        "Order",
        "gen()",
        False,
    )
    assert table.primary_key is not None
    assert table.primary_key.columns == ("id",)
    assert (table.foreign_keys[0].target, table.foreign_keys[0].on_delete) == (
        "customers",
        "SET NULL",
    )
    parts = table.indexes[0].parts
    assert [(part.column, part.expression, part.descending, part.nulls) for part in parts[1:]] == [
        ("b c", "", False, "last"),
        ("", "x + 1", False, ""),
    ]


def test_a_summary() -> None:
    found = read_text(
        "# Summary\n## Situation\nGood.\n## Assessment\n**Strong:** all\n## Open Items\n- one\n- "
        "two\n"
    )
    summary = only(found, "summary")
    assert isinstance(summary, Summary)
    assert (summary.situation, summary.strong, summary.open_items) == (
        "Good.",
        "all",
        ("one", "two"),
    )


def test_one_document_with_everything() -> None:
    found = read_text("""\
        # Shop specification
        ## Functional requirements
        - **FR-001**: The system shall sell.
        ## Data dictionary
        ### Entity: Order
        | Attribute | Type | Required | Business Rule |
        |---|---|---|---|
        | id | uuid | Yes | |
        ## User flows
        ### Flow: Buy
        **ID:** UF-001
        **Covers:** FR-001
        #### Happy Path
        1. Buy it
        ## Screens
        ### Screen: Cart
        **ID:** WF-001
        **Covers:** FR-009
        """)
    kinds = [(item.kind, item.item.item_key) for item in found.items]
    assert kinds == [
        ("requirement", "FR-001"),
        ("entity", "Order"),
        ("flow", "UF-001"),
        ("screen", "WF-001"),
    ]
    assert "FR-009, which is not defined in these documents" in warnings(found)[16]
