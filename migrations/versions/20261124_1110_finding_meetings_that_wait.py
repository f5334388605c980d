# SPDX-License-Identifier: MIT
"""Indexes for what every menu and the first page ask: meetings by state, when a pair met last, calls for help."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "1110"
down_revision = "1100"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Counting by state reads the index alone; the last meeting of a pair is one step into it."""
    op.create_index("ix_meetings_state", "meetings", ["tenant_id", "state", "starts_at"])
    op.create_index(
        "ix_meetings_held",
        "meetings",
        ["tenant_id", "match_id", "held_on"],
        postgresql_where=sa.text("held_on is not null"),
    )
    op.create_index(
        "ix_meeting_feedback_calls",
        "meeting_feedback",
        ["tenant_id", "given_at"],
        postgresql_where=sa.text("needs_help and help_seen_at is null"),
    )


def downgrade() -> None:
    """Without them everything still works, slower."""
    op.drop_index("ix_meeting_feedback_calls", "meeting_feedback")
    op.drop_index("ix_meetings_held", "meetings")
    op.drop_index("ix_meetings_state", "meetings")
