# SPDX-License-Identifier: MIT
"""Conclusions of the control of execution, and the journal found by what an entry is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from nastavnik.foundation.rls import protect_tenant_table

revision = "0950"
down_revision = "0940"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of conclusions and the indexes of the journal."""
    op.create_table(
        "roadmap_control_notes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("tasks", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("fk_roadmap_control_notes_tenant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_roadmap_control_notes")),
        sa.UniqueConstraint("tenant_id", "period", name=op.f("uq_roadmap_control_notes_tenant_id_period")),
    )
    protect_tenant_table(op, "roadmap_control_notes")
    op.create_index("ix_audit_entries_subject", "audit_entries", ["tenant_id", "subject_id"])
    op.create_index("ix_audit_entries_item", "audit_entries", ["tenant_id", sa.text("(after ->> 'item')")])


def downgrade() -> None:
    """Drop them; the policy and the grants go with the table."""
    op.drop_index("ix_audit_entries_item", "audit_entries")
    op.drop_index("ix_audit_entries_subject", "audit_entries")
    op.drop_table("roadmap_control_notes")
