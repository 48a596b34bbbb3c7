"""A suggested endpoint that somebody left stays left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "left_suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_left_suggestion_by")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_left_suggestion_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_left_suggestion")),
    )
    op.create_index(op.f("ix_left_suggestion_project_id"), "left_suggestion", ["project_id"])


def downgrade() -> None:
    op.drop_table("left_suggestion")
