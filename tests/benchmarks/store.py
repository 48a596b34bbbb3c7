"""The draft and its gate: loading it, one edit, its kept findings, presenting it."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measure import Limits, Step
from tests.factories import made_design
from tests.scenarios import take_steps
from tests.users import MIRA, PROJECT, REN, actor, gather, meet
from workbench.accounts.actor import Actor
from workbench.design.base import Item
from workbench.design.design import item_data
from workbench.design.endpoints import Endpoint
from workbench.review.commands import Present, SaveItem
from workbench.review.draft.editing import save_item
from workbench.review.draft.reports import findings_of
from workbench.review.handoff.accepting import accept_handoff
from workbench.review.package.presenting import present
from workbench.review.projects.access import open_project
from workbench.review.projects.inbox import inbox_of
from workbench.store.base import utc_now
from workbench.store.draft_bulk import put_many
from workbench.store.drafts import (
    begin_write,
    find_item,
    list_items,
    load_design,
)
from workbench.store.engine import Sessions, make_engine, make_sessions, reading, transaction
from workbench.store.migrate import migrate

#: An edit costs the same in a design of any size.
_CONSTANT = Limits(growth=0.25, queries=20)
_LINEAR = Limits(growth=1.15)


def run(size: int) -> Iterator[Step]:
    """Measure on SQLite, with a made design of that many endpoints in it."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'workbench.db'}")
        migrate(engine)
        yield from _House(make_sessions(engine)).steps(size)
        engine.dispose()


class _House:
    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        with transaction(sessions) as session:
            gather(session)
            self.project_id = meet(session).id
            self.mira, self.ren = actor(session, MIRA), actor(session, REN)
        self.numbers = itertools.count()
        self.keys: list[str] = []

    def steps(self, size: int) -> Iterator[Step]:
        items = list(made_design(size).items())
        self.keys = [one.item_key for one in items if isinstance(one, Endpoint)]
        yield Step("import everything", lambda: self._import(items), once=True, limits=_LINEAR)
        yield Step("load the design", self._load, limits=_LINEAR)
        with transaction(self.sessions) as session:
            take_steps(session, actor=self.mira, project=PROJECT)
            accept_handoff(session, actor=self.mira, project=PROJECT)
        yield Step("one edit", self._edit, limits=_CONSTANT)
        yield Step("a page of 50 endpoints", self._page, limits=Limits(growth=0.25, queries=3))
        yield Step("findings, computed", self._findings, once=True, limits=_LINEAR)
        yield Step("findings, kept", self._findings, limits=Limits(growth=1.15, queries=8))
        yield Step("an inbox", lambda: self._inbox(self.ren), limits=_CONSTANT)
        yield Step("present", self._present, once=True, limits=_LINEAR)

    def _import(self, items: list[Item]) -> None:
        with transaction(self.sessions) as session:
            write = begin_write(session, project_id=self.project_id, by=self.mira.id, at=utc_now())
            put_many(session, write=write, items=items, remove=frozenset())

    def _load(self) -> None:
        with reading(self.sessions) as session:
            load_design(session, self.project_id)

    def _edit(self) -> None:
        number = next(self.numbers)
        key = self.keys[len(self.keys) // 2]
        with transaction(self.sessions) as session:
            stored = find_item(session, self.project_id, "endpoint", key)
            assert stored is not None
            body = {**item_data(stored.item), "description": f"Edit {number}."}
            command = SaveItem(kind="endpoint", key=key, body=body, expected_version=stored.version)
            save_item(session, actor=self.mira, project=PROJECT, command=command)

    def _page(self) -> None:
        with reading(self.sessions) as session:
            after = self.keys[len(self.keys) // 2]
            list_items(session, self.project_id, "endpoint", after=after, limit=50)

    def _findings(self) -> None:
        with reading(self.sessions) as session:
            access = open_project(session, actor=self.mira, project=PROJECT)
            findings_of(session, access=access)

    def _inbox(self, who: Actor) -> None:
        with reading(self.sessions) as session:
            inbox_of(session, actor=who)

    def _present(self) -> None:
        with transaction(self.sessions) as session:
            present(session, actor=self.mira, project=PROJECT, command=Present())
