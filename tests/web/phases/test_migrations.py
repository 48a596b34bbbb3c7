"""The migration plan: proposed once, and kept in order."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.scenarios import Journey
from tests.web.conftest import Visitor
from tests.web.phases.pages import HOME
from workbench.design.tables import Migration

Visit = Callable[..., Visitor]


def test_a_migration_plan_is_proposed_once(journey: Journey, visit: Visit) -> None:
    mira = visit()
    url = f"{HOME}/documents/propose-migrations"
    mira.post(url, status=403)
    with journey.sessions() as session:
        from workbench.store.drafts import list_keys  # noqa: PLC0415

        keys = list_keys(session, 1, "migration")
    for key in keys:
        mira.post(f"{HOME}/items/migration/{key}", _do="delete")
    mira.post(url)
    first = journey.find("migration", "001")
    assert isinstance(first, Migration)
    assert first.up
    assert first.down


def test_migrations_are_moved_in_their_order(journey: Journey, visit: Visit) -> None:
    journey.save(Migration(key="900", name="later", up="SELECT 1", down="SELECT 1"))
    visit().post(f"{HOME}/rows/migration?key=900", _do="up")
    page = visit().get(f"{HOME}/documents?tab=migrations").get_data(as_text=True)
    keys = re.findall(r'<th scope="row" data-col="key"><a[^>]*>([^<]+)</a>', page)
    assert keys.index("900") == len(keys) - 2
