"""The interface for programs, on the application that people meet."""

from tests.web.conftest import app, app_sessions, journey

__all__ = ["app", "app_sessions", "journey"]
