"""The comparison of two revisions, or of a revision and the draft."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.scenarios import Journey
from tests.users import MIRA
from tests.web.conftest import Visitor
from workbench.design.kinds import Artifact
from workbench.design.tables import Table

HOUSE = "/projects/made-house"


def test_changes_since_a_revision_lead_to_the_items_of_the_draft(
    journey: Journey, visit: Callable[..., Visitor]
) -> None:
    journey.present()
    journey.revise(Artifact.schema)
    journey.save(Table(key="kites", description="Flown on ropes."))
    page = visit(MIRA).get(f"{HOUSE}/compare/1/draft").text
    links = re.findall(r'href="(/projects/made-house/items/table/[^"#?]+)', page)
    assert links == [f"{HOUSE}/items/table/kites"]
    visit(MIRA).get(links[0])
