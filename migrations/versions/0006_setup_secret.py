"""The first account is made by whoever holds the secret that `workbench init` printed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setup_secret",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_setup_secret_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_secret")),
    )


def downgrade() -> None:
    op.drop_table("setup_secret")
