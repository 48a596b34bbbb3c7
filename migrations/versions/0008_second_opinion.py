"""The verdict of another validator on the OpenAPI document of a revision."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "second_opinion",
        sa.Column("revision_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["revision.id"],
            name=op.f("fk_second_opinion_revision_id_revision"),
        ),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_second_opinion")),
    )


def downgrade() -> None:
    op.drop_table("second_opinion")
