# SPDX-License-Identifier: MIT
"""The month of deadlines, and the address by which a person's own calendar shows them."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

from babel.dates import get_day_names
from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.dates import month_name, today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import current_locale
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.roadmap.service import agenda as agendas
from nastavnik.roadmap.service import agenda_feed as feeds
from nastavnik.roadmap.service.now import leads
from nastavnik.settings import Settings
from nastavnik.web.access import access
from nastavnik.web.acts import Page
from nastavnik.web.spreadsheet import Column, spreadsheet

from .frame import blueprint, may

MINE = "mine"
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
COLUMNS = (
    Column(_l("Deadline"), 14),
    Column(_l("No."), 8),
    Column(_l("Measure"), 60),
    Column(_l("Execution"), 22),
    Column(_l("State"), 26),
    Column(_l("Responsible"), 34),
)


@blueprint.get("/agenda")
@access(right="roadmap.view")
def agenda() -> str:
    """A month of deadlines: the whole roadmap's, or the reader's own."""
    mine = request.args.get("who") == MINE
    month = agendas.month_of(_asked(), today(), mine=mine)
    days = agendas.days_of(month.mine if mine else month.entries)
    return render_template(
        "roadmap/agenda.html",
        month=month,
        mine=mine,
        title=month_title(month.first),
        days=days,
        weeks=agendas.weeks_of(month.first, days),
        week_days=_week_days(),
        month_title=month_title,
        code=code,
        feed=feeds.my_feed(),
        all_in_feed=leads(),
        may=may,
    )


@blueprint.get("/agenda.xlsx")
@access(right="roadmap.view")
def download_agenda() -> Response:
    """The month as a list."""
    mine = request.args.get("who") == MINE
    month = agendas.month_of(_asked(), today(), mine=mine)
    title = month_title(month.first)
    return spreadsheet(
        title,
        COLUMNS,
        (
            (
                entry.deadline.due,
                entry.deadline.number,
                entry.deadline.measure,
                entry.deadline.title,
                entry.state.words,
                ", ".join(entry.names),
            )
            for entry in (month.mine if mine else month.entries)
        ),
        file_name=f"Сроки {month.first:%m.%Y}.xlsx",
        about=(
            (_l("Month"), title),
            (_l("As of"), today()),
            (_l("Whose"), _("mine") if mine else _("all")),
        ),
    )


@blueprint.route("/agenda/feed", methods=["GET", "POST"])
@access(right="roadmap.view")
def make_feed() -> Page:
    """Make an address for the person's own calendar and show it, this once."""
    if request.method == "GET":
        return redirect(url_for("roadmap.agenda", _anchor="feed"), 303)
    path = url_for("calendar.feed", token=feeds.make_feed())
    address = f"{_base()}{path}"
    return render_template(
        "roadmap/agenda_feed.html",
        address=address,
        subscribe=urlsplit(address)._replace(scheme="webcal").geturl(),
        all_in_feed=leads(),
    )


@blueprint.post("/agenda/feed/revoke")
@access(right="roadmap.view")
def revoke_feed() -> Response:
    """Stop the address."""
    try:
        feeds.revoke_feed()
    except Refused as refusal:
        flash(refusal.message, "warning")
    else:
        flash(_("The address is revoked: calendars no longer get anything by it."))
    return redirect(url_for("roadmap.agenda", _anchor="feed"), 303)


def month_title(first: date) -> str:
    """«Октябрь 2024»."""
    name = month_name(first.month)
    return f"{name[0].upper()}{name[1:]} {first.year}"


def code(first: date) -> str:
    """«2024-10», as the address has it."""
    return f"{first:%Y-%m}"


def _week_days() -> list[tuple[str, str]]:
    """Days of the week from Monday: in two letters, and in full."""
    short, full = (get_day_names(width, "stand-alone", current_locale()) for width in ("short", "wide"))
    return [(str(short[day]), str(full[day])) for day in range(7)]


def _asked() -> date:
    """The first day of the month in the address; of this month when there is none, or none that makes sense."""
    found = _MONTH.fullmatch(request.args.get("month", ""))
    return date(int(found[1]), int(found[2]), 1) if found else today().replace(day=1)


def _base() -> str:
    settings: Settings = current_app.extensions["nastavnik.settings"]
    return settings.base_url.rstrip("/")
