"""Every journey of the browser, one blueprint each."""

from __future__ import annotations

from flask import Blueprint

from workbench.web.accounts import bp as accounts
from workbench.web.admin import bp as admin
from workbench.web.handoff import bp as handoff
from workbench.web.home import bp as home
from workbench.web.imports import bp as imports
from workbench.web.projects import bp as projects

BLUEPRINTS: tuple[Blueprint, ...] = (accounts, admin, home, projects, handoff, imports)
