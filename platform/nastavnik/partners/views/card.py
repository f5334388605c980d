# SPDX-License-Identifier: MIT
"""A partner's card and the forms that change it."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, url_for

from nastavnik.foundation.i18n import gettext as _
from nastavnik.partners import service
from nastavnik.partners.forms import CardFields, RequisitesForm, fields_of
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send

from .frame import blueprint


@blueprint.get("/<uuid:partner_id>")
@access(right="partners.view")
def card(partner_id: UUID) -> str:
    """What is known of a partner, and who acts for it."""
    kept = service.get_partner(partner_id)
    return render_template(
        "partners/card.html",
        partner=kept.partner,
        party=kept.organisation,
        people=service.people_of(partner_id),
    )


@blueprint.route("/<uuid:partner_id>/edit", methods=["GET", "POST"])
@access(right="partners.edit")
def edit(partner_id: UUID) -> Page:
    """Change what the organisation keeps about the partner."""
    kept = service.get_partner(partner_id)
    form = CardFields(data=fields_of(kept.partner))
    sent = send(
        form,
        lambda: service.change_partner(partner_id, form.card(), seen=form.seen_version),
        _("Saved."),
        url_for("partners.card", partner_id=partner_id),
    )
    return sent or page("partners/edit.html", form, partner=kept.partner, party=kept.organisation)


@blueprint.route("/<uuid:partner_id>/requisites", methods=["GET", "POST"])
@access(right="partners.edit")
def requisites(partner_id: UUID) -> Page:
    """Correct the legal entity, while it has nobody who would do it itself."""
    kept = service.get_partner(partner_id)
    form = RequisitesForm(data=fields_of(kept.organisation))
    sent = send(
        form,
        lambda: service.change_requisites(partner_id, form.requisites(), seen=form.seen_version),
        _("Saved."),
        url_for("partners.card", partner_id=partner_id),
    )
    return sent or page(
        "partners/requisites.html",
        form,
        partner=kept.partner,
        party=kept.organisation,
        closed=service.has_people(kept.organisation.id),
    )
