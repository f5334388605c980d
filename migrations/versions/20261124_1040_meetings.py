# SPDX-License-Identifier: MIT
"""Meetings and feedback."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from nastavnik.foundation.rls import protect_tenant_table

revision = "1040"
down_revision = "1030"
branch_labels = None
depends_on = None

TABLES = (
    "meeting_settings",
    "meetings",
    "meeting_feedback",
)


def upgrade() -> None:
    """Make the tables and say which database role may do what."""
    op.create_table(
        "meeting_settings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("silence_days", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_meeting_settings_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_meeting_settings")),
    )
    op.create_index("uq_meeting_settings_one", "meeting_settings", ["tenant_id"], unique=True)
    op.create_table(
        "meetings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("exception", sa.Text(), nullable=False),
        sa.Column("no_show_reason", sa.Text(), nullable=False),
        sa.Column("paper", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state in ('held', 'closed')) = (held_on is not null)", name=op.f("ck_meetings_held_has_date")
        ),
        sa.CheckConstraint(
            "kind in ('intro', 'trial', 'planning', 'regular', 'final')", name=op.f("ck_meetings_known_kind")
        ),
        sa.CheckConstraint(
            "state in ('planned', 'held', 'closed', 'no_show', 'cancelled')",
            name=op.f("ck_meetings_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "match_id"],
            ["matches.tenant_id", "matches.id"],
            name=op.f("fk_meetings_tenant_id_match_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_meetings_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_meetings")),
    )
    op.create_index("ix_meetings_match", "meetings", ["tenant_id", "match_id", "starts_at"], unique=False)
    op.create_index("ix_meetings_when", "meetings", ["tenant_id", "starts_at"], unique=False)
    op.create_table(
        "meeting_feedback",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owed_since", sa.Date(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("mood", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("needs_help", sa.Boolean(), nullable=False),
        sa.Column("help_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role in ('mentor', 'mentee')", name=op.f("ck_meeting_feedback_known_role")),
        sa.CheckConstraint(
            "state in ('owed', 'given', 'excused')", name=op.f("ck_meeting_feedback_known_state")
        ),
        sa.CheckConstraint("mood between 1 and 5", name=op.f("ck_meeting_feedback_mood")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "meeting_id"],
            ["meetings.tenant_id", "meetings.id"],
            name=op.f("fk_meeting_feedback_tenant_id_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_meeting_feedback_tenant_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_meeting_feedback_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_meeting_feedback")),
        sa.UniqueConstraint(
            "tenant_id",
            "meeting_id",
            "person_id",
            name=op.f("uq_meeting_feedback_tenant_id_meeting_id_person_id"),
        ),
    )
    op.create_index(
        "ix_meeting_feedback_owed",
        "meeting_feedback",
        ["tenant_id", "owed_since"],
        unique=False,
        postgresql_where="state = 'owed'",
    )
    op.create_index(
        "ix_meeting_feedback_person", "meeting_feedback", ["tenant_id", "person_id"], unique=False
    )
    for table in TABLES:
        protect_tenant_table(op, table)


def downgrade() -> None:
    """Take the tables away."""
    for table in reversed(TABLES):
        op.drop_table(table)
