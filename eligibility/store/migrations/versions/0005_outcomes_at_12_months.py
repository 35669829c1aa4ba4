"""Outcomes at 12 months, each entry kept as it was written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from eligibility.store.append_only import allow_changes, refuse_changes

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outcomes_12m",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("happened_on", sa.Date()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outcomes_12m"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_outcomes_12m_assessment_id_assessments"
        ),
        sa.UniqueConstraint("assessment_id", "number", name="uq_outcomes_12m_assessment_id"),
    )
    op.create_index("ix_outcomes_12m_assessment_id", "outcomes_12m", ["assessment_id"])
    refuse_changes(op.get_bind(), "outcomes_12m")


def downgrade() -> None:
    allow_changes(op.get_bind(), "outcomes_12m")
    op.drop_index("ix_outcomes_12m_assessment_id", table_name="outcomes_12m")
    op.drop_table("outcomes_12m")
