"""The application of the web tests, with people who have signed in."""

from tests.web.conftest import app, app_sessions, journey, visit

__all__ = ["app", "app_sessions", "journey", "visit"]
