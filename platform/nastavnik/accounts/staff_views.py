# SPDX-License-Identifier: MIT
"""«Сотрудники и права»: who works in the organisation, and what each role may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.dates import format_date, format_datetime, today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor
from nastavnik.hookspecs import Right
from nastavnik.web.access import access
from nastavnik.web.scoping import enabled, plugins_of_app
from nastavnik.web.spreadsheet import Column, spreadsheet

from . import service
from .forms import CloseAccessForm, EndPlaceForm, InviteForm, PlaceForm

staff = Blueprint("staff", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class RightsOfPlugin:
    """Rights that one plugin declares, for one part of the table."""

    title: Text
    rights: Sequence[Right]


@staff.get("/")
@access(right="accounts.view_staff")
def members() -> str:
    """Everybody who has a role here."""
    return render_template(
        "staff/members.html",
        members=service.staff(),
        names=service.ROLES,
        state_words=service.account_state,
        rights_here=current_actor().rights,
    )


@staff.get("/staff.xlsx")
@access(right="accounts.view_staff")
def members_xlsx() -> Response:
    """The same list as a workbook."""
    return spreadsheet(
        _("Staff"),
        [
            Column(_("Name in full"), 36),
            Column(_("Post"), 36),
            Column(_("Roles"), 28),
            Column(_("E-mail"), 32),
            Column(_("State"), 26),
            Column(_("Since"), 12),
            Column(_("Last sign-in"), 18),
        ],
        (
            (
                member.name.full,
                member.post,
                ", ".join(service.role_name(place.role) for place in member.places),
                member.email,
                service.account_state(member.state),
                format_date(min(place.since for place in member.places)),
                format_datetime(member.signed_in_at) if member.signed_in_at else "",
            )
            for member in service.staff()
        ),
        file_name=f"staff-{today():%Y-%m-%d}.xlsx",
    )


@staff.get("/rights")
@access(right="accounts.view_staff")
def rights() -> str:
    """What each role may do, in words."""
    plugins, on = plugins_of_app(), enabled()
    groups = [
        RightsOfPlugin(plugins.all()[name].title, [right for right in declared if right.scope == "tenant"])
        for name, declared in plugins.ask_all("rights")
        if name in on
    ]
    return render_template(
        "staff/rights.html",
        groups=[group for group in groups if group.rights],
        roles=(*service.TENANT_ROLES, *service.PARTICIPANT_ROLES),
        names=service.ROLES,
        duties=service.ROLE_DUTIES,
    )


@staff.route("/invite", methods=["GET", "POST"])
@access(right="accounts.manage_staff")
def invite() -> Response | str | tuple[str, int]:
    """Invite a person by e-mail."""
    form = InviteForm()
    if form.ready():
        try:
            service.invite(
                form.email.data or "", form.person_name, form.role.data or "", form.post.data or ""
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            flash(_("The letter goes to %(email)s.", email=form.email.data))
            return redirect(url_for("staff.members"), 303)
    page = render_template("staff/invite.html", form=form, duties=service.ROLE_DUTIES)
    return page, 422 if form.errors else 200


@staff.route("/<uuid:membership_id>", methods=["GET", "POST"])
@access(right="accounts.manage_staff")
def member(membership_id: UUID) -> Response | str | tuple[str, int]:
    """One place of a member: role, post, invitation, end."""
    found, place = service.member_of(membership_id)
    form = PlaceForm(role=place.role, post=place.post)
    if form.ready():
        try:
            service.change_place(membership_id, role=form.role.data or "", post=form.post.data or "")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved."))
            return redirect(url_for("staff.members"), 303)
    return _member_page(found, place, form=form, status=422 if form.errors else 200)


@staff.post("/<uuid:membership_id>/end")
@access(right="accounts.manage_staff")
def end_place(membership_id: UUID) -> Response | tuple[str, int]:
    """Take a place away."""
    found, place = service.member_of(membership_id)
    form = EndPlaceForm(prefix="end")
    if form.ready():
        try:
            service.end_place(membership_id)
        except Refused as refusal:
            form.refuse(Refused(refusal.message, field="sure"))
        else:
            flash(
                _(
                    "%(name)s is not «%(role)s» any more.",
                    name=found.name.short,
                    role=service.role_name(place.role),
                )
            )
            return redirect(url_for("staff.members"), 303)
    return _member_page(found, place, end=form, status=422)


@staff.post("/<uuid:membership_id>/close")
@access(right="accounts.manage_staff")
def close_access(membership_id: UUID) -> Response | tuple[str, int]:
    """Close the person's access to the organisation; the roles stay."""
    found, place = service.member_of(membership_id)
    form = CloseAccessForm(prefix="close")
    if form.ready():
        try:
            service.close_access(found.account_id)
        except Refused as refusal:
            form.refuse(Refused(refusal.message, field="sure"))
        else:
            flash(_("The access of %(name)s is closed.", name=found.name.short))
            return redirect(url_for("staff.members"), 303)
    return _member_page(found, place, close=form, status=422)


@staff.post("/<uuid:membership_id>/open")
@access(right="accounts.manage_staff")
def open_access(membership_id: UUID) -> Response:
    """Open the person's access again."""
    found, _place = service.member_of(membership_id)
    service.open_access(found.account_id)
    flash(_("The access of %(name)s is open again.", name=found.name.short))
    return redirect(url_for("staff.members"), 303)


@staff.post("/<uuid:membership_id>/invite-again")
@access(right="accounts.manage_staff")
def invite_again(membership_id: UUID) -> Response:
    """Send the invitation once more."""
    found, _place = service.member_of(membership_id)
    try:
        service.invite_again(membership_id)
    except Refused as refusal:
        flash(refusal.message, "warning")
    else:
        flash(
            _(
                "A new invitation goes to %(email)s; the former link does not work any more.",
                email=found.email,
            )
        )
    return redirect(url_for("staff.members"), 303)


def _member_page(
    found: service.Member,
    place: service.MemberPlace,
    *,
    form: PlaceForm | None = None,
    end: EndPlaceForm | None = None,
    close: CloseAccessForm | None = None,
    status: int,
) -> tuple[str, int]:
    """The page with the form that was sent, and the other forms as they were."""
    page = render_template(
        "staff/member.html",
        member=found,
        place=place,
        form=form or PlaceForm(sent=False, role=place.role, post=place.post),
        end=end or EndPlaceForm(sent=False, prefix="end"),
        close=close or CloseAccessForm(sent=False, prefix="close"),
        oneself=found.account_id == current_actor().account_id,
        names=service.ROLES,
        duties=service.ROLE_DUTIES,
    )
    return page, status
