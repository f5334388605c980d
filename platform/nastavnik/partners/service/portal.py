# SPDX-License-Identifier: MIT
"""What a partner does about itself in its portal: requisites and people (decision 0009).

Everything is fetched in the partner's scope, whose role only reads. A legal entity belongs to the district, so it is written
in the system scope, and every organisation that keeps it finds the change in its journal; people are written in the scope
of accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from nastavnik.accounts import service as accounts
from nastavnik.accounts.service import PartnerPerson
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, open_scope, session
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import (
    IdentityScope,
    SystemScope,
    TenantScope,
    current_actor,
    partner_scope,
    require,
)
from nastavnik.partners.models import Partner, PartnerOrganisation
from nastavnik.tenants.service import Tenant

from .cards import Requisites
from .people import check_basis
from .register import store_requisites

READ, KEEP = "partners.own_read", "partners.own_keep"


def own_organisation() -> PartnerOrganisation:
    """The legal entity whose portal is open."""
    require(READ)
    return session().get_one(PartnerOrganisation, partner_scope().partner_id)


def change_own_requisites(requisites: Requisites, *, seen: int | None = None) -> None:
    """Correct one's own requisites. The ИНН stays: another one is another organisation."""
    require(KEEP)
    own, columns = own_organisation(), requisites.columns()
    if columns["inn"] != own.inn:
        raise Refused(_("The INN stays as it is: another INN is another organisation."), field="inn")
    keepers = (
        session().execute(select(Tenant.id, Tenant.slug).join(Partner, Partner.tenant_id == Tenant.id)).all()
    )
    actor = current_actor()
    try:
        with (
            open_scope(SystemScope(reason="a partner keeps its own requisites", actor=actor)),
            change() as tx,
        ):
            stored = tx.session.get_one(PartnerOrganisation, own.id, with_for_update=True)
            changed = store_requisites(tx, stored, columns, seen)
    except IntegrityError as error:
        raise Refused(_("Another organisation has this OGRN: check the number."), field="ogrn") from error
    for tenant_id, slug in keepers if changed else ():
        with open_scope(TenantScope(tenant_id, slug, actor=actor)), change() as tx:
            tx.record(
                "partners.requisites_changed",
                subject=("partner_organisations", own.id),
                before=changed,
                after={name: columns[name] for name in changed},
            )
            tx.emit("partners.requisites_changed", {"partner": str(own.id)})
    session().expire(own)


def own_people() -> Sequence[PartnerPerson]:
    """Everybody who acts for the partner, or did."""
    own = own_organisation()
    return accounts.partner_people([own.id])[own.id]


def invite_colleague(email: str, name: PersonName, *, role: str, post: str = "", basis: str = "") -> UUID:
    """Let a colleague in and send the letter; return the membership."""
    require(KEEP)
    own = own_organisation()
    check_basis(role, basis)
    account_id = accounts.ensure_partner_account(email, name)
    accounts.refuse_staff_of_tied(account_id, own.id)
    with open_scope(IdentityScope(actor=current_actor())), change() as tx:
        place = accounts.new_partner_place(own.id, account_id, role, post=post, basis=basis, tenant_id=None)
        accounts.join_partner(tx, place)
        made = place.id
    accounts.send_partner_letter(account_id, own.short_name)
    return made


def invite_colleague_again(membership_id: UUID) -> None:
    """Send a new invitation to a colleague who has not chosen a password yet."""
    require(KEEP)
    person = accounts.partner_person(membership_id)
    if person.state != "invited":
        raise Refused(_("No invitation is needed: the person signs in already, or the access is closed."))
    accounts.send_partner_letter(person.account_id, own_organisation().short_name)


def close_colleague(membership_id: UUID) -> PartnerPerson:
    """Close a colleague's access. Nobody closes their own, so somebody who signs always stays."""
    require(KEEP)
    person = accounts.partner_person(membership_id)
    if person.account_id == current_actor().account_id:
        raise Refused(_("You cannot close your own access: ask a colleague who signs for the partner."))
    with open_scope(IdentityScope(actor=current_actor())), change() as tx:
        accounts.switch_partner_place(tx, membership_id, now())
    return person


def open_colleague(membership_id: UUID) -> PartnerPerson:
    """Open a closed access again, unless the person works for an organisation that deals with the partner."""
    require(KEEP)
    person = accounts.partner_person(membership_id)
    accounts.refuse_staff_of_tied(person.account_id, person.partner_id)
    with open_scope(IdentityScope(actor=current_actor())), change() as tx:
        accounts.switch_partner_place(tx, membership_id, None)
    return person
