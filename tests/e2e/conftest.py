"""The application as people meet it: a live server, and a browser each."""

from tests.web.conftest import app, app_sessions, browse, journey, origin, visit

__all__ = ["app", "app_sessions", "browse", "journey", "origin", "visit"]
