# SPDX-License-Identifier: MIT
"""People of a partner, as the organisation lets them into the portal: invited, changed, closed, opened again."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from nastavnik.accounts import service as accounts
from nastavnik.accounts.service import PartnerPerson
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import current_tenant_id, require

from .register import EDIT, VIEW, get_partner


def people_of(partner_id: UUID) -> Sequence[PartnerPerson]:
    """Who acts for a partner of the open organisation."""
    require(VIEW)
    organisation = get_partner(partner_id).organisation
    return accounts.partner_people([organisation.id])[organisation.id]


def person_of(partner_id: UUID, membership_id: UUID) -> PartnerPerson:
    """One of them; ``NotFound`` for a person of another partner."""
    found = accounts.partner_person(membership_id)
    if found.partner_id != get_partner(partner_id).organisation.id:
        raise NotFound("no such person of this partner")
    return found


def invite_person(
    partner_id: UUID, email: str, name: PersonName, *, role: str, post: str = "", basis: str = ""
) -> UUID:
    """Let a person act for the partner and send the letter; return the membership.

    The link goes to the person's own address and is never shown to the organisation.
    """
    require(EDIT)
    organisation = get_partner(partner_id).organisation
    check_basis(role, basis)
    account_id = accounts.ensure_partner_account(email, name)
    accounts.refuse_staff_of_tied(account_id, organisation.id)
    with change() as tx:
        place = accounts.new_partner_place(
            organisation.id, account_id, role, post=post, basis=basis, tenant_id=current_tenant_id()
        )
        accounts.join_partner(tx, place)
        tx.emit("partners.person_invited", {"partner": str(organisation.id), "account": str(account_id)})
    accounts.send_partner_letter(account_id, organisation.short_name)
    return place.id


def invite_person_again(partner_id: UUID, membership_id: UUID) -> PartnerPerson:
    """Send a new invitation to somebody who has not chosen a password yet; the former link stops working."""
    require(EDIT)
    person = person_of(partner_id, membership_id)
    if person.state != "invited":
        raise Refused(_("No invitation is needed: the person signs in already, or the access is closed."))
    accounts.send_partner_letter(person.account_id, get_partner(partner_id).organisation.short_name)
    with change() as tx:
        tx.record("partners.person_invited_again", subject=("partner_memberships", membership_id))
    return person


def change_person(partner_id: UUID, membership_id: UUID, *, role: str, post: str, basis: str) -> None:
    """Change what a person is at the partner. Only the organisation that let the person in may."""
    require(EDIT)
    _own(partner_id, membership_id)
    check_basis(role, basis)
    with change() as tx:
        accounts.change_partner_place(tx, membership_id, role=role, post=post, basis=basis)


def close_person(partner_id: UUID, membership_id: UUID) -> PartnerPerson:
    """Close a person's access to the portal from the next page on."""
    require(EDIT)
    person = _own(partner_id, membership_id)
    with change() as tx:
        accounts.switch_partner_place(tx, membership_id, now())
    return person


def open_person(partner_id: UUID, membership_id: UUID) -> PartnerPerson:
    """Open a closed access again, unless the person has come to work for an organisation that deals with the partner."""
    require(EDIT)
    person = _own(partner_id, membership_id)
    accounts.refuse_staff_of_tied(person.account_id, person.partner_id)
    with change() as tx:
        accounts.switch_partner_place(tx, membership_id, None)
    return person


def _own(partner_id: UUID, membership_id: UUID) -> PartnerPerson:
    person = person_of(partner_id, membership_id)
    if person.invited_by_tenant != current_tenant_id():
        raise Refused(
            _("Another organisation or the partner itself let this person in, and alone may change it.")
        )
    return person


def check_basis(role: str, basis: str) -> None:
    """Raise ``Refused`` for a signatory who acts upon nothing."""
    if role == accounts.PARTNER_ROLES[0] and not basis.strip():
        raise Refused(
            _("Say what the signatory acts upon: the charter or a power of attorney."), field="basis"
        )
