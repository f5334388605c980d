# SPDX-License-Identifier: MIT
"""What the room puts on the first page and answers to a search."""

from __future__ import annotations

from flask import url_for

from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.foundation.scope import current_actor
from nastavnik.hookspecs import Found, NowCards, TodoEntry
from nastavnik.people.service import Listing

from . import service, words
from .service import Programme, ProgrammeFilter

MOST_FOUND = 10


def now_cards() -> NowCards:
    """Drafts that wait for the director, and what has stood in one stage for too long."""
    rights = current_actor().rights
    entries: list[TodoEntry] = []
    if "programmes.approve" in rights:
        drafts = service.programmes(ProgrammeFilter(state="draft", listing=Listing("title", size=MOST_FOUND)))
        entries += [
            TodoEntry(
                _("Programme: %(title)s", title=one.title),
                _url(one),
                "waiting",
                _("Waits for the approval"),
                icon="stairs",
                details=(_("Waits for the approval"),),
                action=_("Look and approve"),
            )
            for one in drafts.rows
            if one.goal and one.variant
        ]
    if "programmes.edit" in rights:
        running = service.running_by_stage()
        entries += [
            TodoEntry(
                _("Programme: %(title)s", title=one.title),
                _url(one),
                "waiting",
                _("Stuck"),
                icon="stairs",
                details=(
                    ngettext(
                        "%(num)s day in stage %(stage)s",
                        "%(num)s days in stage %(stage)s",
                        service.days_in_stage(one, today()),
                        stage=one.stage,
                    ),
                ),
                action=_("See what is missing"),
            )
            for those in running.values()
            for one in those
            if service.is_stuck(one, today())
        ]
    return NowCards(waiting=entries)


def found(text: str) -> list[Found]:
    """At most ten programmes for the search box."""
    wanted = ProgrammeFilter(text=text, listing=Listing("title", size=MOST_FOUND))
    return [
        Found(one.title, _url(one), _("programme"), words.word(words.STATES, one.state))
        for one in service.programmes(wanted).rows
    ]


def _url(programme: Programme) -> str:
    return url_for("programmes.card", programme_id=programme.id)
