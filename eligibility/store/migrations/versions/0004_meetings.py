"""Meetings: entries that are only ever added, closed by the chair's sign-off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from eligibility.store.append_only import allow_changes, refuse_changes

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CLOSED_BY_SIGN_OFF = (
    "mdt_details",
    "mdt_agenda",
    "mdt_attendance",
    "mdt_interests",
    "mdt_patient_views",
    "mdt_own_views",
    "mdt_places",
    "mdt_outcomes",
    "mdt_refused_outcomes",
    "mdt_overrides",
    "mdt_dissents",
    "mdt_left",
)
GOES_ON = ("mdt_actions", "mdt_rechecks", "mdt_corrections")
NEVER_CHANGED = ("mdt_meetings", *CLOSED_BY_SIGN_OFF, *GOES_ON, "mdt_sign_offs")

IS_SIGNED = "the meeting is signed"


def upgrade() -> None:
    op.create_table(
        "mdt_meetings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mdt_meetings"),
    )
    for table in (*CLOSED_BY_SIGN_OFF, *GOES_ON):
        op.create_table(
            table,
            sa.Column("id", sa.Uuid(), nullable=False),
            sa.Column("meeting_id", sa.Uuid(), nullable=False),
            sa.Column("thing", sa.Uuid(), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("data", sa.JSON(), nullable=False),
            sa.Column("at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("by", sa.String(200), nullable=False),
            sa.Column("role", sa.String(40), nullable=False),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
            sa.UniqueConstraint("thing", "version", name=f"uq_{table}_thing"),
            sa.ForeignKeyConstraint(["meeting_id"], ["mdt_meetings.id"], name=f"fk_{table}_meeting_id_mdt_meetings"),
        )
        op.create_index(f"ix_{table}_meeting_id", table, ["meeting_id"])
    op.create_table(
        "mdt_sign_offs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("minutes", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mdt_sign_offs"),
        sa.UniqueConstraint("meeting_id", name="uq_mdt_sign_offs_meeting_id"),
        sa.ForeignKeyConstraint(["meeting_id"], ["mdt_meetings.id"], name="fk_mdt_sign_offs_meeting_id_mdt_meetings"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION mdt_not_when_signed() RETURNS trigger AS $$ BEGIN "
            "IF EXISTS (SELECT 1 FROM mdt_sign_offs WHERE meeting_id = NEW.meeting_id) THEN "
            f"RAISE EXCEPTION '{IS_SIGNED}'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql"
        )
    for table in CLOSED_BY_SIGN_OFF:
        _refuse_when_signed(table)
    for table in NEVER_CHANGED:
        refuse_changes(op.get_bind(), table)


def downgrade() -> None:
    connection = op.get_bind()
    for table in ("mdt_sign_offs", *reversed((*CLOSED_BY_SIGN_OFF, *GOES_ON)), "mdt_meetings"):
        allow_changes(connection, table)
        op.drop_table(table)
    if connection.dialect.name == "postgresql":
        op.execute("DROP FUNCTION mdt_not_when_signed()")


def _refuse_when_signed(table: str) -> None:
    """After the chair's sign-off the database itself takes no further entry of these tables."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_not_when_signed BEFORE INSERT ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION mdt_not_when_signed()"
        )
        return
    op.execute(
        f"CREATE TRIGGER {table}_not_when_signed BEFORE INSERT ON {table} "
        "WHEN EXISTS (SELECT 1 FROM mdt_sign_offs WHERE meeting_id = NEW.meeting_id) "
        f"BEGIN SELECT RAISE(ABORT, '{IS_SIGNED}'); END"
    )
