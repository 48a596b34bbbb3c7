"""The blueprint of the pages about projects; `pages.py` imports the modules with its views."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

bp: Final = Blueprint("projects", __name__)
