from __future__ import annotations

import pytest

from tests.scenarios import Journey
from workbench.store.engine import Sessions


@pytest.fixture
def begun(sessions: Sessions) -> Journey:
    """A project with a made design; its handoff is not accepted."""
    return Journey(sessions).begin()


@pytest.fixture
def journey(begun: Journey) -> Journey:
    """A project in design."""
    return begun.accept()


@pytest.fixture
def presented(journey: Journey) -> Journey:
    """A project with one revision that is awaiting a decision."""
    journey.present()
    return journey
