"""A finding that misses something leads to the form that makes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.scenarios import Journey
from tests.users import MIRA, VIC, Character
from tests.web.conftest import Visitor
from workbench.design.access import Permission, Role
from workbench.design.endpoints import Endpoint, EndpointKind

Visit = Callable[..., Visitor]


@pytest.mark.parametrize("kind", ["access", "operation", "score"])
def test_what_an_endpoint_lacks_is_begun_with_its_key(
    journey: Journey, visit: Visit, kind: str
) -> None:
    journey.save(Endpoint(method="GET", path="/odd/{id}", kind=EndpointKind.read))
    mira = visit(MIRA)
    form = mira.get(f"/projects/made-house/items/{kind}/GET /odd/{{id}}", status=303).location
    assert 'value="GET /odd/{id}"' in mira.get(form).text
    mira.get(f"/projects/made-house/items/{kind}/GET /nowhere", status=404)


@pytest.mark.usefixtures("journey")
@pytest.mark.parametrize("who", [MIRA, VIC], ids=["architect", "viewer"])
def test_there_is_none_of_a_kind_leads_to_its_first(visit: Visit, who: Character) -> None:
    reader = visit(who)
    form = reader.get("/projects/made-house/items/webhook/webhook", status=303).location
    reader.get(form)


def test_a_cell_that_nobody_has_filled_is_shown_in_the_matrix(
    journey: Journey, visit: Visit
) -> None:
    journey.save(Role(key="late comer"))
    permission = Permission(key="odds:read")
    journey.save(permission)
    cells = "/projects/made-house/items/grant/"
    for reader in (visit(MIRA), visit(VIC)):
        matrix = reader.get(f"{cells}late comer {permission.key}", status=303).location
        page, _, cell = matrix.partition("#")
        assert f'id="{cell}"' in reader.get(page).text
        reader.get(f"{cells}nobody {permission.key}", status=404)
