# SPDX-License-Identifier: MIT
"""The roadmap."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from nastavnik.foundation.rls import protect_tenant_table

revision = "0920"
down_revision = "0910"
branch_labels = None
depends_on = None

TABLES = (
    "roadmaps",
    "roadmap_sections",
    "roadmap_items",
    "roadmap_assignees",
    "roadmap_occurrences",
    "roadmap_deadline_moves",
    "roadmap_evidence",
    "roadmap_comments",
    "roadmap_imports",
    "roadmap_reminders",
    "roadmap_calendar_feeds",
    "roadmap_settings",
)


def upgrade() -> None:
    """Make the tables and say which database role may do what."""
    op.create_table(
        "roadmaps",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("order_date", sa.Date(), nullable=True),
        sa.Column("order_title", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("signatory", sa.Text(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("period_from <= period_to", name=op.f("ck_roadmaps_period")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["files.tenant_id", "files.id"],
            name=op.f("fk_roadmaps_tenant_id_file_id"),
            ondelete="SET NULL (file_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "supersedes_id"],
            ["roadmaps.tenant_id", "roadmaps.id"],
            name=op.f("fk_roadmaps_tenant_id_supersedes_id"),
            ondelete="SET NULL (supersedes_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_roadmaps_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_roadmaps")),
    )
    op.create_index(
        "uq_roadmaps_running", "roadmaps", ["tenant_id"], unique=True, postgresql_where="state = 'running'"
    )
    op.create_table(
        "roadmap_sections",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("roadmap_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "roadmap_id"],
            ["roadmaps.tenant_id", "roadmaps.id"],
            name=op.f("fk_roadmap_sections_tenant_id_roadmap_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_roadmap_sections_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_roadmap_sections")),
    )
    op.create_index(
        "ix_roadmap_sections_roadmap", "roadmap_sections", ["tenant_id", "roadmap_id"], unique=False
    )
    op.create_table(
        "roadmap_items",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("roadmap_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("deadline_text", sa.Text(), nullable=False),
        sa.Column("deadline_kind", sa.Text(), nullable=False),
        sa.Column("deadline_rule", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("event_date", sa.Date(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("applies_to", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lineage_id", sa.Uuid(), nullable=False),
        sa.Column("not_required", sa.Boolean(), nullable=False),
        sa.Column("not_required_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "roadmap_id"],
            ["roadmaps.tenant_id", "roadmaps.id"],
            name=op.f("fk_roadmap_items_tenant_id_roadmap_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"],
            ["roadmap_sections.tenant_id", "roadmap_sections.id"],
            name=op.f("fk_roadmap_items_tenant_id_section_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_roadmap_items_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_roadmap_items")),
    )
    op.create_index("ix_roadmap_items_lineage", "roadmap_items", ["tenant_id", "lineage_id"], unique=False)
    op.create_index(
        "ix_roadmap_items_roadmap", "roadmap_items", ["tenant_id", "roadmap_id", "position"], unique=False
    )
    op.create_index("ix_roadmap_items_section", "roadmap_items", ["tenant_id", "section_id"], unique=False)
    op.create_table(
        "roadmap_assignees",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"],
            ["roadmap_items.tenant_id", "roadmap_items.id"],
            name=op.f("fk_roadmap_assignees_tenant_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_roadmap_assignees_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_roadmap_assignees")),
        sa.UniqueConstraint(
            "tenant_id", "item_id", "name", name=op.f("uq_roadmap_assignees_tenant_id_item_id_name")
        ),
    )
    op.create_index(
        "ix_roadmap_assignees_account", "roadmap_assignees", ["tenant_id", "account_id"], unique=False
    )
    op.create_index("ix_roadmap_assignees_item", "roadmap_assignees", ["tenant_id", "item_id"], unique=False)
    op.create_table(
        "roadmap_occurrences",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("planned_due", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("exception_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'done') = (done_on is not null)", name=op.f("ck_roadmap_occurrences_done_has_date")
        ),
        sa.CheckConstraint(
            "state in ('planned', 'in_work', 'done', 'not_required', 'cancelled')",
            name=op.f("ck_roadmap_occurrences_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"],
            ["roadmap_items.tenant_id", "roadmap_items.id"],
            name=op.f("fk_roadmap_occurrences_tenant_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_roadmap_occurrences_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_roadmap_occurrences")),
    )
    op.create_index(
        "ix_roadmap_occurrences_item",
        "roadmap_occurrences",
        ["tenant_id", "item_id", "position"],
        unique=False,
    )
    op.create_index(
        "ix_roadmap_occurrences_open",
        "roadmap_occurrences",
        ["tenant_id", "due"],
        unique=False,
        postgresql_where="state in ('planned', 'in_work')",
    )
    op.create_table(
        "roadmap_deadline_moves",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("occurrence_id", sa.Uuid(), nullable=False),
        sa.Column("due_from", sa.Date(), nullable=True),
        sa.Column("due_to", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "occurrence_id"],
            ["roadmap_occurrences.tenant_id", "roadmap_occurrences.id"],
            name=op.f("fk_roadmap_deadline_moves_tenant_id_occurrence_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("fk_roadmap_deadline_moves_tenant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_roadmap_deadline_moves")),
    )
    op.create_index(
        "ix_roadmap_deadline_moves_occurrence",
        "roadmap_deadline_moves",
        ["tenant_id", "occurrence_id"],
        unique=False,
    )
    op.create_table(
        "roadmap_evidence",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("occurrence_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("added_by_name", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["files.tenant_id", "files.id"],
            name=op.f("fk_roadmap_evidence_tenant_id_file_id"),
            ondelete="SET NULL (file_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "occurrence_id"],
            ["roadmap_occurrences.tenant_id", "roadmap_occurrences.id"],
            name=op.f("fk_roadmap_evidence_tenant_id_occurrence_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_roadmap_evidence_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_roadmap_evidence")),
    )
    op.create_index(
        "ix_roadmap_evidence_occurrence", "roadmap_evidence", ["tenant_id", "occurrence_id"], unique=False
    )
    op.create_table(
        "roadmap_comments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"],
            ["roadmap_items.tenant_id", "roadmap_items.id"],
            name=op.f("fk_roadmap_comments_tenant_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_roadmap_comments_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_roadmap_comments")),
    )
    op.create_index("ix_roadmap_comments_item", "roadmap_comments", ["tenant_id", "item_id"], unique=False)
    op.create_table(
        "roadmap_imports",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("reading", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("edits", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column("roadmap_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["files.tenant_id", "files.id"],
            name=op.f("fk_roadmap_imports_tenant_id_file_id"),
            ondelete="SET NULL (file_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "roadmap_id"],
            ["roadmaps.tenant_id", "roadmaps.id"],
            name=op.f("fk_roadmap_imports_tenant_id_roadmap_id"),
            ondelete="SET NULL (roadmap_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_roadmap_imports_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_roadmap_imports")),
    )
    op.create_table(
        "roadmap_reminders",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("occurrence_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "occurrence_id"],
            ["roadmap_occurrences.tenant_id", "roadmap_occurrences.id"],
            name=op.f("fk_roadmap_reminders_tenant_id_occurrence_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_roadmap_reminders_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_roadmap_reminders")),
        sa.UniqueConstraint(
            "tenant_id",
            "occurrence_id",
            "kind",
            "account_id",
            "sent_on",
            name=op.f("uq_roadmap_reminders_tenant_id_occurrence_id_kind_account_id_sent_on"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "roadmap_calendar_feeds",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("fk_roadmap_calendar_feeds_tenant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_roadmap_calendar_feeds")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_roadmap_calendar_feeds_token_hash")),
    )
    op.create_table(
        "roadmap_settings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_reminder_days", sa.Integer(), nullable=False),
        sa.Column("last_reminder_days", sa.Integer(), nullable=False),
        sa.Column("overdue_every_days", sa.Integer(), nullable=False),
        sa.Column("escalate_after_days", sa.Integer(), nullable=False),
        sa.Column("letters", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_roadmap_settings_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_roadmap_settings")),
    )
    op.create_index("uq_roadmap_settings_one", "roadmap_settings", ["tenant_id"], unique=True)
    for table in TABLES:
        protect_tenant_table(op, table)


def downgrade() -> None:
    """Drop the tables; policies and grants go with them."""
    for table in reversed(TABLES):
        op.drop_table(table)
