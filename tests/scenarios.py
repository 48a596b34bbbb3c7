"""A project on its way through the gate, driven by the real actions, one line per step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from tests.factories import made_design
from tests.users import MIRA, PROJECT, REN, Character, actor, meet
from workbench.accounts.actor import Actor
from workbench.design.base import Item
from workbench.design.design import item_data
from workbench.design.handoff import ApiStyle, ReleaseMode, Versioning
from workbench.design.kinds import KIND_OF_MODEL, Artifact
from workbench.review.commands import (
    AddWaiver,
    Command,
    Decide,
    Present,
    SaveItem,
    SetReleaseMode,
    SignReadBack,
)
from workbench.review.draft.editing import Saved, add_waiver, save_item
from workbench.review.draft.reports import findings_of, save_report, unsaved_report
from workbench.review.gate.deciding import decide
from workbench.review.gate.events import DecisionOutcome
from workbench.review.gate.machine import GateState, Stage
from workbench.review.handoff.accepting import accept_handoff, set_release_mode, sign_read_back
from workbench.review.handoff.no_go_check import CHECKED_KINDS
from workbench.review.handoff.read_back_draft import draft_read_back
from workbench.review.handoff.scope_choice import ChooseMvp, choose_mvp
from workbench.review.handoff.setup_answers import ConfirmSetup, confirm_setup
from workbench.review.package.presentation_blockers import unanswered_comments
from workbench.review.package.presenting import artifacts_to_explain, present
from workbench.review.projects.access import ProjectAccess, open_project
from workbench.store.base import utc_now
from workbench.store.draft_bulk import put_many
from workbench.store.drafts import begin_write, find_item, load_design
from workbench.store.engine import Sessions, reading, transaction


def take_steps(session: Session, *, actor: Actor, project: str) -> None:
    """Take every step of W3 with what the draft says, else with what most projects answer."""
    project_id = open_project(session, actor=actor, project=project).project.id
    design = load_design(session, project_id, kinds=CHECKED_KINDS)
    handoff, setup = design.handoff, design.setup
    mode = handoff.release_mode or ReleaseMode.full
    chosen = SetReleaseMode(mode=mode, include_p1=handoff.include_p1)
    set_release_mode(session, actor=actor, project=project, command=chosen)
    if mode is ReleaseMode.mvp:
        whole = ChooseMvp(rows=(), confirm_rest=True)
        choose_mvp(session, actor=actor, project=project, command=whole)
    signed = SignReadBack(text=handoff.read_back or draft_read_back(design))
    sign_read_back(session, actor=actor, project=project, command=signed)
    known = find_item(session, project_id, "setup", "setup")
    answers = ConfirmSetup(
        api_style=setup.api_style or ApiStyle.rest,
        database=setup.database or "postgresql",
        versioning=setup.versioning or Versioning.path,
        expected_version=known.version if known else 0,
    )
    confirm_setup(session, actor=actor, project=project, command=answers)


@dataclass
class Journey:
    """One project; each step is a transaction of its own, as a door would have it."""

    sessions: Sessions
    slug: str = PROJECT
    seen: dict[str, str] = field(default_factory=dict)
    """What the tests remember."""

    def begin(self, *, required_approvals: int = 1, endpoints: int = 5) -> Journey:
        """Make the project and put a made design into it, as Mira."""
        with transaction(self.sessions) as session:
            project = meet(session, self.slug, required_approvals=required_approvals)
            by = actor(session, MIRA).id
            write = begin_write(session, project_id=project.id, by=by, at=utc_now())
            items = list(made_design(endpoints).items())
            put_many(session, write=write, items=items, remove=frozenset())
        return self

    def do(self, who: Character, action: Callable[..., Any], command: Command | None = None) -> Any:
        """Do one action as somebody, and commit."""
        with transaction(self.sessions) as session:
            told = {} if command is None else {"command": command}
            return action(session, actor=actor(session, who), project=self.slug, **told)

    def see(self, who: Character, reader: Callable[..., Any], **told: Any) -> Any:
        """Call a reader as somebody; findings that it worked out are stored, as a door does."""
        with reading(self.sessions) as session:
            access = open_project(session, actor=actor(session, who), project=self.slug)
            found = reader(session, access=access, **told)
            unsaved = unsaved_report(session)
        if unsaved is not None:
            save_report(self.sessions, unsaved)
        return found

    def access(self, who: Character = MIRA) -> ProjectAccess:
        """The project as somebody meets it."""
        with reading(self.sessions) as session:
            return open_project(session, actor=actor(session, who), project=self.slug)

    @property
    def state(self) -> GateState:
        """The state of the gate."""
        return self.access().state

    def stage(self) -> Stage:
        """Where the project stands now."""
        return self.state.stage

    def save(self, item: Item, who: Character = MIRA) -> Saved:
        """Save an item as somebody who sees the newest version."""
        kind = KIND_OF_MODEL[type(item)].name
        with transaction(self.sessions) as session:
            me = actor(session, who)
            project = open_project(session, actor=me, project=self.slug).project
            known = find_item(session, project.id, kind, item.item_key)
            command = SaveItem(
                kind=kind,
                key=item.item_key if known else "",
                body=item_data(item),
                expected_version=known.version if known else 0,
            )
            return save_item(session, actor=me, project=self.slug, command=command)

    def find(self, kind: str, key: str) -> Item | None:
        """An item of the draft."""
        with reading(self.sessions) as session:
            project = open_project(session, actor=actor(session, MIRA), project=self.slug).project
            stored = find_item(session, project.id, kind, key)
            return stored.item if stored else None

    def prepare(self, who: Character = MIRA) -> Journey:
        """Take the steps that accepting needs, as one person."""
        with transaction(self.sessions) as session:
            take_steps(session, actor=actor(session, who), project=self.slug)
        return self

    def accept(self) -> Journey:
        """Accept the handoff, which the made design passes."""
        self.prepare()
        assert self.do(MIRA, accept_handoff).accepted
        return self

    def present(self, who: Character = MIRA) -> str:
        """Present, with waivers, reasons and answers wherever they are needed; give the hash."""
        for finding in self.see(MIRA, findings_of).findings:
            if finding.open and finding.level == "quality":
                self.do(
                    MIRA,
                    add_waiver,
                    AddWaiver(
                        rule=finding.code,
                        kind=finding.kind,
                        item=finding.item,
                        pointer=finding.pointer,
                        reason="Made so.",
                    ),
                )
        with reading(self.sessions) as session:
            access = open_project(session, actor=actor(session, who), project=self.slug)
            reasons = dict.fromkeys(artifacts_to_explain(session, access=access), "Asked for.")
            waiting = [one.id for one in unanswered_comments(session, access)]
        command = Present(reasons=reasons, responses=dict.fromkeys(waiting, "Done."))
        sha256: str = self.do(who, present, command).sha256
        return sha256

    def decide(
        self,
        outcome: str,
        *,
        who: Character = REN,
        revision: int | None = None,
        sha256: str | None = None,
        text: str = "As it should be.",
        flagged: frozenset[Artifact] = frozenset(),
        open_items: tuple[str, ...] = (),
    ) -> GateState:
        """Decide on the newest revision."""
        command = Decide(
            outcome=DecisionOutcome(outcome),
            revision=revision or self.state.revision,
            sha256=sha256 or self.state.sha256,
            text=text,
            flagged=flagged,
            open_items=open_items,
        )
        state: GateState = self.do(who, decide, command)
        return state

    def revise(self, *flagged: Artifact, who: Character = REN) -> GateState:
        """Record a REVISE of some artifacts."""
        return self.decide("REVISE", who=who, flagged=frozenset(flagged), text="Mend these.")
