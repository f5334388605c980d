# SPDX-License-Identifier: MIT
"""What the room holds about a person, for that person's file (152-ФЗ, ст. 14). Of others only the names are told."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select

from nastavnik.foundation.database import session
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import pgettext
from nastavnik.foundation.scope import require
from nastavnik.hookspecs import PersonalData
from nastavnik.people import service as people
from nastavnik.people.service import Listing

from . import service
from .models import MatchAnswer
from .service import Pair, PairFilter
from .words import ANSWERS, END_REASONS, ROLES, STATES, WAYS, word


def subject_data(person_id: UUID) -> Sequence[PersonalData]:
    """Pairs and groups of the person, and answers that the person gave or that were given for the person."""
    require("matches.view")
    pairs = [
        {
            _("Pair"): pair.title,
            _("State"): word(STATES, pair.match.state),
            _("Goal"): pair.match.goal,
            pgettext("file of a person", "Since"): pair.match.starts_on or pair.match.proposed_on,
            pgettext("file of a person", "Until"): pair.match.ended_on or pair.match.ends_on,
            _("Why it ended"): word(END_REASONS, pair.match.end_reason),
        }
        for pair in _pairs(person_id)
    ]
    rows = session().scalars(
        select(MatchAnswer)
        .where(or_(MatchAnswer.person_id == person_id, MatchAnswer.for_person_id == person_id))
        .order_by(MatchAnswer.asked_on, MatchAnswer.id)
    )
    answers = [
        {
            _("Asked as"): word(ROLES, row.role),
            pgettext("file of a person", "Asked on"): row.asked_on,
            _("Answer"): word(ANSWERS, row.answer),
            _("How it was answered"): word(WAYS, row.way),
            _("Reason"): row.reason,
            _("Answered"): row.answered_at,
        }
        for row in rows
    ]
    return [PersonalData(_("Pairs and groups"), pairs), PersonalData(_("Answers to pairs"), answers)]


def _pairs(person_id: UUID) -> list[Pair]:
    mentor, mentee = people.mentor_of(person_id), people.mentee_of(person_id)
    found: list[Pair] = []
    if mentor is not None:
        found += service.pairs(PairFilter(mentor_id=mentor.id, listing=Listing(size=0))).rows
    if mentee is not None:
        found += service.pairs(PairFilter(mentee_id=mentee.id, listing=Listing(size=0))).rows
    return found
