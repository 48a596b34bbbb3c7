"""One installation with a project in each state of the gate, for tests that open every page."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, Response, g, request

from tests.scenarios import Journey
from tests.users import MIRA, PAULA, REN, actor, meet
from workbench.accounts.invitations import invite_person
from workbench.app import create_app
from workbench.config import load_settings
from workbench.design.endpoints import Endpoint, EndpointKind
from workbench.design.handoff import Handoff, ReleaseMode
from workbench.design.kinds import Artifact
from workbench.design.requirements import Priority, Requirement
from workbench.review.commands import (
    AddComment,
    RaiseIntervention,
    RaiseRfi,
    SetReleaseMode,
)
from workbench.review.discussion.comments import add_comment
from workbench.review.discussion.interventions import raise_intervention
from workbench.review.discussion.rfis import raise_rfi
from workbench.review.errors import Refused
from workbench.review.handoff.accepting import accept_handoff, set_release_mode
from workbench.review.imports.importing import upload_files
from workbench.review.package.contents import package_of
from workbench.store.engine import Sessions, transaction

IN_DESIGN, PRESENTED, REVISED, APPROVED = "in-design", "presented", "after-revise", "approved"
EMPTY, HALTED, ESCALATED = "empty", "halted", "escalated"
#: Addresses of the projects, which are named by their state.
STATES = (IN_DESIGN, PRESENTED, REVISED, APPROVED, EMPTY, HALTED, ESCALATED)

_PRD = b"# PRD: Loans\n\n### FR-001: Lend\n\n**Priority:** P0\n\nLend a book.\n"


@dataclass
class House:
    """The application with all states, and what addresses in it need."""

    app: Flask
    sessions: Sessions
    invitation: str = ""
    previews: dict[str, str] = field(default_factory=dict)
    """The waiting import of each project that has one."""


def build_house(
    template: Path, folder: Path, *, url: str = "", states: tuple[str, ...] = STATES
) -> House:
    """Build the installation from a migrated database that has the cast in it.

    The database is a copy of the template, or the one at `url`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    told = {
        "WORKBENCH_DATA": str(folder),
        "WORKBENCH_SECRET_KEY": "s" * 40,
        "WORKBENCH_EXPORTS": "workers",
    }
    if url:
        told["WORKBENCH_DATABASE_URL"] = url
    else:
        (folder / "workbench.db").write_bytes(template.read_bytes())
    app = create_app(load_settings(told))
    app.after_request(_forget)
    house = House(app, app.extensions["workbench_sessions"])
    for state in states:
        _BUILD[state](Journey(house.sessions, state))
        _leave_an_import(house, state)
    with transaction(house.sessions) as session:
        house.invitation = invite_person(
            session,
            email="new@example.org",
            project_id=None,
            roles=[],
            invited_by=actor(session, MIRA).id,
        )
    return house


def _forget(response: Response) -> Response:
    """Undo what a request did that only asks what would happen."""
    if "X-Forget" in request.headers and "session" in g:
        g.session.rollback()
    return response


def _fill(journey: Journey) -> Journey:
    """Put a whole design there, with everything that people say about one."""
    journey.begin().accept()
    journey.save(Endpoint(method="GET", path="/odd/{id}", kind=EndpointKind.read))
    _talk(journey)
    return journey


def _talk(journey: Journey) -> None:
    table = journey.see(MIRA, package_of).design.tables[0].key
    for pointer in ("", "/columns/name"):
        command = AddComment(kind="table", item=table, pointer=pointer, text="Is it *enough*?")
        journey.do(REN, add_comment, command)
    journey.do(
        PAULA,
        raise_intervention,
        RaiseIntervention(
            phase="04-backend-design",
            topic="later-payment",
            type="scope-change",
            urgency="backlog",
            feedback="They want to pay later.",
        ),
    )
    owner = journey.access(PAULA).actor.id
    journey.do(MIRA, raise_rfi, RaiseRfi(question="How long are they kept?", owner=owner))


def _whole(journey: Journey) -> Journey:
    """Put a whole design there that can be presented."""
    journey.begin().accept()
    _talk(journey)
    return journey


def _revise(journey: Journey) -> Journey:
    _whole(journey).present()
    journey.revise(Artifact.schema, Artifact.access)
    return journey


def _escalate(journey: Journey) -> None:
    _whole(journey)
    for _ in range(3):
        journey.present()
        journey.revise(Artifact.schema)


def _approve(journey: Journey) -> None:
    _whole(journey).present()
    journey.decide("APPROVED", open_items=("Measure it.",))


def _begin_empty(journey: Journey) -> None:
    with transaction(journey.sessions) as session:
        meet(session, journey.slug)


def _halt(journey: Journey) -> None:
    _begin_empty(journey)
    journey.save(Handoff(product="Loans", summary="Lend books."))
    journey.save(Requirement(key="FR-001", title="Lend", priority=Priority.P0))
    journey.do(MIRA, set_release_mode, SetReleaseMode(mode=ReleaseMode.full))
    assert not journey.do(MIRA, accept_handoff).accepted


def _leave_an_import(house: House, slug: str) -> None:
    try:
        with transaction(house.sessions) as session:
            files = {"prd.md": _PRD, "noise.bin": b"\x00\x01"}
            made = upload_files(session, actor=actor(session, MIRA), project=slug, files=files)
            house.previews[slug] = made.id
    except Refused:
        assert slug not in {IN_DESIGN, EMPTY}


_BUILD = {
    IN_DESIGN: _fill,
    PRESENTED: lambda journey: _whole(journey).present(),
    REVISED: _revise,
    APPROVED: _approve,
    EMPTY: _begin_empty,
    HALTED: _halt,
    ESCALATED: _escalate,
}
