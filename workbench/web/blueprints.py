"""All blueprints of the web pages."""

from __future__ import annotations

from flask import Blueprint

from workbench.web.findings.views import bp as findings
from workbench.web.handoff.assumptions import bp as assumptions
from workbench.web.handoff.contents import bp as handoff_contents
from workbench.web.handoff.overview import bp as handoff
from workbench.web.handoff.read_back import bp as read_back
from workbench.web.handoff.rfis import bp as rfis
from workbench.web.handoff.scope import bp as scope
from workbench.web.handoff.setup import bp as setup
from workbench.web.help.views import bp as handbook
from workbench.web.imports.choices import bp as import_choosing
from workbench.web.imports.views import bp as imports
from workbench.web.items.views import bp as items
from workbench.web.people.accounts import bp as accounts
from workbench.web.people.admin import bp as admin
from workbench.web.phases.pages import bp as phases
from workbench.web.phases.prioritisation import bp as prioritise
from workbench.web.phases.suggestions import bp as suggestions
from workbench.web.projects.home import bp as home
from workbench.web.projects.pages import bp as projects
from workbench.web.review.comments import bp as comments
from workbench.web.review.documents import bp as reading
from workbench.web.review.downloads import bp as downloads
from workbench.web.review.interventions import bp as interventions
from workbench.web.review.pages import bp as review

BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts,
    admin,
    home,
    projects,
    handoff,
    handoff_contents,
    read_back,
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
    handbook,
)
