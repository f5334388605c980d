# SPDX-License-Identifier: MIT
"""The day on which a coordinator heard that reminders of feedback did not help."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "1050"
down_revision = "1040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the day."""
    op.add_column("meeting_feedback", sa.Column("escalated_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take the day away."""
    op.drop_column("meeting_feedback", "escalated_on")
