"""The weights that were agreed for the order of the list; what was agreed stays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from eligibility.store.append_only import allow_changes, refuse_changes

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "weights",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("meeting", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_weights"),
        sa.UniqueConstraint("number", name="uq_weights_number"),
    )
    refuse_changes(op.get_bind(), "weights")


def downgrade() -> None:
    allow_changes(op.get_bind(), "weights")
    op.drop_table("weights")
