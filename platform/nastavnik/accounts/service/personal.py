# SPDX-License-Identifier: MIT
"""A person's own file: everything the platform holds about one account, from every place (152-ФЗ, ст. 14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from nastavnik.accounts.models import Account, AccountSession, Credential, PartnerMembership
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, open_scope
from nastavnik.foundation.dates import format_date, format_datetime
from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import Actor, IdentityScope, TenantScope
from nastavnik.hookspecs import PersonalData
from nastavnik.partners.directory import directory as legal_entities
from nastavnik.plugins import Plugins
from nastavnik.tenants import service as tenants

from .signed_in import SignedIn
from .signing_in import device_words
from .words import account_state, role_name


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the file: where it was found, what it is, and its rows (column -> value in words)."""

    place: str
    title: Text
    rows: Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class PersonalFile:
    """The whole file at one moment."""

    name: str
    email: str
    made_at: datetime
    sections: Sequence[Section]

    def as_json(self) -> dict[str, Any]:
        """The file for a machine: the same words and values."""
        return {
            "name": self.name,
            "email": self.email,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "sections": [
                {"place": part.place, "title": str(part.title), "rows": [dict(row) for row in part.rows]}
                for part in self.sections
            ],
        }


def personal_file(signed_in: SignedIn, plugins: Plugins, *, address: str = "") -> PersonalFile:
    """Collect the file and note in the district's log that the person has taken it."""
    actor = Actor(name=signed_in.short_name, account_id=signed_in.account_id, address=address)
    sections = list(_of_account(signed_in, actor))
    for place in signed_in.places:
        if place.kind == "tenant":
            sections.extend(_of_tenant(place.slug, signed_in.account_id, plugins, actor))
    return PersonalFile(signed_in.full_name, signed_in.email, now(), sections)


def _of_account(signed_in: SignedIn, actor: Actor) -> Sequence[Section]:
    with open_scope(IdentityScope(actor=actor)) as session:
        account = session.get_one(Account, signed_in.account_id)
        credential = session.get(Credential, account.id)
        sign_ins = session.scalars(
            select(AccountSession)
            .where(AccountSession.account_id == account.id)
            .order_by(AccountSession.created_at.desc())
            .limit(1000)
        ).all()
        parties = legal_entities()
        at_partners = session.execute(
            select(PartnerMembership, parties.c.short_name)
            .join(parties, parties.c.id == PartnerMembership.partner_id)
            .where(PartnerMembership.account_id == account.id)
            .order_by(PartnerMembership.created_at)
        ).all()
        with change() as tx:
            tx.record("accounts.own_file_taken", subject=account)
    own = {
        _("Surname"): account.surname,
        _("Name"): account.name,
        _("Patronymic"): account.patronymic,
        _("E-mail"): account.email,
        _("State"): account_state(account.state),
        _("Account opened"): format_datetime(account.created_at),
        _("Password changed"): format_datetime(credential.changed_at) if credential else "",
    }
    visits = [
        {
            _("Signed in"): format_datetime(row.created_at),
            _("Last seen"): format_datetime(row.seen_at),
            _("Network address"): row.address,
            _("Device"): device_words(row.agent),
        }
        for row in sign_ins
    ]
    acting = [
        {
            _("Partner organisation"): title,
            _("Role"): role_name(row.role),
            _("Post"): row.post,
            _("Acts upon the basis of"): row.basis,
            _("Let in by"): row.invited_by_name,
            _("Since"): format_datetime(row.created_at),
            _("Access closed"): format_datetime(row.closed_at) if row.closed_at else "",
        }
        for row, title in at_partners
    ]
    found = [Section("", _("Account"), [own]), Section("", _("Sign-ins"), visits)]
    return [*found, Section("", _("Acting for partners"), acting)] if acting else found


def _of_tenant(slug: str, account_id: UUID, plugins: Plugins, actor: Actor) -> Sequence[Section]:
    tenant = tenants.find_tenant(slug)
    if tenant is None:
        return ()
    with open_scope(TenantScope(tenant.id, tenant.slug, actor=actor)):
        enabled = tenants.enabled_plugins(plugins)
        found: list[PersonalData] = [
            data
            for _plugin, data in plugins.ask_enabled(enabled, "personal_data", account_id=account_id)
            if data is not None and data.rows
        ]
    return [Section(tenant.display_name, data.title, [_in_words(row) for row in data.rows]) for data in found]


def _in_words(row: Mapping[str, Any]) -> Mapping[str, str]:
    return {str(name): _value(value) for name, value in row.items()}


def _value(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return format_datetime(value)
        case date():
            return format_date(value)
        case _:
            return str(value)
