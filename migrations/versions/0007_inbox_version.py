"""Numbers that rise with each change to what an inbox shows, so that its count can be cached."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("project", "person"):
        number = sa.Column("inbox_version", sa.Integer(), server_default="0", nullable=False)
        op.add_column(table, number)


def downgrade() -> None:
    for table in ("person", "project"):
        op.drop_column(table, "inbox_version")
