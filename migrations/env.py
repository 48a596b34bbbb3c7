"""Runs migrations on the connection that `workbench.store.migrate` hands over."""

from __future__ import annotations

from alembic import context

from workbench.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite changes a table by making it anew.
    render_as_batch=True,
)
# The caller has begun the transaction and ends it.
context.run_migrations()
