# SPDX-License-Identifier: MIT
"""«Карточка организации» for everybody in it, and its settings: own part of the card, plugins, journal of acts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.accounts import service as accounts
from nastavnik.foundation.audit import AuditEntry
from nastavnik.foundation.dates import now, today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor
from nastavnik.web.access import access
from nastavnik.web.forms import choices_of
from nastavnik.web.scoping import plugins_of_app
from nastavnik.web.spreadsheet import Column, spreadsheet

from . import service
from .acts import JournalWords
from .forms import CardForm, JournalForm, SureForm

organisation = Blueprint("organisation", __name__, template_folder="templates")
organisation.context_processor(lambda: {"rights_here": current_actor().rights})

organisation_card = Blueprint("organisation_card", __name__, template_folder="templates")
LEADING = ("director", "coordinator")


@organisation_card.get("/")
@access(signed_in=True)
def show() -> str:
    """What the organisation is, how to reach it, and who leads mentoring in it."""
    states = service.plugin_states(plugins_of_app())
    return render_template(
        "organisation/show.html",
        tenant=service.current_tenant(),
        head=service.director(),
        kinds=service.KINDS,
        leading=[
            (member, [role for role in LEADING if role in member.roles])
            for member in accounts.members()
            if member.state != "blocked" and member.roles & set(LEADING)
        ],
        role_name=accounts.role_name,
        plugins=[state for state in states if state.enabled and state.reason != "required"],
        may_edit="tenants.manage" in current_actor().rights,
    )


@organisation.route("/", methods=["GET", "POST"])
@access(right="tenants.manage")
def card() -> Response | str | tuple[str, int]:
    """The organisation's own part of its card."""
    tenant, head = service.current_tenant(), service.director()
    form = CardForm(
        display_name=tenant.display_name,
        emblem=tenant.emblem,
        place=tenant.place,
        address=tenant.address,
        phone=tenant.phone,
        contact_email=tenant.email,
        site=tenant.site,
        director_surname=head.name.surname,
        director_name=head.name.name,
        director_patronymic=head.name.patronymic,
        director_post=head.post,
    )
    if form.ready():
        try:
            service.edit_own_card(form.look, form.contacts, form.head)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved."))
            return redirect(url_for("organisation.card"), 303)
    page = render_template("organisation/card.html", tenant=tenant, form=form, kinds=service.KINDS)
    return page, 422 if form.errors else 200


@organisation.get("/plugins")
@access(right="tenants.manage")
def plugins() -> str:
    """What is switched on here, since when and by whom."""
    return render_template("organisation/plugins.html", plugins=service.plugin_states(plugins_of_app()))


@organisation.route("/plugins/<name>", methods=["GET", "POST"])
@access(right="tenants.manage")
def plugin(name: str) -> Response | str | tuple[str, int]:
    """Switch one plugin on or off, after a second question."""
    state = next((one for one in service.plugin_states(plugins_of_app()) if one.name == name), None)
    if state is None:
        raise NotFound(f"no plugin {name!r}")
    form = SureForm()
    if form.ready():
        enable = state.reason in ("off", "needed")
        try:
            service.switch_plugin(plugins_of_app(), name, enabled=enable)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            flash(
                _("«%(title)s» is switched on.", title=state.title)
                if enable
                else _("«%(title)s» is switched off. Its data are kept.", title=state.title)
            )
            return redirect(url_for("organisation.plugins"), 303)
    return render_template("organisation/plugin.html", plugin=state, form=form), 422 if form.errors else 200


@organisation.get("/journal")
@access(right="tenants.audit")
def journal() -> str | tuple[str, int]:
    """Who did what and when; the chain is recounted when asked."""
    form = _journal_form()
    right = form.validate()
    wanted = form.filter if right else service.JournalFilter()
    page = service.journal(wanted, request.args.get("page", 1, type=int))
    check = service.check_chain() if request.args.get("check") else None
    rendered = render_template(
        "organisation/journal.html",
        form=form,
        page=page,
        filtered=bool(wanted),
        check=check,
        checked_at=now(),
        words=_words(),
    )
    return rendered, 200 if right else 422


@organisation.get("/journal.xlsx")
@access(right="tenants.audit")
def journal_xlsx() -> Response:
    """The journal as filtered, oldest entry first."""
    form = _journal_form()
    wanted = form.filter if form.validate() else service.JournalFilter()
    return spreadsheet(
        _("Journal of acts"),
        [
            Column(_("No."), 8),
            Column(_("When"), 18),
            Column(_("Who"), 26),
            Column(_("Network address"), 18),
            Column(_("Act"), 40),
            Column(_("Of what"), 36),
            Column(_("Identifier"), 38),
            Column(_("Was"), 44),
            Column(_("Became"), 44),
            Column(_("Note"), 30),
        ],
        _journal_rows(wanted),
        file_name=f"journal-{today():%Y-%m-%d}.xlsx",
    )


def _words() -> JournalWords:
    people = {str(member.account_id): member.name.short for member in accounts.members()}
    return JournalWords(plugins_of_app(), people)


def _journal_form() -> JournalForm:
    words = JournalWords(plugins_of_app())
    choices = service.journal_choices()
    form = JournalForm(request.args)
    people = {"": _("Whoever acted"), **dict(choices.people), service.PLATFORM: _("The system itself")}
    acts = sorted(((code, words.act(code)) for code in choices.actions), key=lambda one: one[1])
    form.person.choices = choices_of(people)
    form.action.choices = choices_of({"": _("Any act"), **dict(acts)})
    return form


def _journal_rows(wanted: service.JournalFilter) -> Iterator[tuple[int | str | datetime, ...]]:
    words = _words()
    for entry in service.exported_journal(wanted):
        yield _journal_row(entry, words)


def _journal_row(entry: AuditEntry, words: JournalWords) -> tuple[int | str | datetime, ...]:
    return (
        entry.sequence,
        entry.at,
        words.actor(entry),
        entry.address or "",
        words.act(entry.action),
        words.subject(entry),
        entry.subject_id,
        words.values(entry.before),
        words.values(entry.after),
        entry.note,
    )
