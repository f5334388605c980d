# SPDX-License-Identifier: MIT
"""Pages of those who keep the district: the register of organisations, and what did not get through."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.accounts import service as accounts
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import Text, ngettext
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.scope import TenantScope, current_actor
from nastavnik.web.access import access
from nastavnik.web.spreadsheet import Column, spreadsheet

from . import service
from .forms import FirstCoordinatorForm, NewOrganisationForm, OrganisationForm, SureForm

administration = Blueprint("administration", __name__, template_folder="templates")

JOB_STATES: Mapping[str, Text] = {
    "running": _l("In work"),
    "queued": _l("In the queue"),
    "failed": _l("Did not work out"),
    "done": _l("Done"),
    "cancelled": _l("Stopped"),
}


@administration.get("/organisations")
@access(right="tenants.organisations")
def organisations() -> str:
    """The register: every organisation, by kind and state."""
    kind = request.args.get("kind", "")
    archived = request.args.get("state") == "archived"
    return render_template(
        "administration/organisations.html",
        organisations=service.organisations(
            kind=kind if kind in service.KINDS else "", state="archived" if archived else "active"
        ),
        kinds=service.KINDS,
        kind=kind,
        archived=archived,
    )


@administration.get("/organisations.xlsx")
@access(right="tenants.organisations")
def organisations_xlsx() -> Response:
    """The register as a workbook."""
    return spreadsheet(
        _("Organisations"),
        [
            Column(_("Short name"), 34),
            Column(_("Full name"), 70),
            Column(_("Kind"), 28),
            Column(_("INN"), 14),
            Column(_("KPP"), 12),
            Column(_("OGRN"), 16),
            Column(_("Address"), 44),
            Column(_("Telephone"), 20),
            Column(_("E-mail"), 26),
            Column(_("Site"), 26),
        ],
        (
            (
                one.short_name,
                one.full_name,
                str(service.KINDS.get(one.kind, one.kind)),
                one.inn,
                one.kpp,
                one.ogrn,
                one.address,
                one.phone,
                one.email,
                one.site,
            )
            for one in service.organisations()
        ),
        file_name=f"organisations-{today():%Y-%m-%d}.xlsx",
    )


@administration.route("/organisations/new", methods=["GET", "POST"])
@access(right="tenants.organisations")
def new_organisation() -> Response | str | tuple[str, int]:
    """Put an organisation into the district; the first coordinator is invited on the next page."""
    form = NewOrganisationForm()
    if form.ready():
        try:
            tenant = service.add_organisation(form.slug.data or "", form.card())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            flash(_("«%(name)s» is in the district now.", name=tenant.short_name))
            return redirect(url_for("administration.invite_coordinator", slug=tenant.slug), 303)
    page = render_template("administration/organisation.html", form=form, tenant=None)
    return page, 422 if form.errors else 200


@administration.route("/organisations/<slug>", methods=["GET", "POST"])
@access(right="tenants.organisations")
def edit_organisation(slug: str) -> Response | str | tuple[str, int]:
    """Change the facts of an organisation."""
    tenant = service.any_organisation(slug)
    form = OrganisationForm(obj=tenant, contact_email=tenant.email)
    if form.ready():
        try:
            service.edit_organisation(slug, form.card(accent=tenant.accent, fictional=tenant.fictional))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved."))
            return redirect(url_for("administration.organisations"), 303)
    page = render_template(
        "administration/organisation.html", form=form, tenant=tenant, archive=SureForm(sent=False)
    )
    return page, 422 if form.errors else 200


@administration.route("/organisations/<slug>/coordinator", methods=["GET", "POST"])
@access(right="tenants.organisations")
def invite_coordinator(slug: str) -> Response | str | tuple[str, int]:
    """Invite a coordinator into an organisation of the district."""
    tenant = service.any_organisation(slug)
    form = FirstCoordinatorForm()
    if form.ready():
        try:
            with open_scope(TenantScope(tenant.id, tenant.slug, actor=current_actor())):
                accounts.invite_first_coordinator(
                    form.email.data or "", form.person_name, form.post.data or ""
                )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            flash(_("The letter goes to %(email)s.", email=form.email.data))
            return redirect(url_for("administration.organisations"), 303)
    page = render_template("administration/coordinator.html", form=form, tenant=tenant)
    return page, 422 if form.errors else 200


@administration.post("/organisations/<slug>/archive")
@access(right="tenants.organisations")
def archive_organisation(slug: str) -> Response | tuple[str, int]:
    """Close an organisation, after a second question."""
    tenant = service.any_organisation(slug)
    sure = SureForm()
    if not sure.ready():
        form = OrganisationForm(sent=False, obj=tenant, contact_email=tenant.email)
        page = render_template("administration/organisation.html", form=form, tenant=tenant, archive=sure)
        return page, 422
    service.archive_organisation(slug)
    flash(_("«%(name)s» is archived. Its data are kept.", name=tenant.short_name))
    return redirect(url_for("administration.organisations", state="archived"), 303)


@administration.post("/organisations/<slug>/restore")
@access(right="tenants.organisations")
def restore_organisation(slug: str) -> Response:
    """Open an archived organisation again."""
    tenant = service.any_organisation(slug)
    service.restore_organisation(slug)
    flash(_("«%(name)s» is open again.", name=tenant.short_name))
    return redirect(url_for("administration.organisations"), 303)


@administration.get("/deliveries")
@access(right="system.operate")
def deliveries() -> str:
    """Events, letters and jobs that failed or wait."""
    return render_template("administration/deliveries.html", found=service.deliveries())


@administration.get("/jobs")
@access(right="system.operate")
def jobs() -> str:
    """Long jobs of the last week in every organisation."""
    state = request.args.get("state", "")
    found = service.all_jobs(state)
    return render_template("administration/jobs.html", found=found, state=state, words=JOB_STATES)


@administration.post("/deliveries/<uuid:event_id>/retry")
@access(right="system.operate")
def retry_event(event_id: UUID) -> Response:
    """Deliver one event again."""
    try:
        service.retry_event(event_id)
    except NotFound:
        flash(_("This event is not among the failed ones any more."), "warning")
    else:
        flash(_("The event is being delivered again."))
    return redirect(url_for("administration.deliveries"), 303)


@administration.post("/deliveries/retry")
@access(right="system.operate")
def retry_all_events() -> Response:
    """Deliver every failed event again."""
    count = service.retry_all_events()
    flash(
        ngettext(
            "%(num)s event is being delivered again.", "%(num)s events are being delivered again.", count
        )
    )
    return redirect(url_for("administration.deliveries"), 303)


@administration.post("/deliveries/letters/retry")
@access(right="system.operate")
def retry_letters() -> Response:
    """Send every failed letter again."""
    count = service.retry_letters()
    flash(ngettext("%(num)s letter is in the queue again.", "%(num)s letters are in the queue again.", count))
    return redirect(url_for("administration.deliveries"), 303)
