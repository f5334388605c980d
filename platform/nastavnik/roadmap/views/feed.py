# SPDX-License-Identifier: MIT
"""A person's deadlines for a calendar application, which knows a secret address and cannot sign in."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, current_app, request, url_for
from icalendar import Calendar, Event
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import Actor, TenantScope
from nastavnik.roadmap.service.agenda import Deadline, deadlines_for_calendar
from nastavnik.roadmap.service.agenda_feed import FeedOwner, owner_of
from nastavnik.settings import Settings
from nastavnik.tenants import service as tenants
from nastavnik.web.access import access
from nastavnik.web.scoping import enter, plugins_of_app

calendar = Blueprint("calendar", __name__)

PLUGIN = "roadmap"
RIGHT = "roadmap.view"
ASK_AGAIN = timedelta(hours=6)


@calendar.get("/<token>.ics")
@access(public=True)
def feed(token: str) -> Response:
    """The calendar behind a secret address; 404 for any other, a revoked one, and one whose owner has left.

    It opens its owner's organisation with its owner's rights and shows no person's name.
    """
    owner = owner_of(token)
    if owner is None:
        raise NotFound
    rights = plugins_of_app().rights_of(owner.roles)
    if RIGHT not in rights:
        raise NotFound
    enter(
        TenantScope(
            owner.tenant_id,
            owner.slug,
            actor=Actor(owner.name, owner.account_id, rights, owner.roles, request.remote_addr),
        )
    )
    if PLUGIN not in tenants.enabled_plugins(plugins_of_app()):
        raise NotFound
    with using_language(DEFAULT_LANGUAGE):
        body = _calendar(owner)
    response = current_app.response_class(body, mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'inline; filename="nastavnik.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.add_etag()
    return response.make_conditional(request)


def _calendar(owner: FeedOwner) -> bytes:
    title = _("Roadmap: %(organisation)s", organisation=tenants.current_tenant().display_name)
    book = Calendar()
    book.add("prodid", "-//Nastavnik//Roadmap//RU")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("name", title)
    book.add("x-wr-calname", title)
    book.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    book.add("x-published-ttl", "PT6H")
    for deadline in deadlines_for_calendar(today()):
        book.add_component(_event(deadline, owner))
    return bytes(book.to_ical())


def _event(deadline: Deadline, owner: FeedOwner) -> Event:
    """A day-long event. Its identifier stays when the deadline moves; DTSTAMP is no clock, so nothing changes by itself."""
    event = Event()
    address = _address(deadline, owner)
    event.add("uid", f"{deadline.occurrence_id}@nastavnik")
    event.add("sequence", deadline.version - 1)
    event.add("dtstamp", deadline.made_at)
    event.add("dtstart", deadline.due)
    event.add("dtend", deadline.due + timedelta(days=1))
    event.add("summary", _summary(deadline))
    event.add("description", address)
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add("categories", [_("Roadmap")])
    return event


def _summary(deadline: Deadline) -> str:
    parts = [f"{deadline.number} {deadline.measure}".strip()]
    if deadline.title:
        parts.append(f"({deadline.title})")
    words = " ".join(parts)
    return _("Done: %(measure)s", measure=words) if deadline.state == "done" else words


def _address(deadline: Deadline, owner: FeedOwner) -> str:
    settings: Settings = current_app.extensions["nastavnik.settings"]
    path = url_for(
        "roadmap.item", tenant=owner.slug, item_id=deadline.item_id, execution=deadline.occurrence_id
    )
    return f"{settings.base_url.rstrip('/')}{path}"
