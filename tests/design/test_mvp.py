"""The proposed MVP set, and what a change of scope brings in and finds missing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.design.design import Design
from workbench.design.endpoints import Endpoint
from workbench.design.gaps import change_of_scope, gaps_of
from workbench.design.handoff import Handoff, ReleaseMode
from workbench.design.mvp import mvp_rows
from workbench.design.requirements import Priority, Requirement, RequirementStatus, RequirementType
from workbench.design.scope import scope_of

_REQUIREMENTS = st.lists(
    st.builds(
        Requirement,
        key=st.integers(1, 30).map(lambda number: f"FR-{number:03d}"),
        priority=st.sampled_from([None, *Priority]),
        mvp=st.sampled_from([None, True, False]),
        status=st.sampled_from(RequirementStatus),
        type=st.sampled_from(RequirementType),
        no_backend_reason=st.sampled_from(["", "A file."]),
    ),
    max_size=12,
    unique_by=lambda item: item.key,
)


@given(_REQUIREMENTS)
def test_the_proposal_is_the_scope_of_an_mvp_and_confirming_it_changes_nothing(
    requirements: list[Requirement],
) -> None:
    mvp = Handoff(release_mode=ReleaseMode.mvp)
    rows = mvp_rows(requirements)
    scope = scope_of(Design.from_items([mvp, *requirements]))
    assert {row.requirement.key for row in rows if row.inside} == scope.requirements
    assert {row.requirement.key for row in rows if not row.inside} == scope.out_of_scope
    assert all(row.rationale for row in rows)
    confirmed = [
        row.requirement.model_copy(update={"mvp": row.inside, "mvp_rationale": row.rationale})
        for row in rows
    ]
    again = mvp_rows(confirmed)
    assert [row.inside for row in again] == [row.inside for row in rows]
    assert all(row.decided for row in again)


@given(_REQUIREMENTS)
def test_a_change_of_scope_says_what_enters_and_what_leaves(
    requirements: list[Requirement],
) -> None:
    served = Endpoint(method="GET", path="/things", covers=("FR-001",))
    handoff = Handoff(release_mode=ReleaseMode.mvp)
    design = Design.from_items([handoff, served, *requirements])
    change = change_of_scope(design, ReleaseMode.full, include_p1=True)
    full = handoff.model_copy(update={"release_mode": ReleaseMode.full, "include_p1": True})
    after = design.model_copy(update={"handoff": full})
    was, will = scope_of(design).requirements, scope_of(after).requirements
    assert (was | set(change.enters)) - set(change.leaves) == will
    assert {gap.requirement for gap in change.gaps} == {
        gap.requirement for gap in gaps_of(after) if gap.requirement in change.enters
    }
    assert "FR-001" not in {gap.requirement for gap in gaps_of(after)}


def test_a_requirement_outside_on_which_one_inside_depends_is_named() -> None:
    rows = mvp_rows(
        [
            Requirement(key="FR-001", priority=Priority.P0, depends_on=("FR-002", "FR-009")),
            Requirement(key="FR-002", priority=Priority.P2, depends_on=("FR-001",)),
        ]
    )
    assert [row.missing for row in rows] == [("FR-002",), ()]
