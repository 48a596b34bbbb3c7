from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.scenarios import Journey
from tests.users import (
    ADA,
    MIRA,
    OTTO,
    PAULA,
    REN,
    SAM,
    TOMAS,
    VIC,
    YUSRA,
    Character,
    actor,
    meet,
    token_actor,
)
from workbench.accounts.actor import Scope
from workbench.accounts.invitations import join
from workbench.design.access import Role as DesignRole
from workbench.design.kinds import Artifact
from workbench.review.commands import (
    AddComment,
    ChangeSettings,
    CreateProject,
    Invite,
    RequestChange,
    SetRoles,
)
from workbench.review.discussion.comments import add_comment
from workbench.review.errors import Invalid, NotFound, Refused
from workbench.review.gate.deciding import request_change
from workbench.review.gate.history import history
from workbench.review.gate.machine import Stage
from workbench.review.projects.access import Role, open_project
from workbench.review.projects.projects import (
    add_member,
    change_settings,
    create_project,
    invite,
    list_members_of,
    list_projects_for,
)
from workbench.store.audit import list_entries
from workbench.store.base import utc_now
from workbench.store.engine import Sessions, reading, transaction
from workbench.store.people import find_person_by_email


def _create(sessions: Sessions, name: str, **told: object) -> str:
    with transaction(sessions) as session:
        command = CreateProject.model_validate({"name": name, **told})
        return create_project(session, actor=actor(session, MIRA), command=command).slug


def test_whoever_makes_a_project_designs_in_it(sessions: Sessions) -> None:
    slug = _create(sessions, "Orders & Returns (v2)")
    assert slug == "orders-returns-v2"
    access = Journey(sessions, slug=slug).access()
    assert access.roles == {Role.architect}
    assert access.project.created_by == access.actor.id


def test_addresses_are_told_apart(sessions: Sessions) -> None:
    assert [_create(sessions, name) for name in ("Été", "ete", "طلبات")] == [
        "ete",
        "ete-2",
        "project",
    ]
    with pytest.raises(Invalid) as caught:
        _create(sessions, "Other", slug="ete")
    assert caught.value.errors.keys() == {"slug"}


@pytest.mark.parametrize("slug", ["", "Upper", "a--b", "-a", "a b", "a/b", "x" * 81])
def test_an_address_is_plain(slug: str) -> None:
    with pytest.raises(ValidationError):
        CreateProject(name="X", slug=slug)


def test_everybody_sees_their_own_projects(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        meet(session, "one-house")
        meet(session, "two-house")
    _create(sessions, "Mine alone")
    with reading(sessions) as session:
        seen = {
            who.name: [
                one.project.slug for one in list_projects_for(session, actor=actor(session, who))
            ]
            for who in (MIRA, REN, SAM, ADA)
        }
    assert seen == {
        MIRA.name: ["mine-alone", "one-house", "two-house"],
        REN.name: ["one-house", "two-house"],
        SAM.name: [],
        ADA.name: ["mine-alone", "one-house", "two-house"],
    }


def test_a_stranger_finds_nothing(begun: Journey) -> None:
    with pytest.raises(NotFound) as one:
        begun.access(SAM)
    with reading(begun.sessions) as session, pytest.raises(NotFound) as other:
        open_project(session, actor=actor(session, SAM), project="nowhere")
    assert str(one.value).replace("made-house", "nowhere") == str(other.value)


def test_members_are_listed_with_their_roles(begun: Journey) -> None:
    members = begun.see(VIC, list_members_of)
    assert [(one.person.name, sorted(one.roles)) for one in members] == [
        (MIRA.name, [Role.architect]),
        (OTTO.name, [Role.orchestrator]),
        (PAULA.name, [Role.pm]),
        (REN.name, [Role.reviewer]),
        (TOMAS.name, [Role.architect]),
        (VIC.name, [Role.viewer]),
        ("Yusra Haddad", [Role.reviewer]),
    ]


def _set_roles(journey: Journey, who: Character, whose: Character, *roles: Role) -> None:
    with transaction(journey.sessions) as session:
        person = actor(session, whose).id
    journey.do(who, add_member, SetRoles(person=person, roles=frozenset(roles)))


@pytest.mark.parametrize("who", [MIRA, PAULA, OTTO, ADA])
def test_who_manages_gives_and_takes_roles(begun: Journey, who: Character) -> None:
    _set_roles(begun, who, SAM, Role.reviewer, Role.viewer)
    assert begun.access(SAM).roles == {Role.reviewer, Role.viewer}
    _set_roles(begun, who, SAM)
    with pytest.raises(NotFound):
        begun.access(SAM)
    with reading(begun.sessions) as session:
        details = [one.detail for one in list_entries(session, limit=2)]
    assert details == [
        "made-house: sam@example.org: reviewer, viewer -> none",
        "made-house: sam@example.org: none -> reviewer, viewer",
    ]


@pytest.mark.parametrize("who", [TOMAS, REN, VIC])
def test_others_do_not(begun: Journey, who: Character) -> None:
    with pytest.raises(Refused):
        _set_roles(begun, who, SAM, Role.reviewer)


@pytest.mark.parametrize("who", [MIRA, PAULA, OTTO, ADA])
@pytest.mark.parametrize("role", list(Role))
def test_nobody_changes_their_own_roles(begun: Journey, who: Character, role: Role) -> None:
    with pytest.raises(Refused, match="someone else"):
        _set_roles(begun, who, who, role)


@pytest.mark.parametrize("who", [MIRA, PAULA, OTTO, ADA])
def test_nobody_invites_themselves(begun: Journey, who: Character) -> None:
    for email in (who.email, who.email.upper()):
        command = Invite(email=email, roles=frozenset({Role.reviewer}))
        with pytest.raises(Invalid, match="your own address"):
            begun.do(who, invite, command)


@pytest.mark.parametrize("role", [Role.reviewer, Role.orchestrator])
def test_nobody_makes_a_project_to_judge_it(role: Role) -> None:
    for roles in ({role}, {Role.architect, role}):
        with pytest.raises(ValidationError, match="give you that role"):
            CreateProject(name="Mine", roles=frozenset(roles))


def test_a_token_manages_nobody(begun: Journey) -> None:
    with transaction(begun.sessions) as session:
        paula = token_actor(session, PAULA, Scope.read, Scope.write)
        command = SetRoles(person=actor(session, SAM).id, roles=frozenset({Role.viewer}))
        with pytest.raises(Refused, match="with an API token"):
            add_member(session, actor=paula, project=begun.slug, command=command)


def test_an_unknown_person(begun: Journey) -> None:
    with pytest.raises(NotFound, match="person"):
        begun.do(PAULA, add_member, SetRoles(person=4_711, roles=frozenset({Role.viewer})))


def test_settings_are_changed_by_who_manages(begun: Journey) -> None:
    command = ChangeSettings(name="The House", required_approvals=2)
    with pytest.raises(Refused):
        begun.do(REN, change_settings, command)
    begun.do(PAULA, change_settings, command)
    project = begun.access().project
    assert (project.name, project.required_approvals) == ("The House", 2)


def _require(journey: Journey, who: Character, approvals: int) -> None:
    command = ChangeSettings(name="The House", required_approvals=approvals)
    journey.do(who, change_settings, command)


def test_more_approvals_count_for_the_package_that_waits(presented: Journey) -> None:
    _require(presented, PAULA, 2)
    assert presented.decide("APPROVED", who=REN).stage is Stage.presented
    assert presented.decide("APPROVED", who=YUSRA).stage is Stage.approved
    presented.do(
        MIRA, request_change, RequestChange(artifacts=frozenset({Artifact.access}), text="More.")
    )
    presented.save(DesignRole(key="clerk", description="Changed."))
    presented.present()
    assert presented.state.required_approvals == 2


def test_fewer_approvals_are_asked_for_by_somebody_it_is_not_about(presented: Journey) -> None:
    _require(presented, MIRA, 2)
    presented.decide("APPROVED", who=REN)
    with pytest.raises(Invalid, match="contributed"):
        _require(presented, MIRA, 1)
    assert presented.access().project.required_approvals == 2
    _require(presented, PAULA, 1)
    assert presented.stage() is Stage.approved


def test_fewer_approvals_pass_nothing_that_holds_an_approval_back(presented: Journey) -> None:
    _require(presented, PAULA, 2)
    presented.decide("APPROVED", who=REN)
    must_fix = AddComment(kind="role", item="member", text="Wrong.", must_fix=True)
    presented.do(YUSRA, add_comment, must_fix)
    with pytest.raises(Refused, match="must-fix comment"):
        _require(presented, PAULA, 1)
    assert presented.stage() is Stage.presented
    assert presented.access().project.required_approvals == 2


def test_a_name_alone_changes_no_number(sessions: Sessions) -> None:
    journey = Journey(sessions).begin(required_approvals=3)
    _require(journey, PAULA, 3)
    assert not [one for one in journey.see(VIC, history) if one.event.type == "approvals-changed"]


def test_an_approver_does_not_lower_what_their_approval_needs(presented: Journey) -> None:
    _set_roles(presented, PAULA, REN, Role.reviewer, Role.pm)
    _require(presented, PAULA, 2)
    presented.decide("APPROVED", who=REN)
    with pytest.raises(Invalid, match="You approved"):
        _require(presented, REN, 1)


def test_an_invitation_brings_somebody_in(begun: Journey) -> None:
    command = Invite(email="SAM@example.org", roles=frozenset({Role.reviewer}))
    with pytest.raises(Refused):
        begun.do(REN, invite, command)
    secret = begun.do(PAULA, invite, command)
    with transaction(begun.sessions) as session:
        sam = find_person_by_email(session, SAM.email)
        assert sam is not None
        join(session, secret=secret, person=sam)
    assert begun.access(SAM).roles == {Role.reviewer}


def test_an_archived_project_is_only_read(begun: Journey) -> None:
    with transaction(begun.sessions) as session:
        project = open_project(session, actor=actor(session, MIRA), project=begun.slug).project
        project.archived_at = utc_now()
    assert begun.access().project.archived_at
    with pytest.raises(Refused, match="archived"):
        begun.accept()
