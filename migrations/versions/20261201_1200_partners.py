# SPDX-License-Identifier: MIT
"""Partner organisations, their people, and what the role of a partner may read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from nastavnik.foundation.rls import (
    ACCOUNT_ID,
    PARTNER_ID,
    READ,
    TENANT_ID,
    WRITE,
    open_rows,
    protect_shared_table,
    protect_tenant_table,
)

revision = "1200"
down_revision = "1110"
branch_labels = None
depends_on = None

TIED = "exists (select from partners where partners.organisation_id = {column})"
OWN_PEOPLE = "exists (select from partner_memberships where partner_memberships.account_id = accounts.id)"
SEEN_TIES = "select (tenant_id, id, organisation_id, state, state_since, created_at)"
SEEN_PROPOSALS = (
    "select (tenant_id, id, partner_id, surname, name, patronymic, post, phone, email, competences, state, agreed_on,"
    " proposed_by_name, decided_at, answer, version, created_at)"
)


def upgrade() -> None:
    """Make the tables and say which database role may do what."""
    op.create_table(
        "partner_organisations",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("inn", sa.Text(), nullable=False),
        sa.Column("kpp", sa.Text(), nullable=False),
        sa.Column("ogrn", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("added_by_tenant", sa.Uuid(), nullable=True),
        sa.Column("fictional", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('legal', 'entrepreneur')", name=op.f("ck_partner_organisations_known_kind")
        ),
        sa.ForeignKeyConstraint(
            ["added_by_tenant"],
            ["tenants.id"],
            name=op.f("fk_partner_organisations_added_by_tenant"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_organisations")),
        sa.UniqueConstraint("inn", name=op.f("uq_partner_organisations_inn")),
    )
    op.create_index(
        "uq_partner_organisations_ogrn",
        "partner_organisations",
        ["ogrn"],
        unique=True,
        postgresql_where=sa.text("ogrn <> ''"),
    )
    op.create_table(
        "partners",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_since", sa.Date(), nullable=False),
        sa.Column("offers", postgresql.JSONB(), nullable=False),
        sa.Column("offers_note", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_post", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('prospective', 'active', 'paused', 'ended')", name=op.f("ck_partners_known_state")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["partner_organisations.id"],
            name=op.f("fk_partners_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_partners_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_partners")),
        sa.UniqueConstraint(
            "tenant_id", "organisation_id", name=op.f("uq_partners_tenant_id_organisation_id")
        ),
    )
    op.create_index("ix_partners_organisation", "partners", ["organisation_id"])
    op.create_table(
        "partner_memberships",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("invited_by_tenant", sa.Uuid(), nullable=True),
        sa.Column("invited_by_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role in ('partner_signatory', 'partner_contact')", name=op.f("ck_partner_memberships_known_role")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_partner_memberships_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_tenant"],
            ["tenants.id"],
            name=op.f("fk_partner_memberships_invited_by_tenant"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner_organisations.id"],
            name=op.f("fk_partner_memberships_partner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_memberships")),
        sa.UniqueConstraint(
            "partner_id", "account_id", name=op.f("uq_partner_memberships_partner_id_account_id")
        ),
    )
    op.create_index(op.f("ix_partner_memberships_account_id"), "partner_memberships", ["account_id"])
    op.create_table(
        "partner_mentor_proposals",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("surname", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("patronymic", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("competences", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_by_name", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('proposed', 'taken', 'declined', 'withdrawn')",
            name=op.f("ck_partner_mentor_proposals_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "partner_id"],
            ["partners.tenant_id", "partners.organisation_id"],
            name=op.f("fk_partner_mentor_proposals_tenant_id_partner_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_partner_mentor_proposals_tenant_id_person_id"),
            ondelete="SET NULL (person_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("fk_partner_mentor_proposals_tenant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_partner_mentor_proposals")),
    )
    op.create_index(
        "ix_partner_mentor_proposals_partner", "partner_mentor_proposals", ["partner_id", "tenant_id"]
    )
    op.create_index("ix_partner_mentor_proposals_state", "partner_mentor_proposals", ["tenant_id", "state"])
    op.create_index(
        "ix_partner_mentor_proposals_person", "partner_mentor_proposals", ["tenant_id", "person_id"]
    )
    op.create_index("ix_notifications_account", "notifications", ["account_id", "created_at"])
    protect_tenant_table(op, "partners")
    protect_tenant_table(op, "partner_mentor_proposals")
    protect_shared_table(op, "partner_organisations", {"identity": READ, "system": "select, insert, update"})
    protect_shared_table(op, "partner_memberships", {"identity": WRITE, "system": READ})
    _open_to_tenants()
    _open_to_partners()


def _open_to_tenants() -> None:
    """An organisation finds any legal entity, writes down new ones, corrects those in its own register, and sees their
    people."""
    op.execute(
        "create policy tenant_finds on partner_organisations for select to nastavnik_tenant using (true)"
    )
    op.execute(
        "create policy tenant_adds on partner_organisations for insert to nastavnik_tenant"
        f" with check (added_by_tenant = {TENANT_ID})"
    )
    tied = TIED.format(column="partner_organisations.id")
    op.execute(
        f"create policy tenant_corrects on partner_organisations for update to nastavnik_tenant using ({tied})"
    )
    op.execute("grant select, insert, update on partner_organisations to nastavnik_tenant")
    tied = TIED.format(column="partner_memberships.partner_id")
    open_rows(op, "partner_memberships", "tenant", "select, insert, update", using=tied)
    op.execute(
        f"create policy tenant_partners_people on accounts for select to nastavnik_tenant using ({OWN_PEOPLE})"
    )


def _open_to_partners() -> None:
    """A partner reads itself, its people, who keeps it in a register, and what became of its proposals."""
    open_rows(op, "partner_organisations", "partner", READ, using=f"id = {PARTNER_ID}")
    open_rows(op, "partner_memberships", "partner", READ, using=f"partner_id = {PARTNER_ID}")
    open_rows(op, "partners", "partner", SEEN_TIES, using=f"organisation_id = {PARTNER_ID}")
    open_rows(op, "partner_mentor_proposals", "partner", SEEN_PROPOSALS, using=f"partner_id = {PARTNER_ID}")
    open_rows(op, "accounts", "partner", READ, using=OWN_PEOPLE)
    # Notices lead to the portal; a person's notices from the staff of an organisation stay with that organisation.
    own = f"account_id = {ACCOUNT_ID} and url like '/partner/%'"
    open_rows(op, "notifications", "partner", "select, update (read_at)", using=own)


def downgrade() -> None:
    """Take the tables away."""
    op.execute("drop policy partner_rows on notifications")
    op.execute("revoke all on notifications from nastavnik_partner")
    op.execute("drop policy partner_rows on accounts")
    op.execute("drop policy tenant_partners_people on accounts")
    op.execute("revoke all on accounts from nastavnik_partner")
    op.execute("drop policy tenant_rows on partner_memberships")
    op.execute("drop policy tenant_corrects on partner_organisations")
    op.drop_index("ix_notifications_account", "notifications")
    for table in ("partner_mentor_proposals", "partner_memberships", "partners", "partner_organisations"):
        op.drop_table(table)
