# SPDX-License-Identifier: MIT
"""When a member's access was closed, and when an account last signed in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0940"
down_revision = "0930"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Both are empty for everybody so far."""
    op.add_column("memberships", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("accounts", sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Forget both."""
    op.drop_column("accounts", "signed_in_at")
    op.drop_column("memberships", "closed_at")
