# SPDX-License-Identifier: MIT
"""Agreements with partners: who reads what, and bytes that never change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from nastavnik.foundation.rls import (
    ACCOUNT_ID,
    PARTNER_ID,
    READ,
    open_rows,
    protect_shared_table,
    protect_tenant_table,
)

revision = "1300"
down_revision = "1200"
branch_labels = None
depends_on = None

KEPT = "select, insert, update"
APPENDED = "select, insert"
TABLES = {
    "agreement_templates": KEPT,
    "simple_signature_terms": KEPT,
    "agreements": KEPT,
    "agreement_versions": KEPT,
    "agreement_proposals": KEPT,
    "agreement_steps": APPENDED,
    "agreement_signatories": "select, insert, update, delete",
    "agreement_codes": "select, insert, update, delete",
    "agreement_signatures": KEPT,
}
"""What an organisation may do. Agreements, their versions and signatures cannot be deleted by anybody."""

PARTNER_READS = (
    "agreement_versions",
    "agreement_proposals",
    "agreement_steps",
    "agreement_signatories",
    "agreement_signatures",
)
ITS_OWN = f"partner_id = {PARTNER_ID} and sent_at is not null and state not in ('draft', 'approval')"
OF_ITS_OWN = "(tenant_id, agreement_id) in (select agreements.tenant_id, agreements.id from agreements)"

FROZEN = """
create function agreement_versions_stay() returns trigger language plpgsql as $$
begin
    if old.file_id is not null and (
        new.body, new.fields, new.file_id, new.size, new.sha256, new.streebog, new.number, new.agreement_id
    ) is distinct from (
        old.body, old.fields, old.file_id, old.size, old.sha256, old.streebog, old.number, old.agreement_id
    ) then
        raise exception 'a version of an agreement never changes once its document is made';
    end if;
    return new;
end
$$
"""
SIGNED = """
create function agreement_signatures_stay() returns trigger language plpgsql as $$
begin
    if old.voided_at is not null or (
        to_jsonb(new) - 'voided_at' - 'void_reason'
    ) is distinct from (to_jsonb(old) - 'voided_at' - 'void_reason') then
        raise exception 'a signature never changes: it may be voided once';
    end if;
    return new;
end
$$
"""


def upgrade() -> None:
    """Make the tables, say which database role may do what, and keep versions and signatures as they are."""
    op.create_table(
        "district_agreement_templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('current', 'superseded', 'withdrawn')",
            name=op.f("ck_district_agreement_templates_known_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district_agreement_templates")),
        sa.UniqueConstraint(
            "family_id", "edition", name=op.f("uq_district_agreement_templates_family_id_edition")
        ),
    )
    op.create_index(
        "ix_district_agreement_templates_state", "district_agreement_templates", ["state"], unique=False
    )
    op.create_table(
        "agreement_templates",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_by_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('current', 'superseded', 'withdrawn')", name=op.f("ck_agreement_templates_known_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["files.tenant_id", "files.id"],
            name=op.f("fk_agreement_templates_tenant_id_file_id"),
            ondelete="NO ACTION",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_agreement_templates_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agreement_templates")),
        sa.UniqueConstraint(
            "tenant_id",
            "family_id",
            "edition",
            name=op.f("uq_agreement_templates_tenant_id_family_id_edition"),
        ),
    )
    op.create_table(
        "simple_signature_terms",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("document_seen", sa.Text(), nullable=False),
        sa.Column("identified_by", sa.Uuid(), nullable=True),
        sa.Column("identified_by_name", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoke_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("way in ('paper', 'qualified')", name=op.f("ck_simple_signature_terms_known_way")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_simple_signature_terms_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["files.tenant_id", "files.id"],
            name=op.f("fk_simple_signature_terms_tenant_id_file_id"),
            ondelete="NO ACTION",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("fk_simple_signature_terms_tenant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_simple_signature_terms")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_simple_signature_terms_tenant_id_number")),
    )
    op.create_index(
        "ix_simple_signature_terms_account",
        "simple_signature_terms",
        ["account_id", "tenant_id"],
        unique=False,
    )
    op.create_table(
        "agreements",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("signing_order", sa.Text(), nullable=False),
        sa.Column("template_origin", sa.Text(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("sign_by", sa.Date(), nullable=True),
        sa.Column("drafted_by", sa.Uuid(), nullable=True),
        sa.Column("drafted_by_name", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("activated_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("renewed_from_id", sa.Uuid(), nullable=True),
        sa.Column("check_code", sa.Text(), nullable=False),
        sa.Column("warned_days", sa.Integer(), nullable=True),
        sa.Column("result_file_id", sa.Uuid(), nullable=True),
        sa.Column("result_sha256", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "signing_order in ('our_first', 'partner_first', 'any')", name=op.f("ck_agreements_known_order")
        ),
        sa.CheckConstraint(
            "state in ('draft', 'approval', 'sent', 'proposed', 'partly_signed', 'active', 'expired',"
            " 'renewed', 'terminated', 'declined', 'withdrawn')",
            name=op.f("ck_agreements_known_state"),
        ),
        sa.CheckConstraint(
            "state not in ('active', 'expired', 'terminated') or activated_on is not null",
            name=op.f("ck_agreements_active_has_date"),
        ),
        sa.CheckConstraint(
            "state not in ('terminated', 'declined', 'withdrawn') or ended_on is not null",
            name=op.f("ck_agreements_ended_has_date"),
        ),
        sa.CheckConstraint(
            "template_origin in ('builtin', 'tenant', 'district')", name=op.f("ck_agreements_known_origin")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner_organisations.id"], name=op.f("fk_agreements_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "renewed_from_id"],
            ["agreements.tenant_id", "agreements.id"],
            name=op.f("fk_agreements_tenant_id_renewed_from_id"),
            ondelete="NO ACTION",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "result_file_id"],
            ["files.tenant_id", "files.id"],
            name=op.f("fk_agreements_tenant_id_result_file_id"),
            ondelete="NO ACTION",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_agreements_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agreements")),
    )
    op.create_index(
        "ix_agreements_ends",
        "agreements",
        ["ends_on"],
        unique=False,
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_index("ix_agreements_number", "agreements", ["tenant_id", "number"], unique=False)
    op.create_index("ix_agreements_partner", "agreements", ["partner_id", "tenant_id", "state"], unique=False)
    op.create_index("ix_agreements_state", "agreements", ["tenant_id", "state", "ends_on"], unique=False)
    op.create_index(
        "uq_agreements_check_code",
        "agreements",
        ["check_code"],
        unique=True,
        postgresql_where=sa.text("check_code <> ''"),
    )
    op.create_table(
        "agreement_versions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_by_name", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("streebog", sa.Text(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(file_id is null) = (sha256 = '')", name=op.f("ck_agreement_versions_file_has_sum")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["agreements.tenant_id", "agreements.id"],
            name=op.f("fk_agreement_versions_tenant_id_agreement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["files.tenant_id", "files.id"],
            name=op.f("fk_agreement_versions_tenant_id_file_id"),
            ondelete="NO ACTION",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_agreement_versions_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agreement_versions")),
        sa.UniqueConstraint(
            "tenant_id",
            "agreement_id",
            "number",
            name=op.f("uq_agreement_versions_tenant_id_agreement_id_number"),
        ),
    )
    op.create_index(
        "ix_agreement_versions_sha256", "agreement_versions", ["tenant_id", "sha256"], unique=False
    )
    op.create_table(
        "agreement_proposals",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("block_key", sa.Text(), nullable=False),
        sa.Column("old_text", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_by_name", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_by_name", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('proposed', 'accepted', 'edited', 'refused', 'overtaken')",
            name=op.f("ck_agreement_proposals_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["agreements.tenant_id", "agreements.id"],
            name=op.f("fk_agreement_proposals_tenant_id_agreement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "version_id"],
            ["agreement_versions.tenant_id", "agreement_versions.id"],
            name=op.f("fk_agreement_proposals_tenant_id_version_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_agreement_proposals_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agreement_proposals")),
    )
    op.create_index(
        "ix_agreement_proposals_agreement",
        "agreement_proposals",
        ["tenant_id", "agreement_id", "created_at"],
        unique=False,
    )
    op.create_index(
        "ix_agreement_proposals_waiting",
        "agreement_proposals",
        ["tenant_id", "agreement_id"],
        unique=False,
        postgresql_where="state = 'proposed'",
    )
    op.create_table(
        "agreement_steps",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("side in ('our', 'partner', '')", name=op.f("ck_agreement_steps_known_side")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["agreements.tenant_id", "agreements.id"],
            name=op.f("fk_agreement_steps_tenant_id_agreement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_agreement_steps_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agreement_steps")),
    )
    op.create_index(
        "ix_agreement_steps_agreement",
        "agreement_steps",
        ["tenant_id", "agreement_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "agreement_signatories",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("surname", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("patronymic", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("head", sa.Boolean(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("delegated_to_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("side in ('our', 'partner')", name=op.f("ck_agreement_signatories_known_side")),
        sa.CheckConstraint("position > 0", name=op.f("ck_agreement_signatories_position_from_one")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_agreement_signatories_account_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["agreements.tenant_id", "agreements.id"],
            name=op.f("fk_agreement_signatories_tenant_id_agreement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "delegated_to_id"],
            ["agreement_signatories.tenant_id", "agreement_signatories.id"],
            name=op.f("fk_agreement_signatories_tenant_id_delegated_to_id"),
            ondelete="SET NULL (delegated_to_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_agreement_signatories_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agreement_signatories")),
    )
    op.create_index(
        "ix_agreement_signatories_account", "agreement_signatories", ["account_id", "tenant_id"], unique=False
    )
    op.create_index(
        "ix_agreement_signatories_agreement",
        "agreement_signatories",
        ["tenant_id", "agreement_id", "side", "position"],
        unique=False,
    )
    op.create_table(
        "agreement_codes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("signatory_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("session_mark", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["agreements.tenant_id", "agreements.id"],
            name=op.f("fk_agreement_codes_tenant_id_agreement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "signatory_id"],
            ["agreement_signatories.tenant_id", "agreement_signatories.id"],
            name=op.f("fk_agreement_codes_tenant_id_signatory_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "version_id"],
            ["agreement_versions.tenant_id", "agreement_versions.id"],
            name=op.f("fk_agreement_codes_tenant_id_version_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_agreement_codes_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agreement_codes")),
    )
    op.create_index(
        "ix_agreement_codes_signatory",
        "agreement_codes",
        ["tenant_id", "signatory_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "agreement_signatures",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("signatory_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("signer_name", sa.Text(), nullable=False),
        sa.Column("signer_post", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("session_mark", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("streebog", sa.Text(), nullable=False),
        sa.Column("terms_id", sa.Uuid(), nullable=True),
        sa.Column("code_id", sa.Uuid(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("remarks", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("authority_number", sa.Text(), nullable=False),
        sa.Column("authority_file_id", sa.Uuid(), nullable=True),
        sa.Column("authority", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("original_kept", sa.Text(), nullable=False),
        sa.Column("recorded_by_name", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "way <> 'simple' or (terms_id is not null and code_id is not null)",
            name=op.f("ck_agreement_signatures_simple_has_terms"),
        ),
        sa.CheckConstraint(
            "way = 'simple' or file_id is not null", name=op.f("ck_agreement_signatures_has_file")
        ),
        sa.CheckConstraint(
            "way in ('simple', 'qualified', 'paper')", name=op.f("ck_agreement_signatures_known_way")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["agreements.tenant_id", "agreements.id"],
            name=op.f("fk_agreement_signatures_tenant_id_agreement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "authority_file_id"],
            ["files.tenant_id", "files.id"],
            name=op.f("fk_agreement_signatures_tenant_id_authority_file_id"),
            ondelete="NO ACTION",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["files.tenant_id", "files.id"],
            name=op.f("fk_agreement_signatures_tenant_id_file_id"),
            ondelete="NO ACTION",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "signatory_id"],
            ["agreement_signatories.tenant_id", "agreement_signatories.id"],
            name=op.f("fk_agreement_signatures_tenant_id_signatory_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "terms_id"],
            ["simple_signature_terms.tenant_id", "simple_signature_terms.id"],
            name=op.f("fk_agreement_signatures_tenant_id_terms_id"),
            ondelete="NO ACTION",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "version_id"],
            ["agreement_versions.tenant_id", "agreement_versions.id"],
            name=op.f("fk_agreement_signatures_tenant_id_version_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_agreement_signatures_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agreement_signatures")),
    )
    op.create_index(
        "ix_agreement_signatures_agreement",
        "agreement_signatures",
        ["tenant_id", "agreement_id"],
        unique=False,
    )
    op.create_index(
        "uq_agreement_signatures_one",
        "agreement_signatures",
        ["tenant_id", "version_id", "signatory_id"],
        unique=True,
        postgresql_where="voided_at is null",
    )

    protect_shared_table(
        op, "district_agreement_templates", {"tenant": READ, "department": READ, "system": KEPT}
    )
    for table, verbs in TABLES.items():
        protect_tenant_table(op, table, tenant=verbs)
    open_rows(op, "agreements", "partner", READ, using=ITS_OWN)
    for table in PARTNER_READS:
        open_rows(op, table, "partner", READ, using=OF_ITS_OWN)
    open_rows(op, "simple_signature_terms", "partner", READ, using=f"account_id = {ACCOUNT_ID}")
    for table, function in (("agreement_versions", FROZEN), ("agreement_signatures", SIGNED)):
        op.execute(function)
        op.execute(
            f"create trigger {table}_stay before update on {table} for each row execute function {table}_stay()"
        )


def downgrade() -> None:
    """Take the tables away."""
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_table("district_agreement_templates")
    op.execute("drop function agreement_versions_stay(), agreement_signatures_stay()")
