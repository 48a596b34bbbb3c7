"""Loads the example projects, with the same actions that people use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor, actor_of
from workbench.accounts.people import add_person
from workbench.design.handoff import ReleaseMode
from workbench.design.kinds import Artifact
from workbench.review.commands import (
    AcceptImport,
    AddComment,
    AddWaiver,
    AnswerRfi,
    CreateProject,
    Decide,
    Present,
    RaiseIntervention,
    RaiseRfi,
    SetReleaseMode,
    SetRoles,
    SignReadBack,
)
from workbench.review.discussion.comments import add_comment
from workbench.review.discussion.interventions import raise_intervention
from workbench.review.discussion.rfis import answer_rfi, raise_rfi
from workbench.review.draft.editing import add_waiver
from workbench.review.draft.reports import findings_of
from workbench.review.errors import Refused
from workbench.review.gate.deciding import decide
from workbench.review.gate.events import DecisionOutcome
from workbench.review.handoff.accepting import accept_handoff, set_release_mode, sign_read_back
from workbench.review.handoff.no_go_check import CHECKED_KINDS
from workbench.review.handoff.read_back_draft import draft_read_back
from workbench.review.handoff.scope_choice import ChooseMvp, choose_mvp
from workbench.review.handoff.setup_answers import ConfirmSetup, confirm_setup
from workbench.review.imports.importing import accept_import, upload_files
from workbench.review.package.presenting import present
from workbench.review.projects.access import Role, open_project
from workbench.review.projects.projects import add_member, create_project
from workbench.store.drafts import find_item, load_design
from workbench.store.people import Person, find_person_by_email
from workbench.store.projects import find_project

#: Name and roles of the example's people, by the local part of their address.
PEOPLE: dict[str, tuple[str, frozenset[Role]]] = {
    "architect": ("Ada Architect", frozenset({Role.architect})),
    "reviewer": ("Rui Reviewer", frozenset({Role.reviewer})),
    "pm": ("Petra Manager", frozenset({Role.pm})),
    "orchestrator": ("Omar Orchestrator", frozenset({Role.orchestrator})),
    "admin": ("Ines Admin", frozenset()),
}
DOMAIN = "example.test"


class ExampleError(Exception):
    """The example cannot be loaded with this version of the product."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Result of loading the example."""

    projects: tuple[str, ...]
    """Slugs of the projects that were created; empty if all existed."""


def load_example(session: Session, *, folder: Path, password: str) -> Loaded:
    """Create the people and projects of the example that do not exist yet.

    `folder` holds `order-service`, `loyalty-points` and `loyalty-points-presented`.
    """
    people = {local: _person(session, local, password) for local in PEOPLE}
    created = []
    if find_project(session, "order-service") is None:
        _order_service(session, people, folder / "order-service")
        created.append("order-service")
    if find_project(session, "loyalty-points") is None:
        _loyalty_points(session, people, folder)
        created.append("loyalty-points")
    return Loaded(tuple(created))


def _person(session: Session, local: str, password: str) -> Person:
    email = f"{local}@{DOMAIN}"
    found = find_person_by_email(session, email)
    if found is not None:
        return found
    return add_person(
        session,
        email=email,
        name=PEOPLE[local][0],
        password=password,
        admin=local == "admin",
    )


def _order_service(session: Session, people: Mapping[str, Person], folder: Path) -> None:
    architect = _project(session, people, name="Order service", slug="order-service")
    _import(session, architect, "order-service", read_folder(folder))
    _accept(session, people, architect, "order-service")
    present(session, actor=architect, project="order-service", command=Present())


def _loyalty_points(session: Session, people: Mapping[str, Person], folder: Path) -> None:
    slug = "loyalty-points"
    architect = _project(session, people, name="Loyalty points", slug=slug)
    now = read_folder(folder / slug)
    state: dict[str, Any] = yaml.safe_load(now.pop("state.yaml"))
    before = read_folder((folder / slug / state["presented"]).resolve())
    _import(session, architect, slug, now | before)
    _accept(session, people, architect, slug)
    for waiver in state["waivers"]:
        _waive(session, architect, slug, waiver)
    present(session, actor=architect, project=slug, command=Present())
    _ask_for_revision(session, people, slug, state["review"])
    _import(session, architect, slug, now)
    for rfi in state["rfis"]:
        _ask(session, people, architect, slug, rfi)
    for intervention in state["interventions"]:
        command = RaiseIntervention(**intervention)
        raise_intervention(session, actor=actor_of(people["pm"]), project=slug, command=command)


def _project(session: Session, people: Mapping[str, Person], *, name: str, slug: str) -> Actor:
    architect = actor_of(people["architect"])
    create_project(session, actor=architect, command=CreateProject(name=name, slug=slug))
    for local, (_, roles) in PEOPLE.items():
        if roles and local != "architect":
            command = SetRoles(person=people[local].id, roles=roles)
            add_member(session, actor=actor_of(people["admin"]), project=slug, command=command)
    return architect


def _import(session: Session, actor: Actor, slug: str, files: Mapping[str, bytes]) -> None:
    pending = upload_files(session, actor=actor, project=slug, files=files)
    accept_import(session, actor=actor, project=slug, command=AcceptImport(preview=pending.id))


def _accept(session: Session, people: Mapping[str, Person], actor: Actor, slug: str) -> None:
    """Complete the acceptance steps as the documents state them; the PM chooses the scope."""
    access = open_project(session, actor=actor, project=slug)
    design = load_design(session, access.project.id, kinds=CHECKED_KINDS)
    handoff, setup = design.handoff, design.setup
    manager = actor_of(people["pm"])
    mode = handoff.release_mode or ReleaseMode.full
    chosen = SetReleaseMode(mode=mode, include_p1=handoff.include_p1)
    set_release_mode(session, actor=manager, project=slug, command=chosen)
    if mode is ReleaseMode.mvp:
        choose_mvp(session, actor=manager, project=slug, command=ChooseMvp(confirm_rest=True))
    text = handoff.read_back or draft_read_back(design)
    sign_read_back(session, actor=actor, project=slug, command=SignReadBack(text=text))
    known = find_item(session, access.project.id, "setup", "setup")
    version = known.version if known else 0
    shown = setup.model_dump(include={"api_style", "database", "versioning"})
    answers = ConfirmSetup.model_validate(shown | {"expected_version": version})
    confirm_setup(session, actor=actor, project=slug, command=answers)
    try:
        result = accept_handoff(session, actor=actor, project=slug)
    except Refused as error:
        raise ExampleError(f"the handoff of {slug} is not accepted: {error.reason}") from error
    if not result.accepted:
        missing = "; ".join(lack.message for row in result.rows for lack in row.missing)
        raise ExampleError(f"the handoff of {slug} is not accepted: {missing}")


def _waive(session: Session, actor: Actor, slug: str, waiver: Mapping[str, str]) -> None:
    access = open_project(session, actor=actor, project=slug)
    for finding in findings_of(session, access=access).findings:
        if finding.code == waiver["rule"] and finding.item == waiver["item"] and finding.open:
            command = AddWaiver(
                rule=finding.code,
                kind=finding.kind,
                item=finding.item,
                pointer=finding.pointer,
                reason=waiver["reason"],
            )
            add_waiver(session, actor=actor, project=slug, command=command)


def _ask_for_revision(
    session: Session, people: Mapping[str, Person], slug: str, review: Mapping[str, Any]
) -> None:
    reviewer = actor_of(people["reviewer"])
    for entry in review["comments"]:
        kind = "endpoint" if " " in entry["item"] else "table"
        comment = AddComment(kind=kind, item=entry["item"], text=entry["body"], must_fix=True)
        add_comment(session, actor=reviewer, project=slug, command=comment)
    access = open_project(session, actor=reviewer, project=slug)
    command = Decide(
        outcome=DecisionOutcome.revise,
        revision=access.state.revision,
        sha256=access.state.sha256,
        text=review["feedback"],
        flagged=frozenset(Artifact(artifact) for artifact in review["flagged"]),
    )
    decide(session, actor=reviewer, project=slug, command=command)


def _ask(
    session: Session,
    people: Mapping[str, Person],
    architect: Actor,
    slug: str,
    rfi: Mapping[str, str],
) -> None:
    owner = people[rfi["owner_role"]]
    command = RaiseRfi(question=f"{rfi['question']} ({rfi['about']})", owner=owner.id)
    question = raise_rfi(session, actor=architect, project=slug, command=command)
    if rfi["answer"]:
        answer = AnswerRfi(number=question.number, answer=rfi["answer"])
        answer_rfi(session, actor=actor_of(owner), project=slug, command=answer)


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path within it, sorted; links are not followed."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
