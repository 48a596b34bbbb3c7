"""The application as people meet it: a live server that does its own jobs, and a browser each."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from tests.web.conftest import app, app_sessions, browse, journey, origin, visit

__all__ = ["app", "app_sessions", "browse", "journey", "origin", "visit"]


@pytest.fixture(autouse=True)
def _server_that_does_its_jobs(app: Flask) -> None:
    settings = app.extensions["workbench_settings"]
    app.extensions["workbench_settings"] = replace(settings, exports_here=True)
