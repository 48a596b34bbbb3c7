"""Designs that several tests of the phases start from."""

from __future__ import annotations

import pytest

from tests.scenarios import Journey
from workbench.design.access import Permission
from workbench.design.endpoints import Endpoint


@pytest.fixture
def unmapped(journey: Journey) -> Journey:
    """Endpoints of kites that nobody has decided on, and a permission for one of them."""
    journey.save(Permission(key="kites:read"))
    for method, path in (("GET", "/v1/kites"), ("GET", "/v1/kites/{id}"), ("DELETE", "/v1/kites")):
        one = {"method": method, "path": path, "covers": ("FR-0001",)}
        journey.save(Endpoint.model_validate(one))
    return journey
