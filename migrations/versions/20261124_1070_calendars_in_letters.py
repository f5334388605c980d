# SPDX-License-Identifier: MIT
"""A letter may carry an appointment for the reader's calendar."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "1070"
down_revision = "1060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Letters that wait for the worker have nothing to carry."""
    op.add_column("letters", sa.Column("calendar", sa.Text(), nullable=False, server_default=""))
    op.alter_column("letters", "calendar", server_default=None)


def downgrade() -> None:
    """Letters go out without their appointments."""
    op.drop_column("letters", "calendar")
