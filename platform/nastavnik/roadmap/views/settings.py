# SPDX-License-Identifier: MIT
"""Reminders: when they go out, which went out, and «Напомнить» of one execution."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.roadmap.forms import SettingsForm
from nastavnik.roadmap.service import reminding
from nastavnik.roadmap.service.history import REMINDERS
from nastavnik.roadmap.service.reminding_log import sent_reminders
from nastavnik.roadmap.service.settings import ReminderRules, reminder_rules, save_reminder_rules
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send
from nastavnik.web.theme import local_path

from .frame import blueprint


@blueprint.route("/reminders", methods=["GET", "POST"])
@access(right="roadmap.edit")
def reminders() -> Page:
    """When reminders go out, and which went out lately."""
    form = SettingsForm(data=asdict(reminder_rules()))
    done = send(form, lambda: save_reminder_rules(_rules(form)), _("Saved."), url_for("roadmap.reminders"))
    if done:
        return done
    return page(
        "roadmap/settings.html",
        form,
        sent=sent_reminders(request.args.get("page", 1, type=int)),
        kinds=REMINDERS,
        hour=reminding.REMIND_AT,
    )


@blueprint.post("/reminders/<uuid:occurrence_id>")
@access(right="roadmap.edit")
def remind_one(occurrence_id: UUID) -> Response:
    """Remind those who answer for one execution, and come back."""
    try:
        reminding.remind([occurrence_id])
    except Refused as refusal:
        flash(refusal.message, "error")
    else:
        flash(_("The reminder has been sent."))
    return redirect(local_path(request.form.get("next") or url_for("desk.now")), 303)


def _rules(form: SettingsForm) -> ReminderRules:
    return ReminderRules(
        form.first_reminder_days.data or 0,
        form.last_reminder_days.data or 0,
        form.overdue_every_days.data or 0,
        form.escalate_after_days.data or 0,
        letters=bool(form.letters.data),
    )
