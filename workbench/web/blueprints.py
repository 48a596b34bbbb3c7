"""Every journey of the browser, one blueprint each."""

from __future__ import annotations

from flask import Blueprint

from workbench.web.accounts import bp as accounts
from workbench.web.admin import bp as admin
from workbench.web.assumptions import bp as assumptions
from workbench.web.comments import bp as comments
from workbench.web.deciding import bp as review
from workbench.web.downloads import bp as downloads
from workbench.web.findings import bp as findings
from workbench.web.handoff import bp as handoff
from workbench.web.home import bp as home
from workbench.web.import_choosing import bp as import_choosing
from workbench.web.imports import bp as imports
from workbench.web.interventions import bp as interventions
from workbench.web.items import bp as items
from workbench.web.prioritise import bp as prioritise
from workbench.web.projects import bp as projects
from workbench.web.reading import bp as reading
from workbench.web.rfis import bp as rfis
from workbench.web.scope import bp as scope
from workbench.web.setup import bp as setup
from workbench.web.suggestions import bp as suggestions
from workbench.web.workspaces import bp as phases

BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts,
    admin,
    home,
    projects,
    handoff,
    scope,
    setup,
    assumptions,
    suggestions,
    imports,
    import_choosing,
    items,
    findings,
    prioritise,
    phases,
    review,
    comments,
    downloads,
    reading,
    interventions,
    rfis,
)
