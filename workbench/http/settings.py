"""Settings of the current application."""

from __future__ import annotations

from typing import Final

from flask import Flask, current_app

from workbench.config import Settings

_SETTINGS: Final = "workbench_settings"


def install(app: Flask, settings: Settings) -> None:
    """Make the settings available to every request of the application."""
    app.extensions[_SETTINGS] = settings


def current_settings() -> Settings:
    """The settings of the current application."""
    settings: Settings = current_app.extensions[_SETTINGS]
    return settings
