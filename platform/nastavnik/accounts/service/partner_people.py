# SPDX-License-Identifier: MIT
"""People of partner organisations: who acts for which legal entity. Rights and rules are the room ``partners``'.

Reading needs no more than the open scope: an organisation sees people of the partners in its register, a partner its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select

from nastavnik.accounts.models import Account, Membership, PartnerMembership
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import open_scope, session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import IdentityScope, SystemScope, current_actor
from nastavnik.partners.directory import ties

from . import letters, links
from .guards import PARTICIPANT_ROLES
from .people import ensure_account
from .signed_in import name_of

SIGNATORY, CONTACT = "partner_signatory", "partner_contact"
PARTNER_ROLES = (SIGNATORY, CONTACT)


@dataclass(frozen=True, slots=True)
class PartnerPerson:
    """A person of a partner. ``state``: invited, active or blocked; one whose access is closed is blocked."""

    membership_id: UUID
    partner_id: UUID
    account_id: UUID
    name: PersonName
    email: str
    role: str
    post: str
    basis: str
    state: str
    since: datetime
    invited_by_tenant: UUID | None
    invited_by_name: str
    closed_at: datetime | None
    signed_in_at: datetime | None

    @property
    def signs(self) -> bool:
        """Whether the person may sign for the partner now."""
        return self.role == SIGNATORY and self.closed_at is None and self.state != "blocked"


def partner_people(partner_ids: Iterable[UUID]) -> Mapping[UUID, Sequence[PartnerPerson]]:
    """People of legal entities, signatories first, then by surname; one query, as far as the open scope sees them."""
    wanted = list(partner_ids)
    found: dict[UUID, list[PartnerPerson]] = {one: [] for one in wanted}
    for membership, account in session().execute(
        select(PartnerMembership, Account)
        .join(Account, Account.id == PartnerMembership.account_id)
        .where(PartnerMembership.partner_id.in_(wanted))
        .order_by(PartnerMembership.role.desc(), Account.surname, Account.name, PartnerMembership.id)
    ):
        found[membership.partner_id].append(_person(membership, account))
    return found


def partner_person(membership_id: UUID) -> PartnerPerson:
    """One person of a partner; ``NotFound`` for one that the open scope does not see."""
    row = (
        session()
        .execute(
            select(PartnerMembership, Account)
            .join(Account, Account.id == PartnerMembership.account_id)
            .where(PartnerMembership.id == membership_id)
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound("no such person of a partner")
    return _person(row[0], row[1])


def ensure_partner_account(email: str, name: PersonName, *, fictional: bool = False) -> UUID:
    """The account of this address, made when there is none, in a change of the identity scope."""
    with open_scope(IdentityScope(actor=current_actor())), change() as identity:
        return ensure_account(identity, email, name, fictional=fictional).id


def join_partner(tx: Change, membership: PartnerMembership) -> None:
    """Put a membership into the open change, with its entry; somebody who is there already is refused."""
    known = tx.session.scalar(
        select(PartnerMembership).where(
            PartnerMembership.partner_id == membership.partner_id,
            PartnerMembership.account_id == membership.account_id,
        )
    )
    if known is not None:
        raise Refused(
            _("This person acts for the partner already.")
            if known.closed_at is None
            else _("The access of this person is closed. Open it again instead."),
            field="email",
        )
    tx.add(membership)
    tx.record(
        "accounts.partner_place_given",
        subject=membership,
        after={
            "role": membership.role,
            "account": membership.account_id,
            "partner": membership.partner_id,
            "basis": membership.basis,
        },
    )


def new_partner_place(
    partner_id: UUID, account_id: UUID, role: str, *, post: str, basis: str, tenant_id: UUID | None
) -> PartnerMembership:
    """A membership not stored yet; ``tenant_id`` is the organisation that lets the person in."""
    if role not in PARTNER_ROLES:
        raise Refused(_("Choose a role from the list."), field="role")
    return PartnerMembership(
        partner_id=partner_id,
        account_id=account_id,
        role=role,
        post=" ".join(post.split()),
        basis=" ".join(basis.split()),
        invited_by_tenant=tenant_id,
        invited_by_name=current_actor().name,
    )


def change_partner_place(tx: Change, membership_id: UUID, *, role: str, post: str, basis: str) -> None:
    """Change what a person is at the partner, in the open change."""
    if role not in PARTNER_ROLES:
        raise Refused(_("Choose a role from the list."), field="role")
    membership = _locked(tx, membership_id)
    before = {"role": membership.role, "post": membership.post, "basis": membership.basis}
    after = {"role": role, "post": " ".join(post.split()), "basis": " ".join(basis.split())}
    if before == after:
        return
    membership.role, membership.post, membership.basis = after["role"], after["post"], after["basis"]
    tx.record("accounts.partner_place_changed", subject=membership, before=before, after=after)


def switch_partner_place(tx: Change, membership_id: UUID, at: datetime | None) -> bool:
    """Close a person's access to the portal at a moment, or open it again; whether anything changed."""
    membership = _locked(tx, membership_id)
    if (membership.closed_at is None) == (at is None):
        return False
    membership.closed_at = at
    act = "accounts.partner_place_opened" if at is None else "accounts.partner_place_closed"
    tx.record(act, subject=membership, after={"account": membership.account_id})
    return True


def send_partner_letter(account_id: UUID, place: str) -> None:
    """The letter to somebody who was let into a partner's portal: an invitation before the first password."""
    with open_scope(IdentityScope(actor=current_actor())), change() as tx:
        account = tx.session.get_one(Account, account_id)
        if account.state == "active":
            letters.send_new_place(account, place=place)
        elif account.state == "invited":
            links.send_invitation(tx, account, place)
        tx.record("accounts.letter_sent", subject=account, after={"place": place})


def refuse_staff_of_tied(account_id: UUID, partner_id: UUID) -> None:
    """Raise ``Refused`` when the account works for an organisation that keeps this partner in its register.

    Who sends an agreement can never be the one who signs it for the other side.
    """
    kept = ties().subquery()
    with open_scope(
        SystemScope(reason="nobody acts for both sides of an agreement", actor=current_actor())
    ) as system:
        works = system.scalar(
            select(
                exists()
                .where(Membership.account_id == account_id, Membership.role.not_in(PARTICIPANT_ROLES))
                .where(kept.c.tenant_id == Membership.tenant_id, kept.c.partner_id == partner_id)
            )
        )
    if works:
        raise Refused(
            _(
                "This person works for an organisation that deals with the partner, and cannot act for the partner as well."
            ),
            field="email",
        )


def staff_at_partner(partner_id: UUID) -> Sequence[PersonName]:
    """People of the open organisation's staff who act for this legal entity; there must be none."""
    rows = session().scalars(
        select(Account)
        .join(PartnerMembership, PartnerMembership.account_id == Account.id)
        .where(
            PartnerMembership.partner_id == partner_id,
            PartnerMembership.closed_at.is_(None),
            exists().where(Membership.account_id == Account.id, Membership.role.not_in(PARTICIPANT_ROLES)),
        )
    )
    return [name_of(account) for account in rows]


def refuse_partners_person(account_id: UUID) -> None:
    """Raise ``Refused`` when the account acts for a partner of the open organisation: no place in its staff then."""
    acts = session().scalar(
        select(
            exists().where(PartnerMembership.account_id == account_id, PartnerMembership.closed_at.is_(None))
        )
    )
    if acts:
        raise Refused(
            _(
                "This person acts for a partner of the organisation and cannot work for the organisation as well."
            ),
            field="email",
        )


def _locked(tx: Change, membership_id: UUID) -> PartnerMembership:
    found = tx.session.scalar(
        select(PartnerMembership).where(PartnerMembership.id == membership_id).with_for_update()
    )
    if found is None:
        raise NotFound("no such person of a partner")
    return found


def _person(membership: PartnerMembership, account: Account) -> PartnerPerson:
    return PartnerPerson(
        membership_id=membership.id,
        partner_id=membership.partner_id,
        account_id=account.id,
        name=name_of(account),
        email=account.email,
        role=membership.role,
        post=membership.post,
        basis=membership.basis,
        state="blocked" if membership.closed_at else account.state,
        since=membership.created_at,
        invited_by_tenant=membership.invited_by_tenant,
        invited_by_name=membership.invited_by_name,
        closed_at=membership.closed_at,
        signed_in_at=account.signed_in_at,
    )
