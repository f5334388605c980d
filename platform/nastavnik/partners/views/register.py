# SPDX-License-Identifier: MIT
"""The register of partners, its workbook (domain 5.4), and a new partner."""

from __future__ import annotations

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.partners import service
from nastavnik.partners.forms import CardFields, NewPartnerForm
from nastavnik.partners.service import AlreadyKnown, Partner, PartnerFilter
from nastavnik.partners.words import KINDS, OFFERS, SECTORS, STATES, word
from nastavnik.people.service import Listing
from nastavnik.web.access import access
from nastavnik.web.acts import Page, number_of_page, page, send
from nastavnik.web.spreadsheet import Column, spreadsheet

from .frame import blueprint

COLUMNS = (
    Column(_l("Full name"), 50),
    Column(_l("Short name"), 36),
    Column(_l("Kind"), 26),
    Column(_l("INN"), 14),
    Column(_l("KPP"), 12),
    Column(_l("OGRN"), 18),
    Column(_l("Sector"), 28),
    Column(_l("Address"), 40),
    Column(_l("Telephone"), 18),
    Column(_l("E-mail"), 28),
    Column(_l("What the partner offers"), 40),
    Column(_l("Contact person"), 30),
    Column(_l("Post of the contact person"), 28),
    Column(_l("Telephone of the contact person"), 20),
    Column(_l("State"), 18),
    Column(_l("In this state since"), 14),
)


@blueprint.get("/")
@access(right="partners.view")
def index() -> str:
    """The register of partners."""
    wanted = _filter(Listing(request.args.get("sort", "name")[:20], number_of_page()))
    return render_template(
        "partners/index.html",
        page=service.partners(wanted),
        wanted=wanted,
        counts=service.partner_counts(),
        filtered=any(request.args.get(name) for name in ("q", "state", "sector", "offer")),
    )


@blueprint.get("/list.xlsx")
@access(right="partners.view")
def index_xlsx() -> Response:
    """«Перечень партнёрских организаций» as a workbook; the filter of the page narrows it."""
    rows = service.partners(_filter(Listing("name", size=0))).rows
    return spreadsheet(
        _("Partner organisations"),
        COLUMNS,
        (
            (
                party.full_name,
                party.short_name,
                word(KINDS, party.kind),
                party.inn,
                party.kpp,
                party.ogrn,
                word(SECTORS, party.sector),
                party.address,
                party.phone,
                party.email,
                ", ".join(word(OFFERS, code) for code in one.offers),
                one.contact_name,
                one.contact_post,
                one.contact_phone,
                word(STATES, one.state),
                one.state_since,
            )
            for one, party in rows
        ),
        file_name=f"partners-{today():%Y-%m-%d}.xlsx",
    )


@blueprint.route("/new", methods=["GET", "POST"])
@access(right="partners.edit")
def add() -> Page:
    """A new partner; an ИНН that the district knows is offered for use instead."""
    form, made = NewPartnerForm(), list[Partner]()
    known: list[AlreadyKnown] = []

    def act() -> None:
        try:
            made.append(service.add_partner(form.requisites(), form.card()))
        except AlreadyKnown as refusal:
            known.append(refusal)
            raise

    sent = send(
        form,
        act,
        _("The partner is in the register."),
        lambda: url_for("partners.card", partner_id=made[0].id),
    )
    return sent or page("partners/new.html", form, known=known[0] if known else None)


@blueprint.route("/use/<inn>", methods=["GET", "POST"])
@access(right="partners.edit")
def use(inn: str) -> Page:
    """Take an organisation that the district knows into the register."""
    organisation = service.known_organisation(inn)
    form, made = CardFields(), list[Partner]()
    sent = send(
        form,
        lambda: made.append(service.tie_partner(organisation.id, form.card())),
        _("The partner is in the register."),
        lambda: url_for("partners.card", partner_id=made[0].id),
    )
    return sent or page("partners/use.html", form, party=organisation)


def _filter(listed: Listing) -> PartnerFilter:
    def one_of(name: str, known: object) -> str:
        asked = request.args.get(name, "")
        return asked if asked in known else ""  # type: ignore[operator]

    return PartnerFilter(
        text=request.args.get("q", "").strip()[:100],
        state=one_of("state", STATES),
        sector=one_of("sector", SECTORS),
        offer=one_of("offer", OFFERS),
        listing=listed,
    )
