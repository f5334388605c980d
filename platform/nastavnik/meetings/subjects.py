# SPDX-License-Identifier: MIT
"""What the room holds about a person, for that person's file (152-ФЗ, ст. 14)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, select

from nastavnik.foundation.database import session
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import require
from nastavnik.hookspecs import PersonalData

from .models import Feedback, Meeting
from .words import KINDS, STATES


def subject_data(person_id: UUID) -> Sequence[PersonalData]:
    """Meetings at which the person's feedback is asked for, and what the person said of them."""
    require("meetings.view")
    rows = session().execute(
        select(Feedback, Meeting)
        .join(Meeting, and_(Meeting.tenant_id == Feedback.tenant_id, Meeting.id == Feedback.meeting_id))
        .where(Feedback.person_id == person_id)
        .order_by(Meeting.starts_at, Feedback.id)
    )
    said = [
        {
            _("Meeting"): str(KINDS.get(meeting.kind, meeting.kind)),
            _("When"): meeting.starts_at,
            _("State"): str(STATES.get(meeting.state, meeting.state)),
            _("What was done"): row.done,
            _("Next step"): row.next_step,
            _("Mood, 1 to 5"): row.mood,
            _("Words of the person"): row.note,
            _("Given"): row.given_at,
        }
        for row, meeting in rows
    ]
    return [PersonalData(_("Meetings and feedback"), said)]
