# SPDX-License-Identifier: MIT
"""The own page of a mentor or a mentee: one next step, and what comes after it. Made for a phone."""

from __future__ import annotations

from typing import Any

from flask import Response as FlaskResponse
from flask import abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.i18n import gettext as _
from nastavnik.meetings import service
from nastavnik.meetings.participants_forms import FeedbackForm, TellForm, absent_choices
from nastavnik.meetings.service import OwnPage, Reader, Seen
from nastavnik.people import service as people
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send
from nastavnik.web.scoping import organisation

from .codes import full_address
from .frame import blueprint, identifier
from .talking import day_and_month, mood_of, until, with_whom


@blueprint.context_processor
def _frame() -> dict[str, Any]:
    return {"organisation": organisation(), "modest": service.modest, "categories": people.CATEGORIES}


CALENDAR = "text/calendar; charset=utf-8; method=PUBLISH"


@blueprint.route("/mine", methods=["GET", "POST"])
@access(right=service.RIGHT)
def mine() -> Page:
    """The page of somebody who signs in."""
    return _own_page(service.reader_signed_in(), None)


@blueprint.route("/page/<token>", methods=["GET", "POST"])
@access(public=True)
def page_by_link(token: str) -> Page:
    """The same page behind a personal link, which is read many times until it is revoked."""
    try:
        reader = service.reader_by_link(token)
    except NotFound:
        return _closed(404)
    return _own_page(reader, token) if reader else _closed(200)


@blueprint.get("/mine/meeting.ics")
@access(right=service.RIGHT)
def own_appointment() -> Response:
    """One meeting as a file for a calendar."""
    return _appointment(service.reader_signed_in())


@blueprint.get("/page/<token>/meeting.ics")
@access(public=True)
def appointment_by_link(token: str) -> Response:
    """One meeting as a file for a calendar."""
    return _appointment(_reader(token))


@blueprint.post("/mine/calendar")
@access(right=service.RIGHT)
def own_calendar() -> Page:
    """A secret address for the person's own calendar, shown this once; or its end."""
    return _calendar_address(service.reader_signed_in(), None)


@blueprint.post("/page/<token>/calendar")
@access(public=True)
def calendar_by_link(token: str) -> Page:
    """A secret address for the person's own calendar, shown this once; or its end."""
    return _calendar_address(_reader(token), token)


@blueprint.get("/calendar/<token>.ics")
@access(public=True)
def feed(token: str) -> Response:
    """A person's meetings for a calendar application, which knows a secret address and cannot sign in."""
    response = current_app.response_class(service.calendar_of(token), content_type=CALENDAR)
    response.headers["Content-Disposition"] = 'inline; filename="nastavnik.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.add_etag()
    return response.make_conditional(request)


def _own_page(reader: Reader, token: str | None) -> Page:
    own = service.own_page(reader)
    here = _address("", token)
    asked = _asked(own)
    form = _form(asked)
    about = identifier(request.form.get("about")) if request.method == "POST" else None
    if about is not None and form is not None and asked is not None:
        if about != _subject(asked):
            flash(_("That has been told already. Here is what comes next."), "info")
            return redirect(here, 303)
        sent = send(form, lambda: _keep(reader, asked, form), _("Your answer is kept."), here)
        if sent is not None:
            return sent
    elif request.method == "POST":
        return redirect(here, 303)
    if form is None:
        return render_template("meetings/mine.html", **_words(own, asked, None, token))
    return page("meetings/mine.html", form, **_words(own, asked, form, token))


def _asked(own: OwnPage) -> Seen | None:
    """What the page asks about first: a meeting whose time is over, then feedback that is owed."""
    return next(iter((*own.to_tell, *own.owed)), None)


def _subject(seen: Seen) -> Any:
    return seen.feedback.id if seen.feedback else seen.meeting.id


def _form(seen: Seen | None) -> FeedbackForm | None:
    if seen is None:
        return None
    if seen.feedback is not None:
        return FeedbackForm()
    meeting = seen.meeting
    form = TellForm(outcome=meeting.format, held_on=seen.day, minutes=meeting.minutes)
    form.absent.choices = absent_choices(list(zip(seen.other_ids, seen.others, strict=True)))
    return form


def _keep(reader: Reader, seen: Seen, form: FeedbackForm) -> None:
    if isinstance(form, TellForm):
        service.tell(reader, seen.meeting.id, form.told())
    elif seen.feedback is not None:
        service.give_own(reader, seen.feedback.id, form.words())


def _words(own: OwnPage, asked: Seen | None, form: FeedbackForm | None, token: str | None) -> dict[str, Any]:
    given: dict[str, Any] = {} if form is not None else {"form": None}
    return {
        **given,
        "own": own,
        "asked": asked,
        "tells": isinstance(form, TellForm),
        "about": _subject(asked) if asked else "",
        "others_wait": max(len(own.to_tell) + len(own.owed) - 1, 0),
        "by_link": token is not None,
        "feed": service.own_feed(own.reader),
        "address": lambda what, **values: _address(what, token, **values),
        "day_and_month": day_and_month,
        "mood_of": mood_of,
        "until": until,
        "with_whom": with_whom,
    }


def _address(what: str, token: str | None, **values: Any) -> str:
    """A page of this reader: the same things have an address for those who sign in and one for those with a link."""
    if token is None:
        ending = {"": "mine", "meeting": "own_appointment", "calendar": "own_calendar"}[what]
        return url_for(f"meetings.{ending}", **values)
    ending = {"": "page_by_link", "meeting": "appointment_by_link", "calendar": "calendar_by_link"}[what]
    return url_for(f"meetings.{ending}", token=token, **values)


def _reader(token: str) -> Reader:
    reader = service.reader_by_link(token)
    if reader is None:
        raise NotFound("this link does not work any more")
    return reader


def _closed(status: int) -> tuple[str, int]:
    return render_template("meetings/mine_closed.html", known=status != 404), status


def _appointment(reader: Reader) -> Response:
    meeting_id = identifier(request.args.get("meeting"))
    if meeting_id is None:
        abort(404)
    response = FlaskResponse(service.appointment_of(reader, meeting_id), content_type=CALENDAR)
    response.headers["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _calendar_address(reader: Reader, token: str | None) -> Page:
    if request.form.get("do") == "revoke":
        service.revoke_own_feed(reader)
        flash(_("The address is revoked: calendars no longer get anything by it."))
        return redirect(_address("", token), 303)
    address = full_address(service.make_own_feed(reader))
    return render_template(
        "meetings/mine_calendar.html",
        reader=reader,
        feed_address=address,
        subscribe=address.replace("https://", "webcal://").replace("http://", "webcal://"),
        back=_address("", token),
        by_link=token is not None,
    )
