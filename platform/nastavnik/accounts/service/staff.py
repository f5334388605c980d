# SPDX-License-Identifier: MIT
"""People of one organisation and their roles there. Everything here needs the organisation's scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, func, or_, select
from sqlalchemy.exc import IntegrityError

from nastavnik.accounts.models import Account, Membership
from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope, session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import IdentityScope, current_actor, current_tenant_id, require
from nastavnik.tenants import service as tenants

from . import letters, links
from .guards import (
    COORDINATOR,
    DATA_OFFICER,
    DIRECTOR,
    EXECUTOR,
    PARTICIPANT_ROLES,
    PSYCHOLOGIST,
    guard_director,
    guard_last,
    locked_place,
)
from .partner_people import refuse_partners_person
from .people import ensure_account
from .signed_in import name_of

VIEW = "accounts.view_staff"
MANAGE = "accounts.manage_staff"
TENANT_ROLES = (DIRECTOR, COORDINATOR, EXECUTOR, PSYCHOLOGIST, DATA_OFFICER)
"""Roles of those who work for the organisation."""


@dataclass(frozen=True, slots=True)
class MemberPlace:
    """One role of a member in the organisation; ``closed_at`` when it opens nothing for the time being."""

    membership_id: UUID
    role: str
    post: str
    since: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the organisation.

    ``state``: invited, active or blocked; whoever has no access here is blocked, whatever the account opens elsewhere.
    """

    account_id: UUID
    name: PersonName
    email: str
    state: str
    places: tuple[MemberPlace, ...]
    signed_in_at: datetime | None = None

    @property
    def roles(self) -> frozenset[str]:
        """Roles of the person in the organisation."""
        return frozenset(place.role for place in self.places)

    @property
    def post(self) -> str:
        """What the person is at work, in the organisation's own words."""
        return next((place.post for place in self.places if place.post), "")

    @property
    def closed(self) -> bool:
        """Whether the organisation itself has closed the person's access."""
        return all(place.closed_at for place in self.places)


def members() -> Sequence[Member]:
    """Everybody who works in the open organisation, by surname; one query. For rooms that name people.

    Mentors and mentees are people of the registers, not staff: their places are not among these.
    """
    return _members()


def staff() -> Sequence[Member]:
    """The same list for the page of staff, which asks for a right."""
    require(VIEW)
    return _members()


def member_of(membership_id: UUID) -> tuple[Member, MemberPlace]:
    """The person and the place behind a membership; ``NotFound`` for another organisation's."""
    require(VIEW)
    found = session().get(Membership, (current_tenant_id(), membership_id))
    if found is None or found.role in PARTICIPANT_ROLES:
        raise NotFound("no such place in this organisation")
    member = _members(Membership.account_id == found.account_id)[0]
    return member, next(place for place in member.places if place.membership_id == membership_id)


def find_members(text: str, *, most: int = 10) -> Sequence[Member]:
    """Members whose names or posts contain the words, for the search box."""
    require(VIEW)
    words = ru_key(text).split()
    return _members(*(_contains(word) for word in words))[:most] if words else ()


def invite(email: str, name: PersonName, role: str, post: str = "") -> UUID:
    """Give a person a place in the open organisation and send the letter; return the membership.

    Somebody who signs in already gets word of the new place instead of an invitation, and keeps the name the account
    has.
    """
    require(MANAGE)
    _check_role(role)
    guard_director(role)
    return give_place(email, name, role, post)


def invite_first_coordinator(email: str, name: PersonName, post: str = "") -> UUID:
    """The department's own way to put the first coordinator into an organisation it has added."""
    require("tenants.organisations")
    return give_place(email, name, COORDINATOR, post)


def give_place(
    email: str, name: PersonName, role: str, post: str = "", *, letter: bool = True, fictional: bool = False
) -> UUID:
    """Make the account when there is none, then the place, then the letter. Asks for no right: its callers do."""
    if role not in (*TENANT_ROLES, *PARTICIPANT_ROLES):
        raise Refused(_("Choose a role from the list."), field="role")
    with open_scope(IdentityScope(actor=current_actor())), change() as identity:
        account = ensure_account(identity, email, name, fictional=fictional)
    _refuse_if_closed(account)
    if role in TENANT_ROLES:
        refuse_partners_person(account.id)
    try:
        with change() as tx:
            membership = tx.add(Membership(account_id=account.id, role=role, post=post))
            tx.record("accounts.place_given", subject=membership, after={"role": role, "account": account.id})
            tx.emit("accounts.place_given", {"account": str(account.id), "role": role})
    except IntegrityError as error:
        raise Refused(_("This person already has this role here."), field="email") from error
    if letter:
        _send_letter(account)
    return membership.id


def invite_again(membership_id: UUID) -> None:
    """Send a new invitation to a member who has not chosen a password yet; the former link stops working."""
    require(MANAGE)
    member, _place = member_of(membership_id)
    if member.state != "invited":
        raise Refused(_("This person signs in already: no invitation is needed."))
    with open_scope(IdentityScope(actor=current_actor())) as identity:
        account = identity.get_one(Account, member.account_id)
    _send_letter(account)
    with change() as tx:
        tx.record("accounts.invited_again", subject=("memberships", membership_id))


def change_place(membership_id: UUID, *, role: str, post: str) -> None:
    """Change a member's role and post. The last director or coordinator keeps the role."""
    require(MANAGE)
    _check_role(role)
    with change() as tx:
        membership = locked_place(tx, membership_id)
        before = {"role": membership.role, "post": membership.post}
        if role != membership.role:
            guard_director(role)
            guard_director(membership.role)
            guard_last(membership)
        membership.role, membership.post = role, post
        after = {"role": role, "post": post}
        if before == after:
            return
        try:
            tx.flush()
        except IntegrityError as error:
            raise Refused(_("This person already has this role here."), field="role") from error
        tx.record("accounts.place_changed", subject=membership, before=before, after=after)
        tx.emit("accounts.place_changed", {"account": str(membership.account_id), "role": role})


def end_place(membership_id: UUID) -> None:
    """Take a place away: the person has no access from the next request on. What the person did stays recorded."""
    require(MANAGE)
    with change() as tx:
        membership = locked_place(tx, membership_id)
        guard_director(membership.role)
        guard_last(membership)
        tx.delete(membership)
        tx.record(
            "accounts.place_ended",
            subject=membership,
            before={"role": membership.role, "post": membership.post, "account": membership.account_id},
        )
        tx.emit("accounts.place_ended", {"account": str(membership.account_id), "role": membership.role})


def ru_key(text: str) -> str:
    """The form in which words are compared: small letters, ё after е."""
    return text.lower().replace("ё", "её").strip()


def ru_key_of(column: SQLColumnExpression[str]) -> ColumnElement[str]:
    """``ru_key`` in SQL; the database's own order would put ё before а."""
    return func.replace(func.lower(column), "ё", "её")


def _members(*conditions: ColumnElement[bool]) -> list[Member]:
    rows = session().execute(
        select(Membership, Account)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.role.not_in(PARTICIPANT_ROLES), *conditions)
        .order_by(ru_key_of(Account.surname), ru_key_of(Account.name), Account.id, Membership.created_at)
    )
    people: dict[UUID, tuple[Account, list[MemberPlace]]] = {}
    for membership, account in rows:
        place = MemberPlace(
            membership.id, membership.role, membership.post, membership.created_at, membership.closed_at
        )
        people.setdefault(account.id, (account, []))[1].append(place)
    return [_member(account, tuple(places)) for account, places in people.values()]


def _member(account: Account, places: tuple[MemberPlace, ...]) -> Member:
    state = "blocked" if all(place.closed_at for place in places) else account.state
    return Member(account.id, name_of(account), account.email, state, places, account.signed_in_at)


def _contains(word: str) -> ColumnElement[bool]:
    return or_(
        *(
            ru_key_of(column).contains(word, autoescape=True)
            for column in (Account.surname, Account.name, Account.patronymic, Membership.post)
        )
    )


def _refuse_if_closed(account: Account) -> None:
    closed = select(Membership.id).where(
        Membership.account_id == account.id, Membership.closed_at.is_not(None)
    )
    if session().scalar(closed.limit(1)) is not None:
        raise Refused(_("The access of this person is closed here. Open it again first."), field="email")


def _check_role(role: str) -> None:
    if role not in TENANT_ROLES:
        raise Refused(_("Choose a role from the list."), field="role")


def _send_letter(account: Account) -> None:
    tenant = tenants.current_tenant()
    with open_scope(IdentityScope(actor=current_actor())), change() as tx:
        if account.state == "active":
            letters.send_new_place(account, place=tenant.display_name)
        elif account.state == "invited":
            links.send_invitation(tx, account, tenant.display_name)
        tx.record("accounts.letter_sent", subject=account, after={"tenant": tenant.slug})
