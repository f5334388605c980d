# SPDX-License-Identifier: MIT
"""The organisation's limit of days without a meeting."""

from __future__ import annotations

from flask import url_for

from nastavnik.foundation.i18n import gettext as _
from nastavnik.meetings import service
from nastavnik.meetings.forms import SettingsForm
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send

from .frame import blueprint


@blueprint.route("/settings", methods=["GET", "POST"])
@access(right="meetings.edit")
def settings() -> Page:
    """After how many days without a meeting a pair is warned of."""
    form = SettingsForm(data={"silence_days": service.settings().silence_days})
    sent = send(
        form,
        lambda: service.set_silence_limit(form.silence_days.data or 0),
        _("Saved."),
        url_for("meetings.index"),
    )
    return sent or page("meetings/settings.html", form)
