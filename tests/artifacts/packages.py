"""Packages with everything around a design, for documents that show all of it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from workbench import paths
from workbench.design.design import Design
from workbench.design.package import (
    Change,
    ChecklistRow,
    CommentRecord,
    DecisionRecord,
    Finding,
    Impact,
    InterventionRecord,
    Level,
    Package,
    PackageState,
    PresentationRecord,
    RfiRecord,
)
from workbench.intake.folder import read_path

_WHEN = datetime(2026, 1, 20, 9, 30, tzinfo=UTC)


@cache
def example_design() -> Design:
    """The worked example that comes with the workbench."""
    return read_path(paths.artifacts() / "example" / "order-service").design()


def package_of(design: Design, state: PackageState = PackageState.presented) -> Package:
    """A second presentation with decisions, comments, findings and changes."""
    waived = Finding(
        code="API-18",
        rule="unpaged-list",
        level=Level.quality,
        kind="endpoint",
        item="GET /v1/orders",
        pointer="",
        message="The list has no page.",
        waiver="Never more than ten.",
    )
    return Package(
        design=design,
        project="Order service",
        state=state,
        number=2,
        presented_by="Ines Carvalho",
        presented_at=_WHEN,
        findings=(waived,),
        checklist=(
            ChecklistRow("API contract", "Every list is paged", True, "API-18", (waived,)),
            ChecklistRow("Documentation", "Is anything ambiguous?", None, "a person"),
        ),
        changes=(
            Change(
                "endpoint",
                "GET /v1/orders",
                "/description",
                "changed",
                Impact.editorial,
                "words",
                "Described anew.",
            ),
        ),
        previous="a" * 64,
        earlier=(PresentationRecord(1, "a" * 64, "Ines Carvalho", _WHEN),),
        reasons={"endpoint-inventory": "The reviewer asked for clearer words."},
        decisions=(
            DecisionRecord(
                "REVISE", "a" * 64, "Omar Haddad", _WHEN, "Words!", ("endpoint-inventory",), 1
            ),
        ),
        comments=(
            CommentRecord(
                "endpoint",
                "GET /v1/orders",
                "",
                "Omar Haddad",
                _WHEN,
                "Why twenty-five?",
                True,
                (CommentRecord("", "", "", "Ines Carvalho", _WHEN, "One screen."),),
            ),
        ),
        interventions=(
            InterventionRecord(
                "refund-limits",
                "04-backend-design",
                "requirement-change",
                "end-of-phase",
                "Mia Ek",
                _WHEN,
                "Refunds above 500 need two people.",
                processed=True,
                resolution="Written into FR-012.",
            ),
        ),
        rfis=(RfiRecord("Who may refund?", "Refund", "Product", "answered", "Staff."),),
        rule_set="7",
    )
