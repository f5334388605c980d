# SPDX-License-Identifier: MIT
"""Pages that belong to no room: first pages of an organisation and of a portal, search, long jobs, files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from sqlalchemy import text
from werkzeug.wrappers import Response

from nastavnik.foundation import database, files, jobs, notifications
from nastavnik.foundation.dates import format_date, today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import languages
from nastavnik.foundation.scope import current_actor
from nastavnik.hookspecs import Found, NowCards, NowFigure, TodoEntry
from nastavnik.settings import Settings

from . import language, notices
from .access import access
from .job_words import left_in_words, took_in_words
from .scoping import PREFIXES, Mount, enabled, person, plugins_of_app
from .theme import local_path

SOON = timedelta(days=14)
FEWEST_LETTERS = 2

AT_ONCE = 8
"""Lines of a list that stand open; the rest is one press away."""

MOST_NEWS = 3
MOST_JOBS = 100

desk = Blueprint("desk", __name__)
portal = Blueprint("portal", __name__)
public = Blueprint("public", __name__)


@desk.get("/")
@access(signed_in=True)
def now() -> str:
    """«Что делать сейчас»: overdue, due soon, waiting for this person."""
    cards = [card for _plugin, card in plugins_of_app().ask_enabled(enabled(), "now_cards")]
    overdue, soon, waiting = (_entries(cards, name) for name in ("overdue", "soon", "waiting"))
    steps = [step for card in cards for step in card.first_steps]
    beginning = any(not step.done for step in steps)
    figures = [] if beginning else _counts(overdue, soon, waiting)
    figures += [figure for card in cards for figure in card.figures]
    return render_template(
        "desk/now.html",
        today=today(),
        overdue=overdue,
        soon=soon,
        waiting=waiting,
        figures=sorted(figures, key=lambda figure: figure.order),
        changes=[change for card in cards for change in card.changes],
        unread=[one for one in notifications.latest(_account(), most=MOST_NEWS) if one.read_at is None],
        actions=[action for card in cards for action in card.actions],
        next_due=min((card.next_due for card in cards if card.next_due), default=None),
        steps=steps if beginning else [],
        at_once=AT_ONCE,
    )


def _entries(cards: Sequence[NowCards], name: str) -> list[TodoEntry]:
    entries: list[TodoEntry] = [entry for card in cards for entry in getattr(card, name)]
    return sorted(entries, key=lambda entry: (entry.due is None, entry.due or today()))


def _counts(
    overdue: Sequence[TodoEntry], soon: Sequence[TodoEntry], waiting: Sequence[TodoEntry]
) -> list[NowFigure]:
    """How long each list of the page is, with a way down to it."""
    return [
        NowFigure(
            _("Overdue"),
            str(len(overdue)),
            "#late" if overdue else "",
            tone="late" if overdue else "",
            icon="alert-circle" if overdue else "",
            order=10,
        ),
        NowFigure(
            _("Due by %(day)s", day=format_date(today() + SOON)),
            str(len(soon)),
            "#soon" if soon else "",
            tone="soon" if soon else "",
            icon="hourglass" if soon else "",
            order=20,
        ),
        NowFigure(_("Waiting for your decision"), str(len(waiting)), "#wait" if waiting else "", order=30),
    ]


@desk.get("/search")
@access(signed_in=True)
def search() -> str:
    """Answers of every plugin to one question."""
    asked = request.args.get("q", "").strip()[:200]
    found: list[Found] = []
    if len(asked) >= FEWEST_LETTERS:
        for _plugin, answers in plugins_of_app().ask_enabled(enabled(), "search", text=asked):
            found.extend(answers)
    return render_template("desk/search.html", asked=asked, found=found, fewest=FEWEST_LETTERS)


@desk.get("/jobs")
@access(signed_in=True)
def long_jobs() -> str:
    """The person's long jobs of the last week."""
    return render_template("desk/jobs.html", jobs=jobs.recent_jobs(most=MOST_JOBS), took=took_in_words)


@desk.get("/jobs/<uuid:job_id>")
@access(signed_in=True)
def job(job_id: UUID) -> str:
    """How far one job is; the fragment is asked again while the job is open."""
    found = jobs.get_job(job_id)
    words = {"job": found, "took": took_in_words, "left": left_in_words(found)}
    if request.headers.get("HX-Request"):
        return render_template("desk/job_progress.html", **words)
    others = [one for one in jobs.recent_jobs() if one.id != job_id]
    return render_template("desk/job.html", others=others, **words)


@desk.post("/jobs/<uuid:job_id>/repeat")
@access(signed_in=True)
def repeat_job(job_id: UUID) -> Response:
    """Start a job that failed or was stopped once more."""
    try:
        again = jobs.repeat_job(job_id)
    except Refused as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("desk.job", job_id=job_id), 303)
    return redirect(url_for("desk.job", job_id=again.id), 303)


@desk.post("/jobs/<uuid:job_id>/cancel")
@access(signed_in=True)
def cancel_job(job_id: UUID) -> Response:
    """Stop a job."""
    jobs.cancel_job(job_id)
    return redirect(url_for("desk.job", job_id=job_id), 303)


@desk.get("/jobs/<uuid:job_id>/file")
@access(signed_in=True)
def job_file(job_id: UUID) -> Response:
    """The file a job has made, for the one who asked for it."""
    found = jobs.get_job(job_id)
    if found.result_file_id is None:
        abort(404)
    return download(files.get_file(found.result_file_id))


def download(file: files.StoredFile) -> Response:
    """A stored file as an attachment that no browser runs or guesses about."""
    response = send_file(
        files.storage().open(file.tenant_id, file.sha256),
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
        etag=file.sha256,
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@portal.get("/")
@access(signed_in=True)
def index() -> Response:
    """The first page of the portal: the first line of its menu that is open to the person, or what waits there."""
    rights = current_actor().rights
    entries = [
        entry
        for _plugin, contributed in plugins_of_app().ask_enabled(enabled(), "navigation", scope="partner")
        for entry in contributed
        if entry.right in rights
    ]
    first = min(entries, key=lambda entry: entry.order).endpoint if entries else ".notices"
    return redirect(url_for(first), 303)


@public.get("/")
@access(public=True)
def root() -> Response:
    """The bare address: to the person's places, or to sign in."""
    return redirect(url_for("accounts.places") if person() else url_for("accounts.sign_in"), 303)


@public.get("/healthz")
@access(public=True)
def health() -> dict[str, Any]:
    """Whether the process serves and reaches its database."""
    with database.engine().connect() as connection:
        connection.execute(text("select 1"))
    return {"status": "ok"}


@public.post("/language")
@access(public=True)
def choose_language() -> Response:
    """Keep the chosen language in a cookie and return to the page."""
    response = redirect(local_path(request.form.get("next", "/")), 303)
    wanted = request.form.get("language", "")
    if wanted in languages():
        response.set_cookie(
            language.COOKIE,
            wanted,
            max_age=365 * 24 * 3600,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    return response


@public.get("/privacy")
@access(public=True)
def privacy() -> str:
    """How personal data are handled (152-ФЗ, ст. 18.1, ч. 2)."""
    return render_template("desk/privacy.html")


@public.get("/help")
@access(public=True)
def help_page() -> str:
    """Answers to the usual questions."""
    return render_template("desk/help.html")


def install(app: Flask, settings: Settings) -> None:
    """Mount the pages."""
    app.register_blueprint(desk, url_prefix=PREFIXES["tenant"])
    app.register_blueprint(portal, url_prefix=PREFIXES["partner"])
    app.register_blueprint(public)
    app.extensions["nastavnik.mounts"]["desk"] = Mount("", "tenant")
    app.extensions["nastavnik.mounts"]["portal"] = Mount("", "partner")
    app.jinja_env.globals["settings"] = settings


notices.add_to(desk, "layouts/tenant.html")
notices.add_to(portal, "layouts/portal.html")


def _account() -> UUID:
    account = current_actor().account_id
    if account is None:
        abort(404)
    return account


def site_settings() -> Settings:
    """The settings of the application that serves this request."""
    settings: Settings = current_app.extensions["nastavnik.settings"]
    return settings
