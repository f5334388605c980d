# SPDX-License-Identifier: MIT
"""Sign-in and a person's own account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import current_language, ngettext
from nastavnik.foundation.i18n import gettext as _
from nastavnik.web.access import access
from nastavnik.web.pages import site_settings
from nastavnik.web.scoping import SESSION_COOKIE, person, plugins_of_app
from nastavnik.web.theme import local_path

from . import service
from .forms import ChangePasswordForm, NewPasswordForm, ResetForm, SignInForm

account = Blueprint("accounts", __name__, template_folder="templates")

LANGUAGE_NAMES = {"ru": "Русский", "en": "English"}


@account.route("/sign-in", methods=["GET", "POST"])
@access(public=True)
def sign_in() -> BaseResponse | str | tuple[str, int]:
    """The door. Whatever does not fit, the answer is one and the same."""
    form = SignInForm(next=request.args.get("next", ""))
    if request.method == "GET" and person() is not None:
        return redirect(_after_sign_in(me(), form.next.data), 303)
    if form.ready():
        try:
            token = service.sign_in(form.email.data or "", form.password.data or "", **_from_where())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _signed_in(token, form.next.data)
    status = 422 if request.method == "POST" else 200
    ended = request.method == "GET" and SESSION_COOKIE in request.cookies
    return render_template("accounts/sign_in.html", form=form, ended=ended), status


@account.post("/sign-out")
@access(public=True)
def sign_out() -> BaseResponse:
    """Leave; whoever has left already is shown the door as well."""
    if person() is not None:
        service.sign_out(me(), address=_address())
    session.clear()
    response = redirect(url_for("accounts.sign_in"), 303)
    response.delete_cookie(SESSION_COOKIE)
    flash(_("You have signed out."))
    return response


@account.get("/places")
@access(signed_in=True)
def places() -> BaseResponse | str:
    """Where a person may work: straight there when there is one place, a choice when there are several."""
    signed_in = me()
    if len(signed_in.places) == 1:
        return redirect(place_url(signed_in.places[0]), 303)
    offered = [(place, place_url(place), _role_names(place)) for place in signed_in.places]
    return render_template("accounts/places.html", places=offered)


@account.route("/reset", methods=["GET", "POST"])
@access(public=True)
def reset() -> BaseResponse | str | tuple[str, int]:
    """Ask for a new password. The answer does not depend on whether the account exists."""
    form = ResetForm()
    if form.ready():
        service.request_reset(form.email.data or "", address=_address())
        return redirect(url_for("accounts.reset_sent"), 303)
    return render_template("accounts/reset.html", form=form), 422 if form.errors else 200


@account.get("/reset/sent")
@access(public=True)
def reset_sent() -> str:
    """What happens next, whether or not there is such an account."""
    return render_template("accounts/reset_sent.html")


@account.route("/link/<token>", methods=["GET", "POST"])
@access(public=True)
def link(token: str) -> BaseResponse | str | tuple[str, int]:
    """An invitation or a new password. GET only shows the page: scanners of mail open links too."""
    try:
        opened = service.look_at_link(token)
    except NotFound:
        return render_template("accounts/link_closed.html", opened=None, token=""), 404
    if opened.state != "open":
        return render_template("accounts/link_closed.html", opened=opened, token=token), 410
    form = NewPasswordForm()
    if form.ready():
        try:
            service.use_link(token, form.password.data or "", address=_address())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            flash(_("The password is set. Sign in with it."))
            return redirect(url_for("accounts.sign_in"), 303)
    return render_template("accounts/link.html", form=form, opened=opened), 422 if form.errors else 200


@account.post("/link/<token>/renew")
@access(public=True)
def renew_link(token: str) -> BaseResponse:
    """Send a new link in place of one whose time has run out."""
    try:
        service.renew_link(token, address=_address())
    except NotFound:
        return redirect(url_for("accounts.reset"), 303)
    return redirect(url_for("accounts.reset_sent"), 303)


@account.get("/")
@access(signed_in=True)
def overview() -> str:
    """A person's own account: who, where, from which devices, in which language."""
    signed_in = me()
    return render_template(
        "accounts/overview.html",
        me=signed_in,
        places=[(place, place_url(place), _role_names(place)) for place in signed_in.places],
        devices=service.devices(signed_in),
        languages=LANGUAGE_NAMES,
        spoken=current_language(),
    )


@account.route("/password", methods=["GET", "POST"])
@access(signed_in=True)
def password() -> BaseResponse | str | tuple[str, int]:
    """Change the password; the other sign-ins end."""
    form = ChangePasswordForm()
    if form.ready():
        try:
            service.change_password(
                me(), form.current.data or "", form.password.data or "", address=_address()
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            flash(_("The password is changed. On the other devices you will be asked to sign in again."))
            return redirect(url_for("accounts.overview"), 303)
    return render_template("accounts/password.html", form=form), 422 if form.errors else 200


@account.post("/devices/<uuid:session_id>/revoke")
@access(signed_in=True)
def revoke_device(session_id: UUID) -> BaseResponse:
    """End one of one's own sign-ins; ending the one in use is signing out."""
    if session_id == me().session_id:
        return sign_out()
    service.revoke_device(me(), session_id, address=_address())
    flash(_("The sign-in on that device has ended."))
    return redirect(url_for("accounts.overview", _anchor="devices"), 303)


@account.post("/devices/revoke-others")
@access(signed_in=True)
def revoke_other_devices() -> BaseResponse:
    """End every sign-in but the one in use."""
    ended = service.revoke_other_devices(me(), address=_address())
    flash(
        ngettext("%(num)s sign-in has ended.", "%(num)s sign-ins have ended.", ended)
        if ended
        else _("There are no other sign-ins.")
    )
    return redirect(url_for("accounts.overview", _anchor="devices"), 303)


@account.get("/file")
@access(signed_in=True)
def personal_file() -> str:
    """The person's own file, to read and to print."""
    file = service.personal_file(me(), plugins_of_app(), address=_address())
    return render_template("accounts/personal_file.html", file=file)


@account.get("/file.json")
@access(signed_in=True)
def personal_file_json() -> Response:
    """The same file for a machine."""
    file = service.personal_file(me(), plugins_of_app(), address=_address())
    response = jsonify(file.as_json())
    response.headers["Content-Disposition"] = "attachment; filename=nastavnik-personal-file.json"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def me() -> service.SignedIn:
    """Who is signed in, with everything this room knows; 401 when nobody is."""
    found = person()
    if not isinstance(found, service.SignedIn):
        abort(401)
    return found


def place_url(place: service.Place) -> str:
    """The first page of a place."""
    if place.kind == "tenant":
        return url_for("desk.now", tenant=place.slug)
    if place.kind == "partner":
        return url_for("portal.index", partner=place.slug)
    if place.roles == {"system_admin"}:
        return url_for("administration.deliveries")
    return url_for("department.matrix")


def _signed_in(token: str, wanted: str | None) -> BaseResponse:
    """Give the cookie and go on; a sign-in that was open on this device before ends."""
    if person() is not None:
        service.sign_out(me(), address=_address())
    session.clear()
    signed_in = service.authenticate(token)
    if signed_in is None:
        abort(500)
    response = redirect(_after_sign_in(signed_in, wanted), 303)
    response.set_cookie(
        SESSION_COOKIE, token, httponly=True, samesite="Lax", secure=site_settings().secure_cookies
    )
    return response


def _after_sign_in(signed_in: service.SignedIn, wanted: str | None) -> str:
    """Where the person was going, if that is a page of ours; else the only place, or the choice of places."""
    path = local_path(wanted or "/")
    if path != "/":
        return path
    return place_url(signed_in.places[0]) if len(signed_in.places) == 1 else url_for("accounts.places")


def _role_names(place: service.Place) -> str:
    return ", ".join(service.role_name(role) for role in sorted(place.roles))


def _from_where() -> dict[str, Any]:
    return {"address": _address(), "agent": request.user_agent.string}


def _address() -> str:
    return request.remote_addr or ""
