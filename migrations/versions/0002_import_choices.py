"""What somebody has chosen in a pending import is kept with it, page after page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "import_preview",
        sa.Column("choices", sa.JSON(), nullable=False, server_default=sa.text("'{}'")),
    )


def downgrade() -> None:
    with op.batch_alter_table("import_preview") as batch:
        batch.drop_column("choices")
