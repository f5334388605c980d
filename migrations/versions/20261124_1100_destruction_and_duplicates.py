# SPDX-License-Identifier: MIT
"""Destruction of personal data: a seal over what the journal says; duplicates of people that were looked at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from nastavnik.foundation.rls import protect_tenant_table

revision = "1100"
down_revision = "1070"
branch_labels = None
depends_on = None

LOGS = ("audit_entries", "district_audit_entries")
STATES = "state in ('active', 'blocked', 'merged')"
ERASE = """
create function erase_audit_values() returns trigger language plpgsql as $body$
begin
    if old.seal = '' then
        raise exception 'an entry without a seal keeps what it says';
    end if;
    new := old;
    new.before := null;
    new.after := null;
    new.note := '';
    new.salt := '';
    return new;
end
$body$
"""


def upgrade() -> None:
    """A change of the salt empties an entry and does nothing else; the application may change no other column."""
    for log in LOGS:
        for column in ("seal", "salt"):
            op.add_column(log, sa.Column(column, sa.Text(), nullable=False, server_default=""))
            op.alter_column(log, column, server_default=None)
    op.execute(ERASE)
    op.execute(
        "create trigger erase_values before update on audit_entries for each row"
        " when (new.salt is distinct from old.salt) execute function erase_audit_values()"
    )
    op.execute("grant update (salt) on audit_entries to nastavnik_tenant")
    op.drop_constraint(op.f("ck_people_known_state"), "people", type_="check")
    op.create_check_constraint(
        op.f("ck_people_known_state"), "people", "state in ('active', 'blocked', 'merged', 'destroyed')"
    )
    op.add_column("destruction_acts", sa.Column("docx_file_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_destruction_acts_tenant_id_docx_file_id"),
        "destruction_acts",
        "files",
        ["tenant_id", "docx_file_id"],
        ["tenant_id", "id"],
        ondelete="SET NULL (docx_file_id)",
    )
    op.create_table(
        "different_people",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_different_people_in_order")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_different_people_tenant_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "first_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_different_people_tenant_id_first_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "second_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("fk_different_people_tenant_id_second_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_different_people")),
        sa.UniqueConstraint(
            "tenant_id",
            "first_id",
            "second_id",
            name=op.f("uq_different_people_tenant_id_first_id_second_id"),
        ),
    )
    protect_tenant_table(op, "different_people")


def downgrade() -> None:
    """Take it back; people whose data were destroyed stay as blocked ones."""
    op.drop_table("different_people")
    op.drop_constraint(
        op.f("fk_destruction_acts_tenant_id_docx_file_id"), "destruction_acts", type_="foreignkey"
    )
    op.drop_column("destruction_acts", "docx_file_id")
    op.drop_constraint(op.f("ck_people_known_state"), "people", type_="check")
    op.execute("update people set state = 'blocked' where state = 'destroyed'")
    op.create_check_constraint(op.f("ck_people_known_state"), "people", STATES)
    op.execute("revoke update (salt) on audit_entries from nastavnik_tenant")
    op.execute("drop trigger erase_values on audit_entries")
    op.execute("drop function erase_audit_values()")
    for log in LOGS:
        op.drop_column(log, "salt")
        op.drop_column(log, "seal")
