# SPDX-License-Identifier: MIT
"""Stored totals and what the department keeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from nastavnik.foundation.rls import READ, WRITE, protect_shared_table, protect_tenant_table

revision = "0930"
down_revision = "0920"
branch_labels = None
depends_on = None

TABLES = (
    "rollup_totals",
    "rollup_list_rows",
    "rollup_marks",
    "department_reminders",
)


def upgrade() -> None:
    """Make the tables and say which database role may do what."""
    op.create_table(
        "rollup_totals",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("tally", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("slice", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("counts", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_rollup_totals_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "tally", "month", "slice", "detail", name=op.f("pk_rollup_totals")
        ),
    )
    op.create_index("ix_rollup_totals_district", "rollup_totals", ["tally", "month"], unique=False)
    op.create_table(
        "rollup_list_rows",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("list_code", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_rollup_list_rows_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "list_code", "key", name=op.f("pk_rollup_list_rows")),
    )
    op.create_index("ix_rollup_list_rows_district", "rollup_list_rows", ["list_code"], unique=False)
    op.create_table(
        "rollup_marks",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("stale_version", sa.BigInteger(), nullable=False),
        sa.Column("fresh_version", sa.BigInteger(), nullable=False),
        sa.Column("stale_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_rollup_marks_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_rollup_marks")),
    )
    op.create_table(
        "department_reminders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("list_code", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_department_reminders_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_reminders")),
    )
    op.create_index(
        "ix_department_reminders_row",
        "department_reminders",
        ["tenant_id", "list_code", "key", "sent_at"],
        unique=False,
    )
    protect_tenant_table(op, "rollup_totals", others={"system": WRITE, "department": READ})
    protect_tenant_table(op, "rollup_list_rows", others={"system": WRITE, "department": READ})
    protect_tenant_table(op, "rollup_marks", others={"system": WRITE, "department": READ})
    protect_shared_table(op, "department_reminders", {"system": WRITE, "department": READ})


def downgrade() -> None:
    """Drop the tables; policies and grants go with them."""
    for table in reversed(TABLES):
        op.drop_table(table)
