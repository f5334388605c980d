# SPDX-License-Identifier: MIT
"""Persons counted once in a period of each kind; measures of a roadmap tied to records of other rooms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from nastavnik.foundation.rls import protect_tenant_table

revision = "1060"
down_revision = "1050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rows of totals get the kind of their period; ties of measures get a table."""
    op.add_column("rollup_totals", sa.Column("span", sa.Text(), nullable=False, server_default=""))
    op.alter_column("rollup_totals", "span", server_default=None)
    _key("tenant_id", "tally", "span", "month", "slice", "detail")
    op.create_table(
        "roadmap_ties",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lineage_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("closes", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_roadmap_ties_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_roadmap_ties")),
        sa.UniqueConstraint("tenant_id", "lineage_id", name=op.f("uq_roadmap_ties_tenant_id_lineage_id")),
    )
    protect_tenant_table(op, "roadmap_ties")


def downgrade() -> None:
    """Totals are thrown away with their marks: an organisation without a mark is counted anew."""
    op.drop_table("roadmap_ties")
    op.execute("truncate rollup_totals, rollup_marks")
    _key("tenant_id", "tally", "month", "slice", "detail")
    op.drop_column("rollup_totals", "span")


def _key(*columns: str) -> None:
    op.drop_constraint("pk_rollup_totals", "rollup_totals", type_="primary")
    op.create_primary_key("pk_rollup_totals", "rollup_totals", columns)
