# SPDX-License-Identifier: MIT
"""Indexes for what the first page and the list of meetings ask: meetings by state, unanswered calls for help."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "1110"
down_revision = "1100"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Counting by state reads the index alone."""
    op.create_index("ix_meetings_state", "meetings", ["tenant_id", "state", "starts_at"])
    op.create_index(
        "ix_meeting_feedback_calls",
        "meeting_feedback",
        ["tenant_id", "given_at"],
        postgresql_where=sa.text("needs_help and help_seen_at is null"),
    )


def downgrade() -> None:
    """Without them everything still works, slower."""
    op.drop_index("ix_meeting_feedback_calls", "meeting_feedback")
    op.drop_index("ix_meetings_state", "meetings")
