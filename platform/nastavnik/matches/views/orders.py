# SPDX-License-Identifier: MIT
"""Orders on pairs: agreed pairs are gathered into a draft, printed, and started on the day of the signed order."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.consents.service import Obstacle
from nastavnik.foundation.change import change
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.files import check_upload, get_file, store
from nastavnik.foundation.i18n import gettext as _
from nastavnik.matches import service
from nastavnik.matches.forms import SignForm
from nastavnik.matches.service import NotReady
from nastavnik.programmes import service as programmes
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send, uploaded
from nastavnik.web.pages import download

from .frame import blueprint, identifier, paper


@blueprint.get("/orders")
@access(right="matches.view")
def orders() -> str:
    """Agreed pairs that wait for an order, drafts, and orders that were signed."""
    waiting = service.pairs_of(service.waiting_for_order())
    return render_template(
        "matches/orders.html",
        waiting=waiting,
        titles=programmes.titles_of(pair.match.programme_id for pair in waiting),
        orders=service.orders(),
        counts=service.pairs_by_order(),
    )


@blueprint.post("/orders/draft")
@access(right="matches.edit")
def draft_order() -> Response:
    """Gather the chosen pairs into a draft."""
    chosen = [one for one in map(identifier, request.form.getlist("match")) if one]
    try:
        order = service.draft_order(chosen)
    except Refused as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("matches.orders"), 303)
    flash(_("The draft is ready: print it, have it signed, and come back with its number."))
    return redirect(url_for("matches.order", order_id=order.id), 303)


@blueprint.get("/orders/<uuid:order_id>")
@access(right="matches.view")
def order(order_id: UUID) -> str:
    """One order with its pairs."""
    return _shown(order_id, SignForm())[0]


@blueprint.post("/orders/<uuid:order_id>/sign")
@access(right="matches.edit")
def sign_order(order_id: UUID) -> Page:
    """The order was signed: its pairs start."""
    found, form = service.get_order(order_id), SignForm()
    obstacles: list[Obstacle] = []

    def act() -> None:
        data = uploaded(form.file.data)
        with change():
            kept = None
            if data:
                kept = store(data, form.file.data.filename or "", check_upload(data).media_type)
            try:
                service.sign_order(
                    found.id,
                    number=form.number.data or "",
                    dated_on=form.dated_on.data,
                    file_id=kept.id if kept else None,
                )
            except NotReady as refusal:
                obstacles.extend(refusal.obstacles)
                raise

    back = url_for("matches.order", order_id=found.id)
    sent = send(form, act, _("The order is recorded, its pairs have started."), back)
    return sent or _shown(order_id, form, obstacles)


@blueprint.post("/orders/<uuid:order_id>/drop")
@access(right="matches.edit")
def drop_order(order_id: UUID) -> Response:
    """Throw a draft away."""
    found = service.get_order(order_id)
    try:
        service.drop_order(found.id)
    except Refused as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("matches.order", order_id=order_id), 303)
    flash(_("The draft is thrown away, its pairs wait for another order."))
    return redirect(url_for("matches.orders"), 303)


@blueprint.get("/orders/<uuid:order_id>/download/<kind>")
@access(right="matches.view")
def order_paper(order_id: UUID, kind: str) -> Response:
    """The order with its annex as a document."""
    return paper(service.order_on_pairs(order_id, kind), "Приказ о закреплении пар", kind)


@blueprint.get("/orders/<uuid:order_id>/scan")
@access(right="matches.view")
def order_scan(order_id: UUID) -> Response:
    """The scan of the signed order."""
    found = service.get_order(order_id)
    if found.file_id is None:
        raise NotFound("no scan")
    return download(get_file(found.file_id))


def _shown(order_id: UUID, form: SignForm, obstacles: object = ()) -> tuple[str, int]:
    found = service.get_order(order_id)
    pairs = service.pairs_of(service.matches_of_order(found.id))
    return page(
        "matches/order.html",
        form,
        order=found,
        pairs=pairs,
        titles=programmes.titles_of(pair.match.programme_id for pair in pairs),
        obstacles=obstacles,
    )
