"""Tables: creating one from its entity."""

from __future__ import annotations

from collections.abc import Callable

from tests.scenarios import Journey
from tests.users import VIC
from tests.web.conftest import Visitor
from tests.web.phases.pages import HOME
from workbench.design.dictionary import Attribute, Entity
from workbench.design.tables import Table

Visit = Callable[..., Visitor]


def test_a_table_begins_with_its_entity_and_its_name(journey: Journey, visit: Visit) -> None:
    attributes = (
        Attribute(name="id", type="UUID", required=True),
        Attribute(name="colour", type="String", required=True, constraints="Unique"),
    )
    journey.save(Entity(key="Kite", attributes=attributes))
    mira, where = visit(), f"{HOME}/schema/new"
    page = mira.get(where).get_data(as_text=True)
    assert '<option value="Kite" selected>' in page
    mira.post(where, entity="Kite", name="")
    made = journey.find("table", "kites")
    assert isinstance(made, Table)
    assert [one.name for one in made.columns][:2] == ["id", "colour"]
    assert made.uniques
    assert made.entity == "Kite"
    page = mira.post(where, status=422, entity="Kite", name="").get_data(as_text=True)
    assert "Table kites already exists" in page
    mira.post(where, entity="Kite", name="old_kites")
    mira.post(where, entity="", name="audit_marks")
    alone = journey.find("table", "audit_marks")
    assert isinstance(alone, Table)
    assert alone.entity == ""
    assert alone.primary_key is not None
    for name in ("", "two words", "x;--"):
        wrong = mira.post(where, status=422, entity="", name=name).get_data(as_text=True)
        assert 'aria-invalid="true"' in wrong
    mira.post(where, status=422, entity="Nobody", name="x")
    visit(VIC).post(where, status=403, entity="Kite", name="more_kites")
