"""Search: what people look for first stands first, in their words."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.scenarios import Journey
from tests.web.conftest import Visitor
from workbench.design.access import Effect, Grant, Permission
from workbench.design.endpoints import Endpoint
from workbench.design.requirements import Priority, Requirement

Visit = Callable[..., Visitor]


def test_requirements_come_before_what_only_repeats_a_key(journey: Journey, visit: Visit) -> None:
    journey.save(Permission(key="lanterns:read"))
    journey.save(Grant(role="staff", permission="lanterns:read", effect=Effect.allow))
    journey.save(Endpoint(method="GET", path="/lanterns"))
    title = "Staff list every lantern"
    journey.save(Requirement(key="FR-700", title=title, text=title, priority=Priority.P0))
    page = visit().get(f"/projects/{journey.slug}/search?q=lantern").text
    found = re.findall(r"<li data-walk><a[^>]*><b><bdi>(.*?)</bdi>", page)
    assert found == ["GET /lanterns", "lanterns:read", "FR-700", "staff lanterns:read"]
    assert ">grant<" in page
    assert 'value="lantern"' in page, "the words stand in the field, to be changed"
    exact = visit().get(f"/projects/{journey.slug}/search?q=fr-700").text
    assert re.findall(r"<li data-walk><a[^>]*><b><bdi>(.*?)</bdi>", exact)[0] == "FR-700"
