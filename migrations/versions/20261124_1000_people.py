# SPDX-License-Identifier: MIT
"""People of organisations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from nastavnik.foundation.rls import protect_tenant_table

revision = "1000"
down_revision = "0950"
branch_labels = None
depends_on = None

TABLES = (
    "people",
    "population_figures",
    "topics",
    "destruction_acts",
    "mentees",
    "mentors",
    "people_imports",
    "person_guardians",
    "personal_links",
    "psychologist_notes",
    "subject_requests",
    "mentee_requests",
    "mentor_topics",
    "request_topics",
)


def upgrade() -> None:
    """Make the tables and say which database role may do what."""
    op.create_table(
        "people",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("surname", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("patronymic", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("workplace", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("young_since", sa.Date(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("blocked_on", sa.Date(), nullable=True),
        sa.Column("blocked_reason", sa.Text(), nullable=False),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column(
            "sort_key",
            sa.Text(),
            sa.Computed(
                "replace(lower(surname || ' ' || name || ' ' || patronymic), 'ё', 'её')", persisted=True
            ),
            nullable=False,
        ),
        sa.Column(
            "find_key",
            sa.Text(),
            sa.Computed(
                "replace(lower(surname || ' ' || name || ' ' || patronymic), 'ё', 'е')", persisted=True
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('active', 'blocked', 'merged')", name=op.f("ck_people_known_state")),
        sa.CheckConstraint(
            "birth_date is null or birth_year is not distinct from extract(year from birth_date)",
            name=op.f("ck_people_year_of_birth"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_people_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "merged_into_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_people_tenant_id_merged_into_id"),
            ondelete="SET NULL (merged_into_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_people_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_people")),
    )
    op.create_index("ix_people_account", "people", ["tenant_id", "account_id"], unique=False)
    op.create_index("ix_people_birth", "people", ["tenant_id", "birth_date"], unique=False)
    op.create_index("ix_people_sort", "people", ["tenant_id", "sort_key"], unique=False)
    op.create_table(
        "population_figures",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_population_figures_not_negative")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_population_figures_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_population_figures")),
        sa.UniqueConstraint(
            "tenant_id", "kind", "year", name=op.f("uq_population_figures_tenant_id_kind_year")
        ),
    )
    op.create_table(
        "topics",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_topics_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_topics")),
        sa.UniqueConstraint("tenant_id", "kind", "title", name=op.f("uq_topics_tenant_id_kind_title")),
    )
    op.create_table(
        "destruction_acts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("categories", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("done_by_name", sa.Text(), nullable=False),
        sa.Column("act_file_id", sa.Uuid(), nullable=True),
        sa.Column("log_file_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "act_file_id"],
            ["files.tenant_id", "files.id"],
            name=op.f("fk_destruction_acts_tenant_id_act_file_id"),
            ondelete="SET NULL (act_file_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "log_file_id"],
            ["files.tenant_id", "files.id"],
            name=op.f("fk_destruction_acts_tenant_id_log_file_id"),
            ondelete="SET NULL (log_file_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_destruction_acts_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_destruction_acts")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_destruction_acts_tenant_id_number")),
    )
    op.create_table(
        "mentees",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("case_url", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('candidate', 'active', 'completed', 'left')", name=op.f("ck_mentees_known_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_mentees_tenant_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_mentees_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mentees")),
        sa.UniqueConstraint("tenant_id", "person_id", name=op.f("uq_mentees_tenant_id_person_id")),
    )
    op.create_index("ix_mentees_state", "mentees", ["tenant_id", "state"], unique=False)
    op.create_table(
        "mentors",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("forms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("meeting_format", sa.Text(), nullable=False),
        sa.Column("achievements", sa.Text(), nullable=False),
        sa.Column("preferred_from", sa.Integer(), nullable=True),
        sa.Column("preferred_to", sa.Integer(), nullable=True),
        sa.Column("hours_per_week", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("case_url", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "source in ('pupils', 'alumni', 'organisations', 'teachers')",
            name=op.f("ck_mentors_known_source"),
        ),
        sa.CheckConstraint(
            "state in ('candidate', 'selected', 'trained', 'active', 'paused', 'left')",
            name=op.f("ck_mentors_known_state"),
        ),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_mentors_capacity")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_mentors_tenant_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_mentors_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mentors")),
        sa.UniqueConstraint("tenant_id", "person_id", name=op.f("uq_mentors_tenant_id_person_id")),
    )
    op.create_index("ix_mentors_state", "mentors", ["tenant_id", "state"], unique=False)
    op.create_table(
        "people_imports",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rejected_file_id", sa.Uuid(), nullable=True),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["files.tenant_id", "files.id"],
            name=op.f("fk_people_imports_tenant_id_file_id"),
            ondelete="SET NULL (file_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "rejected_file_id"],
            ["files.tenant_id", "files.id"],
            name=op.f("fk_people_imports_tenant_id_rejected_file_id"),
            ondelete="SET NULL (rejected_file_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_people_imports_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_people_imports")),
    )
    op.create_index(
        "ix_people_imports_fingerprint",
        "people_imports",
        ["tenant_id", "fingerprint", "created_at"],
        unique=False,
    )
    op.create_table(
        "person_guardians",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("minor_id", sa.Uuid(), nullable=False),
        sa.Column("guardian_id", sa.Uuid(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minor_id <> guardian_id", name=op.f("ck_person_guardians_somebody_else")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "guardian_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_person_guardians_tenant_id_guardian_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "minor_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_person_guardians_tenant_id_minor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_person_guardians_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_person_guardians")),
        sa.UniqueConstraint(
            "tenant_id",
            "minor_id",
            "guardian_id",
            name=op.f("uq_person_guardians_tenant_id_minor_id_guardian_id"),
        ),
    )
    op.create_index(
        "ix_person_guardians_guardian", "person_guardians", ["tenant_id", "guardian_id"], unique=False
    )
    op.create_table(
        "personal_links",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_personal_links_tenant_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_personal_links_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_personal_links")),
        sa.UniqueConstraint("tenant_id", "token_hash", name=op.f("uq_personal_links_tenant_id_token_hash")),
    )
    op.create_index(
        "ix_personal_links_person", "personal_links", ["tenant_id", "person_id", "purpose"], unique=False
    )
    op.create_index("ix_personal_links_subject", "personal_links", ["tenant_id", "subject_id"], unique=False)
    op.create_table(
        "psychologist_notes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_psychologist_notes_tenant_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_psychologist_notes_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_psychologist_notes")),
    )
    op.create_index(
        "ix_psychologist_notes_person", "psychologist_notes", ["tenant_id", "person_id"], unique=False
    )
    op.create_table(
        "subject_requests",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_subject_requests_tenant_id_person_id"),
            ondelete="SET NULL (person_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_subject_requests_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_subject_requests")),
    )
    op.create_index(
        "ix_subject_requests_due",
        "subject_requests",
        ["tenant_id", "due_on"],
        unique=False,
        postgresql_where="answered_on is null",
    )
    op.create_table(
        "mentee_requests",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mentee_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('open', 'in_work', 'answered', 'withdrawn')",
            name=op.f("ck_mentee_requests_known_state"),
        ),
        sa.CheckConstraint("priority between 1 and 3", name=op.f("ck_mentee_requests_priority")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mentee_id"],
            ["mentees.tenant_id", "mentees.id"],
            name=op.f("fk_mentee_requests_tenant_id_mentee_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_mentee_requests_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mentee_requests")),
    )
    op.create_index("ix_mentee_requests_mentee", "mentee_requests", ["tenant_id", "mentee_id"], unique=False)
    op.create_table(
        "mentor_topics",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mentor_id"],
            ["mentors.tenant_id", "mentors.id"],
            name=op.f("fk_mentor_topics_tenant_id_mentor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "topic_id"],
            ["topics.tenant_id", "topics.id"],
            name=op.f("fk_mentor_topics_tenant_id_topic_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_mentor_topics_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mentor_topics")),
        sa.UniqueConstraint(
            "tenant_id", "mentor_id", "topic_id", name=op.f("uq_mentor_topics_tenant_id_mentor_id_topic_id")
        ),
    )
    op.create_table(
        "request_topics",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["mentee_requests.tenant_id", "mentee_requests.id"],
            name=op.f("fk_request_topics_tenant_id_request_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "topic_id"],
            ["topics.tenant_id", "topics.id"],
            name=op.f("fk_request_topics_tenant_id_topic_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_request_topics_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_request_topics")),
        sa.UniqueConstraint(
            "tenant_id",
            "request_id",
            "topic_id",
            name=op.f("uq_request_topics_tenant_id_request_id_topic_id"),
        ),
    )
    for table in TABLES:
        protect_tenant_table(op, table)


def downgrade() -> None:
    """Take the tables away."""
    for table in reversed(TABLES):
        op.drop_table(table)
