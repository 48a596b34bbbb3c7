"""All tables, in one place for migrations."""

from __future__ import annotations

from workbench.store import (
    audit,
    comments,
    drafts,
    events,
    findings,
    imports,
    interventions,
    jobs,
    people,
    projects,
    revisions,
    rfis,
    second_opinions,
    setup_secret,
    suggestions,
)
from workbench.store.base import Base

MODULES = (
    audit,
    comments,
    drafts,
    events,
    findings,
    imports,
    interventions,
    jobs,
    people,
    projects,
    revisions,
    rfis,
    second_opinions,
    setup_secret,
    suggestions,
)

#: The tables as the code sees them; migrations make the same in the database.
metadata = Base.metadata
