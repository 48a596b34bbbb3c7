"""What was read from a pending import is kept with it, and what was chosen and corrected before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import_preview", sa.Column("reading", sa.LargeBinary(), nullable=True))
    op.add_column(
        "import_preview",
        sa.Column("read_from", sa.String(64), nullable=False, server_default=sa.text("''")),
    )
    op.add_column("import_preview", sa.Column("earlier", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("import_preview") as batch:
        batch.drop_column("earlier")
        batch.drop_column("read_from")
        batch.drop_column("reading")
