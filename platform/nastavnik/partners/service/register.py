# SPDX-License-Identifier: MIT
"""The register of an organisation's partners. A legal entity is one for the district: a known ИНН is tied, not made anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from nastavnik.accounts import service as accounts
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.partners.models import Partner, PartnerOrganisation
from nastavnik.people.service import Listing, Overtaken, PageOfRows

from .cards import PartnerCard, Requisites

VIEW, EDIT = "partners.view", "partners.edit"


class Kept(NamedTuple):
    """A line of the register: what the organisation keeps, and the legal entity itself."""

    partner: Partner
    organisation: PartnerOrganisation


class AlreadyKnown(Refused):
    """The district knows this ИНН: the legal entity is offered instead of a second one."""

    def __init__(self, known: PartnerOrganisation, partner_id: UUID | None) -> None:
        super().__init__(
            _("Your register has this organisation already.")
            if partner_id
            else _("The district knows this organisation already: use it instead of a second one."),
            field="inn",
        )
        self.organisation, self.partner_id = known, partner_id


@dataclass(frozen=True, slots=True)
class PartnerFilter:
    """What the register is narrowed to; empty means everything."""

    text: str = ""
    state: str = ""
    sector: str = ""
    offer: str = ""
    listing: Listing = field(default_factory=lambda: Listing("name"))


def partners(wanted: PartnerFilter | None = None) -> PageOfRows[Any]:
    """A page of the register, (partner, legal entity) in each row; two queries whatever the length."""
    require(VIEW)
    wanted = wanted or PartnerFilter()
    name = _key(PartnerOrganisation.short_name)
    statement = select(Partner, PartnerOrganisation).join(
        PartnerOrganisation, PartnerOrganisation.id == Partner.organisation_id
    )
    for word in wanted.text.lower().replace("ё", "её").split():
        found = (
            _key(column).contains(word, autoescape=True)
            for column in (
                PartnerOrganisation.short_name,
                PartnerOrganisation.full_name,
                PartnerOrganisation.inn,
            )
        )
        statement = statement.where(next(found) | next(found) | next(found))
    if wanted.state:
        statement = statement.where(Partner.state == wanted.state)
    if wanted.sector:
        statement = statement.where(PartnerOrganisation.sector == wanted.sector)
    if wanted.offer:
        statement = statement.where(Partner.offers.contains([wanted.offer]))
    columns = {
        "name": (name,),
        "sector": (PartnerOrganisation.sector, name),
        "state": (Partner.state, name),
        "since": (Partner.created_at, name),
    }
    return wanted.listing.page_of(session(), statement, columns, key=Partner.id)


def partner_counts() -> dict[str, int]:
    """How many partners there are in each state."""
    require(VIEW)
    return {
        row[0]: row[1]
        for row in session().execute(select(Partner.state, func.count()).group_by(Partner.state))
    }


def get_partner(partner_id: UUID, *, lock: bool = False) -> Kept:
    """One partner of the open organisation with its legal entity; ``NotFound`` for anybody else's."""
    require(VIEW)
    partner = session().get(
        Partner, (current_tenant_id(), partner_id), with_for_update=lock, populate_existing=lock
    )
    if partner is None:
        raise NotFound("no such partner")
    return Kept(
        partner,
        session().get_one(
            PartnerOrganisation, partner.organisation_id, with_for_update=lock, populate_existing=lock
        ),
    )


def add_partner(requisites: Requisites, card: PartnerCard, *, fictional: bool = False) -> Partner:
    """A new partner with a legal entity that nobody in the district has written down yet; else ``AlreadyKnown``."""
    require(EDIT)
    values, kept = requisites.columns(), card.columns()
    _refuse_known(values["inn"])
    try:
        with change() as tx:
            organisation = tx.add(
                PartnerOrganisation(**values, added_by_tenant=current_tenant_id(), fictional=fictional)
            )
            tx.flush()
            tx.record("partners.organisation_added", subject=organisation, after=values)
            partner = _tie(tx, organisation, kept)
    except IntegrityError as error:
        _refuse_known(values["inn"])
        raise Refused(_("Another organisation has this OGRN: check the number."), field="ogrn") from error
    return partner


def tie_partner(organisation_id: UUID, card: PartnerCard) -> Partner:
    """Take a legal entity that the district knows into the register. Nobody of the own staff may act for it."""
    require(EDIT)
    kept = card.columns()
    organisation = session().get(PartnerOrganisation, organisation_id)
    if organisation is None:
        raise NotFound("no such legal entity")
    try:
        with change() as tx:
            partner = _tie(tx, organisation, kept)
            if staff := accounts.staff_at_partner(organisation_id):
                raise Refused(
                    _(
                        "%(names)s act for this partner and work for your organisation: one of the two must end first.",
                        names=", ".join(name.short for name in staff),
                    )
                )
    except IntegrityError as error:
        raise Refused(_("Your register has this organisation already.")) from error
    return partner


def change_partner(partner_id: UUID, card: PartnerCard, *, seen: int | None = None) -> Partner:
    """Change what the organisation keeps; ``seen`` is the version that the form showed."""
    require(EDIT)
    columns = card.columns()
    with change() as tx:
        partner = get_partner(partner_id, lock=True).partner
        before = _differing(partner, columns, seen)
        if not before:
            return partner
        if "state" in before:
            partner.state_since = today()
        _store(tx, partner, columns)
        tx.record(
            "partners.changed",
            subject=partner,
            before=before,
            after={name: columns[name] for name in before},
        )
        tx.emit("partners.changed", {"partner": str(partner.organisation_id)})
    return partner


def has_people(organisation_id: UUID) -> bool:
    """Whether somebody of the legal entity signs in: from then on it keeps its requisites itself."""
    return any(one.state == "active" for one in accounts.partner_people([organisation_id])[organisation_id])


def change_requisites(
    partner_id: UUID, requisites: Requisites, *, seen: int | None = None
) -> PartnerOrganisation:
    """Correct the legal entity, while it has nobody who signs in and could do so itself."""
    require(EDIT)
    columns = requisites.columns()
    try:
        with change() as tx:
            organisation = get_partner(partner_id, lock=True).organisation
            if has_people(organisation.id):
                raise Refused(_("The partner keeps its requisites itself, in its portal."))
            if store_requisites(tx, organisation, columns, seen):
                tx.emit("partners.requisites_changed", {"partner": str(organisation.id)})
            return organisation
    except IntegrityError as error:
        raise Refused(
            _("Another organisation of the district has this INN or OGRN: check the numbers."), field="inn"
        ) from error


def store_requisites(
    tx: Change, organisation: PartnerOrganisation, columns: Mapping[str, Any], seen: int | None
) -> Mapping[str, Any]:
    """Write changed requisites with their entry into the open change; give back what stood there before."""
    before = _differing(organisation, columns, seen)
    if before:
        _store(tx, organisation, columns)
        tx.record(
            "partners.requisites_changed",
            subject=organisation,
            before=before,
            after={name: columns[name] for name in before},
        )
    return before


def _tie(tx: Change, organisation: PartnerOrganisation, columns: Mapping[str, Any]) -> Partner:
    partner = tx.add(Partner(organisation_id=organisation.id, state_since=today(), **columns))
    tx.flush()
    tx.record(
        "partners.added",
        subject=partner,
        after={"partner": organisation.id, "state": partner.state, "offers": partner.offers},
    )
    tx.emit("partners.added", {"partner": str(organisation.id)})
    return partner


def _refuse_known(inn: str) -> None:
    known = session().scalar(select(PartnerOrganisation).where(PartnerOrganisation.inn == inn))
    if known is not None:
        tied = session().scalar(select(Partner.id).where(Partner.organisation_id == known.id))
        raise AlreadyKnown(known, tied)


def _differing(row: Any, columns: Mapping[str, Any], seen: int | None) -> dict[str, Any]:
    if seen is not None and seen != row.version:
        raise Overtaken(row.version)
    return {name: getattr(row, name) for name, value in columns.items() if getattr(row, name) != value}


def _store(tx: Change, row: Any, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
    row.changed_at = now()
    try:
        tx.flush()
    except StaleDataError as error:
        raise Overtaken from error


def _key(column: Any) -> Any:
    return func.replace(func.lower(column), "ё", "её")
